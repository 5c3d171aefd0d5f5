package phone_test

import (
	"errors"
	"flag"
	"math/rand/v2"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nyaruka/phonenumbers"

	"bulkdial/dialer"
	"bulkdial/internal/phone"
)

var (
	long       = flag.Bool("long", false, "compare the results of classes on millions of numbers")
	classesFor = flag.Duration("classes.for", 0, "how long TestClassesOfSamples compares random cells of all regions, instead of a few of some")
)

// pair reads by classes, and each number by itself.
type pair struct {
	name           string
	classes, alone *phone.Normalizer
}

func pairs(tb testing.TB) []pair {
	tb.Helper()
	var all []pair
	for name, cfg := range map[string]phone.Config{
		"default":      {},
		"possible":     {NumberCheck: phone.Possible},
		"destinations": {Destinations: []string{"US", "GG", "KZ", "DE", "AR", "AX", "CC"}},
		"types":        {AllowNumberTypes: []string{"premium_rate", "shared_cost"}},
		"all":          {NumberCheck: phone.Possible, Region: "GB", Destinations: []string{"GB", "CA"}, AllowNumberTypes: []string{"shared_cost"}},
	} {
		n := normalizer(tb, cfg)
		all = append(all, pair{name, n, n.LongWay()})
	}
	return all
}

// compare fails the test if the result for a class differs from that for the number alone.
func (p pair) compare(tb testing.TB, cell, region string) {
	tb.Helper()
	got, gotErr := p.classes.Read(cell, region)
	want, wantErr := p.alone.Read(cell, region)
	if got.E164 != want.E164 || got.Country != want.Country || !cmp.Equal(got.Repairs, want.Repairs) || reason(gotErr) != reason(wantErr) {
		tb.Fatalf("%s: Read(%q, %q) = %+v, %v, but the number alone is %+v, %v", p.name, cell, region, got, gotErr, want, wantErr)
	}
}

func reason(err error) dialer.Reason {
	if e, ok := errors.AsType[*dialer.NumberError](err); ok {
		return e.Reason
	}
	return dialer.Reason{}
}

// TestClassesOfSamples holds classes against what the patterns of a country match, and what is near it.
func TestClassesOfSamples(t *testing.T) {
	s := newSampler(t, 6)
	for i, r := range s.regions {
		switch {
		case *long:
			s.compare(t, r, 10_000)
		case odd[r.GetId()] || i%20 == 0:
			s.compare(t, r, 1_000)
		}
	}
	if *classesFor == 0 {
		return
	}
	seed, began, cells := rand.Uint64(), time.Now(), 0
	t.Logf("seed %d", seed)
	for s = newSampler(t, seed); time.Since(began) < *classesFor; cells += 1_000 {
		s.compare(t, s.regions[s.random.IntN(len(s.regions))], 1_000)
	}
	t.Logf("%d cells", cells)
}

// compare holds classes, which are new, against the library on cells of a region.
func (s *sampler) compare(t *testing.T, r *phonenumbers.PhoneMetadata, cells int) {
	t.Helper()
	region := strings.Replace(r.GetId(), "001", "", 1) // it is not a region
	all := pairs(t)
	for range cells {
		p := all[s.random.IntN(len(all))]
		p.compare(t, s.cell(r), region)
	}
}

// odd are regions with rules of their own.
var odd = map[string]bool{
	"US": true, "AG": true, "GB": true, "JE": true, "IM": true, "AR": true, "BR": true, "MX": true, "IT": true, "SM": true, "RU": true,
	"KZ": true, "BY": true, "HU": true, "IN": true, "JP": true, "CN": true, "AU": true, "CC": true, "DE": true, "MG": true,
}

// TestClassesOfExamples holds classes against the library's examples with each digit changed, with digits added and
// taken off, and with each prefix.
func TestClassesOfExamples(t *testing.T) {
	all, i := pairs(t), 0
	random := rand.New(rand.NewPCG(7, 8))
	compare := func(cell, region string) {
		if i++; *long {
			for _, p := range all {
				p.compare(t, cell, region)
			}
		} else if random.IntN(20) == 0 {
			all[i%len(all)].compare(t, cell, region)
		}
	}
	for _, example := range examples() {
		region := strings.Replace(phonenumbers.GetRegionCodeForNumber(example), "001", "", 1)
		code := strconv.Itoa(int(example.GetCountryCode()))
		for national := range near(phonenumbers.GetNationalSignificantNumber(example)) {
			for _, prefix := range []string{"+" + code, "", phonenumbers.GetNddPrefixForRegion(region, true), code, "+" + code + "0", "0", "1", "00" + code} {
				compare(prefix+national, region)
			}
		}
	}
}

// near yields digits, and all that differ from them in one digit, or in up to two at the end.
func near(digits string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, other := range []string{digits, digits + "0", digits + "12", digits[:len(digits)-1], digits[:len(digits)-2]} {
			if !yield(other) {
				return
			}
		}
		for i := range digits {
			for d := '0'; d <= '9'; d++ {
				if !yield(digits[:i] + string(d) + digits[i+1:]) {
					return
				}
			}
		}
	}
}

// TestClassesAreUsed: once a few numbers of a country have been read, the library is needed for none.
func TestClassesAreUsed(t *testing.T) {
	n := normalizer(t, phone.Config{})
	numbers := callable(t, 2_000)
	warm, cold := numbers[:1_800], numbers[1_800:]
	for _, format := range formats {
		unknown := 0
		for _, number := range warm {
			read(t, n, number, format)
		}
		for _, number := range cold {
			if !n.Known(written(number, format), phonenumbers.GetRegionCodeForNumber(number)) {
				unknown++
			}
		}
		if unknown > len(cold)/50 {
			t.Errorf("in format %d %d of %d numbers are of no class that is known", format, unknown, len(cold))
		}
		for _, number := range numbers {
			read(t, n, number, format)
			if !n.Known(written(number, format), phonenumbers.GetRegionCodeForNumber(number)) {
				t.Errorf("Read(%q) leaves its class unknown", written(number, format))
			}
		}
	}
}

func TestReadAllocatesNoMoreThanTheNumber(t *testing.T) {
	tests := []struct {
		region, cell string
		want         float64
	}{
		{"", "+14155550123", 0},
		{"GB", "+14155550123", 0},
		{"", "+1 (415) 555-0123", 1},
		{"", " +14155550123", 1},
		{"US", "(415) 555-0123", 1},
		{"US", "1 (415) 555-0123", 1},
		{"GB", "020 7946 0018", 1},
		{"AR", "+54 11 4345-6789", 1},
		{"AR", "011 4345-6789", 1},
		{"HU", "06 20 123 4567", 1},
		{"RU", "8 (916) 123-45-67", 1},
		{"IN", "91234 56789", 1},
		{"IT", "06 12345678", 1},
	}
	for _, tt := range tests {
		n := normalizer(t, phone.Config{})
		if number, err := n.Read(tt.cell, tt.region); err != nil || number.Repairs != nil {
			t.Fatalf("Read(%q, %q) = %+v, %v, want a number", tt.cell, tt.region, number, err)
		}
		if got := testing.AllocsPerRun(10, func() { n.Read(tt.cell, tt.region) }); got != tt.want {
			t.Errorf("Read(%q, %q) allocates %v times, want %v", tt.cell, tt.region, got, tt.want)
		}
	}
}

// TestClassesOfNumbersAlone: a cell that is no number, or not that of a class, does not share its result.
func TestClassesOfNumbersAlone(t *testing.T) {
	tests := []struct{ region, known, cell, want string }{
		{"DK", "20 12 10 05", "2012-10-05", "number_date"},
		{"DK", "20 12 10 05", "20-12 10-05", ""},
		{"", "+14155550123", "-+14155550123", "number_several"},
		{"", "+14155550123", "+1415+5550123", "number_several"},
		{"", "+14155550123", "+14155550123" + strings.Repeat(" ", 200), ""},
		{"", "+14155550123", "+1415" + strings.Repeat(" ", 200) + "5550123", "number_too_long"},
		{"", "+14155550123", "+14155550123.5", "number_decimal"},
		{"", "+14155550123", "+1415555012\xb9", "number_characters"},
		{"", "+14155550123", "+014155550123", "number_unknown_country"},
		{"", "+14155550123", "14155550123", "number_needs_region"},
		{"US", "4155550123", "4155550123 4155550123", "number_too_long"},
		{"001", "+80012345678", "12345678", "region_unknown"},
	}
	for _, tt := range tests {
		n := normalizer(t, phone.Config{})
		if number, err := n.Read(tt.known, tt.region); err != nil {
			t.Fatalf("Read(%q, %q) = %+v, %v, want a number", tt.known, tt.region, number, err)
		}
		number, err := n.Read(tt.cell, tt.region)
		if reason(err).Code != tt.want {
			t.Errorf("Read(%q, %q) = %+v, %v, want %q", tt.cell, tt.region, number, err, tt.want)
		}
	}
}

// TestClassesAreBounded: where there is no room for more classes, numbers are read by themselves.
func TestClassesAreBounded(t *testing.T) {
	for _, room := range []int{0, 1, 30} {
		n := normalizer(t, phone.Config{})
		n.SetRoom(room)
		p := pair{"bounded", n, n.LongWay()}
		for _, number := range callable(t, 200) {
			for _, format := range formats {
				p.compare(t, written(number, format), phonenumbers.GetRegionCodeForNumber(number))
			}
		}
		if got := n.States(); got != room {
			t.Errorf("with room for %d states there are %d", room, got)
		}
	}
}

// TestClassesInParallel lets goroutines meet at classes that are new to all; the race detector watches.
func TestClassesInParallel(t *testing.T) {
	n := normalizer(t, phone.Config{})
	numbers := callable(t, 500)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for _, at := range rand.New(rand.NewPCG(9, uint64(i/2))).Perm(len(numbers)) {
				cell, region := written(numbers[at], formats[at%len(formats)]), phonenumbers.GetRegionCodeForNumber(numbers[at])
				got, err := n.Read(cell, region)
				if want := phonenumbers.Format(numbers[at], phonenumbers.E164); err != nil || got.E164 != want || got.Country != region {
					t.Errorf("Read(%q, %q) = %+v, %v, want %s", cell, region, got, err, want)
				}
			}
		})
	}
	group.Wait()
}

func FuzzFastPath(f *testing.F) {
	s := newSampler(f, 10)
	for _, r := range s.regions {
		f.Add(s.cell(r), r.GetId(), byte(0))
		f.Add(s.cell(r), strings.ToLower(r.GetId()), byte(1))
	}
	all := pairs(f)
	f.Fuzz(func(t *testing.T, cell, region string, config byte) {
		all[int(config)%len(all)].compare(t, cell, region)
	})
}

// formats are the usual ways to write a number.
var formats = []phonenumbers.PhoneNumberFormat{phonenumbers.E164, phonenumbers.INTERNATIONAL, phonenumbers.NATIONAL}

func written(number *phonenumbers.PhoneNumber, format phonenumbers.PhoneNumberFormat) string {
	return phonenumbers.Format(number, format)
}

func read(tb testing.TB, n *phone.Normalizer, number *phonenumbers.PhoneNumber, format phonenumbers.PhoneNumberFormat) {
	tb.Helper()
	got, err := n.Read(written(number, format), phonenumbers.GetRegionCodeForNumber(number))
	if err != nil || got.E164 != phonenumbers.Format(number, phonenumbers.E164) {
		tb.Errorf("Read(%q) = %+v, %v", written(number, format), got, err)
	}
}

// callable returns random numbers of people in ten countries.
func callable(tb testing.TB, count int) []*phonenumbers.PhoneNumber {
	tb.Helper()
	regions := []string{"US", "GB", "DE", "FR", "IN", "BR", "JP", "IT", "AU", "NL"}
	kinds := []phonenumbers.PhoneNumberType{phonenumbers.MOBILE, phonenumbers.FIXED_LINE}
	s := newSampler(tb, 11)
	var all []*phonenumbers.PhoneNumber
	for len(all) < count {
		region := regions[len(all)%len(regions)]
		example := phonenumbers.GetExampleNumberForType(region, kinds[s.random.IntN(2)])
		digits := []byte(phonenumbers.GetNationalSignificantNumber(example))
		for i := 1; i < len(digits); i++ {
			digits[i] = '0' + byte(s.random.IntN(10))
		}
		number, err := phonenumbers.Parse("+"+strconv.Itoa(int(example.GetCountryCode()))+string(digits), "")
		if err == nil && phonenumbers.IsValidNumberForRegion(number, region) && phonenumbers.GetNumberType(number) <= phonenumbers.FIXED_LINE_OR_MOBILE {
			all = append(all, number)
		}
	}
	return all
}

// BenchmarkReadMany reads 100,000 numbers of ten countries, all different, with tables that are new.
func BenchmarkReadMany(b *testing.B) {
	numbers := callable(b, 100_000)
	for _, format := range formats {
		cells, regions := make([]string, len(numbers)), make([]string, len(numbers))
		for i, number := range numbers {
			cells[i], regions[i] = written(number, format), phonenumbers.GetRegionCodeForNumber(number)
		}
		b.Run([]string{"E164", "international", "national"}[format], func(b *testing.B) {
			var n *phone.Normalizer
			before := heap()
			for b.Loop() {
				n = normalizer(b, phone.Config{})
				for i, cell := range cells {
					if _, err := n.Read(cell, regions[i]); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.N*len(cells))/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(heap()-before)/1024, "KiB")
			b.ReportMetric(float64(n.States()), "states")
		})
	}
}

func heap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
