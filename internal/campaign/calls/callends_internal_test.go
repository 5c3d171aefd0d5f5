package calls

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
)

// TestCallEnds: the end of a call is kept without its line, and only one that does not fit is read again.
func TestCallEnds(t *testing.T) {
	t.Parallel()
	again := errors.New("read again")
	records := NewRecords()
	records.calls.open = func(string) (*ledger.CallPlaceReader, error) { return nil, again }
	begun := time.Date(2026, 11, 26, 8, 0, 0, 0, time.UTC)
	lasted := func(reason string, d time.Duration) *dialer.CDR {
		return &dialer.CDR{EndReason: reason, Started: begun, Ended: begun.Add(d)}
	}
	failed := lasted("dial_failed", 0)
	failed.Error = "no route"
	type kept struct {
		cdr  *dialer.CDR
		want CallEnd
		err  error
	}
	tests := []kept{
		{&dialer.CDR{}, CallEnd{}, nil},
		{lasted("user_hangup", 0), CallEnd{Reason: "user_hangup", Known: true}, nil},
		{lasted("agent_hangup", 42*time.Second+500*time.Millisecond), CallEnd{Reason: "agent_hangup", Duration: 42500 * time.Millisecond, Known: true}, nil},
		{lasted("agent_hangup", time.Millisecond), CallEnd{Reason: "agent_hangup", Duration: time.Millisecond, Known: true}, nil},
		{lasted("user_hangup", -time.Millisecond), CallEnd{Reason: "user_hangup"}, nil},
		{lasted("user_hangup", 150*365*24*time.Hour), CallEnd{Reason: "user_hangup", Duration: 150 * 365 * 24 * time.Hour, Known: true}, nil},
		{failed, CallEnd{}, again},
		{lasted(strings.Repeat("x", mostReason+1), 0), CallEnd{}, again},
	}
	for i := range mostReasons + 5 {
		more := kept{lasted(strconv.Itoa(i), time.Second), CallEnd{Reason: strconv.Itoa(i), Duration: time.Second, Known: true}, nil}
		if i >= mostReasons-3 { // three others are known
			more.want, more.err = CallEnd{}, again
		}
		tests = append(tests, more)
	}
	tests = append(tests, tests[:8]...)
	var places []uint64
	for _, tt := range tests {
		places = append(places, records.EndPlace("leads.calls.csv", tt.cdr, 200))
	}
	for i, tt := range tests {
		got, err := records.End(places[i])
		if diff := cmp.Diff(tt.want, got); diff != "" || !errors.Is(err, tt.err) {
			t.Errorf("%+v: %v, want %v (-want +got):\n%s", tt.cdr, err, tt.err, diff)
		}
	}
	if got, err := records.End(0); got != (CallEnd{}) || err != nil {
		t.Errorf("without a CDR: %+v, %v", got, err)
	}
}
