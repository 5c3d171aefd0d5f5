package main

import (
	"fmt"
	"strings"
	"testing"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// TestFaultNoLineForOne: a contact for which there is never a line holds nobody else, and ends the run as pending.
func TestFaultNoLineForOne(t *testing.T) {
	t.Parallel()
	const limited = `"error":{"error_code":"concurrency_limited"}`
	for name, refuse := range map[string]func(x *exchange, i int){
		"entry": func(x *exchange, i int) {
			entries := x.entries()
			entries[i] = fmt.Sprintf(`{"number":%q,%s}`, x.numbers[i], limited)
			x.spare(x.numbers[i])
			x.reply(200, "", answerOf(entries...))
		},
		"429": func(x *exchange, _ int) { x.refuse(429, "", "no line") },
	} {
		for _, concurrency := range []string{"1", "4"} {
			t.Run(name+", "+concurrency+" slots", func(t *testing.T) {
				t.Parallel()
				c := newFaultCampaign(t, 400)
				api := newFaultServer(t, func(x *exchange) {
					for i, number := range x.numbers {
						if number == c.numbers[11] {
							refuse(x, i)
							return
						}
					}
					x.accept()
				})
				out := c.run(api.url(), "--batch-size", "5", "--concurrency", concurrency, "--cps", "80", "--max-wait", "1s")
				out.want(t, exit.Outage)
				c.wantTally(map[string]int{acceptedWord: 399, pendingWord: 1})
				if !strings.Contains(out.stdout, "row 13") {
					t.Errorf("the summary does not list the contact:\n%s", out.stdout)
				}
				c.recover(api)
			})
		}
	}
}
