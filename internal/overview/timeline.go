package overview

import (
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/screen"
)

// timeline counts attempts and answered calls over time, in one pass and in any order. Its buckets grow with the time that passes, to a
// width that divides the spans which can still be chosen for it.
type timeline struct {
	// width is an index in widths, and first the number of the first bucket, counted from the zero time.
	width   int
	first   int64
	buckets []bucket
}

// bucket is how many attempts and answered calls there were in a time.
type bucket struct{ sent, answered int }

// widths are the widths of buckets, each a multiple of the one before.
func widths() []time.Duration {
	const day = 24 * time.Hour
	return []time.Duration{
		time.Second, 5 * time.Second, 15 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour,
		day, 7 * day, 28 * day, 364 * day, 1820 * day, 36400 * day,
	}
}

// mostBuckets is how many buckets a timeline has before it takes wider ones. As many make at least MaxBuckets of the next spans.
const mostBuckets = 24 * MaxBuckets

// zeroUnix is the zero time in Unix seconds: weeks that are counted from it begin on Mondays.
const zeroUnix = -62135596800

// bucketOf is the number of the bucket of a width that has a moment.
func bucketOf(at time.Time, width time.Duration) int64 {
	return floorDiv(at.Unix()-zeroUnix, int64(width/time.Second))
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// sent counts an attempt.
func (t *timeline) sent(at time.Time) {
	all := widths()
	i := bucketOf(at, all[t.width])
	if t.buckets == nil {
		t.first, t.buckets = i, make([]bucket, 1)
	}
	for t.width+1 < len(all) && max(i, t.first+int64(len(t.buckets))-1)-min(i, t.first) >= mostBuckets {
		t.widen(int64(all[t.width+1] / all[t.width]))
		i = bucketOf(at, all[t.width])
	}
	if before := t.first - i; before > 0 {
		t.first, t.buckets = i, append(make([]bucket, before), t.buckets...)
	}
	for i >= t.first+int64(len(t.buckets)) {
		t.buckets = append(t.buckets, bucket{})
	}
	t.buckets[i-t.first].sent++
}

// widen makes one bucket of several.
func (t *timeline) widen(factor int64) {
	t.width++
	t.first, t.buckets = merged(t.first, t.buckets, factor)
}

// merged returns buckets each of which is several of those that begin with the bucket of a number, and the number of the first one.
func merged(first int64, buckets []bucket, factor int64) (int64, []bucket) {
	begin := floorDiv(first, factor)
	var wide []bucket
	for i, b := range buckets {
		at := floorDiv(first+int64(i), factor) - begin
		for int64(len(wide)) <= at {
			wide = append(wide, bucket{})
		}
		wide[at].sent += b.sent
		wide[at].answered += b.answered
	}
	return begin, wide
}

// ended counts an answered call at its beginning, or at the nearest time at which something was sent, once all attempts are counted.
func (t *timeline) ended(c *dialer.CDR, end screen.CallEnd) {
	if c.Started.IsZero() || len(t.buckets) == 0 {
		return
	}
	i := bucketOf(c.Started, widths()[t.width]) - t.first
	i = min(max(i, 0), int64(len(t.buckets))-1)
	t.buckets[i].answered = max(0, t.buckets[i].answered+answered(end))
}

// pace returns the counts in the narrowest spans of which MaxBuckets are enough.
func (t *timeline) pace() Pace {
	if len(t.buckets) == 0 {
		return Pace{}
	}
	width := widths()[t.width]
	for _, span := range spans() {
		if span%width != 0 {
			continue
		}
		first, buckets := merged(t.first, t.buckets, int64(span/width))
		if len(buckets) > MaxBuckets {
			continue
		}
		p := Pace{From: moment(time.Unix(first*int64(span/time.Second)+zeroUnix, 0)), Span: span}
		for _, b := range buckets {
			p.Sent, p.Answered = append(p.Sent, b.sent), append(p.Answered, b.answered)
		}
		return p
	}
	return Pace{} // no calendar is that long
}
