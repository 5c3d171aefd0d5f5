package main

// flagClass says how a campaign treats the value of a flag on a rerun.
type flagClass string

const (
	// identity: fixed at the first run, because another value would make the contacts other contacts.
	identity flagClass = "identity"
	// restriction: remembered, because it keeps contacts from being called; a later run may only tighten it.
	restriction flagClass = "restriction"
	// content: what a call consists of; the last given value counts.
	content flagClass = "content"
	// forgotten: given again for each run: permits, pace, the API, names of files, output.
	forgotten flagClass = "never remembered"
)

// flagClasses is the table of all flags of all commands. A test fails for a flag without a class.
func flagClasses() map[string]flagClass {
	return map[string]flagClass{
		"delimiter":     identity,
		"duplicates":    identity,
		"encoding":      identity,
		"id-column":     identity,
		"number-check":  identity,
		"number-column": identity,
		"region":        identity,
		"region-column": identity,
		"sheet":         identity,

		"allow-number-types": restriction,
		"destinations":       restriction,
		"max-attempts":       restriction,
		"require":            restriction,
		"strict":             restriction,
		"suppress":           restriction,

		"agent-column":              content,
		"agent-id":                  content,
		"api-version":               content,
		"from-number-column":        content,
		"from-number-id":            content,
		"max-call-duration-minutes": content,
		"max-duration-column":       content,
		"max-row-bytes":             content,
		"metadata":                  content,
		"ref-key":                   content,
		"ringing-timeout-column":    content,
		"ringing-timeout-seconds":   content,
		"set":                       content,

		// Permits.
		"accept-header": forgotten,
		"retry":         forgotten,
		"yes":           forgotten,
		// Pace and lines.
		"batch-size":       forgotten,
		"concurrency":      forgotten,
		"cps":              forgotten,
		"drain-timeout":    forgotten,
		"limit":            forgotten,
		"lines":            forgotten,
		"max-failures":     forgotten,
		"max-reject-ratio": forgotten,
		"mean-call":        forgotten,
		"price-per-minute": forgotten,
		"request-timeout":  forgotten,
		// The API, and which campaign.
		"api-key-file":   forgotten,
		"base-url":       forgotten,
		"config":         forgotten,
		"listen":         forgotten,
		"results":        forgotten,
		"sandbox":        forgotten,
		"sandbox-faults": forgotten,
		"shard":          forgotten,
		// Output.
		"json":            forgotten,
		"log-format":      forgotten,
		"log-level":       forgotten,
		"metrics-linger":  forgotten,
		"metrics-listen":  forgotten,
		"progress":        forgotten,
		"rejects":         forgotten,
		"summary":         forgotten,
		"termination-log": forgotten,
		"xlsx":            forgotten,
	}
}
