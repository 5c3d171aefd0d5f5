package report_test

import (
	"fmt"
	"math"
	"time"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
	"bulkdial/internal/overview"
)

// sampleTime is the beginning of sample campaigns.
func sampleTime() time.Time { return time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC) }

// sample is a campaign of 12,480 contacts over two days.
func sample() *overview.Overview {
	o := &overview.Overview{Made: sampleTime().Add(33 * time.Hour)}
	o.Files.Contacts, o.Results, o.ResultsFiles, o.CallsKnown, o.ReadAll = "leads.csv", "leads.results.csv", 1, true, true
	o.Contacts = dialer.Tally{
		Rows: 12480, Accepted: 9210, Rejected: 38, Unknown: 12, Invalid: 311, Duplicate: 204, Suppressed: 660, Expired: 0, Pending: 2045,
		Outcomes: dialer.OutcomeTally{Answered: 3902, NoAnswer: 3600, Busy: 801, Failed: 702, Canceled: 3, Other: 14},
	}
	o.Again = 120
	o.Attempts = []overview.Attempt{
		{Attempt: 1, Sent: 9380, Accepted: 9210, Rejected: 150, Unknown: 20, Outcomes: dialer.OutcomeTally{Answered: 3300, NoAnswer: 4190, Busy: 900, Failed: 720, Canceled: 3, Other: 14}},
		{Attempt: 2, Sent: 2210, Accepted: 2190, Rejected: 12, Unknown: 8, Outcomes: dialer.OutcomeTally{Answered: 560, NoAnswer: 1300, Busy: 200, Failed: 120}},
		{Attempt: 3, Sent: 130, Accepted: 130, Outcomes: dialer.OutcomeTally{Answered: 42, NoAnswer: 80, Busy: 8}},
	}
	samplePace(o)
	for hour := 8; hour < 21; hour++ {
		calls := 200 + int(900*math.Exp(-math.Pow(float64(hour-14)/3.2, 2)))
		if hour == 8 || hour == 20 {
			calls = 11
		}
		o.Hours[hour] = overview.Hour{Calls: calls, Answered: int(float64(calls) * (0.30 + 0.16*math.Exp(-math.Pow(float64(hour-18)/2.5, 2))))}
	}
	o.Unplaced = 213
	o.Durations = overview.Durations{Known: 3870, Median: 84 * time.Second, P90: 231 * time.Second, Total: 101 * time.Hour, Span: 10 * time.Second}
	for i := range 48 {
		o.Durations.Calls = append(o.Durations.Calls, int(330*math.Exp(-math.Pow((float64(i)-7)/7, 2))+60*math.Exp(-float64(i)/14)))
	}
	sampleErrors(o)
	for i, name := range []string{"US", "CA", "GB", "DE", ""} {
		n := 9000 >> (2 * i)
		o.Regions = append(o.Regions, overview.Region{Name: name, Contacts: n, Accepted: n * 3 / 4, Answered: n / 3})
	}
	o.Holds = []overview.Hold{{Why: "outside of calling hours", Count: 1800, Until: sampleTime().Add(48 * time.Hour)}}
	return o
}

// samplePace has two days with a night between them.
func samplePace(o *overview.Overview) {
	span := 17 * time.Minute
	p := overview.Pace{From: sampleTime(), Span: span}
	for i := range 116 {
		at := time.Duration(i) * span
		working := at < 11*time.Hour || at > 25*time.Hour
		paused := at > 4*time.Hour && at < 5*time.Hour+30*time.Minute
		n := 0
		if working && !paused {
			n = 150 + int(40*math.Sin(float64(i)/3))
		}
		p.Sent, p.Answered = append(p.Sent, n), append(p.Answered, n*(30+i%12)/100)
	}
	o.Pace = p
	at := func(hours float64) time.Time { return sampleTime().Add(time.Duration(hours * float64(time.Hour))) }
	o.Gaps = []overview.Gap{
		{From: at(4), To: at(5.5), Why: overview.GapPaused},
		{From: at(11), To: at(25), Why: overview.GapNoRun},
		{From: at(28), To: at(28.4), Why: overview.GapLines},
		{From: at(30), To: at(30.2), Why: overview.GapFailures},
	}
	toCall := 11305
	flags := map[string][]string{"cps": {"0.2"}}
	o.Runs = []overview.Run{
		{
			Begin: ledger.RunBegin{Run: "20261123T080000-1a2b3c4d", At: at(0), User: "ada", Host: "dialer-1", Version: "v1.4.0", ToCall: &toCall, Flags: flags, Canary: true},
			End:   &ledger.RunEnd{At: at(11), EndedBy: "hours_closed", Outcome: "calling hours are over", ExitCode: 5, Sent: 5210, Requests: 1050, Accepted: 5100, Rejected: 90, Unknown: 20},
		},
		{
			Begin: ledger.RunBegin{Run: "20261124T090000-5e6f7a8b", At: at(25), User: "grace", Host: "dialer-1", Version: "v1.4.0", Flags: map[string][]string{"cps": {"0.25"}}},
			End:   &ledger.RunEnd{At: at(32), EndedBy: "finished", Outcome: "finished; some contacts need a look", ExitCode: 3, Sent: 4510, Requests: 905, Accepted: 4430, Rejected: 72, Unknown: 8},
		},
	}
}

func sampleErrors(o *overview.Overview) {
	example := func(row int, number string) overview.Example {
		return overview.Example{Row: row, Number: number, Batch: dialer.BatchName(fmt.Sprintf("20261123T080000-1a2b3c4d.%d", row/5)), At: sampleTime().Add(time.Duration(row) * time.Second)}
	}
	o.Errors = []overview.ErrorGroup{
		{
			Disposition: dialer.Invalid, Code: "number_needs_region", Count: 280, Message: "the number has no country code",
			Remedy:   "write it as +<country code><number> or set the region of such numbers (--region)",
			Examples: []overview.Example{{Row: 11, Number: "4155550123"}, {Row: 38, Number: "(415) 555-0155"}},
		},
		{Disposition: dialer.Rejected, Code: "number_blocked", Count: 38, Message: "the destination is blocked", Examples: []overview.Example{example(402, "+14155550133"), example(2950, "+442079460018")}},
		{
			Disposition: dialer.Unknown, Code: "timeout", Count: 12, Message: "no answer within 30s",
			Remedy: "find out what became of them (bulkdial reconcile)", Examples: []overview.Example{example(5121, "+14155550188")},
		},
	}
	o.FurtherErrors = 31
}
