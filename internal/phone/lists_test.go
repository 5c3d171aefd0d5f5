package phone_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bulkdial/dialer"
	"bulkdial/internal/phone"
)

func newLists(tb testing.TB, region string) *phone.Lists {
	tb.Helper()
	l, err := phone.NewLists(region)
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

// TestListsRead: an entry is read as a contact is, whatever its type, and also as its country wrote it before.
func TestListsRead(t *testing.T) {
	for _, tt := range []struct{ region, cell, want string }{
		{"", "+14155550101", "+14155550101"},
		{"", "+4402079460018", "+442079460018"},
		{"", "+44 (0)20 7946 0018", "+442079460018"},
		{"", "\u200b＋４４\u00a020 7946‑0018", "+442079460018"},
		{"", "'+14155550101", "+14155550101"},
		{"", `="+14155550101"`, "+14155550101"},
		{"", "+1 900 555 0123", "+19005550123"}, // premium rate
		{"", "+447700900123", "+447700900123"},  // possible, and in no plan
		{"US", "(415) 555-0101", "+14155550101"},
		{"US", "011 44 20 7946 0018", "+442079460018"},
		{"GB", "2079460018.0", "+442079460018"},
		{"NU", "4002", "+6834002"},
		{"AR", "011 15 2345-6789", "+5491123456789"},
		{"", "+54 11 15 2345-6789", "+5491123456789"},
		{"", "+5215512345678", "+5215512345678"},
		{"", "+52 1 55 1234 5678", "+5215512345678"},
		{"BR", "(11) 8765-4321", "+551187654321"},
		{"", "+225 07 12 34 56", "+22507123456"},
		{"CI", "07 12 34 56", "+22507123456"},
		{"SA", "01 123 4567", "+966011234567"},
		{"SA", "1 123 4567", "+96611234567"},
		{"PH", "(02) 123 4567", "+6321234567"},
		{"VN", "0169 123 4567", "+841691234567"},
	} {
		number, err := newLists(t, tt.region).Read(tt.cell, "")
		if err != nil || number.E164 != tt.want {
			t.Errorf("%s: Read(%q) = %q, %v, want %q", tt.region, tt.cell, number.E164, err, tt.want)
		}
	}
}

// TestListsRefuse: an entry that is no number, or not the whole of one, is refused.
func TestListsRefuse(t *testing.T) {
	for _, tt := range []struct{ region, cell, want string }{
		{"", "+14155", "number_too_short"},
		{"", "+52155123456789", "number_too_long"},
		{"", "+52255123456789", "number_too_long"},
		{"", "+5225512345678", "number_too_long"}, // no 1
		{"", "4155550101", "number_needs_region"},
		{"", "+1 415 555 0101 x5", "number_extension"},
		{"", "+14155550101 / +14155550102", "number_several"},
		{"", "fax:+14155550101", "number_letters"},
		{"US", "5550101", "number_no_area_code"},
		{"US", "911", "number_too_short"},
		{"MX", "1 55 1234 5678", "number_plus_lost"},
		{"XX", "07 12 34 56", "region_unknown"},
	} {
		region := ""
		if tt.region == "XX" {
			tt.region, region = "CI", "XX"
		}
		_, err := newLists(t, tt.region).Read(tt.cell, region)
		if e, ok := errors.AsType[*dialer.NumberError](err); !ok || e.Code != tt.want {
			t.Errorf("%s: Read(%q) = %v, want %s", tt.region, tt.cell, err, tt.want)
		}
	}
	_, err := phone.NewLists("nowhere")
	if e, ok := errors.AsType[*dialer.FieldError](err); !ok || e.Field != "Region" {
		t.Errorf("NewLists(nowhere) = %v, want an error about Region", err)
	}
}

// TestOthers: each rule on two ways to write a number, by an example.
func TestOthers(t *testing.T) {
	l := newLists(t, "")
	for _, pair := range []string{
		"+541123456789 +5491123456789",
		"+525512345678 +5215512345678",
		"+551187654321 +5511987654321",
		"+22507123456 +2250707123456", "+22521234567 +2252721234567",
		"+22997123456 +2290197123456",
		"+2411123456 +24111123456", "+2416123456 +24166123456", "+24106123456 +24166123456", "+2414123456 +24174123456", "+24106123456 +2416123456",
		"+23771234567 +237671234567", "+23722123456 +237222123456", "+23733123456 +237243123456",
		"+96611234567 +966111234567", "+966011234567 +966111234567", "+966011234567 +96611234567",
		"+5712281260 +576012281260",
		"+6325764567 +63275764567", "+6321234567 +63281234567",
		"+689412345 +68940412345", "+689712345 +68987712345",
		"+841691234567 +84391234567", "+841231234567 +84831234567",
		"+38344123456 +37744123456", "+38349123456 +38649123456", "+38338123456 +38138123456",
		"+970591234567 +972591234567", "+97022345678 +97222345678",
		"+3780549886377 +390549886377", "+378886377 +390549886377",
		"+442890123456 +3534890123456",
	} {
		a, b, _ := strings.Cut(pair, " ")
		if !slices.Contains(l.Others(a), b) || !slices.Contains(l.Others(b), a) {
			t.Errorf("Others(%s) = %v, Others(%s) = %v, want each to have the other", a, l.Others(a), b, l.Others(b))
		}
	}
	for _, alone := range []string{
		"+14155550101", "+442079460018", "+390612345678", "+551133334444", "+5511333344445", "+576112281260", "+573123456789",
		"+84912345678", "+966512345678", "+38631234567", "+12", "+1",
	} {
		if others := l.Others(alone); others != nil {
			t.Errorf("Others(%s) = %v, want none", alone, others)
		}
	}
}

// TestOthersAreMutual: each number is among the others of its others, for numbers at random.
func TestOthersAreMutual(t *testing.T) {
	l, random := newLists(t, ""), rand.New(rand.NewPCG(1, 2))
	codes := []string{"54", "52", "55", "225", "229", "241", "237", "966", "57", "632", "689", "84", "383", "381", "377", "386", "970", "972", "378", "390549", "4428", "35348"}
	met := map[string]bool{}
	for range 200_000 {
		code := codes[random.IntN(len(codes))]
		tail := strconv.Itoa(int(1e9)+random.IntN(1e9)) + strconv.Itoa(1000+random.IntN(9000))
		number := "+" + code + tail[1:7+random.IntN(8)]
		for _, other := range l.Others(number) {
			met[code] = true
			if !dialer.IsE164(other) || !slices.Contains(l.Others(other), number) {
				t.Fatalf("Others(%s) has %s, whose others are %v", number, other, l.Others(other))
			}
		}
	}
	if len(met) != len(codes) {
		t.Errorf("numbers of %d codes had others, want all %d", len(met), len(codes))
	}
}

func TestPlausible(t *testing.T) {
	l := newLists(t, "US")
	for cell, want := range map[string]bool{
		"+14155550101": true, "＋1 415 555 0101": true, "'+14155550101": true, "(+44) 20 7946 0018": true, "+5215512345678": true,
		"4152007986": true, "442079460018": true, "+14155": false, "2026-11-25": false, "94105": false, "1764000000000": false,
		"20261125": false, "": false, "Ann": false, "+": false, "1234567890": false,
	} {
		if got := l.Plausible(cell); got != want {
			t.Errorf("Plausible(%q) = %v, want %v", cell, got, want)
		}
	}
}

func BenchmarkOthers(b *testing.B) {
	l := newLists(b, "")
	for _, number := range []string{"+14155550123", "+4915123456789", "+22507123456"} {
		b.Run(number, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = l.Others(number)
			}
		})
	}
}
