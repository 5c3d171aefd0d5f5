package track_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/dialer/track"
)

// archive has the transcripts of calls, and takes a moment for each.
type archive struct {
	latency time.Duration
	// answer is what it gives for the nth request, from 1; nil: a transcript.
	answer func(n int) (json.RawMessage, error)

	mu        sync.Mutex
	times     []time.Time
	now, most int
	saved     []string
	unsaved   error // of save
}

func (a *archive) Transcript(_ context.Context, id string) (json.RawMessage, error) {
	a.mu.Lock()
	a.times = append(a.times, time.Now())
	n := len(a.times)
	a.now++
	a.most = max(a.most, a.now)
	a.mu.Unlock()
	time.Sleep(a.latency)
	a.mu.Lock()
	a.now--
	a.mu.Unlock()
	if a.answer != nil {
		return a.answer(n)
	}
	return json.RawMessage(`["` + id + `"]`), nil
}

func (a *archive) save(id string, transcript []byte) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.unsaved == nil {
		a.saved = append(a.saved, id+" "+string(transcript))
	}
	return a.unsaved
}

// read reads the transcripts of n calls, and returns the counts and the error.
func (a *archive) read(ctx context.Context, n int, speed float64) (track.TranscriptTally, error) {
	r := track.NewTranscriptReader(track.TranscriptConfig{Transcripts: a, Save: a.save, Speed: speed})
	var err error
	for i := 0; i < n && err == nil; i++ {
		err = r.Read(ctx, "ac_"+strconv.Itoa(i))
	}
	if waiting := r.Wait(); err == nil {
		err = waiting
	}
	return r.Tally(), err
}

// TestTranscriptsPace: at most 10 requests a second, times the speed, and 4 at once.
func TestTranscriptsPace(t *testing.T) {
	t.Parallel()
	for _, speed := range []float64{0, 50} {
		synctest.Test(t, func(t *testing.T) {
			a := &archive{latency: time.Second}
			tally, err := a.read(t.Context(), 20, speed)
			if diff := cmp.Diff(track.TranscriptTally{Saved: 20}, tally); diff != "" || err != nil || a.most != 4 {
				t.Errorf("%v, %d at once (-want +got):\n%s", err, a.most, diff)
			}
			if slices.Sort(a.saved); len(a.saved) != 20 || a.saved[0] != `ac_0 ["ac_0"]` {
				t.Errorf("saved: %q", a.saved)
			}
			for i := 1; i < len(a.times); i++ {
				if gap, least := a.times[i].Sub(a.times[i-1]), time.Duration(float64(time.Second)/(10*max(1, speed))); gap < least-time.Microsecond {
					t.Errorf("%v between two requests, want %v", gap, least)
				}
			}
		})
	}
}

// TestTranscriptsNone: calls without a transcript are counted, and the first few are named; that is no error.
func TestTranscriptsNone(t *testing.T) {
	t.Parallel()
	for name, missing := range map[string]error{"none": nil, "404": refusal(404)} {
		synctest.Test(t, func(t *testing.T) {
			a := &archive{answer: func(int) (json.RawMessage, error) { return nil, missing }}
			tally, err := a.read(t.Context(), 30, 0)
			if tally.None != 30 || len(tally.Named) != 10 || tally.Done() != 30 || !slices.Contains(tally.Named, "ac_0") || err != nil {
				t.Errorf("%s: %+v, %v", name, tally, err)
			}
		})
	}
}

// TestTranscriptsFail: single errors cost their calls alone, and the end says so; some in a row, a refusal, and a file that cannot be
// written end the reading.
func TestTranscriptsFail(t *testing.T) {
	t.Parallel()
	full := errors.New("disk full")
	for name, tt := range map[string]struct {
		fails   func(n int) error
		unsaved error
		want    error
		tally   track.TranscriptTally
		most    int // requests
	}{
		"every third":   {func(n int) error { return some(n%3 == 0, refusal(500)) }, nil, dialer.ErrOutage, track.TranscriptTally{Saved: 20, Failed: 10}, 30},
		"four in a row": {func(n int) error { return some(n <= 4, refusal(503)) }, nil, dialer.ErrOutage, track.TranscriptTally{Saved: 26, Failed: 4}, 30},
		"all":           {func(int) error { return errLost }, nil, dialer.ErrOutage, track.TranscriptTally{Failed: 5}, 5},
		"401":           {func(n int) error { return some(n == 3, refusal(401)) }, nil, dialer.ErrDenied, track.TranscriptTally{Saved: 2, Failed: 1}, 3},
		"a full disk":   {func(int) error { return nil }, full, full, track.TranscriptTally{}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := &archive{unsaved: tt.unsaved}
				a.answer = func(n int) (json.RawMessage, error) { return json.RawMessage(`1`), tt.fails(n) }
				tally, err := a.read(t.Context(), 30, 0)
				if diff := cmp.Diff(tt.tally, tally); !errors.Is(err, tt.want) || diff != "" || len(a.times) > tt.most {
					t.Errorf("%v after %d requests, want %v (-want +got):\n%s", err, len(a.times), tt.want, diff)
				}
				if tt.unsaved != nil && !strings.Contains(fmt.Sprint(err), "saving the transcript of call ac_0: disk full") {
					t.Errorf("%v", err)
				}
			})
		})
	}
}

func some(fails bool, err error) error {
	if fails {
		return err
	}
	return nil
}

// TestTranscriptsInterrupted: the end of the context is the error, and costs no call.
func TestTranscriptsInterrupted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		stopped := errors.New("stopped")
		a := &archive{}
		a.answer = func(n int) (json.RawMessage, error) {
			if n == 3 {
				cancel(stopped)
				return nil, context.Canceled
			}
			return json.RawMessage(`1`), nil
		}
		tally, err := a.read(ctx, 30, 0)
		if diff := cmp.Diff(track.TranscriptTally{Saved: 2}, tally); !errors.Is(err, stopped) || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
}
