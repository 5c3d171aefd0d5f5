package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Faults are the faults to inject, and how often. The zero value injects none. Probabilities are from 0 to 1.
// Values are comparable.
type Faults struct {
	// Poison is the share of all numbers that make each request with one of them a 400.
	Poison float64
	// Unavailable, TooMany and Internal are the probabilities that a request ends in a 503, 429 or 500.
	Unavailable, TooMany, Internal float64
	// Drop, Hang, Switch, Cut, HTML, Short, Reorder and Respell are the probabilities that the calls of a request are placed
	// but its answer is lost, damaged or odd.
	Drop, Hang, Switch, Cut, HTML, Short, Reorder, Respell float64
	// Reject and Busy are the probabilities that an item is refused in its entry.
	Reject, Busy float64
	// Lineless is the share of all numbers for which no line is ever free.
	Lineless float64
	// Lines is the maximum of calls in progress; 0: no maximum.
	Lines int
	// Call is how long a call is in progress; 0: one minute. It has an effect only with Lines.
	Call time.Duration
	// Latency is the wait before each answer to POST /agents/calls.
	Latency time.Duration
	// RetryAfter goes with each 429 and 503, in whole seconds, rounded up. When 0, a 429 has none and a 503 has 1.
	RetryAfter time.Duration
	// Seed selects the draws.
	Seed uint64
}

// FaultsHelp explains the syntax of ParseFaults to an operator.
const FaultsHelp = `Faults are written as key=value, separated by commas. A probability is a number
from 0 to 1, a duration is written like 80ms or 1m30s.

  poison=P       share of all numbers that make their whole request a 400
  503=P          service unavailable, no call is placed
  429=P          too many requests, no call is placed
  500=P          internal error; in half of the cases the calls were placed
  drop=P         the calls are placed, then the connection is closed
  hang=P         the calls are placed, and no answer ever comes
  101=P          the calls are placed, and the connection changes its protocol
  cut=P          the calls are placed, and the answer breaks off in the middle
  html=P         the calls are placed, and the answer is an HTML page
  short=P        the calls are placed, and the answer lacks its last entry
  reorder=P      the calls are placed, and two entries of the answer are exchanged
  respell=P      the calls are placed, and the answer spells the numbers otherwise
  reject=P       a single number is rejected in its entry
  busy=P         a single number is rejected because no line is free
  lineless=P     share of all numbers for which no line is ever free
  lines=N        at most N calls in progress, from 1
  call=D         how long a call is in progress, with lines (default 1m)
  latency=D      wait before each answer
  retry-after=D  Retry-After of each 429 and 503, in whole seconds
  seed=N         another seed draws other faults; the same one repeats them
`

// ParseFaults reads faults such as `reject=0.02,500=0.01,latency=80ms,seed=7`. Spaces around keys and values are
// ignored, and the empty text is no faults. The error names the key, what is allowed, and all keys.
func ParseFaults(text string) (Faults, error) {
	var f Faults
	if strings.TrimSpace(text) == "" {
		return f, nil
	}
	settings := faultSettings(&f)
	given := map[string]bool{}
	for part := range strings.SplitSeq(text, ",") {
		key, value, _ := strings.Cut(part, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		i := slices.IndexFunc(settings, func(s setting) bool { return s.key == key })
		switch {
		case i < 0:
			return Faults{}, fmt.Errorf("fault %q is unknown: write key=value; %s", key, keyList(settings))
		case given[key]:
			return Faults{}, fmt.Errorf("fault %s is given twice: give it once; %s", key, keyList(settings))
		case !settings[i].set(value):
			return Faults{}, fmt.Errorf("fault %s=%s: %s must be %s; %s", key, value, key, settings[i].allowed, keyList(settings))
		}
		given[key] = true
	}
	return f, nil
}

// String returns the text from which ParseFaults makes f, in the order in which the faults are drawn; empty when
// there are none.
func (f Faults) String() string {
	var parts []string
	for _, s := range faultSettings(&f) {
		if text := s.text(); text != "" {
			parts = append(parts, s.key+"="+text)
		}
	}
	return strings.Join(parts, ",")
}

func keyList(settings []setting) string {
	keys := make([]string, len(settings))
	for i, s := range settings {
		keys[i] = s.key
	}
	return "the keys are " + strings.Join(keys, ", ")
}
