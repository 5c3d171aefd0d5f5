package sandbox_test

import (
	"net/http"
	"strings"
	"testing"
)

// with returns a good body with more fields of the request.
func with(fields string) string {
	return `{"from_number_id":"ap_1","agent_id":"agent_1","outbound_calls":[{"to_number":"+14155550123"}]` + fields + `}`
}

func metadata(value string) string {
	return calls(`{"to_number":"+14155550123","metadata":` + value + `}`)
}

func variables(value string) string {
	return calls(`{"to_number":"+14155550123","dynamic_variables":` + value + `}`)
}

// TestRefusedRequestPlacesNothing: a body that is refused, even for its last item, is a 400 that says why, and counts as a
// request.
func TestRefusedRequestPlacesNothing(t *testing.T) {
	tests := []struct {
		name, version, body string
		want                string // part of the message
	}{
		{"empty", v1, "", "not JSON"},
		{"trailing data", v1, with("") + "{}", "more follows"},
		{"unknown field", v1, with(`,"campaign":1`), "body.campaign: is unknown"},
		{"the last item", v1, batch("+14155550123", "14155550123"), "body.outbound_calls[1].to_number: must be E.164"},
		{"metadata of the later version", v2, metadata("{}"), "[0].metadata: is unknown in version 2026-08-14"},
		{"variables of the earlier version", v1, variables("{}"), "[0].dynamic_variables: is unknown in version 2026-03-01"},
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
	body := with("")
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
