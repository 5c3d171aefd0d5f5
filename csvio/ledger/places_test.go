package ledger_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
)

// TestPlacesOfResults: each result is read again by its place, in any order, also one without a line break and after more were appended.
func TestPlacesOfResults(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "leads.results.csv")
	long := strings.Replace(quotedLine, "no, not now", strings.Repeat("no, ", 3000), 1)
	text := header + goodLine + sameBatch + long + quotedLine + otherBatch + skipLine + strings.TrimSuffix(goodLine, "\n")
	must(t, os.WriteFile(path, []byte(text), 0o600))
	places := map[ledger.Place]dialer.Result{}
	state, err := ledger.ReadPlaces(path, func(r *dialer.Result, p ledger.Place) { places[p] = *r })
	if err != nil || len(places) != 7 || state.Running {
		t.Fatalf("%d places, %v, %v", len(places), state, err)
	}
	r, err := ledger.OpenPlaces(path)
	must(t, err)
	defer r.Close()
	for p, want := range places {
		got, err := r.At(p)
		if diff := cmp.Diff(&want, got); diff != "" || err != nil {
			t.Errorf("at %d: %v (-want +got):\n%s", p, err, diff)
		}
	}
	must(t, os.WriteFile(path, []byte(text+"\n"+sameBatch), 0o600))
	if got, err := r.At(ledger.Place(len(text) + 1)); err != nil || got.Row != 2 {
		t.Errorf("what was appended is %v, %v", got, err)
	}
	for p := range ledger.Place(len(text)+len(sameBatch)+3) - 1 {
		if _, known := places[p]; !known && int(p) != len(text)+1 {
			_, err := r.At(p)
			wantRecordError(t, err, fmt.Sprintf("no line begins at byte %d", p))
		}
	}
	_, err = r.At(-1)
	wantRecordError(t, err, "no line begins at byte -1")
}

// TestPlacesOfInterrupted: a result that is not in the file has a negative place.
func TestPlacesOfInterrupted(t *testing.T) {
	t.Parallel()
	path, _, _ := cutOff(t)
	var got []string
	_, err := ledger.ReadPlaces(path, func(r *dialer.Result, p ledger.Place) { got = append(got, fmt.Sprintf("%s %t", r.Disposition, p < 0)) })
	if diff := cmp.Diff([]string{"accepted false", "accepted false", "unknown true"}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// TestPlacesMissing: there is nothing to read again in a file that is missing or is not one of results.
func TestPlacesMissing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "leads.results.csv")
	if _, err := ledger.OpenPlaces(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("OpenPlaces() = %v", err)
	}
	must(t, os.WriteFile(path, []byte(callsHeader+cdrLine), 0o600))
	_, err := ledger.OpenPlaces(path)
	wantRecordError(t, err, "not a results file")
}

// TestPlacesOfCalls: each CDR is read again by its place.
func TestPlacesOfCalls(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "leads.calls.csv")
	if _, err := ledger.OpenCallPlaces(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("OpenCallPlaces() = %v", err)
	}
	must(t, os.WriteFile(path, []byte(callsHeader+cdrLine+strings.Replace(cdrLine, ",no_answer,", ",busy,", 1)+cdrLine[:20]), 0o600))
	places := map[ledger.Place]dialer.CDR{}
	must(t, ledger.ReadCallPlaces(path, func(c *dialer.CDR, p ledger.Place) { places[p] = *c }))
	r, err := ledger.OpenCallPlaces(path)
	must(t, err)
	defer r.Close()
	for p, want := range places {
		got, err := r.At(p)
		if diff := cmp.Diff(&want, got); diff != "" || err != nil {
			t.Errorf("at %d: %v (-want +got):\n%s", p, err, diff)
		}
	}
	if len(places) != 2 {
		t.Errorf("%d places, want 2", len(places))
	}
	_, err = r.At(ledger.Place(len(callsHeader) + 1))
	wantRecordError(t, err, "no line begins at byte")
	_, err = r.At(ledger.Place(len(callsHeader) + 2*len(cdrLine))) // the torn one
	wantRecordError(t, err, "no line begins at byte")
}

func BenchmarkPlaceAt(b *testing.B) {
	for name, line := range map[string]string{"plain": goodLine, "quoted": quotedLine} {
		b.Run(name, func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "leads.results.csv")
			if err := os.WriteFile(path, []byte(header+strings.Repeat(line, 100_000)), 0o600); err != nil {
				b.Fatal(err)
			}
			r, err := ledger.OpenPlaces(path)
			if err != nil {
				b.Fatal(err)
			}
			defer r.Close()
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.At(ledger.Place(len(header) + rand.IntN(100_000)*len(line))); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
