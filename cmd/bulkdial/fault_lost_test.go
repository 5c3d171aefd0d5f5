package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// TestLostLedgerAndSignal: the results are replaced by an editor's save while requests are under way, and a signal comes. The end
// says that the ledger is lost, and the summary that the contacts may have been called.
func TestLostLedgerAndSignal(t *testing.T) {
	t.Parallel()
	c, out := lostLedger(t)
	out.want(t, exit.Usage, "the file was removed or replaced during the run", dialerUnrecorded)
	if !strings.Contains(out.stdout, "unknown           4") || !strings.Contains(out.stdout, "bulkdial import-log "+c.path+" run.log") ||
		strings.Contains(out.stdout, "called no contacts") {
		t.Errorf("the summary says\n%s", out.stdout)
	}
}

// lostLedger is a campaign whose results are replaced while all requests are under way, and a signal comes.
func lostLedger(t *testing.T) (*faultCampaign, outcome) {
	t.Helper()
	c := newFaultCampaign(t, 4)
	release := make(chan struct{})
	api := newFaultServer(t, func(x *exchange) {
		<-release
		x.accept()
	})
	p := startFault(t, c.runArgs(api.url(), "--batch-size", "2", "--concurrency", "2"), nil)
	p.until("two requests", func() bool { return api.requestCount() == 2 })
	saved := c.results() + ".saved"
	must(t, os.WriteFile(saved, []byte(c.text()), 0o600))
	must(t, os.Rename(saved, c.results()))
	p.signal(syscall.SIGTERM)
	p.until("the drain", func() bool { return strings.Contains(p.stderr.String(), "stopping") })
	close(release)
	return c, p.wait()
}

// TestImportWithoutIntents: all files of the ledger are lost, and the log of the run brings the calls back, by the rows of the contacts
// file. A file with other rows brings none back, and the command says so; no contact is called twice in the end.
func TestImportWithoutIntents(t *testing.T) {
	t.Parallel()
	c, out := lostLedger(t)
	for _, path := range []string{c.results(), c.results() + ".campaign", c.inflight()} {
		must(t, os.Remove(path))
	}
	log := filepath.Join(filepath.Dir(c.path), "run.log")
	must(t, os.WriteFile(log, []byte(out.stderr), 0o600))
	contacts, err := os.ReadFile(c.path)
	must(t, err)
	importLog := []string{"import-log", c.path, log}

	must(t, os.WriteFile(c.path, []byte(strings.Replace(string(contacts), "\n", "\n+14155559999,Newcomer\n", 1)), 0o600))
	out = startFault(t, importLog, nil).wait()
	out.want(t, exit.Look)
	if !strings.Contains(out.stdout, "0 of 4 results") || strings.Count(out.stdout, "has another number or id now") != 4 || len(c.records()) > 0 {
		t.Errorf("with another row, import-log says\n%s", out.stdout)
	}

	must(t, os.WriteFile(c.path, contacts, 0o600))
	out = startFault(t, importLog, nil).wait()
	out.want(t, exit.OK)
	c.wantTally(map[string]int{acceptedWord: 4})
	startFault(t, importLog, nil).wait().want(t, exit.OK) // once is enough
	again := newFaultServer(t, accepting)
	c.run(again.url()).want(t, exit.OK)
	if called := again.called(); len(called) > 0 {
		t.Errorf("called again: %v", called)
	}
}

// dialerUnrecorded is in each line of the log that has a result that could not be recorded.
const dialerUnrecorded = `"message":"result not recorded"`
