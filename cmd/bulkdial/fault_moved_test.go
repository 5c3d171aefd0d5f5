package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/dialer/screen"
)

// TestFaultMoved: a contact whose id was called at another number is named by every command and not called; with many of them a
// run is refused, and the other commands warn.
func TestFaultMoved(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 120)
	api := newFaultServer(t, accepting)
	known := []string{"--id-column", "name"}
	c.run(api.url(), append(known, "--batch-size", "100")...).want(t, exit.OK)
	text, err := os.ReadFile(c.path)
	if err != nil {
		t.Fatal(err)
	}
	c.rows(strings.Replace(string(text), c.numbers[3], "+14155550999", 1))
	const named = "  left alone: 1 of 120 ids was called at another number than its row has now\n" +
		"    row 5, id Contact 4: +1415•••0003 was called, and the row has +1415•••0999\n"
	c.movedIn(t, api, exit.Look, named, 1)

	c.rows("phone,name\n" + strings.Join(renumbered(c.numbers[1:]), "\n") + "\n")
	out := c.movedIn(t, api, exit.Usage, "  left alone: 119 of 119 ids were called at another number than their row has now\n", 119)
	out.want(t, exit.Usage, "row 2, id Contact 1: +1415•••0000 was called, and the row has +1415•••0001; ",
		"so no contact is called: if this is another list, name another results file")
	if n := len(api.called()); n != 120 {
		t.Errorf("%d numbers were called, want 120", n)
	}
	out.want(t, exit.Usage, "--accept-change id-column")

	// Accepted, a number that was called is left alone, and one that was not is called, now and in later runs.
	c.rows("phone,name\n" + strings.Join(append(renumbered(c.numbers[1:]), "+14155550998,Contact 120"), "\n") + "\n")
	c.run(api.url(), "--accept-change", "id-column").want(t, exit.OK)
	c.run(api.url()).want(t, exit.OK)
	if n := len(api.called()); n != 121 {
		t.Errorf("%d numbers were called, want 121", n)
	}
	for number, times := range api.called() {
		if times != 1 {
			t.Errorf("%s was called %d times", number, times)
		}
	}
}

// renumbered are rows of numbers with the first ids.
func renumbered(numbers []string) []string {
	rows := make([]string, len(numbers))
	for i, number := range numbers {
		rows[i] = fmt.Sprintf("%s,Contact %d", number, i+1)
	}
	return rows
}

// movedIn checks what run, plan and status say of ids that have moved, and returns how the run ended.
func (c *faultCampaign) movedIn(t *testing.T, api *faultServer, code int, text string, count int) outcome {
	t.Helper()
	run := c.run(api.url(), "--id-column", "name")
	for name, out := range map[string]outcome{
		"run":    run,
		"plan":   startFault(t, []string{"plan", c.path, "--id-column", "name"}, nil).wait(),
		"status": startFault(t, []string{"status", c.path, "--id-column", "name"}, nil).wait(),
	} {
		want, warns := exit.Look, code == exit.Usage
		if name == "run" {
			want, warns = code, false
		}
		out.want(t, want)
		if !strings.Contains(out.stdout, text) || strings.Contains(out.stdout, "warning: ") != warns {
			t.Errorf("%s says\n%swant\n%sand a warning: %v", name, out.stdout, text, warns)
		}
	}
	for name, text := range map[string]string{
		"plan":    startFault(t, []string{"plan", c.path, "--id-column", "name", "--json"}, nil).wait().stdout,
		"status":  startFault(t, []string{"status", c.path, "--id-column", "name", "--json"}, nil).wait().stdout,
		"summary": c.summaryText(),
	} {
		var moved struct {
			IDs screen.Moved `json:"moved_ids"`
		}
		if err := json.Unmarshal([]byte(text), &moved); err != nil || moved.IDs.Count != count {
			t.Errorf("%s has %v and %+v, want %d moved ids", name, err, moved.IDs, count)
		}
	}
	return run
}

func (c *faultCampaign) summaryText() string {
	c.t.Helper()
	text, err := os.ReadFile(c.summary())
	if err != nil {
		c.t.Fatal(err)
	}
	return string(text)
}
