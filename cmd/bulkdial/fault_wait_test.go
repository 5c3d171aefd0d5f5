package main

import (
	"net"
	"net/http"
	"os/exec"
	"regexp"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// TestFaultMaxWait: a run waits for an API that cannot be reached, or has no free line, up to --max-wait and no longer;
// then its contacts are pending.
func TestFaultMaxWait(t *testing.T) {
	t.Parallel()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	limited := newFaultServer(t, func(x *exchange) { x.refuse(429, "", "no line is free") })
	away := newFaultServer(t, func(x *exchange) { x.refuse(503, "Retry-After: 1\r\n", "away") })
	for name, test := range map[string]struct {
		base, maxWait string
		says          []string
	}{
		"unreachable":          {"http://" + closed.Addr().String(), "300ms", []string{"accepts no connections", "--max-wait"}},
		"unreachable, no wait": {"http://" + closed.Addr().String(), "0", []string{"accepts no connections", "--max-wait"}},
		"no line":              {limited.url(), "300ms", []string{"no line is free", "--max-wait"}},
		"no line, no wait":     {limited.url(), "0", []string{"no line is free", "--max-wait"}},
		"503":                  {away.url(), "1500ms", []string{"away", "--max-wait"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 30)
			c.run(test.base, "--batch-size", "3", "--max-failures", "1", "--max-wait", test.maxWait).want(t, exit.Outage, test.says...)
			c.wantTally(map[string]int{pendingWord: 30})
			c.recover(newFaultServer(t, accepting))
		})
	}
}

// TestFaultToldTooLong: a Retry-After beyond --max-wait ends the run at once, and the run says until when to wait.
func TestFaultToldTooLong(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]func(time.Time) string{
		"seconds": func(time.Time) string { return "172800" },
		"a date":  func(at time.Time) string { return at.Format(http.TimeFormat) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := time.Now().Add(48 * time.Hour).UTC()
			c := newFaultCampaign(t, 30)
			api := newFaultServer(t, func(x *exchange) { x.refuse(429, "Retry-After: "+after(at)+"\r\n", "come back later") })
			out := c.run(api.url(), "--batch-size", "3", "--concurrency", "2")
			out.want(t, exit.Outage, "come back later", "--max-wait")
			until := regexp.MustCompile(`until (\S+Z)`).FindStringSubmatch(out.stderr)
			if until == nil {
				t.Fatalf("the run does not say until when:\n%s", out.stderr)
			}
			if said, err := time.Parse(time.RFC3339, until[1]); err != nil || said.Sub(at).Abs() > time.Minute {
				t.Errorf("the run says %s (%v), want %v", until[1], err, at)
			}
			if got := api.requestCount(); got > 2 {
				t.Errorf("%d requests, want at most one for each slot", got)
			}
			c.wantTally(map[string]int{pendingWord: 30})
			c.recover(api)
		})
	}
}

// TestFaultComesBack: an API that can be reached after a while finds the run waiting, whatever --max-failures says: what
// was not sent costs nothing.
func TestFaultComesBack(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	c := newFaultCampaign(t, 30)
	p := startFault(t, c.runArgs("http://"+address, "--batch-size", "3", "--max-failures", "1", "--max-wait", "1m"), nil)
	p.until("a request failed", func() bool { return regexp.MustCompile("request not sent").MatchString(p.stderr.String()) })
	if listener, err = net.Listen("tcp", address); err != nil {
		t.Skip(err) // another process has taken the port
	}
	api := newFaultState(accepting)
	api.serve(t, listener)
	p.wait().want(t, exit.OK)
	c.wantTally(map[string]int{acceptedWord: 30})
}

// TestFaultTunnel: a proxy that asks for credentials, or does not let the run through, is configuration; one that cannot
// reach the API is an outage. None of them has seen a request.
func TestFaultTunnel(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status int
		code   int
		says   string
	}{
		"407": {407, exit.Usage, "HTTP 407"},
		"403": {403, exit.Usage, "HTTP 403"},
		"502": {502, exit.Outage, "HTTP 502"},
		"429": {429, exit.Outage, "HTTP 429"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 6)
			proxy := newFaultServer(t, func(x *exchange) { x.reply(test.status, "", "<h1>no</h1>") })
			args := c.runArgs("https://gw.example", "--batch-size", "3", "--max-wait", "100ms")
			out := startFault(t, args, func(cmd *exec.Cmd) {
				cmd.Env = append(cmd.Env, "HTTPS_PROXY=http://user:hunter2@"+proxy.listener.Addr().String())
			}).wait()
			out.want(t, test.code, test.says, "proxy")
			if regexp.MustCompile("hunter2").MatchString(out.stdout + out.stderr) {
				t.Errorf("the password of the proxy is shown:\n%s", out.stderr)
			}
			c.wantTally(map[string]int{pendingWord: 6})
		})
	}
}
