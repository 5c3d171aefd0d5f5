package dialer_test

import (
	"testing"

	"bulkdial/dialer"
)

// TestAnswerInWords: what an answer says is shown without the form of JSON.
func TestAnswerInWords(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"invalid_number": "invalid_number",
		`HTTP 500: {"error": "the database is away"}`:                                "HTTP 500: the database is away",
		`odd: {"code":"odd","title":"Odd","message":"This is odd.","at":{"row":12}}`: "odd: This is odd.",
		`odd: {"code":"odd","title":"Odd"}`:                                          "odd: Odd",
		`odd: {"code":"odd"}`:                                                        `odd: {"code":"odd"}`,
		`odd: {"error":{"code":1}}`:                                                  `odd: {"error":{"code":1}}`,
		"a { brace":                                                                  "a { brace",
	} {
		if got := dialer.AnswerInWords(said); got != want {
			t.Errorf("%s: %q, want %q", said, got, want)
		}
	}
}
