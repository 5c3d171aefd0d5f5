package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/internal/sandbox"
)

// allKeys are the keys in the order in which the documentation lists them.
const allKeys = "poison, 503, 429, 500, drop, hang, 101, cut, html, short, reorder, respell, reject, busy, lineless, lines-429, " +
	"queued, late, order, page-lose, page-repeat, list-429, get-500, latency, retry-after, seed"

func TestParseFaults(t *testing.T) {
	tests := []struct {
		name, text string
		want       sandbox.Faults
	}{
		{"none", "", sandbox.Faults{}},
		{"blank", " ", sandbox.Faults{}},
		{"bounds", "reject=0,busy=1", sandbox.Faults{Busy: 1}},
		{"spaces", " drop = 0.5 , seed = 3 ", sandbox.Faults{Drop: 0.5, Seed: 3}},
		{
			"every key",
			"poison=0.01,503=0.02,429=0.03,500=0.04,drop=0.05,hang=0.06,cut=0.07,html=0.08,short=0.09,reorder=0.1," +
				"reject=0.11,busy=0.12,lines-429=0.13,101=0.2,respell=0.21,lineless=0.22,queued=0.14,late=0.15,order=any,page-lose=0.16,page-repeat=0.17,list-429=0.18," +
				"get-500=0.19,latency=80ms,retry-after=2s,seed=7",
			sandbox.Faults{
				Poison: 0.01, Unavailable: 0.02, TooMany: 0.03, Internal: 0.04, Drop: 0.05, Hang: 0.06, Cut: 0.07,
				HTML: 0.08, Short: 0.09, Reorder: 0.1, Reject: 0.11, Busy: 0.12, LinesTooMany: 0.13, Queued: 0.14, Late: 0.15,
				Switch: 0.2, Respell: 0.21, Lineless: 0.22,
				Order: sandbox.AnyOrder, PageLose: 0.16, PageRepeat: 0.17, ListTooMany: 0.18, GetInternal: 0.19,
				Latency: 80 * time.Millisecond, RetryAfter: 2 * time.Second, Seed: 7,
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := sandbox.ParseFaults(tt.text)
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Errorf("ParseFaults(%q): %v, -want +got:\n%s", tt.text, err, diff)
			}
			again, err := sandbox.ParseFaults(got.String())
			if again != got || err != nil {
				t.Errorf("ParseFaults(%q) = %+v, %v, want %+v", got.String(), again, err, got)
			}
		})
	}
}

func TestParseFaultsRefuses(t *testing.T) {
	tests := []struct {
		text string
		want string // part of the error
	}{
		{"rejct=0.1", `fault "rejct" is unknown`},
		{"Reject=0.1", `fault "Reject" is unknown`},
		{"reject=0.1,", `fault "" is unknown`},
		{"reject", "fault reject=: reject must be a number from 0 to 1"},
		{"reject=0.1,drop=0.1,reject=0.2", "fault reject is given twice"},
		{"reject=1.1", "fault reject=1.1: reject must be a number from 0 to 1"},
		{"drop=-0.1", "drop must be a number from 0 to 1"},
		{"hang=NaN", "hang must be a number from 0 to 1"},
		{"500=5%", "500 must be a number from 0 to 1"},
		{"latency=80", "latency must be a duration from 0"},
		{"latency=-1s", "latency must be a duration from 0"},
		{"order=up", "order must be newest, oldest or any"},
		{"seed=-1", "seed must be a whole number from 0"},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			got, err := sandbox.ParseFaults(tt.text)
			if err == nil {
				t.Fatalf("ParseFaults(%q) = %+v, want an error", tt.text, got)
			}
			for _, want := range []string{tt.want, allKeys} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("ParseFaults(%q) = %q, want %q in it", tt.text, err, want)
				}
			}
		})
	}
}

func TestFaultsHelpListsEachKey(t *testing.T) {
	for key := range strings.SplitSeq(allKeys, ", ") {
		if !strings.Contains(sandbox.FaultsHelp, "\n  "+key+"=") {
			t.Errorf("FaultsHelp has no line for %s", key)
		}
	}
}

func FuzzParseFaults(f *testing.F) {
	f.Add("reject=0.02,500=0.01,429=0.05,drop=0.01,hang=0.005,latency=80ms,short=0.01,reorder=0.01,seed=7")
	f.Add("order=oldest,latency=1h2m,retry-after=1.5s,poison=1e-7")
	f.Add("reject=-0,busy=0x1p-3")
	f.Add(",=,")
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := sandbox.ParseFaults(text)
		if err != nil {
			return
		}
		again, err := sandbox.ParseFaults(parsed.String())
		if err != nil || again != parsed {
			t.Errorf("ParseFaults(%q) = %+v, %v, want %+v as from %q", parsed.String(), again, err, parsed, text)
		}
	})
}
