package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/show"
)

const (
	acceptedWord = "accepted"
	unknownWord  = "unknown"
	rejectedWord = "rejected"
	pendingWord  = "pending"
)

// TestFaultAnswerLies sends one request of four contacts and gives it a 200 that is not what it should be: only what
// the answer proves is recorded, and no contact is sent again.
func TestFaultAnswerLies(t *testing.T) {
	t.Parallel()
	doubt := slices.Repeat([]string{unknownWord}, 4)
	good := slices.Repeat([]string{acceptedWord}, 4)
	for name, test := range map[string]struct {
		answer func(*exchange)
		want   []string
	}{
		"too short":       {entriesFrom(func(e []string) []string { return e[:3] }), []string{acceptedWord, acceptedWord, acceptedWord, unknownWord}},
		"too long":        {entriesFrom(func(e []string) []string { return append(e, `{"number":"+14155559999","agent_call_id":"ac_z"}`) }), good},
		"empty":           {entriesFrom(func([]string) []string { return nil }), doubt},
		"wrong order":     {entriesFrom(func(e []string) []string { slices.Reverse(e); return e }), good},
		"wrong number":    {entriesFrom(func(e []string) []string { e[1] = `{"number":"+14155559999","agent_call_id":"ac_z"}`; return e }), []string{acceptedWord, unknownWord, acceptedWord, acceptedWord}},
		"shifted":         {entriesFrom(func(e []string) []string { return e[1:] }), []string{unknownWord, acceptedWord, acceptedWord, acceptedWord}},
		"duplicate entry": {entriesFrom(func(e []string) []string { e[1] = e[0]; return e }), []string{unknownWord, unknownWord, acceptedWord, acceptedWord}},
		"neither id nor error": {entriesFrom(func(e []string) []string {
			e[2] = `{"number":"+14155550002","agent_call_id":"","error":null}`
			return e
		}), []string{acceptedWord, acceptedWord, unknownWord, acceptedWord}},
		"repeated id": {entriesFrom(func(e []string) []string {
			e[3] = strings.Replace(e[3], "ac_1_3", "ac_1_0", 1)
			return e
		}), []string{unknownWord, acceptedWord, acceptedWord, unknownWord}},
		"entries of other types": {entriesFrom(func(e []string) []string {
			e[0], e[1], e[2] = `null`, `"ac_1"`, `{"number":7,"agent_call_id":["ac_2"]}`
			return e
		}), []string{unknownWord, unknownWord, unknownWord, acceptedWord}},
		"id and error": {func(x *exchange) {
			e := x.entries()
			e[1] = strings.Replace(e[1], `"error":null`, `"error":{"code":"carrier_refused"}`, 1)
			x.spare(x.numbers[1])
			x.reply(200, "", answerOf(e...))
		}, []string{acceptedWord, rejectedWord, acceptedWord, acceptedWord}},
		"HTML":                 {func(x *exchange) { x.reply(200, "Content-Type: text/html\r\n", "<html><h1>Welcome</h1></html>") }, doubt},
		"JSON without list":    {func(x *exchange) { x.reply(200, "", `{"status":"ok"}`) }, doubt},
		"list is null":         {func(x *exchange) { x.reply(200, "", `{"calls":null}`) }, doubt},
		"trailing garbage":     {func(x *exchange) { x.reply(200, "", x.good()+"<!-- cached -->") }, doubt},
		"two documents":        {func(x *exchange) { x.reply(200, "", x.good()+x.good()) }, doubt},
		"204":                  {func(x *exchange) { _ = x.raw("HTTP/1.1 204 No Content\r\n\r\n") }, doubt},
		"201 with a good body": {func(x *exchange) { x.reply(201, "", x.good()) }, good},
		"100-continue first": {func(x *exchange) {
			_ = x.raw("HTTP/1.1 100 Continue\r\n\r\n")
			x.accept()
		}, good},
		"103 first": {func(x *exchange) {
			_ = x.raw("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
			x.accept()
		}, good},
		"no status line": {func(x *exchange) {
			_ = x.raw("+OK ready\r\n\r\n")
			x.close()
		}, doubt},
		"endless header": {endless("HTTP/1.1 200 OK\r\nX-Filler: ", "ab"), doubt},
		"chunk of a wrong size": {func(x *exchange) {
			_ = x.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n%s\r\n0\r\n\r\n", x.good())
			x.close()
		}, doubt},
		"cut in the middle": {func(x *exchange) {
			_ = x.raw("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n%s", x.good()[:100])
			x.close()
		}, doubt},
		"reset in the middle": {func(x *exchange) {
			_ = x.raw("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n%s", x.good()[:100])
			x.reset()
		}, doubt},
		"100 MB":     {hundredMegabytes, doubt},
		"gzip":       {func(x *exchange) { x.reply(200, "Content-Encoding: gzip\r\n", gzipped(x.good(), 1)) }, good},
		"gzip bomb":  {func(x *exchange) { x.reply(200, "Content-Encoding: gzip\r\n", gzipped(strings.Repeat(" ", 1<<20), 16)) }, doubt},
		"false gzip": {func(x *exchange) { x.reply(200, "Content-Encoding: gzip\r\n", x.good()) }, doubt},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 4)
			api := newFaultServer(t, test.answer)
			out := c.run(api.url(), "--batch-size", "4")
			want := exit.Look
			if !slices.ContainsFunc(test.want, func(w string) bool { return w != acceptedWord }) {
				want = exit.OK
			}
			out.want(t, want)
			if diff := cmp.Diff(test.want, c.words()); diff != "" {
				t.Errorf("dispositions (-want +got):\n%s\n%s", diff, show.Shorten(out.stderr, 2000))
			}
			if got := api.requestCount(); got != 1 {
				t.Errorf("%d requests, want 1", got)
			}
			c.recover(api)
		})
	}
}

// entriesFrom answers with entries that were tampered with.
func entriesFrom(tamper func([]string) []string) func(*exchange) {
	return func(x *exchange) { x.reply(200, "", answerOf(tamper(x.entries())...)) }
}

// endless sends a text and then a piece until the client has enough.
func endless(text, piece string) func(*exchange) {
	return func(x *exchange) {
		filler := strings.Repeat(piece, 4096)
		for err := x.raw("%s", text); err == nil; {
			err = x.raw("%s", filler)
		}
		x.close()
	}
}

// hundredMegabytes answers well in the first bytes of a hundred million.
func hundredMegabytes(x *exchange) {
	good := x.good()
	err := x.raw("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(good)+100_000_000, good)
	filler := strings.Repeat(" ", 1_000_000)
	for i := 0; i < 100 && err == nil; i++ {
		err = x.raw("%s", filler)
	}
	x.close()
}

// gzipped packs a text n times over.
func gzipped(text string, n int) string {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	for range n {
		_, _ = w.Write([]byte(text))
	}
	w.Close()
	return packed.String()
}

// TestFaultAnswerSlow: an answer that comes a byte now and then is ended by --request-timeout.
func TestFaultAnswerSlow(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 4)
	api := newFaultServer(t, func(x *exchange) {
		err := x.raw("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
		drip := time.NewTicker(10 * time.Millisecond)
		defer drip.Stop()
		for err == nil {
			<-drip.C
			err = x.raw(" ")
		}
		x.close()
	})
	c.run(api.url(), "--batch-size", "2", "--request-timeout", "150ms", "--concurrency", "2").want(t, exit.Look)
	c.wantTally(map[string]int{unknownWord: 4})
	c.recover(api)
}

// TestFaultAnswerRedirect: a redirect is not followed, and neither request nor key gets to where it points.
func TestFaultAnswerRedirect(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 12)
			elsewhere := newFaultServer(t, accepting)
			api := newFaultServer(t, func(x *exchange) {
				x.noneCalled()
				x.reply(status, fmt.Sprintf("Location: %s/agents/calls\r\n", elsewhere.url()), "")
			})
			c.run(api.url(), "--batch-size", "2").want(t, exit.Usage, fmt.Sprint("HTTP ", status))
			c.wantTally(map[string]int{pendingWord: 12})
			if got := elsewhere.requestCount(); got != 0 {
				t.Errorf("%d requests followed the redirect", got)
			}
			if got := api.requestCount(); got > 4 {
				t.Errorf("%d requests, want at most one for each slot (4)", got)
			}
			c.recover(api)
		})
	}
}
