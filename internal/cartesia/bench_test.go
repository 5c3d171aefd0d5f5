package cartesia_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"bulkdial/internal/cartesia"
)

// batch is the number of contacts in a request of the benchmarks.
const batch = 100

func perSecond(b *testing.B) {
	b.Helper()
	b.ReportMetric(float64(batch*b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkBody(b *testing.B) {
	req := request(batch)
	for i := range req.Attempts {
		req.Attempts[i].Contact.Metadata = json.RawMessage(`{"first_name":"Zoë","appointment":"2026-11-24T09:30:00Z"}`)
	}
	b.ReportAllocs()
	for b.Loop() {
		if len(cartesia.Body(cartesia.DefaultVersion, "", req)) == 0 {
			b.Fatal("no body")
		}
	}
	perSecond(b)
}

func BenchmarkReadCalls(b *testing.B) {
	sent := request(batch).Attempts
	entries := make([]string, batch)
	for i := range sent {
		entries[i] = fmt.Sprintf(`{"number":%q,"agent_call_id":"ac_%024d","error":null}`, sent[i].Contact.Number, i)
	}
	body := []byte(`{"calls":[` + strings.Join(entries, ",") + `]}`)
	read := cartesia.NewReader()
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := read(body, sent); err != nil {
			b.Fatal(err)
		}
	}
	perSecond(b)
}
