package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/show"
)

// TestFaultLogRepeats: a warning that repeats is logged once a minute, and the log counts those that it leaves out.
func TestFaultLogRepeats(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 200)
	api := newFaultServer(t, func(x *exchange) {
		entries := x.entries()
		for i := range entries {
			entries[i] = strings.Replace(entries[i], `"error":null`, `"error":{"code":"blocked"}`, 1)
		}
		x.noneCalled()
		x.reply(200, "", answerOf(entries...))
	})
	out := c.run(api.url(), "--batch-size", "10", "--max-reject-ratio", "1")
	out.want(t, exit.Look)
	logged, leftOut := 0, 0
	for line := range strings.Lines(out.stderr) {
		var event struct {
			Message string `json:"message"`
			LeftOut int    `json:"left_out"`
		}
		if json.Unmarshal([]byte(line), &event) == nil {
			if event.Message == "contact rejected" {
				logged++
			}
			leftOut += event.LeftOut
		}
	}
	if logged == 0 || logged > 5 || logged+leftOut != 200 {
		t.Errorf("%d contacts are in the log and %d left out, want few, and 200 together", logged, leftOut)
	}
	c.wantTally(map[string]int{rejectedWord: 200})
}

// escapings write a text in ways from which others read it again.
var escapings = map[string]func(string) string{
	"JSON":                 func(s string) string { return each(s, `\u%04x`) },
	"JSON, one of them":    func(s string) string { return fmt.Sprintf(`\u%04x`, s[0]) + s[1:] },
	"JSON within JSON":     func(s string) string { return each(s, `\\u%04X`) },
	"percent":              func(s string) string { return each(s, "%%%02x") },
	"percent, one of them": func(s string) string { return s[:3] + fmt.Sprintf("%%%02X", s[3]) + s[4:] },
	"percent twice":        func(s string) string { return each(s, "%%25%02x") },
	"HTML":                 func(s string) string { return each(s, "&#%d;") },
	"HTML, hexadecimal":    func(s string) string { return each(s, "&#x%X;") },
}

func each(s, format string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&b, format, c)
	}
	return b.String()
}

// TestFaultSecretEscaped: a server that repeats the key in another spelling gets it neither into the output nor into a file.
func TestFaultSecretEscaped(t *testing.T) {
	t.Parallel()
	for name, escape := range escapings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said := escape(faultKey)
			c := newFaultCampaign(t, 6)
			api := newFaultServer(t, func(x *exchange) {
				switch x.n {
				case 1:
					x.noneCalled()
					x.reply(200, "", answerOf(
						fmt.Sprintf(`{"number":%q,"error":{"code":"x","%s":"a %[2]s"}}`, x.numbers[0], said),
						fmt.Sprintf(`{"number":%q,"error":"b %s"}`, x.numbers[1], said)))
				case 2:
					x.reply(500, "", "<p>"+said+"</p>")
				default:
					x.noneCalled()
					x.reply(404, "", `{"error_code":"c","message":"`+said+`"}`)
				}
			})
			out := c.run(api.url(), "--batch-size", "2", "--concurrency", "1", "--log-level", "debug")
			out.want(t, exit.Usage)
			results := fmt.Sprint(c.records())
			for where, text := range map[string]string{"the output": out.stdout + out.stderr, "the results": results} {
				for _, escape := range escapings {
					for _, text := range []string{text, strings.ReplaceAll(text, `\\`, `\`)} {
						if strings.Contains(strings.ToLower(text), strings.ToLower(escape(faultKey))) {
							t.Errorf("%s shows the key:\n%s", where, show.Shorten(text, 2000))
						}
					}
				}
				if strings.Contains(text, faultKey) {
					t.Errorf("%s shows the key:\n%s", where, show.Shorten(text, 2000))
				}
			}
			if !strings.Contains(results, "[redacted]") {
				t.Errorf("the results do not show what was said: %s", results)
			}
		})
	}
}
