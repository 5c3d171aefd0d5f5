package phone_test

import (
	"testing"

	"bulkdial/dialer"
	"bulkdial/internal/phone"
)

// TestAbroad: a cell that is a number of its region says which other one it would be with a +.
func TestAbroad(t *testing.T) {
	for _, tt := range []struct{ cell, region, code, country string }{
		{"33610000013", "IT", "33", "FR"},
		{"6581000013", "IN", "65", "SG"},
		{"33 6 10 00 00 13", "IT", "33", "FR"},
		{"33-610000013", "IT", "33", "FR"},
		{"33610000013.0", "IT", "33", "FR"},
		{"'33610000013", "IT", "33", "FR"},
		{"３３６１０００００１３", "IT", "33", "FR"},
		{"4582345678", "US", "45", "DK"},
		{"4155550101", "US", "", ""},
		{"8005550123", "US", "", ""},
		{"415-555-0101", "US", "", ""},
		{"(415) 555-0101", "US", "", ""},
		{"14155550101", "US", "", ""},
		{"1 415 555 0101", "US", "", ""},
		{"442079460018", "GB", "", ""},
		{"0610000013", "FR", "", ""},
		{"+33610000013", "IT", "", ""},
		{"0033610000013", "IT", "", ""},
		{"3331234567", "IT", "", ""},
	} {
		n := normalizer(t, phone.Config{Destinations: []string{tt.region, "FR"}})
		for range 2 { // alone and by its class
			number, err := n.Read(tt.cell, tt.region)
			if want := (dialer.Abroad{Code: tt.code, Country: tt.country}); err != nil || number.Abroad != want {
				t.Errorf("Read(%q, %s) = %+v, %v, want %+v", tt.cell, tt.region, number, err, want)
			}
		}
	}
}
