package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"bulkdial/internal/sandbox/request/requesttest"
)

// TestRefusedRequestPlacesNothing: a body that is refused, even for its last item, is a 400 that says why, and counts as a
// request.
func TestRefusedRequestPlacesNothing(t *testing.T) {
	tests := []struct {
		name, version, body string
		want                string // part of the message
	}{
		{"empty", v1, "", "not JSON"},
		{"trailing data", v1, requesttest.With("") + "{}", "more follows"},
		{"unknown field", v1, requesttest.With(`,"campaign":1`), "body.campaign: is unknown"},
		{"the last item", v1, requesttest.Batch("+14155550123", "14155550123"), "body.outbound_calls[1].to_number: must be E.164"},
		{"metadata of the later version", v2, requesttest.Metadata("{}"), "[0].metadata: is unknown in version 2026-08-14"},
		{"variables of the earlier version", v1, requesttest.Variables("{}"), "[0].dynamic_variables: is unknown in version 2026-03-01"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := server(t, "")
			got := serve(h, callRequest("", tt.version, tt.body)).problem(t, http.StatusBadRequest)
			if !strings.Contains(got.Message, tt.want) {
				t.Errorf("message = %q, want %q in it", got.Message, tt.want)
			}
			if l := readCallLog(t, h); l.Placed != 0 || l.Requests != 1 {
				t.Errorf("call log = %+v, want 1 request and no calls", l)
			}
		})
	}
}

func TestBodyLength(t *testing.T) {
	const most = 16 << 20
	h := server(t, "")
	body := requesttest.With("")
	body += strings.Repeat(" ", most-len(body))
	serve(h, callRequest("", v1, body)).entries(t)
	serve(h, callRequest("", v1, body+" ")).problem(t, http.StatusRequestEntityTooLarge)
	chunked := callRequest("", v1, body+" ")
	chunked.ContentLength = -1
	serve(h, chunked).problem(t, http.StatusRequestEntityTooLarge)
	if l := readCallLog(t, h); l.Placed != 1 {
		t.Errorf("placed = %d, want 1", l.Placed)
	}
}
