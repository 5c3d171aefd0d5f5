package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/notify"
)

// TestNotifySignals: a run that a signal has drained tells so. Another signal ends the wait for the command, and the exit code is that of the
// run.
func TestNotifySignals(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 40)
	api, release := newHoldingServer(t)
	told := filepath.Join(t.TempDir(), "told.json")
	p := startFault(t, c.runArgs(api.url(), "--batch-size", "5", "--concurrency", "4", "--request-timeout", "60s", "--notify-command", "cat > "+told+".new; mv "+told+".new "+told+"; sleep 1000"), nil)
	p.until("all slots are taken", func() bool { return api.requestCount() == 4 })
	p.signal(syscall.SIGTERM)
	p.until("it stops", func() bool { return strings.Contains(p.stderr.String(), "stopping: waiting") })
	close(release)
	p.until("it tells", func() bool { _, err := os.Stat(told); return err == nil })
	text, err := os.ReadFile(told)
	if err != nil {
		t.Fatal(err)
	}
	var notice notify.RunNotice
	if err := json.Unmarshal(text, &notice); err != nil || notice.Event != "end" || notice.EndedBy != "interrupted" || notice.ExitCode != 143 || notice.Contacts.Accepted != 20 {
		t.Errorf("it told %s, %v", text, err)
	}
	time.Sleep(exit.SecondAfter) // an earlier one would repeat the first
	p.signal(syscall.SIGTERM)
	p.wait().want(t, 143)
	if strings.Contains(p.stderr.String(), "left at once") {
		t.Errorf("it says %s", &p.stderr)
	}
	c.wantTally(map[string]int{acceptedWord: 20, pendingWord: 20})
}
