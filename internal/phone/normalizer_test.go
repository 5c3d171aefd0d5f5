package phone_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"

	"bulkdial/dialer"
	"bulkdial/internal/phone"
)

func normalizer(tb testing.TB, region string) *phone.Normalizer {
	tb.Helper()
	n, err := phone.New(region)
	if err != nil {
		tb.Fatalf("New(%q): %v", region, err)
	}
	return n
}

func TestE164(t *testing.T) {
	tests := []struct{ name, region, cell, want string }{
		{"as it is", "", "+14155550123", "+14155550123"},
		{"spaces", "", "  +1 415 555 0123 ", "+14155550123"},
		{"parentheses", "", "+1 (415) 555-0123", "+14155550123"},
		{"plus in parentheses", "", "(+44) 20 7946 0018", "+442079460018"},
		{"dots", "", "+1.415.555.0123", "+14155550123"},
		{"en dash", "", "+1 415–555–0123", "+14155550123"},
		{"no-break spaces", "", "+1\u00a0415\u202f555\u00a00123", "+14155550123"},
		{"bidi marks", "", "\u202a+1 415 555 0123\u202c", "+14155550123"},
		{"zero width", "", "\ufeff+1415\u200b5550123", "+14155550123"},
		{"full width", "", "＋４４ ２０ ７９４６ ００１８", "+442079460018"},
		{"Arabic digits", "", "+٩٦٦ ٥٠ ١٢٣ ٤٥٦٧", "+966501234567"},
		{"zero in parentheses", "", "+44 (0)20 7946 0018", "+442079460018"},
		{"Italian zero stays", "", "+39 06 12345678", "+390612345678"},
		{"region is ignored with a country code", "US", "+442079460018", "+442079460018"},
		{"national", "US", "(415) 555-0123", "+14155550123"},
		{"national with trunk prefix", "GB", "020 7946 0018", "+442079460018"},
		{"national with country code", "US", "1 415 555 0123", "+14155550123"},
		{"international prefix of the region", "GB", "00 1 415 555 0123", "+14155550123"},
		{"mobile prefix within", "AR", "011 15-2345-6789", "+5491123456789"},
		{"lower-case region", "gb", "07700 900123", "+447700900123"},
		{"possible but not assigned", "", "+447700900123", "+447700900123"},
		{"toll-free", "", "+18005550199", "+18005550199"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := normalizer(t, tt.region).E164(tt.cell)
			if err != nil || got != tt.want {
				t.Errorf("E164(%q) = %q, %v, want %q", tt.cell, got, err, tt.want)
			}
		})
	}
}

func TestE164Refuses(t *testing.T) {
	tests := []struct{ name, region, cell, code string }{
		{"empty", "", "", "number_missing"},
		{"invisible", "US", "\u200b \u00a0", "number_missing"},
		{"no digits", "US", "+ ( ) -", "number_missing"},
		{"no region", "", "4155550123", "number_needs_region"},
		{"zeros are no plus", "", "0044 20 7946 0018", "number_needs_region"},
		{"emergency", "US", "911", "number_too_short"},
		{"emergency without region", "", "911", "number_too_short"},
		{"emergency with plus", "", "+911", "number_too_short"},
		{"short", "", "+1 415 555", "number_too_short"},
		{"no area code", "US", "555-0123", "number_no_area_code"},
		{"under seven digits", "", "+431234", "number_too_short"},
		{"over fifteen digits", "", "+49 301 234 567 890 1234", "number_too_long"},
		{"long", "", "+1 415 555 0123 4567", "number_too_long"},
		{"foreign without plus", "US", "442079460018", "number_too_long"},
		{"impossible length", "", "+353 20 1234567 8901", "number_too_long"},
		{"a whole text", "US", strings.Repeat("call me ", 100_000), "number_too_long"},
		{"country", "", "+999 1234567", "number_unknown_country"},
		{"country zero", "", "+0 415 555 0123", "number_unknown_country"},
		{"length between two that are used", "", "+378 045740003", "number_length"},
		{"prefix over prefix", "", "+57 006820100008", "number_ambiguous"},
		{"scientific", "US", "1.41556E+10", "number_scientific"},
		{"scientific, comma", "US", "4,41556e+11", "number_scientific"},
		{"decimal", "US", "14155552671.0", "number_decimal"},
		{"decimal without region", "", "14155552671.0", "number_decimal"},
		{"decimal with plus", "", "+4479460018.50", "number_decimal"},
		{"extension", "", "+1 415 555 0123 ext. 5", "number_extension"},
		{"extension x", "US", "415 555 0123 x512", "number_extension"},
		{"extension #", "", "+14155550123#5", "number_extension"},
		{"extension after pauses", "", "+14155550123,,5", "number_extension"},
		{"vanity", "US", "1-800-FLOWERS", "number_letters"},
		{"word", "US", "n/a", "number_letters"},
		{"tel", "", "tel:+14155550123", "number_letters"},
		{"two with a slash", "", "+14155550123 / +14155550124", "number_several"},
		{"two with a semicolon", "US", "4155550123;4155550124", "number_several"},
		{"two with a comma", "US", "4155550123,4155550124", "number_several"},
		{"two with a line break", "US", "4155550123\n4155550124", "number_several"},
		{"two with a space", "US", "4155550123 4155550124", "number_too_long"},
		{"two with pluses", "", "+14155550123 +14155550124", "number_several"},
		{"star", "US", "*415 555 0123", "number_characters"},
		{"bad UTF-8", "US", "415 555 \xff0123", "number_characters"},
		{"premium rate", "", "+1 900 555 0123", "number_premium_rate"},
		{"international premium rate", "", "+979 123456789", "number_premium_rate"},
		{"shared cost", "", "+808 12345678", "number_shared_cost"},
		{"shared cost, national", "DE", "0180 1 2345", "number_shared_cost"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := normalizer(t, tt.region).E164(tt.cell)
			e, ok := errors.AsType[*dialer.NumberError](err)
			if !ok || e.Code != tt.code || got != "" {
				t.Fatalf("E164(%q) = %q, %#v, want code %s", tt.cell, got, err, tt.code)
			}
			checkReason(t, tt.cell, e)
		})
	}
}

// checkReason fails the test unless a reason is one line that does not quote the number.
func checkReason(tb testing.TB, cell string, e *dialer.NumberError) {
	tb.Helper()
	if e.Reason == "" || strings.ContainsAny(e.Reason, "\r\n") || strings.ContainsAny(e.Reason, "0123456789") {
		tb.Errorf("reason for %q is %q, want one line without digits", cell, e.Reason)
	}
	if !strings.HasPrefix(e.Code, "number_") {
		tb.Errorf("code for %q is %q, want number_…", cell, e.Code)
	}
}

func TestNewRefusesRegion(t *testing.T) {
	for _, region := range []string{"UK", "USA", "1", "+1", "ZZ", "001"} {
		if _, err := phone.New(region); err == nil || !strings.Contains(err.Error(), "such as US") {
			t.Errorf("New(%q) = %v, want an error that says what is expected", region, err)
		}
	}
}

// TestExampleNumbers holds the library's example of each kind of number in each region against E164, in both
// spellings. What it refuses must have a reason, and what it returns must be a fixed point.
func TestExampleNumbers(t *testing.T) {
	kinds := map[phonenumbers.PhoneNumberType]bool{
		phonenumbers.FIXED_LINE: true, phonenumbers.MOBILE: true, phonenumbers.TOLL_FREE: true, phonenumbers.VOIP: true,
		phonenumbers.PREMIUM_RATE: false, phonenumbers.SHARED_COST: false,
	}
	called, refused := 0, 0
	for region := range phonenumbers.GetSupportedRegions() {
		n := normalizer(t, region)
		for kind, callable := range kinds {
			example := phonenumbers.GetExampleNumberForType(region, kind)
			if example == nil {
				continue
			}
			want := phonenumbers.Format(example, phonenumbers.E164)
			for _, format := range []phonenumbers.PhoneNumberFormat{phonenumbers.E164, phonenumbers.INTERNATIONAL, phonenumbers.NATIONAL} {
				if region == "AR" && kind == phonenumbers.MOBILE && format == phonenumbers.NATIONAL {
					continue // the library spells it with another area code; TestE164 has the right spelling
				}
				cell := phonenumbers.Format(example, format)
				got, err := n.E164(cell)
				switch {
				case callable && err == nil && got == want:
					called++
				case !callable && err != nil:
					refused++
				case err != nil:
					if len(want) > 7 {
						t.Errorf("%s: E164(%q) = %v, want %s", region, cell, err, want)
					}
				default:
					t.Errorf("%s: E164(%q) = %s, want %s, callable %v", region, cell, got, want, callable)
				}
			}
		}
	}
	if called < 1500 || refused < 300 {
		t.Errorf("%d examples called and %d refused, want most of the library's", called, refused)
	}
}

func FuzzE164(f *testing.F) {
	for _, cell := range []string{
		"+14155550123", "(415) 555-0123", "+44 (0)20 7946 0018", "020 7946 0018", "+52 1 55 1234 5678", "8 495 123 45 67",
		"0011 61 491 570 156", "1-800-FLOWERS", "14155552671.0", "+1415 x5", "tel:+1;phone-context=tel:", "\u202a＋４４\u202c",
		"+54 9 11 2345 6789", "+39 06 1", "911", "",
	} {
		for _, region := range []string{"", "US", "GB", "IT", "AR", "RU", "MX", "BR", "DE"} {
			f.Add(region, cell)
		}
	}
	f.Fuzz(func(t *testing.T, region, cell string) {
		n, err := phone.New(region)
		if err != nil {
			return
		}
		number, err := n.E164(cell)
		if err != nil {
			if _, ok := errors.AsType[*dialer.NumberError](err); !ok || number != "" {
				t.Fatalf("E164(%q) = %q, %v, want a NumberError alone", cell, number, err)
			}
			return
		}
		if len(number) < 8 || len(number) > 16 || number[0] != '+' || strings.Trim(number[1:], "0123456789") != "" {
			t.Fatalf("E164(%q) = %q, want + and 7 to 15 digits", cell, number)
		}
		for _, other := range []string{region, "", "US", "IT"} {
			if again, err := normalizer(t, other).E164(number); err != nil || again != number {
				t.Fatalf("region %q: E164(%q) = %q, but with region %q E164 of that = %q, %v", region, cell, number, other, again, err)
			}
		}
	})
}

func BenchmarkE164(b *testing.B) {
	for _, bb := range []struct{ name, region, cell string }{
		{"E164", "", "+14155550123"},
		{"international", "", "+44 (0)20 7946 0018"},
		{"national", "US", "(415) 555-0123"},
		{"refused", "US", "1-800-FLOWERS"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			n := normalizer(b, bb.region)
			b.ReportAllocs()
			for b.Loop() {
				_, _ = n.E164(bb.cell)
			}
		})
	}
}
