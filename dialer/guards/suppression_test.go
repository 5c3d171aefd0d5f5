package guards_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/guards"
)

// untilNoon is a list with one number, whose entry counts until a moment.
type untilNoon struct {
	noon   time.Time
	broken error
}

const listedNumber = "+14155550101"

func (l untilNoon) Refresh() error { return l.broken }

func (l untilNoon) List(number string, now time.Time) string {
	if number == listedNumber && now.Before(l.noon) {
		return "dnc.csv"
	}
	return ""
}

// TestSuppression: a listed number is suppressed, by the name of its list, at the moment that is asked about.
func TestSuppression(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	guard := guards.Suppression{Lists: untilNoon{noon: noon}}
	if err := guard.Refresh(); err != nil {
		t.Errorf("Refresh() = %v", err)
	}
	got := guard.Check(&dialer.Contact{Number: listedNumber}, noon.Add(-1))
	if got.Skip != dialer.Suppressed || got.Code != "suppression_list" || !strings.Contains(got.Cause, "dnc.csv") {
		t.Errorf("a listed number: %+v", got)
	}
	if got := guard.Check(&dialer.Contact{Number: listedNumber}, noon); got != (dialer.Clearance{}) {
		t.Errorf("an entry that does not count any more: %+v", got)
	}
	if got := guard.Check(&dialer.Contact{Number: "+14155550102"}, noon.Add(-1)); got != (dialer.Clearance{}) {
		t.Errorf("another number: %+v", got)
	}
}

// TestSuppressionBroken: the error of a list is that of the guard.
func TestSuppressionBroken(t *testing.T) {
	t.Parallel()
	broken := errors.New("dnc.csv is torn")
	if err := (guards.Suppression{Lists: untilNoon{broken: broken}}).Refresh(); !errors.Is(err, broken) {
		t.Errorf("Refresh() = %v, want the cause", err)
	}
}
