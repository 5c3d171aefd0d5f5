package csvio_test

import (
	"testing"
	"time"

	"bulkdial/csvio"
	"bulkdial/dialer"
)

// TestResultLine: the cells of a line stand in the order of the columns.
func TestResultLine(t *testing.T) {
	t.Parallel()
	for _, r := range []dialer.Result{
		{
			Row: 1, ID: "id", Number: "+14155550101", Disposition: dialer.Accepted, CallID: "ac", ErrorCode: "code", Error: "error, \"quoted\"\nand long",
			Attempt: 2, Batch: "r1.7", HTTPStatus: 200, RequestID: "req", At: time.Date(2026, 11, 25, 8, 30, 0, 5e6, time.UTC),
		},
		{Row: 2, Number: " n/a", Disposition: dialer.Invalid},
	} {
		written, tagged, err := csvio.ResultLines(&r)
		if err != nil || written != tagged {
			t.Errorf("the line is %q, %v; the tags say %q", written, err, tagged)
		}
	}
}
