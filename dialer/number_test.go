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
