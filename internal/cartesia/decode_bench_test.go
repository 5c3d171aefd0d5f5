package cartesia_test

import (
	"bytes"
	"fmt"
	"testing"

	"bulkdial/internal/bench/limit"
	"bulkdial/internal/cartesia"
)

// TestCostOfDecoding holds what it allocates to read an answer against the limits.
func TestCostOfDecoding(t *testing.T) {
	const answers = 100
	sent := request(batch).Attempts
	body := []byte(`{"calls":[`)
	for i := range sent {
		body = fmt.Appendf(body, `{"number":%q,"agent_call_id":"ac_%024d","error":null},`, sent[i].Contact.Number, i)
	}
	body = append(bytes.TrimSuffix(body, []byte(",")), "]}"...)
	limit.Hold(t, "decoding", limit.Memory(t, answers*batch, func() {
		for range answers {
			if _, err := cartesia.ReadCalls(body, sent); err != nil {
				t.Fatal(err)
			}
		}
	}))
}
