package content_test

import (
	"strings"
	"testing"

	"bulkdial/internal/cartesia/content"
)

// TestReadProblem: what each form of an error says.
func TestReadProblem(t *testing.T) {
	t.Parallel()
	text := content.NewTexts(testKey)
	for body, want := range map[string]content.Problem{
		`{"error_code":"quota_exceeded","title":"Quota","message":"No\nmoney","request_id":"req_1"}`: {Code: "quota_exceeded", Message: "No money", RequestID: "req_1"},
		`{"error_code":null,"code":"x","title":"Bad Request"}`:                                       {Code: "x", Message: "Bad Request"},
		`{"code":7,"message":8,"request_id":9}`:                                                      {Code: "7", Message: "8", RequestID: "9"},
		`{"error_code":"no such +14155550100!"}`:                                                     {Code: "no_such_1415_0100"},
		`{"message":"call +14155550100 with ` + testKey + `","code":"` + testKey + `"}`:              {Code: "redacted", Message: "call +14155550100 with [redacted]"},
		`{"request_id":"req_1"}`:                                                                     {RequestID: "req_1"},
		`{"detail": [1]}`:                                                                            {Message: `{"detail": [1]}`},
		`{}`:                                                                                         {Message: "{}"},
		`"no"`:                                                                                       {Message: "no"},
		`["no"]`:                                                                                     {Message: `["no"]`},
		"":                                                                                           {},
		"<html>\r\n<p>Bad &amp; gone\t+14155550100 " + testKey + "</html>\n":     {Message: "<html> <p>Bad &amp; gone +1415•••0100 [redacted]</html>"},
		`{"error_code":"concurrency_limited","title":"Too many"}`:                {Code: "concurrency_limited", Message: "Too many", NoFreeLine: true},
		`{"title":"Too many","message":"concurrent calls"}`:                      {Message: "concurrent calls", NoFreeLine: true},
		"Concurrency limit reached":                                              {Message: "Concurrency limit reached", NoFreeLine: true},
		"unknown field max_concurrency_limit in metadata":                        {Message: "unknown field max_concurrency_limit in metadata"},
		`{"error_code":"bad_metadata","message":"too many concurrent calls"}`:    {Code: "bad_metadata", Message: "too many concurrent calls"},
		`{"error_code":"line_busy","message":"The line is busy, limit reached"}`: {Code: "line_busy", Message: "The line is busy, limit reached"},
	} {
		if got := content.ReadProblem([]byte(body), text); got != want {
			t.Errorf("%s:\n got %+v\nwant %+v", body, got, want)
		}
	}
}

// TestProblemIsBounded: each text of an error has an end, between two characters.
func TestProblemIsBounded(t *testing.T) {
	t.Parallel()
	text := content.NewTexts(testKey)
	long := strings.Repeat("é", 500)
	got := content.ReadProblem([]byte(`{"code":"`+strings.Repeat("c", 500)+`","message":"`+long+`","request_id":"`+long+`"}`), text)
	want := content.Problem{Code: strings.Repeat("c", 64), Message: long[:296] + "…", RequestID: long[:124] + "…"}
	if got != want {
		t.Errorf(" got %+v\nwant %+v", got, want)
	}
	page := content.ReadProblem([]byte(strings.Repeat("<p>word", 20_000)), text)
	if len(page.Message) != 200 || !strings.HasPrefix(page.Message, "<p>word<p>") {
		t.Errorf("of a page: %+v", page)
	}
}
