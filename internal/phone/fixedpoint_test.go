package phone_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"

	"bulkdial/dialer"
	"bulkdial/internal/phone"
)

// TestExampleNumbers holds the library's example of each kind of number in each region against Read, in each
// spelling. What it refuses must have a reason.
func TestExampleNumbers(t *testing.T) {
	called, refused := 0, 0
	for _, example := range examples() {
		region := phonenumbers.GetRegionCodeForNumber(example)
		if region == "001" {
			region = "" // it is not a region
		}
		n := home(t, region)
		kind := phonenumbers.GetNumberType(example)
		callable := kind != phonenumbers.PREMIUM_RATE && kind != phonenumbers.SHARED_COST
		want := phonenumbers.Format(example, phonenumbers.E164)
		for _, format := range []phonenumbers.PhoneNumberFormat{phonenumbers.E164, phonenumbers.INTERNATIONAL, phonenumbers.NATIONAL} {
			if format == phonenumbers.NATIONAL && (region == "" || region == "AR" && kind == phonenumbers.MOBILE) {
				continue // the library spells AR's mobile numbers with another area code; TestRead has the right spelling
			}
			cell := phonenumbers.Format(example, format)
			if cell == "20.12.34" {
				continue // a number in New Caledonia, and a date
			}
			got, err := n.Read(cell, "")
			switch {
			case callable && err == nil && got.E164 == want && got.Repairs == nil:
				called++
			case !callable && err != nil:
				refused++
			case err != nil:
				if len(want) > 7 && phonenumbers.IsPossibleNumberWithReason(example) == phonenumbers.IS_POSSIBLE {
					t.Errorf("%s: Read(%q) = %v, want %s", region, cell, err, want)
				}
			default:
				t.Errorf("%s: Read(%q) = %+v, want %s, callable %v", region, cell, got, want, callable)
			}
		}
	}
	if called < 1500 || refused < 300 {
		t.Errorf("%d examples called and %d refused, want most of the library's", called, refused)
	}
}

func FuzzRead(f *testing.F) {
	for _, cell := range []string{
		"+14155550123", "(415) 555-0123", "+44 (0)20 7946 0018", "020 7946 0018", "+52 1 55 1234 5678", "8 495 123 45 67",
		"0011 61 491 570 156", "1-800-FLOWERS", "14155552671.0", "+1415 x5", "tel:+1;phone-context=tel:", "\u202a＋４４\u202c",
		"+54 9 11 2345 6789", "+39 06 1", "911", "", "2079460018", "442079460018", "15123456789", "612345678", "1.4155552671E+10",
		`="+14155550123"`, "'4155550123", "#N/A", "n/a", "1.5.26", "1-May-26", "2026-05-01T10:00Z", "+९१ ९८७६५ ४३२१०",
	} {
		for _, region := range []string{"", "US", "GB", "IT", "AR", "RU", "MX", "BR", "DE"} {
			f.Add(region, cell, false)
		}
		f.Add("DE", cell, true)
	}
	checks := map[bool]*phone.Normalizer{
		false: home(f, ""), true: normalizer(f, phone.Config{NumberCheck: phone.Possible}),
	}
	f.Fuzz(func(t *testing.T, region, cell string, possible bool) {
		n := checks[possible]
		number, err := n.Read(cell, region)
		if err != nil {
			e, ok := errors.AsType[*dialer.NumberError](err)
			if !ok || number.E164 != "" || number.Repairs != nil || e.Cause == "" || e.Remedy == "" {
				t.Fatalf("Read(%q, %q) = %+v, %v, want a NumberError alone", cell, region, number, err)
			}
			return
		}
		if e := number.E164; len(e) < 8 || len(e) > 16 || e[0] != '+' || e[1] == '0' || strings.Trim(e[1:], "0123456789") != "" {
			t.Fatalf("Read(%q, %q) = %q, want + and 7 to 15 digits", cell, region, e)
		}
		for _, other := range []string{region, "", "US", "IT", "nowhere"} {
			again, err := n.Read(number.E164, other)
			if err != nil || again.E164 != number.E164 || again.Country != number.Country || again.Repairs != nil {
				t.Fatalf("Read(%q, %q) = %+v, but Read of that with region %q = %+v, %v", cell, region, number, other, again, err)
			}
		}
		if library, err := n.LongWay().Read(cell, region); err != nil || library.E164 != number.E164 {
			t.Fatalf("Read(%q, %q) = %+v, but with the library's parser %+v, %v", cell, region, number, library, err)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	for _, bb := range []struct{ name, region, cell string }{
		{"E164", "", "+14155550123"},
		{"E164 of a large plan", "", "+493023125903"},
		{"spelled", "", "+1 (415) 555-0123"},
		{"international", "", "+44 (0)20 7946 0018"},
		{"national", "US", "(415) 555-0123"},
		{"national with zero", "GB", "020 7946 0018"},
		{"repaired", "GB", "2079460018.0"},
		{"refused", "US", "1-800-FLOWERS"},
		{"not valid", "", "+447700900123"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			n := home(b, bb.region)
			b.ReportAllocs()
			for b.Loop() {
				_, _ = n.Read(bb.cell, "")
			}
		})
	}
}
