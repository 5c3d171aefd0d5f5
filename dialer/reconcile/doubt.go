package reconcile

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"bulkdial/dialer"
)

// doubt is an attempt that is unknown.
type doubt struct {
	dialer.Result

	ref string
	// settled: a line of the ledger has its answer by now. superseded: a later answer has given its contact another last word.
	settled, superseded bool
	// missing is what the last reading lacked, and until is when waiting can have helped; zero: it cannot.
	missing Condition
	until   time.Time
}

// attemptKey tells one attempt from all others in a ledger.
type attemptKey struct {
	batch dialer.BatchName
	row   int
}

func keyOf(r *dialer.Result) attemptKey { return attemptKey{r.Batch, r.Row} }

// sameContact reports whether a result is of the contact of the doubt at its number.
func (d *doubt) sameContact(r *dialer.Result) bool {
	return r.Number == d.Number && r.ID == d.ID && (d.ID != "" || r.Batch.Occurrence() == d.Batch.Occurrence())
}

// open reports whether the attempt still has to be found out about.
func (d *doubt) open() bool { return !d.settled }

// begun is the earliest moment at which the attempt can have been sent: the beginning of its run; zero if that is not known. The time of
// an unknown result is that of the lost answer, and the request may have left long before.
func (d *doubt) begun() time.Time {
	began, _ := runBegan(d.Batch)
	return began
}

// compareAttempts orders attempts by their rows, and those of one row by their batches.
func compareAttempts(a, b *dialer.Result) int {
	return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Attempt, b.Attempt), cmp.Compare(a.Batch, b.Batch))
}

// runBegan reads the beginning of a run from its name.
func runBegan(b dialer.BatchName) (began time.Time, ok bool) {
	text, _, _ := strings.Cut(b.Run(), "-")
	began, err := time.ParseInLocation("20060102T150405", text, time.UTC)
	return began, err == nil
}

// requestNumber reads the number of a request in its run. Requests are numbered just before their intents.
func requestNumber(b dialer.BatchName) (n uint64, ok bool) {
	_, text, _ := strings.Cut(string(b), ".")
	text, _, _ = strings.Cut(text, "x")
	n, err := strconv.ParseUint(text, 10, 64)
	return n, err == nil
}

// sentAfter reports whether a request was certainly sent after the attempt of the doubt: it is a later one of the same run, or of a run
// that began when the answer was lost already.
func (d *doubt) sentAfter(b dialer.BatchName) bool {
	if b.Run() == d.Batch.Run() {
		n, ok := requestNumber(b)
		own, known := requestNumber(d.Batch)
		return ok && known && n > own
	}
	began, ok := runBegan(b)
	return ok && !began.Before(d.At)
}

// sameNumber compares a number of E.164 with one that the API tells, perhaps in another spelling.
func sameNumber(number, told string) bool {
	digits := digitsOf(told)
	return digits != "" && digitsOf(number) == digits
}

func digitsOf(number string) string {
	return strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, number)
}

// hasReference reports whether a call carries a reference, under any key: --ref-key can have been another one in an earlier run.
func hasReference(c *dialer.CallRecord, ref string) bool {
	for _, value := range c.Variables {
		if value == ref {
			return true
		}
	}
	return false
}
