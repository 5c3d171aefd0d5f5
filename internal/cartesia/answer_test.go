package cartesia_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia"
)

func TestRefusals(t *testing.T) {
	const limited = `{"error_code":"concurrency_limited","title":"Too many","message":"No line","request_id":"req_1"}`
	retry := http.Header{"Retry-After": {"7"}}
	tests := map[string]struct {
		status  int
		header  http.Header
		body    string
		kind    dialer.AnswerKind
		code    string
		message string
	}{
		"400":                    {400, nil, `{"error_code":null,"title":"Bad Request","message":"bad\nnumber"}`, dialer.Refused, "http_400", "bad number"},
		"400 title only":         {400, nil, `{"title":"Bad Request"}`, dialer.Refused, "http_400", "Bad Request"},
		"400 concurrency":        {400, nil, limited, dialer.Busy, "concurrency_limited", "No line"},
		"400 names a field":      {400, nil, "unknown field max_concurrency_limit in metadata", dialer.Refused, "http_400", "unknown field max_concurrency_limit in metadata"},
		"400 line busy":          {400, nil, `{"error_code":"line_busy","message":"The line is busy, limit reached"}`, dialer.Refused, "line_busy", "The line is busy, limit reached"},
		"400 code decides":       {400, nil, `{"error_code":"bad_metadata","message":"too many concurrent calls"}`, dialer.Refused, "bad_metadata", "too many concurrent calls"},
		"401":                    {401, nil, limited, dialer.Denied, "concurrency_limited", "No line"},
		"402":                    {402, nil, `{"error_code":"quota_exceeded"}`, dialer.Denied, "quota_exceeded", "Payment Required"},
		"403":                    {403, nil, "", dialer.Denied, "http_403", "Forbidden"},
		"404":                    {404, nil, "not found", dialer.Denied, "http_404", "not found"},
		"405":                    {405, nil, "", dialer.Denied, "http_405", "Method Not Allowed"},
		"408":                    {408, nil, limited, dialer.Lost, "concurrency_limited", "No line"},
		"409":                    {409, nil, "", dialer.Denied, "http_409", "Conflict"},
		"409 concurrency":        {409, nil, "Concurrency limit reached", dialer.Busy, "http_409", "Concurrency limit reached"},
		"413":                    {413, nil, "", dialer.TooLarge, "http_413", "Request Entity Too Large"},
		"422":                    {422, nil, "", dialer.Refused, "http_422", "Unprocessable Entity"},
		"425":                    {425, nil, "", dialer.Denied, "http_425", "Too Early"},
		"429":                    {429, nil, limited, dialer.Busy, "concurrency_limited", "No line"},
		"429 bare":               {429, retry, "", dialer.Busy, "http_429", "Too Many Requests"},
		"500":                    {500, retry, limited, dialer.Lost, "concurrency_limited", "No line"},
		"502 page":               {502, nil, "<html>\r\n<p>Bad &amp; gone\t+14155550100</html>\n", dialer.Lost, "http_502", "<html> <p>Bad &amp; gone +1415•••0100</html>"},
		"503":                    {503, nil, limited, dialer.Lost, "concurrency_limited", "No line"},
		"503 with a wait":        {503, retry, "", dialer.Busy, "http_503", "Service Unavailable"},
		"503 with odd wait":      {503, http.Header{"Retry-After": {"soon"}}, "", dialer.Lost, "http_503", "Service Unavailable"},
		"504":                    {504, retry, "", dialer.Lost, "http_504", "Gateway Timeout"},
		"599":                    {599, nil, "", dialer.Lost, "http_599", "the answer has no text"},
		"999":                    {999, nil, "", dialer.Lost, "http_999", "the answer has no text"},
		"304":                    {304, nil, "", dialer.Denied, "http_304", "Not Modified"},
		"odd code":               {400, nil, `{"error_code":"no such +14155550100!","message":7}`, dialer.Refused, "no_such_1415_0100", "7"},
		"JSON of another shape":  {400, nil, `{"detail": [1]}`, dialer.Refused, "http_400", `{"detail": [1]}`},
		"JSON string":            {400, nil, `"no"`, dialer.Refused, "http_400", "no"},
		"compressed differently": {400, http.Header{"Content-Encoding": {"br"}}, "xyz", dialer.Refused, "http_400", "Bad Request"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := answerWith(t, 2, test.status, test.header, test.body)
			want := dialer.Answer{Kind: test.kind, HTTPStatus: test.status, Code: test.code, Message: test.message}
			if strings.Contains(test.body, "req_1") {
				want.RequestID = "req_1"
			}
			if test.header.Get("Retry-After") == "7" {
				want.RetryAfter = 7 * time.Second
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
		})
	}
}

// TestEachStatus: the kind of each status alone. What changes here changes in the tables of doc.go and docs/reliability.md as well.
func TestEachStatus(t *testing.T) {
	single := map[int]dialer.AnswerKind{
		400: dialer.Refused, 408: dialer.Lost, 413: dialer.TooLarge, 422: dialer.Refused, 429: dialer.Busy,
	}
	for status := 100; status < 1000; status++ {
		want, ok := single[status]
		if !ok {
			want = dialer.Lost
			if status >= 300 && status < 500 {
				want = dialer.Denied
			}
		}
		if got := cartesia.KindOf(status); got != want {
			t.Errorf("%d is of kind %v, want %v", status, got, want)
		}
	}
}

func TestTextIsBounded(t *testing.T) {
	body := `{"error_code":"` + strings.Repeat("c", 500) + `","message":"` + strings.Repeat("é", 500) + `"}`
	got := answerWith(t, 1, 400, http.Header{"X-Request-Id": {strings.Repeat("r", 500)}}, body)
	if len(got.Code) != 64 || len(got.Message) > 300 || len(got.RequestID) > 128 || !strings.HasSuffix(got.Message, "é…") {
		t.Errorf("code of %d, message of %d, request id of %d bytes: %+v", len(got.Code), len(got.Message), len(got.RequestID), got)
	}
	page := answerWith(t, 1, 500, nil, strings.Repeat("<p>word", 20_000))
	if len(page.Message) > 200 || !strings.HasPrefix(page.Message, "<p>word<p>") {
		t.Errorf("message %q", page.Message)
	}
}

func TestRetryAfter(t *testing.T) {
	tests := map[string]struct{ least, most time.Duration }{
		"0": {0, 0}, "3": {3 * time.Second, 3 * time.Second}, " 3 ": {3 * time.Second, 3 * time.Second},
		"-5": {0, 0}, "86400": {24 * time.Hour, 24 * time.Hour}, "99999999999999999999": {366 * 24 * time.Hour, 366 * 24 * time.Hour},
		"-99999999999999999999": {0, 0}, "": {0, 0}, "soon": {0, 0},
		"Fri, 01 Jan 1999 00:00:00 GMT":                                {0, 0},
		"Fri, 01 Jan 2999 00:00:00 GMT":                                {366 * 24 * time.Hour, 366 * 24 * time.Hour},
		time.Now().Add(30 * time.Minute).UTC().Format(http.TimeFormat): {20 * time.Minute, 30 * time.Minute},
	}
	for header, want := range tests {
		got := answerWith(t, 1, 429, http.Header{"Retry-After": {header}}, "")
		if got.Kind != dialer.Busy || got.RetryAfter < want.least || got.RetryAfter > want.most {
			t.Errorf("%q: %+v, want %v to %v", header, got, want.least, want.most)
		}
	}
}

func zipped(t *testing.T, text []byte) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestUnreadableSuccess(t *testing.T) {
	const good = `{"calls":[{"number":"+14155550100","agent_call_id":"ac_1"}]}`
	gz := http.Header{"Content-Encoding": {"gzip"}}
	tests := map[string]struct {
		status int
		header http.Header
		body   string
	}{
		"empty":            {200, nil, ""},
		"204":              {204, nil, ""},
		"page":             {200, nil, "<html>Welcome</html>"},
		"cut":              {200, nil, good[:30]},
		"trailing":         {200, nil, good + "x"},
		"two values":       {200, nil, good + good},
		"no calls":         {200, nil, `{"call":[]}`},
		"other case":       {200, nil, strings.Replace(good, "calls", "Calls", 1)},
		"null calls":       {200, nil, `{"calls":null}`},
		"calls object":     {200, nil, `{"calls":{}}`},
		"calls twice":      {200, nil, good[:len(good)-1] + `,"calls":[]}`},
		"array":            {200, nil, `[]`},
		"null":             {200, nil, `null`},
		"too long":         {200, nil, good[:len(good)-1] + strings.Repeat(" ", 70<<10) + "}"},
		"gzip bomb":        {200, gz, zipped(t, []byte(good+strings.Repeat(" ", 50<<20)))},
		"gzip of nothing":  {200, gz, strings.Repeat(zipped(t, nil), 10_000)},
		"gzip damaged":     {200, gz, "xx" + zipped(t, []byte(good))},
		"gzip cut":         {200, gz, zipped(t, []byte(good))[:40]},
		"other encoding":   {200, http.Header{"Content-Encoding": {"zstd"}}, good},
		"error in the 200": {200, nil, `{"error_code":"bad","message":"no"}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := answerWith(t, 1, test.status, test.header, test.body)
			if got.Kind != dialer.Lost || got.Code != "unreadable_answer" || got.Message == "" || got.HTTPStatus != test.status {
				t.Errorf("answer %+v, want Lost", got)
			}
			for _, e := range got.Entries { // an id that came is kept, and nothing else
				if e != (dialer.Entry{Disposition: dialer.Unknown, CallID: "ac_1"}) {
					t.Errorf("entry %+v, want unknown with its id", e)
				}
			}
		})
	}
	readable := map[string]struct {
		status int
		header http.Header
		body   string
	}{
		"201":   {201, nil, good},
		"gzip":  {200, gz, zipped(t, []byte(good))},
		"space": {200, nil, " " + good + "\r\n"},
		"long":  {200, nil, good[:len(good)-1] + strings.Repeat(" ", 60<<10) + "}"},
	}
	for name, test := range readable {
		if got := answerWith(t, 1, test.status, test.header, test.body); got.Kind != dialer.Answered {
			t.Errorf("%s: %+v, want Answered", name, got)
		}
	}
}
