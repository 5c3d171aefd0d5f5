package cartesia_test

import (
	"encoding/json"
	"testing"

	"bulkdial/internal/cartesia"
)

func BenchmarkBody(b *testing.B) {
	const batch = 100 // contacts in a request
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
	b.ReportMetric(float64(batch*b.N)/b.Elapsed().Seconds(), "rows/s")
}
