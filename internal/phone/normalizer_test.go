package phone_test

import (
	"errors"
	"strings"
	"testing"

	"bulkdial/dialer"
	"bulkdial/internal/phone"
)

func normalizer(tb testing.TB, cfg phone.Config) *phone.Normalizer {
	tb.Helper()
	n, err := phone.New(cfg)
	if err != nil {
		tb.Fatalf("New(%+v): %v", cfg, err)
	}
	return n
}

// home returns a Normalizer of a campaign with a region and no other wishes.
func home(tb testing.TB, region string) *phone.Normalizer {
	tb.Helper()
	return normalizer(tb, phone.Config{Region: region})
}

// refusal returns the code of an error that Read returned, after it has looked at the words.
func refusal(tb testing.TB, cell string, number dialer.Number, err error) string {
	tb.Helper()
	e, ok := errors.AsType[*dialer.NumberError](err)
	if !ok || number.E164 != "" || number.Country != "" || number.Repairs != nil {
		tb.Fatalf("Read(%q) = %+v, %v, want a NumberError alone", cell, number, err)
	}
	checkReason(tb, cell, e.Reason)
	if e.Remedy == "" {
		tb.Errorf("the error for %q says %q and no remedy", cell, e.Cause)
	}
	if e.Code != "region_unknown" && e.Code != "destination_not_allowed" && !strings.HasPrefix(e.Code, "number_") {
		tb.Errorf("code for %q is %q, want number_…", cell, e.Code)
	}
	return e.Code
}

// checkReason fails the test unless a reason is one line that does not quote the number.
func checkReason(tb testing.TB, cell string, r dialer.Reason) {
	tb.Helper()
	text := r.String()
	if r.Cause == "" || strings.ContainsAny(text, "\r\n") || strings.ContainsAny(strings.ReplaceAll(text, "E.164", ""), "0123456789") {
		tb.Errorf("reason for %q is %q, want one line without digits", cell, text)
	}
}

// repairCodes returns the codes of a number's repairs.
func repairCodes(tb testing.TB, cell string, number dialer.Number) string {
	tb.Helper()
	var codes []string
	for _, r := range number.Repairs {
		checkReason(tb, cell, r)
		if r.Remedy != "" {
			tb.Errorf("repair %s of %q has a remedy, %q", r.Code, cell, r.Remedy)
		}
		codes = append(codes, r.Code)
	}
	return strings.Join(codes, " ")
}

func TestRead(t *testing.T) {
	tests := []struct{ name, region, cell, want, country string }{
		{"as it is", "", "+14155550123", "+14155550123", "US"},
		{"spaces", "", "  +1 415 555 0123 ", "+14155550123", "US"},
		{"parentheses", "", "+1 (415) 555-0123", "+14155550123", "US"},
		{"brackets", "", "+1 [415] 555-0123", "+14155550123", "US"},
		{"plus in parentheses", "", "(+44) 20 7946 0018", "+442079460018", "GB"},
		{"dots", "", "+1.415.555.0123", "+14155550123", "US"},
		{"en dash", "", "+1 415–555–0123", "+14155550123", "US"},
		{"zero in parentheses", "", "+44 (0)20 7946 0018", "+442079460018", "GB"},
		{"Italian zero stays", "", "+39 06 12345678", "+390612345678", "IT"},
		{"region is ignored with a country code", "US", "+442079460018", "+442079460018", "GB"},
		{"Canada, which shares its code", "US", "+1 403 555 0141", "+14035550141", "CA"},
		{"Jamaica, which shares its code", "", "+1 876 555 0123", "+18765550123", "JM"},
		{"Jersey, which shares its code", "", "+44 1534 456789", "+441534456789", "JE"},
		{"Kazakhstan, which shares its code", "", "+7 712 345 6789", "+77123456789", "KZ"},
		{"no country", "", "+800 1234 5678", "+80012345678", "001"},
		{"national", "US", "(415) 555-0123", "+14155550123", "US"},
		{"national with trunk prefix", "GB", "020 7946 0018", "+442079460018", "GB"},
		{"national with the trunk prefix one", "US", "1 415 555 0123", "+14155550123", "US"},
		{"national without a zero that is optional", "IN", "98765 43210", "+919876543210", "IN"},
		{"national without a zero in a country that has none", "IT", "333 123 4567", "+393331234567", "IT"},
		{"national that is dialed without a zero", "AU", "1800 123 456", "+611800123456", "AU"},
		{"international prefix of the region", "GB", "00 1 415 555 0123", "+14155550123", "US"},
		{"mobile prefix within", "AR", "011 15-2345-6789", "+5491123456789", "AR"},
		{"lower-case region", "gb", "020 7946 0018", "+442079460018", "GB"},
		{"toll-free", "", "+18005550199", "+18005550199", "US"},
		{"date with a plus", "FO", "+298 20-10-05", "+298201005", "FO"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := home(t, tt.region).Read(tt.cell, "")
			if err != nil || got.E164 != tt.want || got.Country != tt.country || got.Repairs != nil {
				t.Errorf("Read(%q) = %+v, %v, want %s of %s", tt.cell, got, err, tt.want, tt.country)
			}
		})
	}
}

func TestReadRegionOfRow(t *testing.T) {
	tests := []struct{ name, campaign, row, cell, want, code string }{
		{"row wins", "US", "GB", "020 7946 0018", "+442079460018", ""},
		{"row wins over none", "", "us", "(415) 555-0123", "+14155550123", ""},
		{"no region of the row", "US", "  ", "(415) 555-0123", "+14155550123", ""},
		{"emergency number of the row", "US", "GB", "999", "", "number_emergency"},
		{"UK", "US", "UK", "020 7946 0018", "", "region_unknown"},
		{"name", "US", "Germany", "030 23125903", "", "region_unknown"},
		{"none that exists", "", "ZZ", "030 23125903", "", "region_unknown"},
		{"not looked at with a country code", "", "Germany", "+49 30 23125903", "+493023125903", ""},
		{"not looked at without a number", "", "Germany", "", "", "number_missing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := home(t, tt.campaign).Read(tt.cell, tt.row)
			switch {
			case tt.code != "":
				if code := refusal(t, tt.cell, got, err); code != tt.code {
					t.Errorf("Read(%q, %q) errs with %s, want %s", tt.cell, tt.row, code, tt.code)
				}
			case err != nil || got.E164 != tt.want:
				t.Errorf("Read(%q, %q) = %+v, %v, want %s", tt.cell, tt.row, got, err, tt.want)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	tests := []struct{ name, region, cell, code string }{
		{"empty", "", "", "number_missing"},
		{"invisible", "US", "\u200b \u00a0", "number_missing"},
		{"an apostrophe alone", "US", "'", "number_missing"},
		{"no digits", "US", "+ ( ) -", "number_missing"},
		{"a dash", "US", "–", "number_missing"},
		{"a Japanese dash", "", "ー", "number_missing"},
		{"no region", "", "4155550123", "number_needs_region"},
		{"no region, with a country code", "", "14155550123", "number_needs_region"},
		{"zeros are no plus", "", "0044 20 7946 0018", "number_needs_region"},
		{"short", "", "+1 415 555", "number_too_short"},
		{"short and no emergency", "GB", "123", "number_too_short"},
		{"short and no emergency anywhere", "", "12345", "number_too_short"},
		{"no area code", "US", "555-0123", "number_no_area_code"},
		{"no area code, though + would make a number", "US", "290-2345", "number_no_area_code"},
		{"under seven digits", "", "+431234", "number_too_short"},
		{"over fifteen digits", "", "+49 301 234 567 890 1234", "number_too_long"},
		{"long", "", "+1 415 555 0123 4567", "number_too_long"},
		{"impossible length", "", "+353 20 1234567 8901", "number_too_long"},
		{"a whole text", "US", strings.Repeat("call me ", 100_000), "number_too_long"},
		{"country", "", "+999 1234567", "number_unknown_country"},
		{"country zero", "", "+0 415 555 0123", "number_unknown_country"},
		{"length between two that are used", "", "+378 045740003", "number_length"},
		{"prefix over prefix", "", "+57 006820100008", "number_ambiguous"},
		{"extension", "", "+1 415 555 0123 ext. 5", "number_extension"},
		{"extension x", "US", "415 555 0123 x512", "number_extension"},
		{"extension #", "", "+14155550123#5", "number_extension"},
		{"extension after pauses", "", "+14155550123,,5", "number_extension"},
		{"vanity", "US", "1-800-FLOWERS", "number_letters"},
		{"a fax", "", "fax: +14155550123", "number_letters"},
		{"a word behind", "", "+14155550123 tel", "number_letters"},
		{"a letter without a colon", "US", "p 415 555 0123", "number_letters"},
		{"a word alone", "US", "tel:", "number_letters"},
		{"an address", "", "sip:+14155550123", "number_letters"},
		{"an extension in a link", "", "tel:+14155550123;ext=5", "number_extension"},
		{"a context in a link", "", "tel:5550123;phone-context=+1415", "number_several"},
		{"two with a slash", "", "+14155550123 / +14155550124", "number_several"},
		{"two with a semicolon", "US", "4155550123;4155550124", "number_several"},
		{"two with a comma", "US", "4155550123,4155550124", "number_several"},
		{"two with a line break", "US", "4155550123\n4155550124", "number_several"},
		{"two with a space", "US", "4155550123 4155550124", "number_too_long"},
		{"two with pluses", "", "+14155550123 +14155550124", "number_several"},
		{"star", "US", "*415 555 0123", "number_characters"},
		{"bad UTF-8", "US", "415 555 \xff0123", "number_characters"},
		{"bad UTF-8 alone", "US", "\xff", "number_characters"},
		{"not assigned", "", "+447700900123", "number_not_valid"},
		{"not assigned, national", "GB", "07700 900123", "number_not_valid"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := home(t, tt.region).Read(tt.cell, "")
			if code := refusal(t, tt.cell, got, err); code != tt.code {
				t.Errorf("Read(%q) errs with %s, want %s", tt.cell, code, tt.code)
			}
		})
	}
}

func TestReadRefusesEmergencyNumbers(t *testing.T) {
	tests := []struct{ region, cell, code string }{
		{"US", "911", "number_emergency"},
		{"US", "112", "number_emergency"},
		{"US", "9-1-1", "number_emergency"},
		{"US", "911.0", "number_emergency"},
		{"US", "999", "number_too_short"},
		{"GB", "999", "number_emergency"},
		{"DE", "110", "number_emergency"},
		{"US", "110", "number_too_short"},
		{"", "911", "number_emergency"},
		{"", "112", "number_emergency"},
		{"", "999", "number_emergency"},
		{"", "000", "number_emergency"},
		{"", "+911", "number_too_short"},
		{"", "55", "number_too_short"},
		{"", "9111", "number_too_short"},
		{"GB", "9999", "number_no_area_code"},
	}
	for _, tt := range tests {
		got, err := home(t, tt.region).Read(tt.cell, "")
		if code := refusal(t, tt.cell, got, err); code != tt.code {
			t.Errorf("region %q: Read(%q) errs with %s, want %s", tt.region, tt.cell, code, tt.code)
		}
	}
}

func TestReadSaysWhatARegionWouldDo(t *testing.T) {
	for cell, want := range map[string]bool{
		"14155550123": true, "14155550123.0": true, "(415) 555-0123": false, "1 415 555 0123": false, "5550123": false,
	} {
		_, err := home(t, "").Read(cell, "")
		if got := err != nil && strings.Contains(err.Error(), "removed the +"); got != want {
			t.Errorf("Read(%q) = %v, want a word about a lost +: %v", cell, err, want)
		}
	}
}
