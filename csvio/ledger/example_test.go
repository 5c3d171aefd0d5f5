package ledger_test

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
)

// A run records the intent of a request, sends it, and records its results. The next run reads them.
func Example() {
	dir, err := os.MkdirTemp("", "ledger")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "leads.results.csv")

	l, err := ledger.Open(path, ownfile.Holder{Run: "r1", PID: os.Getpid()}, func(*dialer.Result) {})
	if err != nil {
		panic(err)
	}
	if err := l.Begin(); err != nil {
		panic(err)
	}
	for batch, number := range map[dialer.BatchName]string{"r1.1": "+14155550101", "r1.2": "+14155550102"} {
		req := dialer.Request{
			Batch: batch, Route: dialer.Route{FromNumberID: "ap_1"},
			Attempts: []dialer.Attempt{{Number: 1, Contact: dialer.Contact{Row: int(batch[3] - '0'), Number: number}}},
		}
		if err := l.Intend(req); err != nil {
			panic(err) // the request must not be sent
		}
	}
	// The first is answered, the second never is.
	result := dialer.Result{
		Row: 1, Number: "+14155550101", Disposition: dialer.Accepted, CallID: "ac_1", Attempt: 1, Batch: "r1.1", HTTPStatus: 200,
		FromNumberID: "ap_1", At: time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC),
	}
	l.Settle("r1.1", []dialer.Result{result}, func(err error) { fmt.Println("on disk:", err == nil) })
	if err := l.Close(); err != nil {
		panic(err)
	}

	state, err := ledger.Read(path, func(r *dialer.Result) {
		fmt.Printf("%d %s %s %q %q\n", r.Row, r.Number, r.Disposition, r.CallID, r.ErrorCode)
	})
	if err != nil {
		panic(err)
	}
	fmt.Println("in flight:", state.InFlight)
	// Output:
	// on disk: true
	// 1 +14155550101 accepted "ac_1" ""
	// 2 +14155550102 unknown "" "interrupted"
	// in flight: 1
}
