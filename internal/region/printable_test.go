package region_test

import (
	"testing"

	"bulkdial/internal/region"
)

// TestPrintable: nothing that others wrote controls a terminal or turns its text around; letters of all scripts stay.
func TestPrintable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"two\nlines\tand a tab\n":       "two\nlines\tand a tab\n",
		"\x1b[2J\x1b]0;title\x07\rover": " [2J ]0;title  over",
		"one\u009b31mtwo\x7f\x00":       "one 31mtwo  ",
		"a\u202etxt.exe\u2066b":         "a txt.exe b",
		"Zoë שלום 電話 …":                 "Zoë שלום 電話 …",
	} {
		if got := region.Printable(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
