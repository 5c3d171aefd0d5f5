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
	if diff := cmp.Diff(want, read.Result(want.ID, want.Number)); diff != "" || !read.Whole() {
		t.Errorf("the result without its intent, whole: %t (-want +got):\n%s", read.Whole(), diff)
	}
}

// TestRescueLineNames: a line names the contact whose id and masked number it has. Whole and masked numbers are in no line, also where
// the number is the id.
func TestRescueLineNames(t *testing.T) {
	t.Parallel()
	const number = "+14155550107"
	for _, tt := range []struct {
		id           string // of the result
		ofID, ofThis string // of a contact
		masked       bool   // this version has written the line
		want         bool
	}{
		{"", "", number, true, true},
		{"", "", "+14155559107", true, false},
		{"", "", "+14155510107", true, true}, // the mask hides these digits
		{"", "a", number, true, false},
		{"a", "", number, true, false},
		{"a", "a", number, true, true},
		{"a", "b", number, true, false},
		{"a", "a", "+14155559107", true, false},
		{number, number, number, true, true},
		{"4155550107", "(415) 555-0107", number, true, true},
		{"4155550107", "4155550108", number, true, false},
		{"1234567", "1234567", number, true, true},
		{"", "", number, false, false},
		{"a", "a", "+14155559107", false, true},
		{"a", "b", number, false, false},
	} {
		line := dialer.NewRescueLine(&dialer.Result{Row: 7, ID: tt.id, Number: number})
		if text := line.ID + line.Masked; strings.Contains(text, "4155550107") || strings.Contains(tt.id, "123") && line.ID != tt.id {
			t.Errorf("the line of id %q has %q", tt.id, text)
		}
		if !tt.masked {
			line.Masked = ""
		}
		if got := line.Names(tt.ofID, tt.ofThis); got != tt.want {
			t.Errorf("%+v: Names() = %t", tt, got)
		}
	}
}

// TestRescueLineWhole: a line that an editor has changed may lack what a result needs.
func TestRescueLineWhole(t *testing.T) {
	t.Parallel()
	whole := dialer.RescueLine{Row: 1, Attempt: 1, Batch: "r1.1", Disposition: dialer.Accepted, CallID: "ac_1", At: time.Unix(1, 0)}
	for name, change := range map[string]func(*dialer.RescueLine){
		"no row":                      func(l *dialer.RescueLine) { l.Row = 0 },
		"no attempt":                  func(l *dialer.RescueLine) { l.Attempt = 0 },
		"no batch":                    func(l *dialer.RescueLine) { l.Batch = "" },
		"a batch without a run":       func(l *dialer.RescueLine) { l.Batch = ".1" },
		"a batch without a number":    func(l *dialer.RescueLine) { l.Batch = "r1" },
		"no time":                     func(l *dialer.RescueLine) { l.At = time.Time{} },
		"accepted, without its call":  func(l *dialer.RescueLine) { l.CallID = "" },
		"":                            func(*dialer.RescueLine) {},
		"rejected, without a call id": func(l *dialer.RescueLine) { l.Disposition, l.CallID = dialer.Rejected, "" },
	} {
		line := whole
		change(&line)
		if want := name == "" || line.Disposition == dialer.Rejected; line.Whole() != want {
			t.Errorf("%s: Whole() = %t", name, !want)
		}
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
