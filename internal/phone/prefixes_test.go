package phone_test

import (
	"strings"
	"testing"
)

// TestReadCauses: an error says what is wrong, and not what is wrong with what the library made of it.
func TestReadCauses(t *testing.T) {
	for _, tt := range []struct{ region, cell, code, cause string }{
		{"MX", "044 55 1234 5678", "number_prefix", "no longer dialed"},
		{"MX", "0455512345678", "number_prefix", "no longer dialed"},
		{"MX", "01 55 1234 5678", "number_prefix", "no longer dialed"},
		{"US", "0044 20 7946 0018", "number_prefix", "international prefix"},
		{"US", "00442079460018", "number_prefix", "international prefix"},
		{"DE", "011 44 20 7946 0018", "number_prefix", "international prefix"},
		{"GB", "0011 1 415 555 0101", "number_prefix", "international prefix"},
		{"", "0044 20 7946 0018", "number_needs_region", "international prefix"},
		{"", "011442079460018", "number_needs_region", "international prefix"},
		{"US", "+14155550101 ::: +14155550102", "number_several", ""},
		{"US", "4155550101 ::: 4155550102", "number_several", ""},
		{"US", "415-555-0101 or 415-555-0102", "number_several", ""},
		{"US", "415.555.0101 • 415.555.0102", "number_several", ""},
		{"US", "415 555 0101 (home), (415) 555-0102 (work)", "number_several", ""},
		{"US", "4155550101x4155550102", "number_several", ""},
		{"US", "415 555 0101 : home", "number_characters", ""},
		{"US", "415 555 0101 home", "number_letters", ""},
	} {
		number, err := home(t, tt.region).Read(tt.cell, "")
		if code := refusal(t, tt.cell, number, err); code != tt.code || !strings.Contains(err.Error(), tt.cause) {
			t.Errorf("%s: Read(%q) = %v (%s), want %s with %q", tt.region, tt.cell, err, code, tt.code, tt.cause)
		}
	}
}

// TestReadNewAreaCodes: area codes that the metadata of the library lacks are refused by the check valid, with the other check as the
// remedy. When the library has them, the test says which rows to remove.
func TestReadNewAreaCodes(t *testing.T) {
	for cell, known := range map[string]bool{"+16792225555": false, "+18612225555": false, "+12742225555": true} {
		number, err := home(t, "").Read(cell, "")
		if known != (err == nil) {
			t.Fatalf("Read(%q) = %v, %v: known %v", cell, number, err, known)
		}
		if known {
			continue
		}
		if code := refusal(t, cell, number, err); code != "number_not_valid" || !isRemediedBy(err, "NumberCheck=possible", "newer area code") {
			t.Errorf("Read(%q) = %v, want number_not_valid with the remedy NumberCheck=possible", cell, err)
		}
	}
}
