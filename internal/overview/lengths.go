package overview

import (
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/screen"
)

// lengths counts answered calls by how long they lasted, to a second.
type lengths struct {
	known int
	total time.Duration
	// seconds counts the calls by their length in seconds.
	seconds []int
}

// longest is longer than any call lasts: a longer duration is a fault of a clock, and is not known.
const longest = 24 * time.Hour

// ended counts the call of a CDR, if it was answered and its duration is known.
func (l *lengths) ended(c *dialer.CDR, end screen.CallEnd) {
	lasted, known := c.Duration()
	n := answered(end)
	if !known || n == 0 || lasted > longest {
		return
	}
	second := int(lasted.Round(time.Second) / time.Second)
	for len(l.seconds) <= second {
		l.seconds = append(l.seconds, 0)
	}
	if l.seconds[second]+n < 0 { // the contradicted line has another duration
		return
	}
	l.seconds[second] += n
	l.known += n
	l.total += time.Duration(n) * lasted
}

// durations returns what is known of them.
func (l *lengths) durations() Durations {
	if l.known == 0 {
		return Durations{}
	}
	d := Durations{Known: l.known, Median: l.at(50), P90: l.at(90), Total: l.total}
	d.Span = l.span()
	width := int(d.Span / time.Second)
	for second, n := range l.seconds {
		if n == 0 {
			continue
		}
		i := min(second/width, durationBuckets-1)
		for len(d.Calls) <= i {
			d.Calls = append(d.Calls, 0)
		}
		d.Calls[i] += n
	}
	return d
}

// at is the duration that a percentage of the calls do not exceed.
func (l *lengths) at(percent int) time.Duration {
	rank := (l.known*percent + 99) / 100
	for second, n := range l.seconds {
		if rank -= n; rank <= 0 {
			return time.Duration(second) * time.Second
		}
	}
	return 0
}

// durationBuckets is how many buckets of durations there are at most. All but the longest hundredth of the calls fit into them.
const durationBuckets = MaxBuckets / 2

// span is the width of the buckets.
func (l *lengths) span() time.Duration {
	all, most := spans(), l.at(99)
	for _, span := range all {
		if most < durationBuckets*span {
			return span
		}
	}
	return all[len(all)-1]
}
