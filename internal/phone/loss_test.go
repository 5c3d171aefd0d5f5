package phone_test

import (
	"testing"

	"bulkdial/internal/phone"
)

func TestReadLostPlusAndZero(t *testing.T) {
	tests := []struct{ name, region, cell, want string }{ // want a code, or a number and its repairs
		{"zero of a landline", "GB", "2079460018", "+442079460018 repaired_zero"},
		{"zero, with spaces", "GB", "20 7946 0018", "+442079460018 repaired_zero"},
		{"zero of a mobile", "AU", "491570156", "+61491570156 repaired_zero"},
		{"zero, as decimal", "FR", "199001122.0", "+33199001122 repaired_decimal repaired_zero"},
		{"plus of the own country", "GB", "442079460018", "+442079460018 repaired_plus"},
		{"plus of the own country, scientific", "GB", "4.42079460018E+11", "+442079460018 repaired_scientific repaired_plus"},
		{"plus before a zero in parentheses", "GB", "44 (0)20 7946 0018", "+442079460018 repaired_plus"},
		{"plus in a country without a trunk prefix", "IT", "393331234567", "+393331234567 repaired_plus"},
		{"plus in a country with another trunk prefix", "RU", "79161234567", "+79161234567 repaired_plus"},
		{"foreign", "US", "442079460018", "number_plus_lost"},
		{"foreign with spaces", "US", "44 20 7946 0018", "number_plus_lost"},
		{"foreign, too short for the region", "CN", "6561234567", "number_plus_lost"},
		{"zero that is part of the number", "IT", "612345678", "number_zero_lost"},
		{"zero of a longer prefix", "HU", "6201234567", "number_zero_lost"},
		{"a German mobile without its zero, or a Texan without the plus", "DE", "15123456789", "number_ambiguous"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			number, err := home(t, tt.region).Read(tt.cell, "")
			var got string
			if err != nil {
				got = refusal(t, tt.cell, number, err)
			} else {
				got = number.E164 + " " + repairCodes(t, tt.cell, number)
			}
			if got != tt.want {
				t.Errorf("Read(%q) = %s, want %s", tt.cell, got, tt.want)
			}
		})
	}
}

// TestReadPossibleLosses: where a number is only possible, one that would be valid with what may be missing is no guess
// to take.
func TestReadPossibleLosses(t *testing.T) {
	n := normalizer(t, phone.Config{Region: "IT", NumberCheck: phone.Possible})
	number, err := n.Read("612345678", "")
	if code := refusal(t, "612345678", number, err); code != "number_zero_lost" {
		t.Errorf("a possible number that lacks its zero errs with %s, want number_zero_lost", code)
	}
}
