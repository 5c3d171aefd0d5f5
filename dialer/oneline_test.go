package dialer_test

import (
	"testing"

	"bulkdial/dialer"
)

// TestOneLine: no line break is left, wherever it is, and nothing else is changed.
func TestOneLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "plain, \"text\"\t": "plain, \"text\"\t", "\n": " ", "\r": " ", "\nfirst": " first", "\rfirst": " first",
		"last\n": "last ", "last\r": "last ", "a\nb\rc": "a b c", "one\ntwo": "one two", "one\rtwo": "one two",
	} {
		if got := dialer.OneLine(text); got != want {
			t.Errorf("OneLine(%q) = %q, want %q", text, got, want)
		}
	}
}
