package main

import (
	"os"
	"strings"
	"syscall"
	"testing"
)

// TestLostLedgerAndSignal: the results are replaced by an editor's save while requests are under way, and a signal comes. The end
// says that the ledger is lost, and the summary that the contacts may have been called.
func TestLostLedgerAndSignal(t *testing.T) {
	t.Parallel()
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
	out := p.wait()
	out.want(t, exitUsage, "the file was removed or replaced during the run", dialerUnrecorded)
	if !strings.Contains(out.stdout, "unknown           4") || !strings.Contains(out.stdout, "bulkdial import-log "+c.path+" run.log") ||
		strings.Contains(out.stdout, "called no contacts") {
		t.Errorf("the summary says\n%s", out.stdout)
	}
}

// dialerUnrecorded is in each line of the log that has a result that could not be recorded.
const dialerUnrecorded = `"message":"result not recorded"`
