package cartesia_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia"
)

// httpText is an answer as it is written on the connection.
func httpText(status int, header, body string) string {
	return fmt.Sprintf("HTTP/1.1 %d X\r\nContent-Length: %d\r\n%s\r\n%s", status, len(body), header, body)
}

// arrivals notes when each request came.
type arrivals struct {
	mu    sync.Mutex
	times []time.Time
}

// note notes a request, and returns how many came before.
func (a *arrivals) note() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.times = append(a.times, time.Now())
	return len(a.times) - 1
}

func (a *arrivals) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.times)
}

// waits returns the times between requests.
func (a *arrivals) waits() (waits []time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i := 1; i < len(a.times); i++ {
		waits = append(waits, a.times[i].Sub(a.times[i-1]))
	}
	return waits
}

// scriptedAnswers is a client whose requests get one text after another, and then the last one again. An empty text closes the
// connection without an answer.
func scriptedAnswers(t *testing.T, texts ...string) (*cartesia.Client, *arrivals) {
	t.Helper()
	came := new(arrivals)
	c := newClient(t, "http://127.0.0.1:1")
	cartesia.SetDial(c, pipes(new(atomic.Int64), func(conn net.Conn) {
		in := bufio.NewReader(conn)
		for {
			if _, err := http.ReadRequest(in); err != nil {
				return
			}
			text := texts[min(came.note(), len(texts)-1)]
			if text == "hang" {
				_, _ = io.Copy(io.Discard, conn)
			}
			if _, err := io.WriteString(conn, text); err != nil || text == "" || strings.HasSuffix(text, "cut") {
				return
			}
		}
	}))
	return c, came
}

// about reports whether a wait is what backoff makes of a bound: up to a quarter less.
func about(got, bound time.Duration) bool { return got > bound*3/4-time.Millisecond && got <= bound }

func TestRetries(t *testing.T) {
	good := httpText(200, "", `{"id":"ac_1"}`)
	of := func(status int) string { return httpText(status, "", `{"message":"no"}`) }
	tests := map[string]struct {
		texts  []string
		tries  int
		status int // of the error; 0: no error
	}{
		"good":              {[]string{good}, 1, 0},
		"408":               {[]string{of(408), good}, 2, 0},
		"409":               {[]string{of(409), good}, 2, 0},
		"429":               {[]string{of(429), good}, 2, 0},
		"500 twice":         {[]string{of(500), of(500), good}, 3, 0},
		"502, 503":          {[]string{of(502), of(503), good}, 3, 0},
		"no end":            {[]string{of(504)}, 3, 504},
		"reset":             {[]string{"", good}, 2, 0},
		"cut":               {[]string{"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\ncut", good}, 2, 0},
		"400":               {[]string{of(400), good}, 1, 400},
		"401":               {[]string{of(401), good}, 1, 401},
		"404":               {[]string{of(404), good}, 1, 404},
		"422":               {[]string{of(422), good}, 1, 422},
		"redirect":          {[]string{httpText(302, "Location: /x\r\n", ""), good}, 1, 302},
		"page of a gateway": {[]string{httpText(200, "", "<html>"), good}, 1, 200},
		"hangs":             {[]string{"hang", good}, 2, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, came := scriptedAnswers(t, test.texts...)
				defer c.Close()
				got, err := c.Get(t.Context(), "ac_1")
				if status(err) != test.status || (err == nil) != (test.status == 0) || (err == nil) != (got.ID == "ac_1") {
					t.Errorf("Get = %+v, %v, want status %d", got, err, test.status)
				}
				if came.count() != test.tries {
					t.Errorf("%d tries, want %d", came.count(), test.tries)
				}
			})
		})
	}
}

// TestRetryWaits: half a second, then a second, less up to a quarter; or what the answer asks for, up to a minute.
func TestRetryWaits(t *testing.T) {
	busy := func(after string) string { return httpText(429, "Retry-After: "+after+"\r\n", "") }
	tests := map[string]struct {
		text  string
		waits []time.Duration // the bounds of backoff, or exactly what was asked for
		exact bool
	}{
		"backoff":     {httpText(500, "", ""), []time.Duration{time.Second / 2, time.Second}, false},
		"Retry-After": {busy("7"), []time.Duration{7 * time.Second, 7 * time.Second}, true},
		"a date":      {busy("Sat, 01 Jan 2000 00:00:05 GMT"), []time.Duration{5 * time.Second}, true}, // the fake clock begins in 2000
		"too long":    {busy("61"), nil, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, came := scriptedAnswers(t, test.text)
				defer c.Close()
				_, err := c.List(t.Context(), dialer.ListQuery{AgentID: "agent_1"})
				if e, ok := errors.AsType[*dialer.APIError](err); !ok || name == "too long" && e.RetryAfter != 61*time.Second {
					t.Errorf("List = %v", err)
				}
				waits := came.waits()
				for i, want := range test.waits {
					got := waits[i]
					if test.exact && got != want || !test.exact && !about(got, want) {
						t.Errorf("wait %d is %v, want %v", i+1, got, want)
					}
				}
				if test.waits == nil && came.count() != 1 {
					t.Errorf("%d tries, want 1", came.count())
				}
			})
		})
	}
}

func TestRetryEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, came := scriptedAnswers(t, httpText(429, "Retry-After: 30\r\n", ""))
		defer c.Close()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begin := time.Now()
		if _, err := c.Get(ctx, "ac_1"); !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != time.Second || came.count() != 1 {
			t.Errorf("Get = %v after %v and %d tries", err, time.Since(begin), came.count())
		}
	})
}

// TestCancelIsTriedOnce: whatever the answer.
func TestCancelIsTriedOnce(t *testing.T) {
	for _, text := range []string{httpText(503, "Retry-After: 1\r\n", ""), httpText(409, "", ""), "", "hang"} {
		synctest.Test(t, func(t *testing.T) {
			c, came := scriptedAnswers(t, text)
			defer c.Close()
			if _, err := c.Cancel(t.Context(), "ac_1"); err == nil || came.count() != 1 {
				t.Errorf("Cancel = %v after %d tries, want an error after 1", err, came.count())
			}
		})
	}
}

// TestReadingErrorsKeepSecrets: no key and no whole number, wherever the service repeats them.
func TestReadingErrorsKeepSecrets(t *testing.T) {
	const number = "+14155550123"
	body := `{"error_code":"bad_` + number + `","message":"` + testKey + ` cannot read ` + number + `"}`
	url, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, body)
	})
	c := newClient(t, url)
	errs := []error{
		second(c.List(t.Context(), dialer.ListQuery{AgentID: "a"})), second(c.Get(t.Context(), "ac_1")), second(c.Cancel(t.Context(), "ac_1")),
		second(c.Number(t.Context(), number)), second(c.Agent(t.Context(), "a")),
	}
	for _, err := range errs {
		if status(err) != http.StatusForbidden || slices.ContainsFunc([]string{testKey, number, number[1:]}, func(s string) bool { return strings.Contains(err.Error(), s) }) {
			t.Errorf("error = %v", err)
		}
	}
}
