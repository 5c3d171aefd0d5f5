package report_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/internal/overview"
	"bulkdial/internal/report"
)

// making is a campaign whose overview takes a time to make.
type making struct {
	takes time.Duration
	err   error
	// made counts overviews, atWork those that are being made.
	made, atWork atomic.Int32
}

func (m *making) make(ctx context.Context) (*overview.Overview, error) {
	if m.atWork.Add(1) > 1 {
		return nil, errors.New("two are made at a time")
	}
	defer m.atWork.Add(-1)
	select {
	case <-time.After(m.takes):
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	m.made.Add(1)
	return sample(), m.err
}

// look asks a live page, and returns the answer with its body.
func look(l *report.Live, method, target, host string) (*http.Response, string) {
	r := httptest.NewRequest(method, target, nil)
	r.Host = host
	w := httptest.NewRecorder()
	l.ServeHTTP(w, r)
	return w.Result(), w.Body.String()
}

// TestLive: a page is made when somebody looks, one at a time, and so rarely that at most 2 % of the time is spent on pages. Who looks
// before the first one is made is told to wait.
func TestLive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &making{takes: 3 * time.Second}
		live := report.NewLive(report.LiveConfig{Make: m.make, Loopback: true})
		defer live.Close()
		if m.made.Load() > 0 {
			t.Error("a page is made that nobody looks at")
		}
		if resp, body := look(live, "GET", "/", "localhost:9090"); resp.StatusCode != http.StatusServiceUnavailable || resp.Header.Get("Retry-After") == "" || !strings.Contains(body, "being made") {
			t.Errorf("before the first page: %d %s", resp.StatusCode, body)
		}
		resp, body := look(live, "GET", "/", "127.0.0.1:9090")
		if resp.StatusCode != http.StatusOK || !strings.Contains(body, "every 147 seconds") || resp.Header.Get("Refresh") != "147" {
			t.Errorf("after 3 s: %d, Refresh %s", resp.StatusCode, resp.Header.Get("Refresh"))
		}
		parse(t, body)
		for range 146 {
			time.Sleep(time.Second)
			look(live, "GET", "/", "[::1]:9090")
		}
		if n := m.made.Load(); n != 1 {
			t.Errorf("%d pages were made in 149 s", n)
		}
		time.Sleep(2 * time.Second)
		look(live, "GET", "/", "localhost") // gets the page before
		time.Sleep(2 * time.Second)
		if n := m.made.Load(); n != 2 {
			t.Errorf("%d pages were made in 155 s", n)
		}
		if resp, body := look(live, "GET", "/?reload=off", "localhost"); resp.Header.Get("Refresh") != "" || strings.Contains(body, "every 147") {
			t.Error("a page that is to stay is loaded again")
		}
	})
}

// TestLiveEnds: Close ends what is being made, and no further page is.
func TestLiveEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &making{takes: time.Hour}
		live := report.NewLive(report.LiveConfig{Make: m.make})
		look(live, "GET", "/", "host")
		live.Close()
		synctest.Wait()
		if m.atWork.Load() > 0 {
			t.Error("a page is still being made")
		}
		look(live, "GET", "/", "host")
		if m.atWork.Load() > 0 {
			t.Error("a page is made after the end")
		}
	})
}

// TestLiveError: why there is no page is said, without numbers; soon it is tried again.
func TestLiveError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &making{err: errors.New("the row of +14155550123 is <odd>")}
		live := report.NewLive(report.LiveConfig{Make: m.make})
		defer live.Close()
		resp, body := look(live, "GET", "/", "host")
		if resp.StatusCode != http.StatusInternalServerError || !strings.Contains(body, "&lt;odd&gt;") || strings.Contains(body, "4155550123") {
			t.Errorf("%d %s", resp.StatusCode, body)
		}
		m.err = nil
		time.Sleep(5 * time.Second)
		if resp, _ := look(live, "GET", "/", "host"); resp.StatusCode != http.StatusOK {
			t.Errorf("later: %d", resp.StatusCode)
		}
	})
}

// TestLivePanics: a fault in the making of a page is an answer, and does not end the run that is looked at.
func TestLivePanics(t *testing.T) {
	t.Parallel()
	live := report.NewLive(report.LiveConfig{Make: func(context.Context) (*overview.Overview, error) { panic("no such bucket") }})
	defer live.Close()
	if resp, body := look(live, "GET", "/", "x"); resp.StatusCode != http.StatusInternalServerError || !strings.Contains(body, "does not touch the run: no such bucket") {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
}

// TestLiveHost: what is served to this machine alone is served to nobody who was led here by another name.
func TestLiveHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		local := report.NewLive(report.LiveConfig{Make: (&making{}).make, Loopback: true})
		defer local.Close()
		for host, want := range map[string]int{
			"localhost": 200, "LOCALHOST:9090": 200, "127.0.0.1": 200, "127.8.9.1:80": 200, "[::1]:9090": 200, "[::1]": 200,
			"evil.example": 403, "evil.example:9090": 403, "localhost.evil.example": 403, "10.0.0.1:9090": 403, "": 403,
		} {
			if resp, _ := look(local, "GET", "/", host); resp.StatusCode != want {
				t.Errorf("%q: %d", host, resp.StatusCode)
			}
		}
		open := report.NewLive(report.LiveConfig{Make: (&making{}).make})
		defer open.Close()
		if resp, _ := look(open, "GET", "/", "pod.example:9090"); resp.StatusCode != http.StatusOK {
			t.Errorf("elsewhere: %d", resp.StatusCode)
		}
	})
}

// TestLiveHeaders: nobody keeps the page, embeds it, or lets it ask for anything.
func TestLiveHeaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		live := report.NewLive(report.LiveConfig{Make: (&making{}).make})
		defer live.Close()
		resp, _ := look(live, "GET", "/", "host")
		for name, want := range map[string]string{
			"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := resp.Header.Get(name); got != want {
				t.Errorf("%s: %q", name, got)
			}
		}
		if policy := resp.Header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-") || !strings.HasSuffix(policy, "frame-ancestors 'none'") {
			t.Errorf("its policy is %s", policy)
		}
	})
}
