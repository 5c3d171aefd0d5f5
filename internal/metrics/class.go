package metrics

// noClass is the class of a request without a status, or with one that HTTP does not define.
const noClass = "none"

// classes returns the values of the label class.
func classes() []string { return []string{"2xx", "3xx", "4xx", "429", "5xx", noClass} }

// class returns the class of an HTTP status. 429 has its own class: it means that no line is free, not an error.
func class(status int) string {
	switch {
	case status == 429:
		return "429"
	case status >= 200 && status < 300:
		return "2xx"
	case status >= 300 && status < 400:
		return "3xx"
	case status >= 400 && status < 500:
		return "4xx"
	case status >= 500 && status < 600:
		return "5xx"
	default:
		return noClass
	}
}
