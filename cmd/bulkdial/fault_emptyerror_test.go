package main

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// silentErrors are errors of an entry that say nothing of what went wrong.
var silentErrors = []string{
	`{"code":null,"message":null}`, `{"code":0,"message":""}`, `{"message":"  "}`, `{"title":null}`, `{"details":{"code":""}}`,
	`{"error":{}}`, `{"code":"none"}`, `{"code":200,"message":"OK"}`, `{"code":null,"request_id":"req_1"}`, `[{}]`, `[]`, `[null]`,
	`"none"`, `""`, `" "`, `"null"`, `"N/A"`, `"-"`, `"no error"`, `"success"`, `false`, `true`, `0`, `"0"`,
}

// TestFaultEmptyError gives one request a 200 whose entries have errors that say nothing: with an id or without, each
// contact is in doubt and not called again, and the id is kept.
func TestFaultEmptyError(t *testing.T) {
	t.Parallel()
	for name, id := range map[string]string{"beside an id": "ac_%d", "without an id": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, len(silentErrors))
			api := newFaultServer(t, func(x *exchange) {
				var entries []string
				for i, said := range silentErrors {
					entries = append(entries, fmt.Sprintf(`{"number":%q,"agent_call_id":%q,"error":%s}`, x.numbers[i], idOf(id, i), said))
				}
				x.reply(200, "", answerOf(entries...))
			})
			c.run(api.url(), "--batch-size", "100").want(t, exit.Look)
			for i, r := range c.records() {
				if r["disposition"] != unknownWord || r["agent_call_id"] != idOf(id, i) || r["error"] == "" {
					t.Errorf("the error %s gives %v", silentErrors[i], r)
				}
			}
			c.wantTally(map[string]int{unknownWord: len(silentErrors)})
			c.recover(api)
		})
	}
}

// idOf makes the id of an entry, or none.
func idOf(form string, i int) string {
	return strings.ReplaceAll(form, "%d", strconv.Itoa(i))
}

// TestFaultClearError: an error that says what went wrong is a rejection beside an id too, and is tried again.
func TestFaultClearError(t *testing.T) {
	t.Parallel()
	said := []string{`"blocked"`, `{"code":"carrier_refused","message":null}`, `{"code":21211}`, `{"error_code":null,"title":"Not allowed"}`, `{"message":"Blocked"}`}
	c := newFaultCampaign(t, len(said))
	api := newFaultServer(t, func(x *exchange) {
		x.noneCalled()
		entries := x.entries()
		for i := range entries {
			entries[i] = strings.Replace(entries[i], `"error":null`, `"error":`+said[i], 1)
		}
		x.reply(200, "", answerOf(entries...))
	})
	c.run(api.url(), "--batch-size", "100").want(t, exit.Look)
	c.wantTally(map[string]int{rejectedWord: len(said)})
	c.recover(api)
}
