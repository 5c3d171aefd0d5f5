package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/show"
)

// recordingAPI keeps the bodies of its requests. It rejects some contacts and loses some answers where told to.
type recordingAPI struct {
	*httptest.Server

	mu     sync.Mutex
	bodies [][]byte
	// rejects says of a number whether its call is refused, loses of a request, from 1, whether its answer is lost.
	rejects func(number string) bool
	loses   func(request int) bool
}

func newRecordingAPI(t *testing.T) *recordingAPI {
	t.Helper()
	a := &recordingAPI{}
	a.Server = httptest.NewServer(placing(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		a.bodies = append(a.bodies, body)
		if a.loses != nil && a.loses(len(a.bodies)) {
			http.Error(w, "lost", http.StatusInternalServerError)
			return
		}
		var entries []string
		for i, number := range requestNumbers(t, body) {
			if a.rejects != nil && a.rejects(number) {
				entries = append(entries, fmt.Sprintf(`{"number":%q,"error":{"error_code":"not_now"}}`, number))
			} else {
				entries = append(entries, fmt.Sprintf(`{"number":%q,"agent_call_id":"ac_%d_%d"}`, number, len(a.bodies), i))
			}
		}
		fmt.Fprint(w, answerOf(entries...))
	}))
	t.Cleanup(a.Close)
	return a
}

// plays changes how the API answers; nil for calls that are placed and answers that come.
func (a *recordingAPI) plays(rejects func(string) bool, loses func(int) bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rejects, a.loses = rejects, loses
}

// takes returns the bodies since it was called last.
func (a *recordingAPI) takes() [][]byte {
	a.mu.Lock()
	defer a.mu.Unlock()
	bodies := a.bodies
	a.bodies = nil
	return bodies
}

// sentRequest is the body of a request.
type sentRequest struct {
	Agent string `json:"agent_id"`
	From  string `json:"from_number_id"`
	Ring  int    `json:"ringing_timeout_seconds"`
	Max   int    `json:"max_call_duration_minutes"`
	Calls []struct {
		Number string `json:"to_number"`
	} `json:"outbound_calls"`
}

func (r *sentRequest) route() string {
	return fmt.Sprintf("%s from %s, rings %d, lasts %d", r.Agent, r.From, r.Ring, r.Max)
}

// halfDone is a campaign with a bit of everything, and what was seen of it.
type halfDone struct {
	*faultCampaign

	api   *recordingAPI
	flags []string
	place map[string]int    // of a number in the file: the first row that has it
	from  map[string]string // the number to call from, by whom it has called
	lines int               // in the results so far
}

// newHalfDone writes the files of a campaign: routes by column, numbers of two countries in several spellings, some of
// them twice, rows that cannot be called, and lists of who must not be.
func newHalfDone(t *testing.T, more ...string) *halfDone {
	t.Helper()
	c := &halfDone{
		faultCampaign: &faultCampaign{t: t, path: filepath.Join(t.TempDir(), "leads.csv")},
		api:           newRecordingAPI(t), place: map[string]int{}, from: map[string]string{},
	}
	c.write(360)
	list := filepath.Join(filepath.Dir(c.path), "stop.csv")
	// The last entry is the hash of +14155550008.
	entries := "phone\n+14155550005\n(415) 555-0066\n+14155550127\n+14155550307\n" +
		"sha256:88d01356824c06307555e67172090626b4c398ae00da5f159b5230c5a0388828\n"
	writeQuiet(t, list, []byte(entries))
	c.flags = append([]string{
		"--agent-id", "agent_flag", "--from-number-id", "ap_1", "--from-number-id", "ap_2", "--region", "US", "--batch-size", "4",
		"--agent-column", "agent", "--from-number-column", "caller", "--ringing-timeout-column", "ring",
		"--max-duration-column", "minutes", "--suppress", list, "--base-url", c.api.URL,
	}, more...)
	return c
}

// write writes n rows, the first of which are the same for each n.
func (c *halfDone) write(n int) {
	c.t.Helper()
	var text strings.Builder
	text.WriteString("id,phone,agent,caller,ring,minutes,name\n")
	for i := range n {
		number := halfDoneNumber(i)
		cell, agent, caller, ring, minutes := number, []string{"", "", "agent_a", "agent_b"}[i%4], "", "", "5"
		switch {
		case i%17 == 3: // a contact that was there before, perhaps in another spelling
			number = halfDoneNumber(i - 3)
			cell = strings.Replace(number, "+1415555", "(415) 555-", 1)
		case i%23 == 7:
			cell = []string{"n/a", "4.15556E+9", "415 555 0100 ext. 3", ""}[i%4]
			number = cell
		case i%31 == 9:
			ring = "3" // too short
			number = "a row of no route"
		case i%13 == 5:
			caller = "ap_own"
		case i%19 == 2:
			ring, minutes = "20", ""
		}
		if _, met := c.place[number]; !met {
			c.place[number] = i
		}
		fmt.Fprintf(&text, "p%03d,%s,%s,%s,%s,%s,Name %d\n", i, cell, agent, caller, ring, minutes, i)
	}
	c.rows(text.String())
}

// halfDoneNumber is the number of the i-th row, reserved for fiction.
func halfDoneNumber(i int) string {
	if i%11 == 6 {
		return fmt.Sprintf("+44207946%04d", i)
	}
	return fmt.Sprintf("+1415555%04d", i)
}

// step plans, runs, and compares what the run did with what the plan said.
func (c *halfDone) step(planCode, runCode int, flags ...string) (shownPlan, show.SummaryJSON) {
	c.t.Helper()
	args := slices.Concat([]string{c.path}, c.flags, flags)
	before := c.resultsText()
	plan := planOf(c.t, planCode, nil, args...)
	if after := c.resultsText(); after != before {
		c.t.Errorf("the plan has changed the results")
	}
	path := filepath.Join(filepath.Dir(c.path), "summary.json")
	run := append([]string{"run", "--yes", "--concurrency", "1", "--cps", "0", "--summary", path}, args...)
	startFault(c.t, run, nil).wait().want(c.t, runCode)
	var sum show.SummaryJSON
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &sum)
	}
	if err != nil {
		c.t.Fatalf("the summary: %v", err)
	}
	c.compare(&plan, c.api.takes())
	return plan, sum
}

func (c *halfDone) resultsText() string {
	text, _ := os.ReadFile(c.results()) // there is none before the first run
	return string(text)
}

// compare holds the requests that a run has sent, and the lines that it has added, against the plan.
func (c *halfDone) compare(plan *shownPlan, bodies [][]byte) {
	c.t.Helper()
	calls, last, countries := 0, map[string]int{}, map[string]int{}
	for _, body := range bodies {
		var r sentRequest
		if err := json.Unmarshal(body, &r); err != nil {
			c.t.Fatal(err)
		}
		for _, call := range r.Calls {
			calls++
			countries[map[string]string{"+1": "US", "+4": "GB"}[call.Number[:2]]]++
			c.called(&r, call.Number, last)
		}
	}
	if calls != plan.ToCall || len(bodies) != plan.Batches {
		c.t.Errorf("%d calls in %d requests, planned were %d in %d", calls, len(bodies), plan.ToCall, plan.Batches)
	}
	for _, planned := range plan.Countries {
		if countries[planned.Country] != planned.Contacts {
			c.t.Errorf("%d calls to %s, planned were %d", countries[planned.Country], planned.Country, planned.Contacts)
		}
	}
	if len(bodies) > 0 {
		var first bytes.Buffer
		if err := json.Compact(&first, plan.First); err != nil {
			c.t.Fatal(err)
		}
		if diff := cmp.Diff(first.String(), string(bodies[0])); diff != "" {
			c.t.Errorf("the first request (-plan +run):\n%s", diff)
		}
	}
	records := c.records()
	if added := len(records) - c.lines; added != plan.ToCall+plan.Skips {
		c.t.Errorf("the results have %d lines more, planned were %d calls and %d skips", added, plan.ToCall, plan.Skips)
	}
	c.lines = len(records)
}

// called checks one call: those of a route come in the order of the file, and a contact is always called from one number.
// Last is the place of the call before it, by route.
func (c *halfDone) called(r *sentRequest, number string, last map[string]int) {
	c.t.Helper()
	place, known := c.place[number]
	if at, follows := last[r.route()]; !known || follows && place <= at {
		c.t.Errorf("%s (row %d) is called behind row %d of its route %s", number, place, at, r.route())
	}
	last[r.route()] = place
	if from, again := c.from[number]; again && from != r.From {
		c.t.Errorf("%s is called from %s, and was from %s", number, r.From, from)
	}
	c.from[number] = r.From
}

// TestPlanHalfDone: at each stage of a campaign, the plan says what the run then does.
func TestPlanHalfDone(t *testing.T) {
	t.Parallel()
	for name, flags := range map[string][]string{
		"known by number":                  nil,
		"known by id":                      {"--id-column", "id"},
		"in large batches, of few columns": {"--batch-size", "50", "--metadata", "who=name", "--ref-key", "ref", "--set", "a.b=c"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newHalfDone(t, flags...)
			c.api.plays(func(number string) bool { return number[len(number)-1] == '4' }, func(request int) bool { return request%7 == 3 })
			plan, _ := c.step(exit.Look, exit.Paused, "--limit", "150")
			if plan.ToCall != 150 || plan.Tally.Suppressed < 4 || plan.Tally.Duplicate == 0 || plan.Tally.Invalid == 0 || len(plan.Causes) < 5 {
				t.Fatalf("the campaign has not what it should: %+v", plan)
			}

			c.api.plays(nil, nil)
			c.write(400) // more have come
			plan, _ = c.step(exit.Look, exit.Paused, "--limit", "60")
			if plan.Again == 0 || plan.Tally.Rejected+plan.Tally.Accepted == 0 || plan.Tally.Unknown == 0 {
				t.Fatalf("the campaign is not half done: %+v", plan)
			}

			plan, sum := c.step(exit.Look, exit.Look)
			want := plan.Tally
			want.Accepted, want.Pending = want.Accepted+plan.ToCall, 0
			if diff := cmp.Diff(want, sum.Contacts); diff != "" {
				t.Errorf("the contacts of the summary (-plan +run):\n%s", diff)
			}
			if diff := cmp.Diff(plan.Causes, sum.Causes); diff != "" {
				t.Errorf("the causes (-plan +run):\n%s", diff)
			}

			before := c.resultsText()
			plan, sum = c.step(exit.Look, exit.Look)
			if plan.ToCall+plan.Batches+plan.Skips != 0 || plan.First != nil || sum.ThisRun.Requests != 0 {
				t.Errorf("there is something left to do: %+v", plan)
			}
			if c.resultsText() != before {
				t.Error("a run that had nothing to do has changed the results")
			}
			if diff := cmp.Diff(plan.Causes, sum.Causes); diff != "" {
				t.Errorf("the causes, again (-plan +run):\n%s", diff)
			}
		})
	}
}
