package main

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/dialer"
)

// pageElement is an element of a page, which is well-formed XML.
type pageElement struct {
	XMLName  xml.Name      `xml:""`
	Text     string        `xml:",chardata"`
	Children []pageElement `xml:",any"`
}

func (e *pageElement) all(names ...string) (found []*pageElement) {
	for i := range e.Children {
		child := &e.Children[i]
		if slices.Contains(names, child.XMLName.Local) {
			found = append(found, child)
		}
		found = append(found, child.all(names...)...)
	}
	return found
}

// parsePage reads a page.
func parsePage(t *testing.T, text string) *pageElement {
	t.Helper()
	var page pageElement
	if err := xml.Unmarshal([]byte(text), &page); err != nil {
		t.Fatalf("the page is not well-formed: %v\n%s", err, text)
	}
	return &page
}

// figures are the numbers of the table with a caption, by row and column.
func (e *pageElement) figures(t *testing.T, caption string) map[string]map[string]int {
	t.Helper()
	for _, table := range e.all("table") {
		if table.all("caption")[0].Text != caption {
			continue
		}
		figures, rows := map[string]map[string]int{}, table.all("tr")
		head := rows[0].Children
		for _, row := range rows[1:] {
			of := map[string]int{}
			for i, cell := range row.Children[1:] {
				if n, err := strconv.Atoi(strings.ReplaceAll(cell.Text, ",", "")); err == nil {
					of[head[i+1].Text] = n
				}
			}
			figures[row.Children[0].Text] = of
		}
		return figures
	}
	t.Fatalf("there is no table %q", caption)
	return nil
}

// TestReportIsStatus: the figures of the page are those of `status --json`, also while outcomes are not known.
func TestReportIsStatus(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	list, err := os.ReadFile(filepath.Join(repository, "testdata", "leads.csv"))
	if err != nil {
		t.Fatal(err)
	}
	leads, page := filepath.Join(folder, "leads.csv"), filepath.Join(folder, "leads.html")
	if err := os.WriteFile(leads, list, 0o600); err != nil {
		t.Fatal(err)
	}
	command := func(args ...string) outcome {
		return startFault(t, append(args, "--sandbox"), nil).wait()
	}
	compare := func() (status show.StatusJSON) {
		t.Helper()
		if err := json.Unmarshal([]byte(command("status", leads, "--json").stdout), &status); err != nil {
			t.Fatal(err)
		}
		command("report", leads, "-o", page).want(t, exit.OK, "leads.html: the report of 140 contacts")
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		checkFigures(t, parsePage(t, string(text)), &status)
		return status
	}
	compare() // not begun
	command("run", leads, "--cps", "1000", "--sandbox-speed", "1000", "--sandbox-faults", "reject=0.1,drop=0.1,seed=7", "--limit", "90")
	compare() // calls are not known to have ended
	command("track", leads, "--sandbox-speed", "1000")
	command("run", leads, "--cps", "1000", "--sandbox-speed", "1000", "--redial", "no_answer", "--follow", "--track-timeout", "1m")
	if s := compare(); len(s.Attempts) < 2 || s.Outcomes == nil || s.Contacts.Unknown == 0 || s.Durations.Known == 0 {
		t.Errorf("there is not all that was to be compared: %+v", s)
	}
}

// checkFigures compares a page with a status.
func checkFigures(t *testing.T, page *pageElement, status *show.StatusJSON) {
	t.Helper()
	c := &status.Contacts
	want := map[string]int{
		"rejected": c.Rejected, "unknown": c.Unknown, "invalid": c.Invalid, "duplicate": c.Duplicate, "suppressed": c.Suppressed,
		"expired": c.Expired, "pending": c.Pending, "all": c.Rows,
	}
	if o := status.Outcomes; o != nil {
		for _, outcome := range dialer.Outcomes() {
			want[strings.ReplaceAll(string(outcome), "_", " ")] = o.Of(outcome)
		}
		want["in progress"] = o.InProgress
	} else {
		want["accepted"] = c.Accepted
	}
	got := map[string]int{}
	for name, figures := range page.figures(t, "Contacts by what became of them") {
		got[name] = figures["contacts"]
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("contacts (-status +page):\n%s", diff)
	}
	if len(status.Attempts) > 0 {
		attempts := page.figures(t, "Attempts by what became of them")
		for _, a := range status.Attempts {
			row := attempts["attempt "+strconv.Itoa(a.Attempt)]
			if row["called"] != a.Sent || row["accepted"] != a.Accepted || row["rejected"] != a.Rejected || row["unknown"] != a.Unknown || row["answered"] != a.Outcomes.Answered || row["no answer"] != a.Outcomes.NoAnswer {
				t.Errorf("attempt %d: the page says %v, and the status %+v", a.Attempt, row, a)
			}
		}
		sent := 0
		for _, figures := range page.figures(t, "Calls over time") {
			sent += figures["called"]
		}
		if want := sum(status.Pace.Sent); sent != want {
			t.Errorf("the page has %d calls over time, and the status %d", sent, want)
		}
	}
	if h := &status.Hours; sum(h.Calls[:]) > 0 {
		calls, answered := 0, 0
		for _, figures := range page.figures(t, "Ended calls by hour of the day") {
			calls, answered = calls+figures["calls"], answered+figures["answered"]
		}
		if calls != sum(h.Calls[:]) || answered != sum(h.Answered[:]) {
			t.Errorf("the page has %d calls by hour, %d answered, and the status %+v", calls, answered, h)
		}
	}
	contacts := 0
	for _, figures := range page.figures(t, "Contacts by the country of their number") {
		contacts += figures["contacts"]
	}
	if contacts != c.Rows {
		t.Errorf("the regions of the page have %d contacts of %d", contacts, c.Rows)
	}
	if got, want := len(page.all("article")), len(status.Errors); got != want {
		t.Errorf("the page has %d errors, and the status %d", got, want)
	}
}

func sum(list []int) (n int) {
	for _, each := range list {
		n += each
	}
	return n
}

// TestReportLive: the report is served while the run goes on, without numbers, to who names this machine; metrics and probes are as ever.
func TestReportLive(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 12)
	c.rows("phone\n" + strings.Join(append(c.numbers, "nonsense"), "\n") + "\n")
	release := make(chan struct{})
	api := newFaultServer(t, func(x *exchange) {
		if x.n == 2 {
			select {
			case <-release:
			case <-x.server.ended:
			}
		}
		x.accept()
	})
	w := startWatched(t, c.runArgs(api.url(), "--batch-size", "6", "--concurrency", "1", "--metrics-linger", "24h"), nil)
	w.until("one batch is accepted, and one is under way", func() bool { return api.requestCount() == 2 })
	status, text := w.get("/")
	page := parsePage(t, text)
	if got := page.figures(t, "Contacts by what became of them"); status != http.StatusOK || got["accepted"]["contacts"] != 6 || got["unknown"]["contacts"] != 6 || got["invalid"]["contacts"] != 1 {
		t.Errorf("%d, contacts: %v", status, got)
	}
	if !strings.Contains(text, "1\u00a0run at work") {
		t.Error("it does not say that a run is at work")
	}
	for _, number := range c.numbers {
		if strings.Contains(text, number) {
			t.Errorf("it has %s", number)
		}
	}
	if !w.ready() || w.samples()["requests_in_flight"] != 1 {
		t.Error("the probes or metrics are not as before")
	}
	if status, _ := w.get("/favicon.ico"); status != http.StatusNotFound {
		t.Errorf("another path: %d", status)
	}
	close(release)
	w.summary(c)
	w.until("the page says how it ended", func() bool {
		_, text := w.get("/?reload=off")
		return parsePage(t, text).figures(t, "Contacts by what became of them")["accepted"]["contacts"] == 12
	})
}

// TestReportLiveOfStream: of standard input, which cannot be read again, the page shows what the run knows.
func TestReportLiveOfStream(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 4)
	api := newFaultServer(t, accepting)
	args := c.runArgs(api.url(), "--batch-size", "2", "--results", c.results())
	args[1] = "-"
	input, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer write.Close()
	w := startWatched(t, args, func(cmd *exec.Cmd) { cmd.Stdin = input })
	input.Close()
	if _, err := write.WriteString("phone\n" + strings.Join(c.numbers[:2], "\n") + "\nnonsense\n" + c.numbers[2][:5]); err != nil {
		t.Fatal(err)
	}
	w.until("two are accepted", func() bool { return w.samples()[`campaign_contacts{state="accepted"}`] == 2 })
	status, text := w.get("/")
	if got := parsePage(t, text).figures(t, "Contacts by what became of them"); status != http.StatusOK || got["accepted"]["contacts"] != 2 || got["invalid"]["contacts"] != 1 || got["all"]["contacts"] != 3 {
		t.Errorf("%d, contacts: %v", status, got)
	}
	if !strings.Contains(text, "were read so far") || !strings.Contains(text, "cannot be read again") {
		t.Error("it does not say that the rest is not known")
	}
	if _, err := write.WriteString(c.numbers[2][5:] + "\n" + c.numbers[3] + "\n"); err != nil {
		t.Fatal(err)
	}
	write.Close()
	w.wait().want(t, exit.Look)
	if n := len(c.records()); n != 5 {
		t.Errorf("%d results of 5: the page has read rows of the run", n)
	}
}
