package phone_test

import "testing"

func TestReadRepairs(t *testing.T) {
	tests := []struct{ name, region, cell, want, repairs string }{
		{"zero width", "", "+1415\u200b5550123", "+14155550123", "repaired_invisible"},
		{"byte order mark", "", "\ufeff+14155550123", "+14155550123", "repaired_invisible"},
		{"bidi marks", "", "\u202a+1 415 555 0123\u202c", "+14155550123", "repaired_invisible"},
		{"soft hyphen", "", "+1415\u00ad5550123", "+14155550123", "repaired_invisible"},
		{"no-break spaces", "", "+1\u00a0415\u202f555\u00a00123", "+14155550123", "repaired_spaces"},
		{"no-break space behind", "", "+14155550123\u00a0", "+14155550123", "repaired_spaces"},
		{"full width", "", "＋４４（０）２０－７９４６．００１８", "+442079460018", "repaired_digits"},
		{"full width with its space", "", "＋４４　２０　７９４６　００１８", "+442079460018", "repaired_spaces repaired_digits"},
		{"Arabic digits", "", "+٩٦٦ ٥٠ ١٢٣ ٤٥٦٧", "+966501234567", "repaired_digits"},
		{"Devanagari digits", "", "+९१ ९८७६५ ४३२१०", "+919876543210", "repaired_digits"},
		{"Thai digits", "", "+๖๖ ๒ ๑๒๓ ๔๕๖๗", "+6621234567", "repaired_digits"},
		{"mathematical digits", "", "+𝟏𝟒𝟏𝟓𝟓𝟓𝟓𝟎𝟏𝟐𝟑", "+14155550123", "repaired_digits"},
		{"apostrophe", "", "'+14155550123", "+14155550123", "repaired_apostrophe"},
		{"curly apostrophe", "US", "’415 555 0123", "+14155550123", "repaired_apostrophe"},
		{"opening apostrophe", "", "‘+14155550123", "+14155550123", "repaired_apostrophe"},
		{"backtick", "", "`+14155550123", "+14155550123", "repaired_apostrophe"},
		{"formula with text", "", `="+1 (415) 555-0123"`, "+14155550123", "repaired_formula"},
		{"formula", "", "=+14155550123", "+14155550123", "repaired_formula"},
		{"formula without plus", "US", "=14155550123", "+14155550123", "repaired_formula"},
		{"link", "", "tel:+1-415-555-0123", "+14155550123", "repaired_label"},
		{"link of a region", "US", "TEL:(415) 555-0123", "+14155550123", "repaired_label"},
		{"link with slashes", "", "whatsapp://+14155550123", "+14155550123", "repaired_label"},
		{"other schemes", "", "callto: +14155550123", "+14155550123", "repaired_label"},
		{"letter of an export", "", "p:+14155550123", "+14155550123", "repaired_label"},
		{"word with a dot", "DE", "Tel.: 030/23125033", "+493023125033", "repaired_label"},
		{"word alone", "DE", "Tel 030 23125033", "+493023125033", "repaired_label"},
		{"word in another language", "ES", "Teléfono: 911 234 567", "+34911234567", "repaired_label"},
		{"full-width colon", "", "Mobile：+14155550123", "+14155550123", "repaired_digits repaired_label"},
		{"apostrophe before a label", "", "'p:+14155550123", "+14155550123", "repaired_apostrophe repaired_label"},
		{"label and decimals", "US", "phone 4155550123.0", "+14155550123", "repaired_label repaired_decimal"},
		{"decimal", "US", "14155550123.0", "+14155550123", "repaired_decimal"},
		{"decimal comma", "US", "4155550123,0", "+14155550123", "repaired_decimal"},
		{"two decimals", "US", "4155550123.00", "+14155550123", "repaired_decimal"},
		{"two decimals, comma", "US", "4155550123,00", "+14155550123", "repaired_decimal"},
		{"decimal after plus", "", "+14155550123.0", "+14155550123", "repaired_decimal"},
		{"scientific", "US", "1.4155550123E+10", "+14155550123", "repaired_scientific"},
		{"scientific, comma, no sign", "US", "1,4155550123e10", "+14155550123", "repaired_scientific"},
		{"scientific after plus", "", "+1.4155550123E+10", "+14155550123", "repaired_scientific"},
		{"several", "", "\u200e'＝\"+１415\u00a05550123\"", "+14155550123", "repaired_invisible repaired_spaces repaired_digits repaired_apostrophe repaired_formula"},
		{"decimal within a formula", "US", `="14155550123.0"`, "+14155550123", "repaired_formula repaired_decimal"},
		{"decimals in full width", "US", "１４１５５５５０１２３．０", "+14155550123", "repaired_digits repaired_decimal"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := home(t, tt.region).Read(tt.cell, "")
			if err != nil || got.E164 != tt.want {
				t.Fatalf("Read(%q) = %+v, %v, want %s", tt.cell, got, err, tt.want)
			}
			if codes := repairCodes(t, tt.cell, got); codes != tt.repairs {
				t.Errorf("Read(%q) has the repairs %q, want %q", tt.cell, codes, tt.repairs)
			}
		})
	}
}

// TestReadDoubtfulDecimals: a + was never a spreadsheet's number, so the zero may be a group of its own.
func TestReadDoubtfulDecimals(t *testing.T) {
	for _, cell := range []string{"+4930231259.00", "+493023125.0"} {
		number, err := home(t, "").Read(cell, "")
		if code := refusal(t, cell, number, err); code != "number_decimal" {
			t.Errorf("Read(%q) errs with %s, want number_decimal", cell, code)
		}
	}
}
