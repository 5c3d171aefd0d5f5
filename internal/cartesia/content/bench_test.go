package content_test

import (
	"fmt"
	"strings"
	"testing"
)

func BenchmarkReadCalls(b *testing.B) {
	const batch = 100 // contacts in a request
	sent := attempts(batch)
	entries := make([]string, batch)
	for i := range sent {
		entries[i] = fmt.Sprintf(`{"number":%q,"agent_call_id":"ac_%024d","error":null}`, sent[i].Contact.Number, i)
	}
	body := []byte(`{"calls":[` + strings.Join(entries, ",") + `]}`)
	read := newReader()
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := read(body, sent); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(batch*b.N)/b.Elapsed().Seconds(), "rows/s")
}
