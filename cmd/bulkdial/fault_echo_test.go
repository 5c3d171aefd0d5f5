package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// entry is an entry of an answer with a number, as JSON, and an id.
func entry(number, id string) string {
	return fmt.Sprintf(`{"number":%s,"agent_call_id":%q,"error":null}`, number, id)
}

// echoes are spellings of one number that all name it.
var echoes = map[string]func(number string) string{
	"without the plus":     func(n string) string { return jsonOf(n[1:]) },
	"with 00":              func(n string) string { return jsonOf("00" + n[1:]) },
	"in groups":            func(n string) string { return jsonOf(spacedOut(n)) },
	"with marks":           func(n string) string { return jsonOf(n[:2] + " (" + n[2:5] + ") " + n[5:8] + "-" + n[8:]) },
	"with dots":            func(n string) string { return jsonOf(n[:2] + "." + n[2:5] + "." + n[5:8] + "." + n[8:]) },
	"as an URI":            func(n string) string { return jsonOf("tel:" + n) },
	"as an URI, spelled":   func(n string) string { return jsonOf("TEL: " + n[:2] + "-" + n[2:]) },
	"as a JSON number":     func(n string) string { return n[1:] },
	"with an exponent":     func(n string) string { return n[1:2] + "." + n[2:] + "E+10" },
	"with no-break spaces": func(n string) string { return jsonOf(n[:2] + "\u00a0" + n[2:] + " ") },
}

// TestFaultEchoed: numbers are compared as numbers, however the answer spells them, and in whatever order its entries are.
func TestFaultEchoed(t *testing.T) {
	t.Parallel()
	for name, spell := range echoes {
		for _, order := range []string{"as sent", "another"} {
			t.Run(name+", order "+order, func(t *testing.T) {
				t.Parallel()
				c := newFaultCampaign(t, 23)
				api := newFaultServer(t, func(x *exchange) {
					var entries []string
					for _, number := range x.numbers {
						entries = append(entries, entry(spell(number), "ac_"+number))
					}
					if order == "another" {
						slices.Reverse(entries)
					}
					x.reply(200, "", answerOf(entries...))
				})
				c.run(api.url(), "--batch-size", "5").want(t, exit.OK)
				c.wantTally(map[string]int{acceptedWord: 23})
				for _, r := range c.records() {
					if r["agent_call_id"] != "ac_"+r["to_number"] {
						t.Errorf("%s has the id %s, which belongs to another contact", r["to_number"], r["agent_call_id"])
					}
				}
				c.recover(api)
			})
		}
	}
}

// TestFaultEchoLies: when no entry of the answers can be matched, the run stops after --max-failures requests, each id is
// kept, and the advice is to look and not to call again.
func TestFaultEchoLies(t *testing.T) {
	t.Parallel()
	for name, spell := range map[string]func(string) string{
		"national":      func(n string) string { return jsonOf("(" + n[2:5] + ") " + n[5:8] + "-" + n[8:]) },
		"other numbers": func(n string) string { return jsonOf("+1" + n[2:11] + "9999") },
		"masked":        func(n string) string { return jsonOf("+1415•••" + n[8:]) },
		"no numbers":    func(string) string { return `["+1"]` },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 2000)
			api := newFaultServer(t, func(x *exchange) {
				var entries []string
				for _, number := range x.numbers {
					entries = append(entries, entry(spell(number), "ac_"+number))
				}
				x.reply(200, "", answerOf(entries...))
			})
			out := c.run(api.url(), "--batch-size", "5", "--concurrency", "1", "--max-failures", "2")
			out.want(t, exit.Outage, "--max-failures")
			if sent := api.requestCount(); sent != 2 {
				t.Errorf("%d requests, want 2", sent)
			}
			c.wantTally(map[string]int{unknownWord: 10, pendingWord: 1990})
			for _, r := range c.records() {
				if r["agent_call_id"] != "ac_"+r["to_number"] || r["error_code"] != "answer_mismatch" {
					t.Errorf("row %s: %s with the id %q, want answer_mismatch with the id that came", r["row"], r["error_code"], r["agent_call_id"])
				}
			}
			if said := out.stdout + out.stderr; strings.Contains(said, "--retry unknown") || !strings.Contains(said, "bulkdial reconcile ") {
				t.Errorf("the advice is to call again, or not to find out what became of them:\n%s", out.stdout)
			}
			c.recover(api)
		})
	}
}

// TestFaultIDAgain: an id that names two contacts proves nothing about the second, in one answer or in two.
func TestFaultIDAgain(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 12)
	api := newFaultServer(t, func(x *exchange) {
		entries := x.entries()
		if x.n == 3 {
			entries[1] = strings.Replace(entries[1], "ac_3_1", "ac_1_0", 1)
		}
		x.reply(200, "", answerOf(entries...))
	})
	out := c.run(api.url(), "--batch-size", "3", "--concurrency", "1")
	out.want(t, exit.Look, "ac_1_0")
	c.wantTally(map[string]int{acceptedWord: 11, unknownWord: 1})
	if r := c.records()[7]; r["disposition"] != unknownWord || r["agent_call_id"] != "ac_1_0" || r["error_code"] != "answer_repeated_id" {
		t.Errorf("the second contact of the id is %v", r)
	}
	c.recover(api)
}

// TestFaultIDAlways: an API, or a cache before it, that gives one answer to all requests is found out at the second one.
func TestFaultIDAlways(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 100)
	api := newFaultServer(t, func(x *exchange) {
		var entries []string
		for i := range x.numbers {
			entries = append(entries, fmt.Sprintf(`{"agent_call_id":"ac_%d"}`, i))
		}
		x.reply(200, "", answerOf(entries...))
	})
	c.run(api.url(), "--batch-size", "2", "--concurrency", "1", "--max-failures", "2").want(t, exit.Outage)
	c.wantTally(map[string]int{acceptedWord: 2, unknownWord: 4, pendingWord: 94})
	c.recover(api)
}

// TestFaultCutIDs: the ids of an answer that is cut are kept.
func TestFaultCutIDs(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 3)
	api := newFaultServer(t, func(x *exchange) {
		good := x.good()
		_ = x.raw("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(good), good[:len(good)-20])
		x.close()
	})
	c.run(api.url(), "--batch-size", "3").want(t, exit.Look)
	for i, want := range []string{"ac_1_0", "ac_1_1", ""} {
		if r := c.records()[i]; r["disposition"] != unknownWord || r["agent_call_id"] != want {
			t.Errorf("row %d is %s with the id %q, want unknown with %q", i+1, r["disposition"], r["agent_call_id"], want)
		}
	}
	c.recover(api)
}
