package cartesia_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"bulkdial/internal/sandbox"
)

// TestTranscript: what the API gives comes as it is, without the key; empty is none.
func TestTranscript(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"id":"ac_1","transcript":[{"role":"user", "text":"+14155550123"}]}`: `[{"role":"user", "text":"+14155550123"}]`,
		`{"id":"ac_1","transcript": [ ] }`:                                    "",
		`{"id":"ac_1","transcript":["\u0073` + testKey[1:] + `"]}`:            `["[redacted]"]`,
	} {
		var asked string
		url, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
			asked = r.Method + " " + r.RequestURI
			_, _ = io.WriteString(w, body)
		})
		got, err := newClient(t, url).Transcript(t.Context(), "ac_1")
		if string(got) != want || err != nil {
			t.Errorf("%s: %s, %v, want %s", body, got, err, want)
		}
		if asked != "GET /agents/calls/ac_1?expand=transcript" {
			t.Errorf("the request is %q", asked)
		}
	}
}

// TestTranscriptBounds: 16 MiB are read, and no more; an answer that is no call, or another one, is an error.
func TestTranscriptBounds(t *testing.T) {
	t.Parallel()
	long := func(n int) string { return `{"id":"ac_1","transcript":"` + strings.Repeat("x", n) + `"}` }
	for name, test := range map[string]struct {
		body string
		good bool
	}{
		"15 MiB": {long(15 << 20), true}, "17 MiB": {long(17 << 20), false}, "another call": {`{"id":"ac_2","transcript":["x"]}`, false},
		"no call": {`{"transcript":["x"]}`, false}, "no JSON": {`{"id":"ac_1","transcript":["x"}`, false},
	} {
		url, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, test.body) })
		got, err := newClient(t, url).Transcript(t.Context(), "ac_1")
		if (err == nil) != test.good || (got != nil) != test.good {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
		if err != nil && !strings.HasPrefix(err.Error(), "reading the transcript of call ac_1: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTranscriptOfSandbox: from the placing of a call to what was said in it.
func TestTranscriptOfSandbox(t *testing.T) {
	t.Parallel()
	config := sandbox.Config{Script: sandbox.Script{Outcomes: sandbox.Outcomes{Answered: 1}, Speed: 1e7}}
	c, ids := fakeAPI(t, config, 1)
	for deadline := time.Now().Add(10 * time.Second); ; {
		got, err := c.Transcript(t.Context(), ids[0])
		if err != nil || time.Now().After(deadline) {
			t.Fatalf("Transcript = %s, %v", got, err)
		}
		if strings.HasPrefix(string(got), `[{"role":"assistant","text":"Hello Zoë`) {
			return
		}
	}
}
