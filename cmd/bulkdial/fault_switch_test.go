package main

import (
	"strings"
	"testing"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// TestFaultInformational: a status below 200 is no answer. A switch of protocols, after which the connection stays open,
// is decided by its status; others are waited for like any answer.
func TestFaultInformational(t *testing.T) {
	t.Parallel()
	for name, head := range map[string]string{
		"101":                  "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
		"101 of no protocol":   "HTTP/1.1 101 Switching Protocols\r\n\r\n",
		"101 with a body":      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\nContent-Length: 5\r\n\r\nhello",
		"102 and then silence": "HTTP/1.1 102 Processing\r\n\r\n",
		"199 and then silence": "HTTP/1.1 199 Misc\r\n\r\n",
		"a series of them":     strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 8),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 20)
			api := newFaultServer(t, func(x *exchange) {
				_ = x.raw("%s", head)
				x.hang()
			})
			c.run(api.url(), "--batch-size", "2", "--concurrency", "1", "--max-failures", "1", "--request-timeout", "500ms").
				want(t, exit.Outage, "--max-failures")
			c.wantTally(map[string]int{unknownWord: 2, pendingWord: 18})
			c.recover(api)
		})
	}
}
