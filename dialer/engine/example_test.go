package engine_test

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/dialertest"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
)

// printedCalls is a Caller that prints the requests and accepts every contact.
type printedCalls struct{}

func (printedCalls) Call(_ context.Context, req dialer.Request) dialer.Answer {
	answer := dialer.Answer{Kind: dialer.Answered, HTTPStatus: 200}
	for _, a := range req.Attempts {
		fmt.Printf("%s from %s: %s\n", req.Batch, req.Route.FromNumberID, a.Contact.Number)
		answer.Entries = append(answer.Entries, dialer.Entry{Disposition: dialer.Accepted, CallID: "ac_" + a.Ref})
	}
	return answer
}

// Run calls the contacts of a sequence, here with a ledger in memory; csvio/ledger has one on disk.
func Example() {
	contacts := func(context.Context) iter.Seq2[*dialer.Contact, error] {
		return contactsOf("+14155550101", "+14155550102", "+1-415-555-0101")
	}
	rules := screen.Rules{Duplicates: screen.SkipDuplicates, MaxAttempts: 3}
	ledger := newMemoryLog()
	report, err := engine.Run(context.Background(), engine.Config{
		Run: "r1", BatchSize: 5, Concurrency: 1, MaxFailures: 5, MaxRejectRatio: 1, RequestTimeout: time.Minute,
	}, contacts, engine.Deps{
		Screen: screen.New(screen.Config{
			Rules: rules, Numbers: dialertest.PlainNumbers{}, History: screen.NewHistory(), Callers: []string{"ap_1"},
		}),
		Caller: printedCalls{}, Ledger: ledger, Stats: &engine.Stats{}, Logger: zerolog.Nop(), Rescue: zerolog.Nop(),
	})
	fmt.Printf("%d accepted, %d duplicate, %v\n", report.Tally.Accepted, report.Tally.Duplicate, err)
	fmt.Println("skipped:", ledger.skips[0].Error)
	// Output:
	// r1.1 from ap_1: +14155550101
	// r1.1 from ap_1: +14155550102
	// 2 accepted, 1 duplicate, <nil>
	// skipped: row 2 has the same number
}
