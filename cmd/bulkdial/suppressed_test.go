package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/dialer"
)

// stopList is a suppression list that changes while a run reads it.
type stopList struct {
	t    *testing.T
	path string
}

// newStopList writes a list beside a campaign's contacts.
func newStopList(t *testing.T, c *faultCampaign, content []byte) *stopList {
	t.Helper()
	l := &stopList{t, filepath.Join(filepath.Dir(c.path), "stop.list")}
	l.becomes(content)
	return l
}

// becomes renames a new file over the list, as one that is completely written.
func (l *stopList) becomes(content []byte) {
	next := l.path + ".next"
	err := os.WriteFile(next, content, 0o600)
	if err == nil {
		old := time.Now().Add(-time.Minute)
		err = os.Chtimes(next, old, old)
	}
	if err == nil {
		err = os.Rename(next, l.path)
	}
	if err != nil {
		l.t.Error(err)
	}
}

// listOf is a list of some contacts of a campaign.
func (c *faultCampaign) listOf(rows ...int) []byte {
	text := []byte("phone\n")
	for _, row := range rows {
		text = append(text, c.numbers[row]+"\n"...)
	}
	return text
}

// TestSuppressedLate: a number that comes onto a list during a run is not called from then on, also when it was
// checked and put into a batch before.
func TestSuppressedLate(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1, 2, 3} {
		t.Run(fmt.Sprintf("batches of %d", size), func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 12)
			list := newStopList(t, c, c.listOf(10))
			api := newFaultServer(t, nil)
			api.plays(func(x *exchange) {
				if x.n == 1 { // by now the next batch waits for its turn
					list.becomes(c.listOf(10, size, size+1, 8))
				}
				x.accept()
			})
			flags := []string{"--suppress", list.path, "--concurrency", "1", "--batch-size", jsonOf(size)}
			out := c.run(api.url(), flags...)
			out.want(t, exit.OK)
			want := slices.Repeat([]string{acceptedWord}, 12)
			for _, row := range []int{size, size + 1, 8, 10} {
				want[row] = string(dialer.Suppressed)
			}
			if got := c.words(); !slices.Equal(got, want) {
				t.Errorf("dispositions: %v, want %v", got, want)
			}
			for _, r := range c.records() {
				suppressed := r["disposition"] == string(dialer.Suppressed)
				if listed := r["error_code"] == "suppression_list" && strings.Contains(r["error"], "stop.list"); listed != suppressed {
					t.Errorf("this result names a list, or not: %v", r)
				}
			}
			if called := api.called(); len(called) != 8 {
				t.Errorf("called were %v, want 8", called)
			}
			if !strings.Contains(out.stdout, "4 suppressed: the number is on the list stop.list") {
				t.Errorf("the summary does not count the suppressed:\n%s", out.stdout)
			}
			sent := api.requestCount()
			c.recover(api, flags...)
			if n := api.requestCount() - sent; len(c.records()) != 12 || n != 0 {
				t.Errorf("%d results after a rerun with nothing to do, which sent %d requests", len(c.records()), n)
			}
		})
	}
}

// TestSuppressedUnreadable: a list that is no longer whole ends the run. What was sent is recorded, all others stay
// pending, and a run with a good list goes on.
func TestSuppressedUnreadable(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		spoil func(*faultCampaign, *stopList)
		says  string
	}{
		"torn": {func(c *faultCampaign, l *stopList) {
			packed := gzipOf(c.t, []byte(strings.Repeat(string(c.listOf(7)[len("phone\n"):]), 100)))
			l.becomes(packed[:len(packed)-4])
		}, "cut off"},
		"an entry that cannot be read": {func(c *faultCampaign, l *stopList) { l.becomes(append(c.listOf(7), "nobody\n"...)) }, "row 3"},
		"half a number":                {func(c *faultCampaign, l *stopList) { l.becomes(c.listOf(7)[:len("phone\n+14155")]) }, "row 2"},
		"emptied":                      {func(_ *faultCampaign, l *stopList) { l.becomes(nil) }, "is empty"},
		"removed": {func(c *faultCampaign, l *stopList) {
			if err := os.Remove(l.path); err != nil {
				c.t.Error(err)
			}
		}, "no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 12)
			list := newStopList(t, c, c.listOf(2))
			api := newFaultServer(t, nil)
			api.plays(func(x *exchange) {
				if x.n == 3 {
					test.spoil(c, list)
				}
				x.accept()
			})
			flags := []string{"--suppress", list.path, "--concurrency", "1", "--batch-size", "1"}
			c.run(api.url(), flags...).want(t, exit.Usage, list.path, test.says, "suppression list")
			called := map[string]int{acceptedWord: 3, pendingWord: 8, string(dialer.Suppressed): 1}
			c.wantTally(called)
			if n := api.requestCount(); n != 3 {
				t.Errorf("%d requests, want 3", n)
			}
			if _, err := os.Stat(c.inflight()); err == nil {
				t.Error("the in-flight record was left, though no contact was in flight")
			}

			// Again, with the list as it is: nothing happens.
			before, err := os.ReadFile(c.results())
			if err != nil {
				t.Fatal(err)
			}
			c.run(api.url(), flags...).want(t, exit.Usage, list.path, test.says)
			after, err := os.ReadFile(c.results())
			if err != nil || string(before) != string(after) || api.requestCount() != 3 {
				t.Errorf("a rerun on a bad list has called or written (%v)", err)
			}

			list.becomes(c.listOf(2, 5))
			api.plays(accepting)
			c.run(api.url(), flags...).want(t, exit.OK)
			c.wantTally(map[string]int{acceptedWord: 10, string(dialer.Suppressed): 2})
			if got := api.called()[c.numbers[5]] + api.called()[c.numbers[2]]; got != 0 || len(api.called()) != 10 {
				t.Errorf("called: %v", api.called())
			}
		})
	}
}

// TestSuppressedLifted: who is taken off the list is called by the next run.
func TestSuppressedLifted(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 4)
	list := newStopList(t, c, c.listOf(0, 2))
	api := newFaultServer(t, accepting)
	c.run(api.url(), "--suppress", list.path).want(t, exit.OK)
	c.wantTally(map[string]int{acceptedWord: 2, string(dialer.Suppressed): 2})
	list.becomes(c.listOf(2))
	c.run(api.url(), "--suppress", list.path).want(t, exit.OK)
	c.wantTally(map[string]int{acceptedWord: 3, string(dialer.Suppressed): 1})
	if len(c.records()) != 5 || len(api.called()) != 3 {
		t.Errorf("%d results, called %v", len(c.records()), api.called())
	}
}
