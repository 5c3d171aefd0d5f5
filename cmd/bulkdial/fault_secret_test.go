package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/show"
)

// spacedOut writes a number as people do: +1 415 555 0123.
func spacedOut(number string) string {
	return number[:2] + " " + number[2:5] + " " + number[5:8] + " " + number[8:]
}

// secretScripts are APIs that give away all they know, in every place of an answer.
func secretScripts() map[string]func(*exchange) {
	echo := func(x *exchange) string {
		return fmt.Sprintf("bad call of %s to %s, also %s, (%s) %s-%s", x.request.Header.Get("Authorization"), x.numbers[0],
			spacedOut(x.numbers[1]), x.numbers[0][2:5], x.numbers[0][5:8], x.numbers[0][8:])
	}
	refusing := func(status int) func(*exchange) {
		return func(x *exchange) { x.refuse(status, "X-Request-Id: "+faultKey+"\r\n", echo(x)) }
	}
	scripts := map[string]func(*exchange){
		"500 as HTML": func(x *exchange) { x.reply(500, "", "<p title=\""+echo(x)+"\">"+echo(x)+"</p>") },
		"302": func(x *exchange) {
			x.noneCalled()
			x.reply(302, "Location: http://127.0.0.1:1/"+faultKey+"\r\n", echo(x))
		},
		"no HTTP": func(x *exchange) {
			_ = x.raw("%s\r\n\r\n", echo(x))
			x.close()
		},
		"HTTP of an odd version": func(x *exchange) {
			_ = x.raw("HTTP/%s 200 OK\r\n\r\n", echo(x))
			x.close()
		},
		"bad header": func(x *exchange) {
			_ = x.raw("HTTP/1.1 200 OK\r\n%s\r\n\r\n", strings.ReplaceAll(echo(x), " ", "_"))
			x.close()
		},
		"reset":       func(x *exchange) { x.reset() },
		"200 as text": func(x *exchange) { x.reply(200, "", echo(x)) },
		"200 of another type": func(x *exchange) {
			x.reply(200, "", fmt.Sprintf(`{"calls":%q}`, echo(x)))
		},
		"errors in entries": func(x *exchange) {
			entries := x.entries()
			entries[0] = fmt.Sprintf(`{"number":%q,"agent_call_id":"","error":{"code":%q,"message":%q,"to":%q}}`, x.numbers[0], faultKey, echo(x), spacedOut(x.numbers[0]))
			entries[1] = fmt.Sprintf(`{"number":%q,"agent_call_id":%q,"error":%q}`, x.numbers[1], faultKey, echo(x))
			x.spare(x.numbers[:2]...)
			x.reply(200, "X-Request-Id: "+faultKey+"\r\n", answerOf(entries...))
		},
		"an id that is the key": func(x *exchange) {
			entries := x.entries()
			entries[0] = fmt.Sprintf(`{"number":%q,"agent_call_id":%q}`, x.numbers[0], faultKey)
			x.reply(200, "", answerOf(entries...))
		},
		"a code that is a number": func(x *exchange) {
			entries := x.entries()
			for i, number := range x.numbers {
				entries[i] = fmt.Sprintf(`{"number":%q,"error":{"code":%q,"title":%q,"message":%[1]q}}`, number, "no_route_to_"+number, spacedOut(number))
			}
			x.noneCalled()
			x.reply(200, "", answerOf(entries...))
		},
		"a code that is a number, 422": func(x *exchange) {
			x.noneCalled()
			x.reply(422, "", fmt.Sprintf(`{"error_code":"no_route_to_%s","title":%q,"message":%[1]q,"request_id":%[1]q}`, x.numbers[0], spacedOut(x.numbers[0])))
		},
	}
	for _, status := range []int{400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 503} {
		scripts[strconv.Itoa(status)] = refusing(status)
		if status == 408 || status >= 500 {
			scripts[strconv.Itoa(status)] = func(x *exchange) { x.reply(status, "", echo(x)) }
		}
	}
	return scripts
}

// TestFaultSecret lets the API echo key and numbers in every kind of answer: no output shows a key or a whole number,
// and no file holds the key.
func TestFaultSecret(t *testing.T) {
	t.Parallel()
	for name, script := range secretScripts() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 8)
			text, err := os.ReadFile(c.path)
			if err != nil {
				t.Fatal(err)
			}
			c.rows(string(text) + "+1 415 555 0001,Again\n0044 20 7946 0018 ext 5,Invalid\n")
			api := newFaultServer(t, func(x *exchange) {
				if x.n > 3 { // after three answers of its kind it is well; a 429 would else last for ever
					x.accept()
					return
				}
				script(x)
			})
			if name == "413" || name == "422" || name == "400" || strings.HasSuffix(name, "422") {
				api.plays(guarded(script)) // single contacts have no second number to tell of
			}
			p := startFault(t, c.runArgs(api.url(), "--batch-size", "4", "--concurrency", "1", "--max-failures", "2", "--log-level", "debug"), nil)
			p.until("something was sent", func() bool { return api.requestCount() > 0 })
			commandLine, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", p.cmd.Process.Pid))
			out := p.wait()
			summary, err := os.ReadFile(c.summary())
			if err != nil {
				t.Fatal(err)
			}
			for where, text := range map[string]string{
				"standard output": out.stdout, "standard error": out.stderr, "the summary": string(summary), "the command line": string(commandLine),
			} {
				c.wantNoSecret(where, text)
			}
			c.wantNoSecret("the status", startFault(t, []string{"status", c.path}, nil).wait().stdout)
			c.wantNoSecret("the status as JSON", startFault(t, []string{"status", c.path, "--json"}, nil).wait().stdout)
			c.wantKeyInNoFile()
		})
	}
}

// guarded accepts the requests of fewer contacts than a script speaks of.
func guarded(script func(*exchange)) func(*exchange) {
	return func(x *exchange) {
		if len(x.numbers) == 1 {
			x.numbers = append(x.numbers, x.numbers[0])
			defer func() { x.numbers = x.numbers[:1] }()
			x.server.mu.Lock()
			x.server.calls[x.numbers[0]]++ // which the script takes back twice
			x.server.mu.Unlock()
		}
		script(x)
	}
}

// wantNoSecret looks for the key, and for whole numbers however they are spelled.
func (c *faultCampaign) wantNoSecret(where, text string) {
	c.t.Helper()
	if strings.Contains(text, faultKey) {
		c.t.Errorf("%s holds the key:\n%s", where, show.Shorten(text, 3000))
	}
	together := strings.NewReplacer(" ", "", "-", "", ".", "", "(", "", ")", "")
	for line := range strings.Lines(text) {
		for _, number := range c.numbers {
			if strings.Contains(together.Replace(line), number[2:]) { // also without the country code
				c.t.Errorf("%s holds the number %s:\n%s", where, number, line)
				return
			}
		}
	}
}

// wantKeyInNoFile reads all files of the campaign, which only their owner may read.
func (c *faultCampaign) wantKeyInNoFile() {
	c.t.Helper()
	err := filepath.WalkDir(filepath.Dir(c.path), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if strings.Contains(string(text), faultKey) {
			c.t.Errorf("%s holds the key:\n%s", path, text)
		}
		info, err := entry.Info()
		if err == nil && info.Mode().Perm() != 0o600 {
			c.t.Errorf("%s has mode %v, want 0600", path, info.Mode())
		}
		return err
	})
	if err != nil {
		c.t.Error(err)
	}
}

// TestFaultSecretKilled: what a run leaves when it is killed is for its owner alone, and without the key.
func TestFaultSecretKilled(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 8)
	api := newFaultServer(t, func(x *exchange) {
		if x.n > 1 {
			x.hang()
			return
		}
		x.accept()
	})
	p := startFault(t, c.runArgs(api.url(), "--batch-size", "2", "--concurrency", "1"), nil)
	p.until("a second request hangs", func() bool { return api.requestCount() == 2 })
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	p.wait()
	for _, path := range []string{c.results(), c.inflight()} {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
	c.wantKeyInNoFile()
	c.recover(api)
	c.wantTally(map[string]int{acceptedWord: 6, unknownWord: 2})
}

// TestFaultSecretHelp: no help, usage error or plan shows the key, wherever it comes from.
func TestFaultSecretHelp(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 3)
	keyFile := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(keyFile, []byte(faultKey+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"--help"},
		{"run", "--help"},
		{"plan", "--help"},
		{"run", c.path, "--no-such-flag"},
		{"run", c.path, "--api-key-file", keyFile, "--agent-id", "agent_x", "--from-number-id", "+14155550000"},
		{"run", c.path, "--api-key-file", keyFile, "--agent-id", "agent_x", "--from-number-id", "ap_x", "--base-url", "http://api.example"},
		{"run", c.path, "--api-key-file", keyFile, "--agent-id", "agent_x", "--from-number-id", "ap_x"},
		{"run", c.path, "--api-key-file", filepath.Join(keyFile, "no"), "--agent-id", "agent_x"},
		{"plan", c.path, "--agent-id", "agent_x", "--from-number-id", "ap_x"},
	} {
		out := startFault(t, args, nil).wait()
		if out.stdout+out.stderr == "" {
			t.Errorf("%v says nothing", args)
		}
		if strings.Contains(out.stdout+out.stderr, faultKey) {
			t.Errorf("%v shows the key:\n%s%s", args, out.stdout, out.stderr)
		}
	}
	bad := faultKey + " with a space"
	if err := os.WriteFile(keyFile, []byte(bad), 0o600); err != nil {
		t.Fatal(err)
	}
	out := startFault(t, c.runArgs("http://127.0.0.1:1", "--api-key-file", keyFile), nil).wait()
	out.want(t, exit.Usage, "API key")
	if strings.Contains(out.stdout+out.stderr, faultKey) {
		t.Errorf("a key that cannot be used is shown:\n%s%s", out.stdout, out.stderr)
	}
}
