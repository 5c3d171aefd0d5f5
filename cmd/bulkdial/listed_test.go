package main

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// writeQuiet writes a list that was left alone for a while, so that nothing waits for its writer.
func writeQuiet(t *testing.T, path string, content []byte) {
	t.Helper()
	old := time.Now().Add(-time.Minute)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, old, old); err != nil {
		t.Fatal(err)
	}
}

func hashOf(number string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(number))) }

// TestListed: a number on a list is not called, however the list and the contacts write it, and wherever in the list it
// stands. The last contact is on no list.
func TestListed(t *testing.T) {
	t.Parallel()
	const free = "+14155550199"
	for name, tt := range map[string]struct{ list, contacts string }{
		"a trunk zero after the country code": {"phone\n+4402079460018\n", "+442079460018"},
		"an old number that is last":          {"+14155550101\n+5215512345678", "+525512345678 +14155550101"},
		"an old number that is first":         {"+5215512345678\n+14155550101\n", "+525512345678 +14155550101"},
		"Argentina, without the 9":            {"phone\n+541123456789\n", "+5491123456789"},
		"Argentina, with the 9":               {"phone\n+5491123456789\n", "+541123456789"},
		"Argentina, with 15":                  {"phone\n+54 11 15 2345-6789\n", "+5491123456789"},
		"Brazil, with 8 digits":               {"phone\n+551187654321\n", "+5511987654321"},
		"Brazil, with 9 digits":               {"phone\n+5511987654321\n", "+551187654321"},
		"Ivory Coast, with 8 digits":          {"phone\n+22507123456\n", "+2250707123456"},
		"the hash of an old number":           {"hash\nsha256:" + hashOf("+5215512345678") + "\n", "+525512345678"},
		"7 digits and a country code first":   {"+6834002\n+14155550101\n", "+6834002 +14155550101"},
		"national first":                      {"415 555-0101\n4155550102\n", "+14155550101 +14155550102"},
		"an apostrophe first":                 {"'+14155550101\n+14155550102\n", "+14155550101 +14155550102"},
		"full width first":                    {"＋１４１５５５５０１０１\n+14155550102\n", "+14155550101 +14155550102"},
		"no-break spaces first":               {"415\u00a0555\u00a00101\n+14155550102\n", "+14155550101 +14155550102"},
		"dashes first":                        {"415–555–0101\n+14155550102\n", "+14155550101 +14155550102"},
		"a label first":                       {"tel:+14155550101\n+14155550102\n", "+14155550101 +14155550102"},
		"two columns":                         {"+14155550101;+14155550102\n", "+14155550101 +14155550102"},
		"one or the other column":             {"+14155550101,\n,+14155550102\n", "+14155550101 +14155550102"},
		"two columns with names":              {"phone,mobile\n+14155550101,+14155550102\n", "+14155550101 +14155550102"},
		"a key that comes later":              {"{\"phone\":\"+14155550101\"}\n{\"mobile\":\"+14155550102\"}\n", "+14155550101 +14155550102"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 0)
			c.numbers = append(strings.Fields(tt.contacts), free)
			c.rows("phone\n" + strings.Join(c.numbers, "\n") + "\n")
			list := filepath.Join(filepath.Dir(c.path), "stop.list")
			writeQuiet(t, list, []byte(tt.list))
			api := newFaultServer(t, accepting)
			c.run(api.url(), "--suppress", list, "--region", "US", "--number-check", "possible").want(t, exit.OK)
			if called := slices.Collect(maps.Keys(api.called())); !slices.Equal(called, []string{free}) {
				t.Errorf("called were %v, want %s alone", called, free)
			}
			c.wantTally(map[string]int{acceptedWord: 1, "suppressed": len(c.numbers) - 1})
		})
	}
}

// TestListRefused: no contact is called on a list of which a part cannot be read.
func TestListRefused(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		list string
		says []string
	}{
		"a scheme first":         {"sip:+14155550101\n+14155550102\n", []string{"row 1", "letters"}},
		"7 digits first":         {"5550101\n+14155550102\n", []string{"row 1", "area code"}},
		"area codes apart":       {"415,5550101\n415,5550102\n", []string{"area code", "--suppress-format", "ftc"}},
		"country codes apart":    {"44,2079460018\n", []string{"row 1", "more than one cell", "+<country code><number>"}},
		"numbers under no phone": {"phone,alternative\n+14155550101,+14155550102\n", []string{`column "alternative"`, "row 2", "name it phone, or remove it"}},
		"a row without a number": {"Ann,+14155550101\nBob,\n", []string{"row 2", "no number"}},
		"half a number":          {"+14155550101\n+1415\n+14155550102\n", []string{"row 2", "too short"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 3)
			list := filepath.Join(filepath.Dir(c.path), "stop.list")
			writeQuiet(t, list, []byte(tt.list))
			api := newFaultServer(t, accepting)
			out := c.run(api.url(), "--suppress", list, "--region", "US")
			out.want(t, exit.Usage, append(tt.says, list, "half a list")...)
			if strings.Contains(out.stderr, "5550") {
				t.Errorf("standard error shows a number:\n%s", out.stderr)
			}
			if n := api.requestCount(); n != 0 {
				t.Errorf("%d requests, want none", n)
			}
		})
	}
}

// TestListIsNoFile: a list that cannot be read again stops the run at once, also a pipe without a writer.
func TestListIsNoFile(t *testing.T) {
	t.Parallel()
	for kind, makeAt := range map[string]func(string) error{
		"a folder":     func(path string) error { return os.Mkdir(path, 0o700) },
		"a named pipe": func(path string) error { return unix.Mkfifo(path, 0o600) },
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 3)
			list := filepath.Join(filepath.Dir(c.path), "stop.list")
			if err := makeAt(list); err != nil {
				t.Fatal(err)
			}
			api := newFaultServer(t, accepting)
			c.run(api.url(), "--suppress", list).want(t, exit.Usage, list, kind, "name a regular file")
			if n := api.requestCount(); n != 0 {
				t.Errorf("%d requests, want none", n)
			}
		})
	}
}

// TestListStillWritten: a run that begins while a list is written waits for the rest of it.
func TestListStillWritten(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 4)
	list := filepath.Join(filepath.Dir(c.path), "stop.list")
	file, err := os.Create(list)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	write := func(row int) {
		if _, err := file.WriteString(c.numbers[row] + "\n"); err != nil {
			t.Error(err)
		}
	}
	api := newFaultServer(t, accepting)
	write(3)
	p := startFault(t, c.runArgs(api.url(), "--suppress", list, "--batch-size", "1"), nil)
	for row := range 3 {
		time.Sleep(400 * time.Millisecond) // what the writer takes
		write(row)
	}
	p.wait().want(t, exit.OK)
	if n := api.requestCount(); n != 0 {
		t.Errorf("called were %v, who are all on the list", api.called())
	}
}

// TestListReplaced: a list that is replaced every 0.3 seconds by renaming is read before each request all the same.
func TestListReplaced(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 5)
	list := filepath.Join(filepath.Dir(c.path), "stop.list")
	var listed atomic.Pointer[string]
	replace := func() {
		next := list + ".next"
		err := os.WriteFile(next, []byte(*listed.Load()), 0o600)
		if err == nil {
			err = os.Rename(next, list)
		}
		if err != nil {
			t.Error(err)
		}
	}
	first, more := c.numbers[1]+"\n", c.numbers[1]+"\n"+c.numbers[3]+"\n"
	listed.Store(&first)
	replace()
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-time.After(300 * time.Millisecond):
				replace()
			case <-done:
				return
			}
		}
	}()
	api := newFaultServer(t, nil)
	api.plays(func(x *exchange) {
		if x.n == 2 {
			listed.Store(&more)
			replace()
		}
		x.accept()
	})
	c.run(api.url(), "--suppress", list, "--batch-size", "1", "--concurrency", "1").want(t, exit.OK)
	close(done)
	<-stopped
	c.wantTally(map[string]int{acceptedWord: 3, "suppressed": 2})
	if called := api.called(); called[c.numbers[1]]+called[c.numbers[3]] != 0 {
		t.Errorf("called were %v", called)
	}
}
