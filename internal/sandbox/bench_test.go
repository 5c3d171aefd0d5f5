package sandbox_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"bulkdial/internal/sandbox/request/requesttest"
)

func BenchmarkBatchOf100(b *testing.B) {
	items := make([]string, 100)
	for i, n := range numbers(100) {
		items[i] = fmt.Sprintf(`{"to_number":%q,"metadata":{"first_name":"Ada","appointment":"2026-03-04 10:30","visits":%d}}`, n, i)
	}
	body := requesttest.Calls(strings.Join(items, ","))
	for _, faults := range []string{"", "reject=0.01,busy=0.01,500=0.01,poison=0.000001"} {
		b.Run("faults="+faults, func(b *testing.B) {
			h := server(b, faults)
			b.ReportAllocs()
			for b.Loop() {
				w := httptest.NewRecorder()
				h.ServeHTTP(w, callRequest("", v1, body))
			}
			b.ReportMetric(float64(b.N*100)/b.Elapsed().Seconds(), "items/s")
		})
	}
}

// BenchmarkCallLog writes the call log of a million numbers.
func BenchmarkCallLog(b *testing.B) {
	h := server(b, "")
	for i := range 1000 {
		list := make([]string, 1000)
		for j := range list {
			list[j] = fmt.Sprintf("+1415%07d", 1000*i+j)
		}
		place(h, list...)
	}
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(discard{http.Header{}}, httptest.NewRequest(http.MethodGet, "/sandbox/calls", http.NoBody))
	}
}

type discard struct{ header http.Header }

func (d discard) Header() http.Header            { return d.header }
func (d discard) Write(text []byte) (int, error) { return len(text), nil }
func (d discard) WriteHeader(int)                {}
