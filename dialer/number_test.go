package dialer_test

import (
	"testing"

	"bulkdial/dialer"
)

func TestMaskNumbers(t *testing.T) {
	for in, want := range map[string]string{
		"":                                   "",
		"no number":                          "no number",
		"call +14155550101 now":              "call +1415•••0101 now",
		"from 4155550101, code 123456":       "from •••, code 123456",
		"call +1 415 555 0101, now":          "call +1415•••0101, now",
		"(415) 555-0101":                     "(•••",
		"at 2026-11-23T08:30:00.123Z":        "at 2026-11-23T08:30:00.123Z",
		"+":                                  "+",
		"on 127.0.0.11:53: no such host":     "on 127.0.0.11:53: no such host",
		"dial 192.168.100.200:443":           "dial 192.168.100.200:443",
		"call 12.34.56.78, now":              "call 12.34.56.78, now", // fewer digits than a number without + has
		"call 123.456.789.10: busy":          "call 12345•••8910: busy",
		"call +33 192.168.100.20:5":          "call +3319•••0020:5",
		"1 2 3":                              "1 2 3",
		"1234567":                            "•••",
		`{"number":"+442079460018","n":503}`: `{"number":"+4420•••0018","n":503}`,
	} {
		if got := dialer.MaskNumbers(in); got != want {
			t.Errorf("MaskNumbers(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestE164: a plus and digits, the first of them not 0, are a number; it has 7 to 15 of them.
func TestE164(t *testing.T) {
	t.Parallel()
	for text, tt := range map[string]struct {
		n    uint64
		long bool // enough for a number that is called
	}{
		"+1": {1, false}, "+123456": {123456, false}, "+1234567": {1234567, true}, "+14155550100": {14155550100, true}, "+999999999999999": {999999999999999, true},
		"": {}, "+": {}, "1234567": {}, "+0234567": {}, "+9999999999999999": {}, "+12345:7": {}, "+12345/7": {}, "+1 234567": {},
	} {
		if n, ok := dialer.ParseE164(text); n != tt.n || ok != (tt.n > 0) || dialer.IsE164(text) != tt.long {
			t.Errorf("%q: ParseE164() = %d, %v, IsE164() = %v", text, n, ok, dialer.IsE164(text))
		}
	}
}

// TestPlural: one thing, and any other number of things.
func TestPlural(t *testing.T) {
	t.Parallel()
	for n, want := range []string{"0 contacts", "1 contact", "2 contacts"} {
		if got := dialer.Plural(n, "contact"); got != want {
			t.Errorf("Plural(%d) = %q", n, got)
		}
	}
}
