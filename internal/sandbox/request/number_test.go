package request_test

import (
	"testing"

	"bulkdial/internal/sandbox/request"
)

// TestNumberText: a number is read from the text that it is written as, and from no other.
func TestNumberText(t *testing.T) {
	const number request.Number = 14155550123
	text, err := number.MarshalText()
	if string(text) != "+14155550123" || err != nil {
		t.Errorf("MarshalText = %q, %v", text, err)
	}
	var got request.Number
	if err := got.UnmarshalText(text); got != number || err != nil {
		t.Errorf("UnmarshalText(%q) = %v, %v", text, got, err)
	}
	for _, wrong := range []string{"", "14155550123", "+04155550123", "+123456", "+1234567890123456", "+1415555012x"} {
		if err := got.UnmarshalText([]byte(wrong)); err == nil {
			t.Errorf("UnmarshalText(%q) = %v, want an error", wrong, got)
		}
	}
}
