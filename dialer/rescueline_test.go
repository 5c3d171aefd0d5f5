package dialer_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"bulkdial/dialer"
)

// TestRescueLine: a result that was logged completes the interrupted attempt that the ledger knows, in every field.
func TestRescueLine(t *testing.T) {
	t.Parallel()
	want := dialer.Result{
		Row: 7, ID: "crm \"7\"", Number: "+14155550107", Disposition: dialer.Accepted, CallID: "ac_7", ErrorCode: "odd", Error: "both",
		Attempt: 2, Batch: "20261123T083000-9f3a.7x2", HTTPStatus: 200, RequestID: "req_7", FromNumberID: "ap_2",
		At: time.Date(2026, 11, 23, 8, 30, 0, 123456789, time.UTC),
	}
	var log bytes.Buffer
	logger, line := zerolog.New(&log), dialer.NewRescueLine(&want)
	line.Log(&logger)
	if strings.Contains(log.String(), want.Number) {
		t.Errorf("the line has the number: %s", &log)
	}
	read, ok := dialer.ParseRescueLine(log.Bytes())
	if !ok {
		t.Fatalf("ParseRescueLine(%s) = false", &log)
	}
	interrupted := dialer.Result{Row: 7, ID: want.ID, Number: want.Number, Attempt: 2, Batch: want.Batch, Disposition: dialer.Unknown, ErrorCode: "interrupted"}
	if diff := cmp.Diff(want, read.Complete(interrupted)); diff != "" {
		t.Errorf("the result (-want +got):\n%s", diff)
	}
}

// TestRescueLineOther: lines of other kinds, and results that no attempt has, are not taken.
func TestRescueLineOther(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"", "not json", `{"message":"run begins"}`, `{"message":"result not recorded"}`,
		`{"message":"result not recorded","disposition":"invalid"}`, `{"message":"result not recorded","disposition":"perhaps"}`,
	} {
		if _, ok := dialer.ParseRescueLine([]byte(line)); ok {
			t.Errorf("ParseRescueLine(%s) = true", line)
		}
	}
}
