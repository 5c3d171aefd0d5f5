package engine_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
)

const benchRows = 100_000

func rowsPerSecond(b *testing.B) {
	b.Helper()
	b.ReportMetric(float64(b.N)*benchRows/b.Elapsed().Seconds(), "rows/s")
}

var benchRules = screen.Rules{Duplicates: screen.SkipDuplicates, Retry: screen.RetrySet{dialer.Rejected: true, dialer.Invalid: true}, MaxAttempts: 3}

// settledHistory is the history of a campaign whose contacts are all accepted.
func settledHistory(useIDs bool) *screen.History {
	history := screen.NewHistory()
	for i := range benchRows {
		r := dialer.Result{Row: i + 1, Number: fmt.Sprintf("+1415%07d", i), Disposition: dialer.Accepted, Attempt: 1, Batch: "r0.1"}
		if useIDs {
			r.ID = fmt.Sprint("crm-", i)
		}
		history.Add(&r)
	}
	return history
}

func benchContacts(useIDs bool) []dialer.Contact {
	contacts := make([]dialer.Contact, benchRows)
	for i := range contacts {
		contacts[i] = dialer.Contact{Row: i + 1, SheetRow: i + 2, Number: fmt.Sprintf("+1415%07d", i)}
		if useIDs {
			contacts[i].ID = fmt.Sprint("crm-", i)
		}
	}
	return contacts
}

// BenchmarkScreen decides about contacts whose numbers need no parsing: the cost of the rules alone.
func BenchmarkScreen(b *testing.B) {
	for _, useIDs := range []bool{false, true} {
		for name, history := range map[string]*screen.History{"new": screen.NewHistory(), "settled": settledHistory(useIDs)} {
			b.Run(fmt.Sprintf("%s/ids=%v", name, useIDs), func(b *testing.B) {
				rules := benchRules
				rules.UseIDs = useIDs
				contacts := benchContacts(useIDs)
				b.ReportAllocs()
				for b.Loop() {
					screen := screen.New(screen.Config{Rules: rules, Numbers: asWritten{}, History: history})
					for _, c := range contacts {
						screen.Decide(&c)
					}
				}
				rowsPerSecond(b)
			})
		}
	}
}

// asWritten takes every cell for E.164.
type asWritten struct{}

func (asWritten) Read(cell, _ string) (dialer.Number, error) { return dialer.Number{E164: cell}, nil }

// BenchmarkHistory fills a history from a record.
func BenchmarkHistory(b *testing.B) {
	for _, useIDs := range []bool{false, true} {
		b.Run(fmt.Sprintf("ids=%v", useIDs), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				settledHistory(useIDs)
			}
			rowsPerSecond(b)
		})
	}
}

// BenchmarkRun is the engine alone: an API that answers at once, and a record in memory.
func BenchmarkRun(b *testing.B) {
	contacts := benchContacts(false)
	each := func(yield func(*dialer.Contact, error) bool) {
		for _, c := range contacts {
			if !yield(&c, nil) {
				return
			}
		}
	}
	cfg := engine.Config{Run: "r1", BatchSize: 100, Concurrency: 8, MaxFailures: 5, MaxRejectRatio: 1, RequestTimeout: 1e9}
	b.ReportAllocs()
	for b.Loop() {
		_, err := engine.Run(context.Background(), cfg, all(each), engine.Deps{
			Screen: screen.New(screen.Config{Rules: benchRules, Numbers: asWritten{}, History: screen.NewHistory()}),
			Caller: accepting{}, Ledger: forgetful{}, Stats: &engine.Stats{}, Logger: zerolog.Nop(), Rescue: zerolog.Nop(),
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	rowsPerSecond(b)
}

type accepting struct{}

func (accepting) Call(_ context.Context, req dialer.Request) dialer.Answer { return acceptAll(0, req) }

type forgetful struct{}

func (forgetful) Intend(dialer.Request) error                                    { return nil }
func (forgetful) Settle(_ dialer.BatchName, _ []dialer.Result, told func(error)) { told(nil) }
func (forgetful) Flush() error                                                   { return nil }
func (forgetful) Append(dialer.Result) error                                     { return nil }
