package terminal_test

import (
	"testing"

	"bulkdial/cmd/bulkdial/internal/terminal"
)

// TestFold: lines end at a space within the width, none is lost, and what cannot be broken stays as it is.
func TestFold(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text  string
		width int
		want  string
	}{
		{"one two three four\n", 9, "one two\n  three\n  four\n"},
		{"one two three four\n", 18, "one two three four\n"},
		{"one two three four\n", 0, "one two three four\n"},
		{"  lists: aaaa, bbbb, cccc\nnext", 15, "  lists: aaaa,\n    bbbb, cccc\nnext"},
		{"onetwothreefourfivesix seven\n", 10, "onetwothreefourfivesix seven\n"},
		{"éééé éééé éééé", 9, "éééé éééé\n  éééé"},
		{"    a b c d\n", 6, "    a b c d\n"},
		{"", 9, ""},
	} {
		if got := terminal.Fold(tt.text, tt.width); got != tt.want {
			t.Errorf("Fold(%q, %d) = %q, want %q", tt.text, tt.width, got, tt.want)
		}
	}
}
