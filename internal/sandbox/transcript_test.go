package sandbox_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/internal/sandbox"
	"bulkdial/internal/sandbox/request/requesttest"
)

type withTranscript struct {
	Transcript []struct{ Role, Text string } `json:"transcript"`
}

// text is what was said, in one line; empty for no transcript.
func (w *withTranscript) text() string {
	var said []string
	for _, turn := range w.Transcript {
		said = append(said, turn.Role+": "+turn.Text)
	}
	return strings.Join(said, " ")
}

// TestTranscript: an answered call has a transcript once it has ended, where it is asked for, and names the contact.
func TestTranscript(t *testing.T) {
	const greeted = "assistant: Hello Zoë, this is a call of the sandbox. user: Hello. assistant: Goodbye."
	for name, tt := range map[string]struct {
		outcome, body, version string
		want                   string
	}{
		"name":       {"answered", requesttest.Metadata(`{"first_name":"Z","name":"Zoë"}`), v1, greeted},
		"first name": {"answered", requesttest.Variables(`{"first_name":"Zoë"}`), v2, greeted},
		"no name":    {"answered", requesttest.Metadata(`null`), v1, strings.Replace(greeted, "Zoë", "there", 1)},
		"odd name":   {"answered", requesttest.Metadata(`{"name":{"a":1}}`), v1, strings.Replace(greeted, "Zoë", "there", 1)},
		"no answer":  {"no_answer", requesttest.Metadata(`{"name":"Zoë"}`), v1, ""},
		"failed":     {"failed", requesttest.Metadata(`{"name":"Zoë"}`), v1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := scripted(t, "", sandbox.Script{Outcomes: only(tt.outcome), MeanCall: time.Hour})
				path := "/agents/calls/" + serve(h, callRequest("", tt.version, tt.body)).entries(t)[0].ID
				said := func(query string) string {
					got := decode[withTranscript](t, askAs(h, http.MethodGet, path+query, tt.version))
					return got.text()
				}
				time.Sleep(20 * time.Second)
				if got := said("?expand=transcript"); got != "" {
					t.Errorf("before the end: %q", got)
				}
				time.Sleep(24 * time.Hour)
				if got := said("?expand=transcript"); got != tt.want {
					t.Errorf("transcript = %q, want %q", got, tt.want)
				}
				if got := said(""); got != "" {
					t.Errorf("a transcript that nobody asked for: %q", got)
				}
			})
		})
	}
}

// TestGetRefuses: a call takes no other parameter.
func TestGetRefuses(t *testing.T) {
	h := server(t, "")
	path := "/agents/calls/" + placed(t, h, 1)[0]
	for _, query := range []string{"expand=", "expand=recording", "expand=transcript&expand=transcript", "expand=transcript&limit=1", "Expand=transcript", "expand=%zz"} {
		ask(h, http.MethodGet, path+"?"+query).problem(t, http.StatusBadRequest)
	}
}
