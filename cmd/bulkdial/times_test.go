package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestRunWaits: a run waits for contacts that may only be called later, also those of standard input, which is then kept in a file that
// is gone at its end.
func TestRunWaits(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"leads.csv", "-"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			due := time.Now().Add(2 * time.Second)
			var text strings.Builder
			text.WriteString("phone,from\n")
			for i := range 30 {
				from := ""
				if i%3 == 0 {
					from = due.Format(time.RFC3339Nano)
				}
				_, _ = fmt.Fprintf(&text, "+1415555%04d,%s\n", 100+i, from)
			}
			cmd := exec.Command("bulkdial", "run", name, "--not-before-column", "from", "--results", "r.csv", "--sandbox", "--cps", "0", "--log-format", "json")
			if cmd.Dir = dir; name == "-" {
				cmd.Stdin = strings.NewReader(text.String())
			} else {
				must(t, os.WriteFile(filepath.Join(dir, name), []byte(text.String()), 0o600))
			}
			output, err := cmd.CombinedOutput()
			if err != nil || time.Now().Before(due) {
				t.Fatalf("the run ended %v before the last contact was due: %v\n%s", time.Until(due), err, output)
			}
			for _, want := range []string{`"contacts":10,"first_due":`, "accepted         30", "pending           0"} {
				if !strings.Contains(string(output), want) {
					t.Errorf("the output lacks %q:\n%s", want, output)
				}
			}
			if left, _ := filepath.Glob(filepath.Join(dir, ".stdin*")); len(left) > 0 {
				t.Errorf("%v is left", left)
			}
			for _, c := range sandboxCalls(t, filepath.Join(dir, "r.api.jsonl")) {
				var n int
				if _, err := fmt.Sscanf(c.To, "+1415555%d", &n); err != nil {
					t.Fatal(err)
				}
				if n%3 == 100%3 && c.Placed.Before(due) {
					t.Errorf("%s was called %v too early", c.To, due.Sub(c.Placed))
				}
			}
		})
	}
}
