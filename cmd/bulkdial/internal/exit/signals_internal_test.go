package exit

import (
	"os"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// TestFollow: which signals are the first and the second, by the time between them.
func TestFollow(t *testing.T) {
	t.Parallel()
	const i, term, hup = syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP
	type at struct {
		after time.Duration // the one before
		sig   syscall.Signal
	}
	for name, test := range map[string]struct {
		signals []at
		second  syscall.Signal // 0: none
	}{
		"one":                       {[]at{{time.Second, term}}, 0},
		"two at once":               {[]at{{0, term}, {0, term}}, 0},
		"two of timeout":            {[]at{{0, term}, {time.Millisecond, term}}, 0},
		"two kinds together":        {[]at{{0, hup}, {time.Millisecond, term}, {0, i}}, 0},
		"just before a second":      {[]at{{0, i}, {time.Second - 1, i}}, 0},
		"after a second":            {[]at{{0, i}, {time.Second, i}}, i},
		"another kind":              {[]at{{0, hup}, {time.Minute, term}}, term},
		"an impatient hand":         {[]at{{0, i}, {300 * time.Millisecond, i}, {300 * time.Millisecond, i}, {500 * time.Millisecond, i}}, i},
		"counted from the first":    {[]at{{0, term}, {600 * time.Millisecond, term}, {600 * time.Millisecond, hup}}, hup},
		"what comes after it":       {[]at{{0, term}, {2 * time.Second, i}, {2 * time.Second, hup}}, i},
		"a first one after a while": {[]at{{time.Hour, term}, {time.Millisecond, term}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				signals, second := make(chan os.Signal, 2), make(chan SignalError, 1)
				var firsts []SignalError
				go follow(signals, func(i SignalError) { firsts = append(firsts, i) }, second)
				for _, s := range test.signals {
					time.Sleep(s.after)
					select {
					case signals <- s.sig:
					default: // as signal.Notify does
					}
					synctest.Wait()
				}
				if want := []SignalError{{test.signals[0].sig}}; !slices.Equal(firsts, want) {
					t.Errorf("the first is %v, want %v", firsts, want)
				}
				close(signals)
				select {
				case got := <-second:
					if got.Signal != test.second {
						t.Errorf("the second is %v, want %v", got, test.second)
					}
				default:
					if test.second != 0 {
						t.Errorf("there is no second, want %v", test.second)
					}
				}
			})
		})
	}
}

// TestHeededSignals: what was ignored at the start stays so.
func TestHeededSignals(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ ignored, want []os.Signal }{
		{nil, []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP}},
		{[]os.Signal{syscall.SIGHUP}, []os.Signal{syscall.SIGINT, syscall.SIGTERM}},
		{[]os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP}, []os.Signal{}},
	} {
		got := handledSignals(func(s os.Signal) bool { return slices.Contains(test.ignored, s) })
		if !slices.Equal(got, test.want) {
			t.Errorf("with %v ignored, %v are handled, want %v", test.ignored, got, test.want)
		}
	}
}
