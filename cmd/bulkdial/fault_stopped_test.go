package main

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestFaultStoppedProcess: while the process is stopped, as by Ctrl-Z, the timeouts of its requests pass and the answers come. When it
// goes on, those answers count.
func TestFaultStoppedProcess(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args []string
		// part is how much of the answer has come before the process is stopped.
		part     int
		draining bool
		code     int
		want     map[string]int
	}{
		"waiting for an answer": {[]string{"--request-timeout", "2s"}, 0, false, 0, map[string]int{acceptedWord: 40}},
		"in the midst of one":   {[]string{"--request-timeout", "2s"}, 30, false, 0, map[string]int{acceptedWord: 40}},
		"while it drains": {
			[]string{"--request-timeout", "1m", "--drain-timeout", "2s"},
			0, true, 130,
			map[string]int{acceptedWord: 20, pendingWord: 20},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 40)
			stopped, parts := make(chan struct{}), make(chan struct{}, 4)
			api := newFaultServer(t, func(x *exchange) {
				body := x.good()
				answer := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
				_ = x.raw("%s", answer[:test.part])
				select {
				case parts <- struct{}{}:
				default: // a later request
				}
				select {
				case <-stopped:
				case <-x.server.ended:
				}
				_ = x.raw("%s", answer[test.part:])
			})
			p := startFault(t, c.runArgs(api.url(), append([]string{"--batch-size", "5", "--concurrency", "4"}, test.args...)...), nil)
			for range 4 {
				<-parts
			}
			if test.draining {
				p.signal(syscall.SIGINT)
				p.until("it drains", func() bool { return strings.Contains(p.stderr.String(), "stopping") })
			}
			p.signal(syscall.SIGSTOP)
			p.until("it is stopped", p.isStopped)
			close(stopped)
			time.Sleep(2500 * time.Millisecond) // longer than the timeout
			p.signal(syscall.SIGCONT)
			p.wait().want(t, test.code)
			c.wantTally(test.want)
		})
	}
}

// isStopped reports whether all of the process stands still, as Linux says it.
func (p *faultProcess) isStopped() bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		p.t.Skip("there is no /proc here")
	}
	_, state, _ := strings.Cut(string(stat), ") ")
	return strings.HasPrefix(state, "T")
}
