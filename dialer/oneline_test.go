package dialer_test

import (
	"slices"
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

// TestServedMeanwhile: others had lines if at least as many contacts were called as were refused since the last answer to the batch.
func TestServedMeanwhile(t *testing.T) {
	t.Parallel()
	none := dialer.Refusal{}
	for _, tt := range []struct {
		name        string
		own, others []dialer.Refusal
		want        []bool
	}{
		{"alone", []dialer.Refusal{{0, 5}}, []dialer.Refusal{none}, []bool{false}},
		{"as many", []dialer.Refusal{{0, 5}}, []dialer.Refusal{{5, 0}}, []bool{true}},
		{"one fewer", []dialer.Refusal{{0, 5}}, []dialer.Refusal{{4, 0}}, []bool{false}},
		{"one more", []dialer.Refusal{{0, 5}}, []dialer.Refusal{{6, 0}}, []bool{true}},
		{"its own count", []dialer.Refusal{{3, 3}}, []dialer.Refusal{none}, []bool{true}},
		{"others lack lines too", []dialer.Refusal{{0, 1}}, []dialer.Refusal{{5, 5}}, []bool{false}},
		{"what was before does not count", []dialer.Refusal{{0, 1}, {0, 1}}, []dialer.Refusal{{9, 0}, none}, []bool{true, false}},
		{"nor what was refused before", []dialer.Refusal{{0, 9}, {0, 1}}, []dialer.Refusal{none, {1, 0}}, []bool{false, true}},
	} {
		if got := dialer.ServedMeanwhile(tt.own, tt.others); !slices.Equal(got, tt.want) {
			t.Errorf("%s: served meanwhile: %v, want %v", tt.name, got, tt.want)
		}
	}
}
