package phone_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nyaruka/phonenumbers"

	"bulkdial/dialer"
	"bulkdial/internal/phone"
)

// readResult is what Read returns for a cell.
type readResult struct {
	Number dialer.Number
	Reason dialer.Reason
}

func resultOf(n *phone.Normalizer, cell string) readResult {
	number, err := n.Read(cell, "")
	v := readResult{Number: number}
	if e, ok := errors.AsType[*dialer.NumberError](err); ok {
		v.Reason = e.Reason
	}
	return v
}

// TestInternational compares international numbers by their classes with the library's parser: examples of each kind,
// correct and damaged, and random digits after each country code and each prefix that some country uses.
func TestInternational(t *testing.T) {
	for _, check := range []phone.Check{phone.Valid, phone.Possible} {
		short := normalizer(t, phone.Config{NumberCheck: check})
		long := short.LongWay()
		for cell := range internationalCells() {
			if diff := cmp.Diff(resultOf(long, cell), resultOf(short, cell)); diff != "" {
				t.Fatalf("check %s: Read(%q) (-library +classes):\n%s", check, cell, diff)
			}
		}
	}
}

func internationalCells() func(yield func(string) bool) {
	random := rand.New(rand.NewPCG(1, 2))
	prefixes := []string{"", "0", "00", "1", "8", "9", "06", "15", "01", "044", "0 1", "2", "3", "(0)"}
	return func(yield func(string) bool) {
		for code := range phonenumbers.GetSupportedCallingCodes() {
			for _, prefix := range prefixes {
				for length := 1; length <= 13; length++ {
					digits := random.Uint64N(pow10(length))
					if !yield(fmt.Sprintf("+%d%s%0*d", code, prefix, length, digits)) {
						return
					}
				}
			}
			if !yield(fmt.Sprintf("+%d0000000", code)) {
				return
			}
		}
		for _, example := range examples() {
			national := phonenumbers.GetNationalSignificantNumber(example)
			for _, format := range []string{"+%d%s", "+%d 0%s", "+%d (0) %s", "(+%d)-%s", "+%d 1%s", "+%d.%s.", "+%d%s5", "+%d-(%s"} {
				if !yield(fmt.Sprintf(format, example.GetCountryCode(), national)) {
					return
				}
			}
		}
	}
}

func pow10(n int) uint64 {
	p := uint64(1)
	for range n {
		p *= 10
	}
	return p
}

// examples returns the library's example of each kind of number in each region.
func examples() []*phonenumbers.PhoneNumber {
	var all []*phonenumbers.PhoneNumber
	for region := range phonenumbers.GetSupportedRegions() {
		for kind := range phonenumbers.UNKNOWN {
			if example := phonenumbers.GetExampleNumberForType(region, kind); example != nil {
				all = append(all, example)
			}
		}
	}
	for code := range phonenumbers.GetSupportedGlobalNetworkCallingCodes() {
		if example := phonenumbers.GetExampleNumberForNonGeoEntity(code); example != nil {
			all = append(all, example)
		}
	}
	return all
}

// TestReadInParallel gives many goroutines one Normalizer; the race detector watches.
func TestReadInParallel(t *testing.T) {
	cells := []string{"+14155550123", "020 7946 0018", "+44 (0)20 7946 0018", "2079460018", "911", "n/a", "1.5.26", "14155550123.0", "1-800-FLOWERS"}
	n := home(t, "GB")
	var want []readResult
	for _, cell := range cells {
		want = append(want, resultOf(home(t, "GB"), cell))
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 20 {
				var got []readResult
				for _, cell := range cells {
					got = append(got, resultOf(n, cell))
				}
				if !slices.EqualFunc(got, want, func(a, b readResult) bool { return cmp.Equal(a, b) }) {
					t.Errorf("results in parallel differ:\n%s", cmp.Diff(want, got))
				}
			}
		})
	}
	group.Wait()
}
