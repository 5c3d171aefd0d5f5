package report

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"bulkdial/internal/overview"
)

// The times of a live page.
const (
	// leastInterval is the least time from one page to the next, and costShare how many times longer it is than the making of one took: at
	// most 2 % of the time is spent on pages.
	leastInterval = 5 * time.Second
	costShare     = 49
	// patience is how long a request waits for a page that is being made; then it gets the one before.
	patience = 2 * time.Second
	// soon is when a browser that got no page tries again.
	soon = 2 * time.Second
)

// LiveConfig says how the page of a run at work is made.
type LiveConfig struct {
	// Make makes the overview. It is called when somebody looks, and never twice at a time.
	Make func(context.Context) (*overview.Overview, error)
	Page Config
	// Loopback: the page is served on this machine only. Then a request must name this machine as its host, so that a page of the web whose name
	// leads here reads nothing.
	Loopback bool
}

// Live serves the page about a campaign while it is at work. It makes the page anew when somebody looks, in the background, and rarely
// enough not to slow the run. It implements http.Handler for GET and HEAD.
type Live struct {
	cfg  LiveConfig
	ctx  context.Context //nolint:containedctx // of what is made in the background, until Close
	stop context.CancelFunc

	mu sync.Mutex
	// last is the newest page, or nil, and next when another one may be made.
	last *livePage
	next time.Time
	// made is closed when the page that is being made is there; nil: none is.
	made chan struct{}
	// closed: no page is made any more.
	closed bool
}

// livePage is a page that was made, or the error that came instead.
type livePage struct {
	// reloading is loaded again by the browser after a time, and still is not.
	reloading, still []byte
	after            time.Duration
	err              error
}

// NewLive returns a Live, which Close must end.
func NewLive(cfg LiveConfig) *Live {
	ctx, stop := context.WithCancel(context.Background())
	return &Live{cfg: cfg, ctx: ctx, stop: stop}
}

// Close ends the making of pages. It does not wait for the page that is being made, so that nobody who looks delays the end of a run.
func (l *Live) Close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.stop()
}

// ServeHTTP implements http.Handler.
func (l *Live) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if l.cfg.Loopback && !localHost(r.Host) {
		l.reply(w, http.StatusForbidden, notice("Not here", "This page is served to this machine only: open it by the name localhost.", 0), 0)
		return
	}
	page := l.newest(r.Context())
	switch {
	case page == nil:
		w.Header().Set("Retry-After", strconv.Itoa(int(soon/time.Second)))
		l.reply(w, http.StatusServiceUnavailable, notice("The report is being made", "Reading the files of the campaign takes a moment.", soon), soon)
	case page.err != nil:
		l.reply(w, http.StatusInternalServerError, notice("The report cannot be made at the moment", l.cfg.Page.text(page.err.Error()), page.after), page.after)
	case r.URL.Query().Get("reload") == "off":
		l.reply(w, http.StatusOK, page.still, 0)
	default:
		l.reply(w, http.StatusOK, page.reloading, page.after)
	}
}

// reply sends a page that the browser loads again after a time; 0: not by itself. The header says so, and not the page: a copy that somebody
// saves stays as it is.
func (l *Live) reply(w http.ResponseWriter, status int, text []byte, after time.Duration) {
	_, policy := styleAndPolicy()
	h := w.Header()
	for name, value := range map[string]string{
		"Content-Type": "text/html; charset=utf-8", "Content-Length": strconv.Itoa(len(text)), "Cache-Control": "no-store",
		"Content-Security-Policy": policy + "; frame-ancestors 'none'", "X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff",
		"Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
	} {
		h.Set(name, value)
	}
	if after > 0 {
		h.Set("Refresh", strconv.Itoa(int(after/time.Second)))
	}
	w.WriteHeader(status)
	_, _ = w.Write(text) // a client that has gone needs no error
}

// localHost reports whether the host of a request is this machine.
func localHost(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// newest is the newest page, which is made anew if that is due; nil where the first one takes its time.
func (l *Live) newest(ctx context.Context) *livePage {
	l.mu.Lock()
	if l.made == nil && !l.closed && !time.Now().Before(l.next) {
		l.made = make(chan struct{})
		go l.make()
	}
	made := l.made
	l.mu.Unlock()
	if made != nil {
		timer := time.NewTimer(patience)
		defer timer.Stop()
		select {
		case <-made:
		case <-timer.C:
		case <-ctx.Done():
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.last
}

// make makes a page.
func (l *Live) make() {
	began := time.Now()
	page := l.compose(began)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last, l.next = page, time.Now().Add(max(leastInterval, costShare*time.Since(began)))
	close(l.made)
	l.made = nil
}

// compose makes a page. A panic is the error of the page, and not the end of the run: it places calls, and this is only looked at.
func (l *Live) compose(began time.Time) (page *livePage) {
	defer func() {
		if fault := recover(); fault != nil {
			page = &livePage{err: fmt.Errorf("a fault of bulkdial, which does not touch the run: %v", fault), after: leastInterval}
		}
	}()
	o, err := l.cfg.Make(l.ctx)
	page = &livePage{err: err, after: leastInterval}
	if err == nil {
		page.after = max(leastInterval, (costShare * time.Since(began)).Round(time.Second))
		page.reloading, page.err = l.render(o, page.after)
	}
	if page.err == nil {
		page.still, page.err = l.render(o, 0)
	}
	return page
}

func (l *Live) render(o *overview.Overview, after time.Duration) ([]byte, error) {
	cfg := l.cfg.Page
	cfg.live, cfg.reload = true, after
	var text bytes.Buffer
	err := Write(&text, o, cfg)
	return text.Bytes(), err
}

// notice is a page with a text alone.
func notice(heading, text string, after time.Duration) []byte {
	page := struct {
		frame

		Text string
	}{(&Config{reload: after, live: true}).frame(heading, heading, time.Time{}), text}
	var out bytes.Buffer
	if err := write(&out, "notice", page); err != nil {
		return []byte(heading)
	}
	return out.Bytes()
}
