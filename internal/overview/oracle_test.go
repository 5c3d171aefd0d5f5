package overview_test

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/internal/overview"
)

// oracle counts what an overview must say by reading the files of a campaign without this program.
type oracle struct {
	t *testing.T
	// attempts are those of the results, by number, batch and attempt, and rows the contacts in the order of their file.
	attempts map[string]*attempt
	rows     []map[string]string
}

// attempt is what all lines about an attempt say together.
type attempt struct {
	number              string
	n                   int
	disposition, code   string
	batch               string
	first               time.Time // when its first line was written
	last                time.Time // when the line was written that counts
	outcome             string
	started             time.Time
	lasted              time.Duration
	ended, durationSeen bool
}

// readAll reads the files of a folder.
func readAll(t *testing.T, folder string) *oracle {
	t.Helper()
	o := &oracle{t: t, attempts: map[string]*attempt{}, rows: table(t, filepath.Join(folder, "leads.csv"))}
	results, _ := filepath.Glob(filepath.Join(folder, "leads.results*.csv"))
	for _, path := range results {
		for _, line := range table(t, path) {
			o.result(line)
		}
	}
	calls, _ := filepath.Glob(filepath.Join(folder, "leads.calls*.csv"))
	for _, path := range calls {
		for _, line := range table(t, path) {
			o.cdr(line)
		}
	}
	return o
}

// table returns the rows of a table by the names of their columns; none of a file that does not exist.
func table(t *testing.T, path string) []map[string]string {
	t.Helper()
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, cell := range line {
			row[lines[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

func key(line map[string]string) string {
	return line["to_number"] + " " + line["batch"] + " " + line["attempt"]
}

func (o *oracle) result(line map[string]string) {
	if line["attempt"] == "0" {
		return
	}
	a := o.attempts[key(line)]
	if a == nil {
		a = &attempt{number: line["to_number"], batch: line["batch"], first: o.time(line["at"]), disposition: "unknown"}
		a.n, _ = strconv.Atoi(line["attempt"])
		o.attempts[key(line)] = a
	}
	if at := o.time(line["at"]); at.Before(a.first) {
		a.first = at
	}
	if a.disposition == "unknown" {
		a.disposition, a.code, a.last = line["disposition"], line["error_code"], o.time(line["at"])
	}
}

func (o *oracle) cdr(line map[string]string) {
	a := o.attempts[key(line)]
	if a == nil || a.disposition != "accepted" {
		return
	}
	a.outcome, a.ended, a.started = line["outcome"], true, o.time(line["started_at"])
	if cell := line["duration_seconds"]; cell != "" {
		seconds, _ := strconv.ParseFloat(cell, 64)
		a.lasted, a.durationSeen = time.Duration(seconds*1000+0.5)*time.Millisecond, true
	}
}

func (o *oracle) time(cell string) time.Time {
	if cell == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339Nano, cell)
	if err != nil {
		o.t.Fatal(err)
	}
	return at
}

// steps are the attempts by their numbers.
func (o *oracle) steps() []overview.Attempt {
	var all []overview.Attempt
	for _, a := range o.attempts {
		n := min(a.n, overview.MaxAttempts)
		for len(all) < n {
			all = append(all, overview.Attempt{Attempt: len(all) + 1})
		}
		step := &all[n-1]
		step.Sent++
		switch a.disposition {
		case "accepted":
			step.Accepted++
		case "rejected":
			step.Rejected++
		default:
			step.Unknown++
		}
		if a.ended {
			step.Outcomes.Ended(dialer.Outcome(a.outcome))
		}
	}
	return all
}

// pace counts in the spans of a Pace.
func (o *oracle) pace(of overview.Pace) (sent, answered []int) {
	if of.Span == 0 {
		return nil, nil
	}
	sent, answered = make([]int, len(of.Sent)), make([]int, len(of.Sent))
	for _, a := range o.attempts {
		sent[int(a.first.Sub(of.From)/of.Span)]++
		if a.outcome == "answered" && !a.started.IsZero() {
			i := 0
			if a.started.After(of.From) {
				i = min(int(a.started.Sub(of.From)/of.Span), len(sent)-1)
			}
			answered[i]++
		}
	}
	return sent, answered
}

// zoneOf is the only clock of a number, with the cell of its time zone; empty where there are several, or none.
func zoneOf(number, cell string) string {
	switch {
	case strings.HasPrefix(number, "+1415") && (cell == "" || cell == "America/Los_Angeles"):
		return "America/Los_Angeles"
	case strings.HasPrefix(number, "+1212") && (cell == "" || cell == "America/New_York"):
		return "America/New_York"
	case strings.HasPrefix(number, "+1850") && (cell == "America/Chicago" || cell == "America/New_York"):
		return cell
	case strings.HasPrefix(number, "+1800"):
		return cell
	case strings.HasPrefix(number, "+4420") && cell == "":
		return "Europe/London"
	default:
		return ""
	}
}

// hours counts by the clock of the first row with each number.
func (o *oracle) hours() (hours [24]overview.Hour, unplaced int) {
	cells := map[string]string{}
	for _, row := range o.rows {
		if _, known := cells[row["phone"]]; !known {
			cells[row["phone"]] = row["timezone"]
		}
	}
	for _, a := range o.attempts {
		if !a.ended {
			continue
		}
		zone := zoneOf(a.number, cells[a.number])
		if zone == "" || a.started.IsZero() {
			unplaced++
			continue
		}
		location, err := time.LoadLocation(zone)
		if err != nil {
			o.t.Fatal(err)
		}
		hour := &hours[a.started.In(location).Hour()]
		hour.Calls++
		if a.outcome == "answered" {
			hour.Answered++
		}
	}
	return hours, unplaced
}

// durations says how long the answered calls lasted.
func (o *oracle) durations() (known int, total, median, p90 time.Duration) {
	var all []time.Duration
	for _, a := range o.attempts {
		if a.outcome == "answered" && a.durationSeen {
			all = append(all, a.lasted)
			total += a.lasted
		}
	}
	if len(all) == 0 {
		return 0, 0, 0, 0
	}
	slices.Sort(all)
	at := func(share float64) time.Duration {
		i := 0
		for float64(i+1) < share*float64(len(all)) {
			i++
		}
		return all[i].Round(time.Second)
	}
	return len(all), total, at(0.5), at(0.9)
}

// reasons counts the contacts without an accepted call by disposition and code.
func (o *oracle) reasons() map[string]int {
	all, seen := map[string]int{}, map[string]bool{}
	for _, row := range o.rows {
		number := row["phone"]
		switch last := o.wordOf(number); {
		case !strings.HasPrefix(number, "+"):
			all["invalid number_bad"]++
		case seen[number]:
			all["duplicate duplicate_number"]++
		case last != nil && last.disposition != "accepted":
			all[last.disposition+" "+last.code]++
		}
		seen[number] = true
	}
	return all
}

// lastOf is the last attempt to call a number; nil: there is none.
func (o *oracle) lastOf(number string) *attempt {
	var last *attempt
	for _, a := range o.attempts {
		if a.number == number && (last == nil || a.n > last.n) {
			last = a
		}
	}
	return last
}

// wordOf is the attempt that the last word on a number comes from: the last one, or an accepted one before a refusal.
func (o *oracle) wordOf(number string) *attempt {
	last := o.lastOf(number)
	if last == nil || last.disposition != "rejected" {
		return last
	}
	for _, a := range o.attempts {
		if a.number == number && a.disposition == "accepted" && (last.disposition != "accepted" || a.n > last.n) {
			last = a
		}
	}
	return last
}

// regions counts the rows by country.
func (o *oracle) regions() map[string]overview.Region {
	all, seen := map[string]overview.Region{}, map[string]bool{}
	for _, row := range o.rows {
		number, name := row["phone"], ""
		switch {
		case strings.HasPrefix(number, "+44"):
			name = "GB"
		case strings.HasPrefix(number, "+1") && !strings.HasPrefix(number, "+1800"):
			name = "US"
		}
		of := all[name]
		of.Name = name
		of.Contacts++
		if last := o.wordOf(number); last != nil && last.disposition == "accepted" && !seen[number] {
			of.Accepted++
			if last.outcome == "answered" {
				of.Answered++
			}
		}
		seen[number] = true
		all[name] = of
	}
	return all
}

// unmatched counts the numbers that were called and are in no row.
func (o *oracle) unmatched() (called, count int) {
	numbers := map[string]bool{}
	for _, a := range o.attempts {
		numbers[a.number] = true
	}
	for number := range numbers {
		if !slices.ContainsFunc(o.rows, func(row map[string]string) bool { return row["phone"] == number }) {
			count++
		}
	}
	return len(numbers), count
}
