package overview_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/overview"
)

// TestOracle: an overview says what a naive reading of the files says, whatever repeats in them.
func TestOracle(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			s := newStory(t, seed)
			s.tell()
			compare(t, overviewOf(t, s.cfg), readAll(t, s.folder))
		})
	}
}

// compare compares an overview with what the oracle says.
func compare(t *testing.T, got *overview.Overview, want *oracle) {
	t.Helper()
	same := func(what string, want, got any) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	same("attempts", want.steps(), got.Attempts)
	sent, answered := want.pace(got.Pace)
	same("sent", sent, got.Pace.Sent)
	same("answered", answered, got.Pace.Answered)
	if n := len(got.Pace.Sent); n > overview.MaxBuckets {
		t.Errorf("%d spans", n)
	}
	hours, unplaced := want.hours()
	same("hours", hours, got.Hours)
	same("unplaced", unplaced, got.Unplaced)
	known, total, median, p90 := want.durations()
	same("durations", []any{known, total, median, p90}, []any{got.Durations.Known, got.Durations.Total, got.Durations.Median, got.Durations.P90})
	same("calls by duration", known, sum(got.Durations.Calls))
	reasons := map[string]int{}
	for _, group := range got.Errors {
		reasons[string(group.Disposition)+" "+group.Code] = group.Count
		examples(t, &group, want)
	}
	same("errors", want.reasons(), reasons)
	regions := map[string]overview.Region{}
	for _, region := range got.Regions {
		regions[region.Name] = region
	}
	same("regions", want.regions(), regions)
	called, unmatched := want.unmatched()
	same("unmatched", []int{called, unmatched}, []int{got.Unmatched.Called, got.Unmatched.Count})
	same("rows", len(want.rows), got.Contacts.Rows)
	gaps(t, got)
}

func sum(counts []int) int {
	n := 0
	for _, count := range counts {
		n += count
	}
	return n
}

// examples checks that the examples of a group are rows of the file, with their last attempts.
func examples(t *testing.T, group *overview.ErrorGroup, want *oracle) {
	t.Helper()
	if n := len(group.Examples); n != min(group.Count, overview.MaxExamples) {
		t.Errorf("%s %s has %d examples of %d", group.Disposition, group.Code, n, group.Count)
	}
	for _, example := range group.Examples {
		if number := want.rows[example.Row-2]["phone"]; number != example.Number {
			t.Errorf("row %d has %s, not %s", example.Row, number, example.Number)
		}
		last := want.lastOf(example.Number)
		if group.Disposition.Skip() || last == nil {
			continue
		}
		if string(example.Batch) != last.batch || !example.At.Equal(last.last) {
			t.Errorf("row %d: %+v, want %+v", example.Row, example, last)
		}
	}
}

// gaps checks that the gaps follow each other, and are as long as gaps are.
func gaps(t *testing.T, got *overview.Overview) {
	t.Helper()
	var end time.Time
	for _, gap := range got.Gaps {
		if gap.From.Before(end) || gap.To.Sub(gap.From) < 10*time.Second || gap.Why != overview.GapNoRun {
			t.Errorf("%+v after %v", gap, end)
		}
		end = gap.To
	}
}

// TestBare: campaigns with little or nothing to say have an overview.
func TestBare(t *testing.T) {
	t.Parallel()
	for name, rows := range map[string][]string{"none": nil, "one": {"+14155550101,"}, "invalid": {"n/a,"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			write(t, filepath.Join(folder, "leads.csv"), append([]string{"phone,timezone"}, rows...)...)
			o := overviewOf(t, config(t, folder))
			if o.Contacts.Rows != len(rows) || o.Attempts != nil || o.Pace.Span != 0 || o.Gaps != nil || o.Runs != nil || len(o.Regions) != len(rows) {
				t.Errorf("%+v", o)
			}
		})
	}
}

// TestStandardInput: contacts that can be read once only have an overview.
func TestStandardInput(t *testing.T) {
	t.Parallel()
	s := newStory(t, 3)
	s.tell()
	text, err := os.ReadFile(filepath.Join(s.folder, "leads.csv"))
	must(t, err)
	want := readAll(t, s.folder)
	results := s.cfg.Results
	s.cfg.Files, err = fileset.Name(fileset.Stdin, results, false, dialer.Shard{})
	must(t, err)
	s.cfg.Stdin = bytes.NewReader(text)
	compare(t, overviewOf(t, s.cfg), want)
}

// TestOddTimes: whatever times the files and clocks have, an overview can be written as JSON, and a duration that no call has is none.
func TestOddTimes(t *testing.T) {
	t.Parallel()
	s := newStory(t, 1)
	write(t, filepath.Join(s.folder, "leads.csv"), "phone,not_before", "+14155550101,", "+14155550102,", "+14155550103,9999-12-31T23:59:59-08:00", "+14155550104,")
	s.cfg.Reading.NotBeforeColumn = "not_before"
	l, err := ledger.Open(s.cfg.Results, ownfile.Holder{Run: "r1"}, func(*dialer.Result) {})
	must(t, err)
	must(t, l.Begin())
	year := func(year int) time.Time { return time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC) }
	for i, at := range []time.Time{year(0), year(9999), began} {
		row := []int{1, 2, 4}[i]
		number := fmt.Sprint("+1415555010", row)
		must(t, l.Append(dialer.Result{Row: row, Number: number, Disposition: dialer.Accepted, CallID: number, Attempt: 1, Batch: dialer.BatchName(fmt.Sprint("r1.", row)), At: at}))
	}
	must(t, l.Append(dialer.Result{Row: 1, Number: "+14155550101", Disposition: dialer.Rejected, ErrorCode: "x", Attempt: 2, Batch: "r1.9", At: year(0)}))
	must(t, l.Close())
	runs := ledger.RunsPath(s.cfg.Results)
	west := time.FixedZone("", -14*60*60)
	must(t, ledger.AppendRunBegin(ownfile.OSDisk{}, runs, ledger.RunBegin{Run: "r1"}))
	must(t, ledger.AppendRunEnd(ownfile.OSDisk{}, runs, ledger.RunEnd{Run: "r1", At: began}))
	must(t, ledger.AppendRunBegin(ownfile.OSDisk{}, runs, ledger.RunBegin{Run: "r2", At: time.Date(9999, 12, 31, 23, 0, 0, 0, west)}))
	calls, err := ledger.OpenCalls(ownfile.OSDisk{}, ledger.CallsPath(s.cfg.Results), ownfile.Holder{Run: "r"}, func(*dialer.CDR) {})
	must(t, err)
	for row, length := range map[int]time.Duration{1: 30 * time.Second, 2: 250 * 365 * 24 * time.Hour, 4: 90 * time.Second} {
		number := fmt.Sprint("+1415555010", row)
		must(t, calls.Append([]dialer.CDR{{
			CallID: number, Row: row, Number: number, Attempt: 1, Batch: dialer.BatchName(fmt.Sprint("r1.", row)), Outcome: dialer.OutcomeAnswered,
			Started: year(row), Ended: year(row).Add(length), RecordedAt: began,
		}}))
	}
	must(t, calls.Close())
	o := overviewOf(t, s.cfg)
	if _, err := json.Marshal([]any{o.Pace, o.Gaps, o.Holds, o.Errors, o.Runs}); err != nil {
		t.Error(err)
	}
	if o.Durations.Known != 2 || o.Durations.Total != 2*time.Minute {
		t.Errorf("durations %+v", o.Durations)
	}
	if len(o.Holds) != 1 || o.Holds[0].Until.Year() != 9999 || len(o.Gaps) == 0 {
		t.Errorf("holds %+v, gaps %+v", o.Holds, o.Gaps)
	}
}

// TestErrorWords: what the API says as an object is shown as its message, without numbers.
func TestErrorWords(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"no room":                        "no room",
		"call +14155550101 later":        "call +1415•••0101 later",
		`{"code":"x","message":"no {}"}`: "no {}",
		`{"title":"Refused"}`:            "Refused",
		`{"code":"x"}`:                   `{"code":"x"}`,
		`{"message":7}`:                  `{"message":7}`,
		"{":                              "{",
	} {
		s := newStory(t, 1)
		write(t, filepath.Join(s.folder, "leads.csv"), "phone", "+14155550101")
		l, err := ledger.Open(s.cfg.Results, ownfile.Holder{Run: "r1"}, func(*dialer.Result) {})
		must(t, err)
		must(t, l.Begin())
		must(t, l.Append(dialer.Result{Row: 1, Number: "+14155550101", Disposition: dialer.Rejected, ErrorCode: "x", Error: said, Attempt: 1, Batch: "r1.1", At: began}))
		must(t, l.Close())
		if o := overviewOf(t, s.cfg); len(o.Errors) != 1 || o.Errors[0].Message != want {
			t.Errorf("%s is shown as %+v, want %s", said, o.Errors, want)
		}
	}
}
