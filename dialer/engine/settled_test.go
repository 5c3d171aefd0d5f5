package engine_test

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// lateLog is a Log whose disk is slow: what was settled is told of when the log is flushed, with err where it is set.
type lateLog struct {
	*memoryLog
	err   error
	mu    sync.Mutex
	tells []func(error)
}

func (l *lateLog) Settle(batch dialer.BatchName, results []dialer.Result, told func(error)) {
	l.memoryLog.Settle(batch, results, func(error) {})
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tells = append(l.tells, told)
}

func (l *lateLog) Flush() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, told := range l.tells {
		told(l.err)
	}
	l.tells = nil
	return l.err
}

// TestSettledLate: no request waits for the results of another, and the report waits for all: it counts those that are
// on disk, and the log has the others.
func TestSettledLate(t *testing.T) {
	for name, test := range map[string]struct {
		err               error
		accepted, rescued int
	}{
		"recorded": {nil, 23, 0},
		"lost":     {errors.New("no space left on device"), 0, 23},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				var rescue bytes.Buffer
				b.cfg.Concurrency = 2
				report, err := engine.Run(b.t.Context(), b.cfg, all(manyContacts(23)), engine.Deps{
					Screen: b.screen(), Caller: b.api, Ledger: &lateLog{memoryLog: b.log, err: test.err}, Stats: &b.stats,
					Logger: zerolog.Nop(), Rescue: zerolog.New(&rescue),
				})
				if errors.Is(err, dialer.ErrRecord) != (test.err != nil) {
					b.t.Errorf("Run() = %v, want %v", err, test.err)
				}
				rescued := strings.Count(rescue.String(), dialer.UnrecordedMessage)
				if len(b.api.requests) != 5 || report.Live.Results.Accepted != test.accepted || rescued != test.rescued {
					b.t.Errorf("%d requests, %d accepted and %d rescued; want 5, %d and %d",
						len(b.api.requests), report.Live.Results.Accepted, rescued, test.accepted, test.rescued)
				}
			})
		})
	}
}
