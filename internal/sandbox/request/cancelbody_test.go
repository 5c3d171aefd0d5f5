package request_test

import (
	"strings"
	"testing"

	"bulkdial/internal/sandbox/request"
)

func TestCheckCancelBody(t *testing.T) {
	for body, want := range map[string]string{ // the part of an error; empty: none
		"":               "",
		" \n":            "",
		" {} ":           "",
		`{"reason":"x"}`: "body.reason: is unknown",
		"[]":             "body: must be an object, not an array",
		"{}{}":           "more follows",
		"{":              "not JSON",
		"{\"\xff\":1}":   "not UTF-8",
	} {
		err := request.CheckCancelBody([]byte(body))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("CheckCancelBody(%q) = %v, want an error with %q", body, err, want)
		}
	}
}
