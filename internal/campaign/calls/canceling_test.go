package calls_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/dialer/track"
	"bulkdial/internal/campaign/calls"
	"bulkdial/internal/campaign/fileset"
)

const (
	resultsHeader = "row,id,to_number,disposition,agent_call_id,error_code,error,attempt,batch,http_status,request_id,from_number_id,at\n"
	callsHeader   = "agent_call_id,row,id,to_number,from_number,attempt,batch,outcome,status,end_reason,started_at,ended_at,duration_seconds,error,summary,recorded_at\n"
)

// resultLine and cdrLine are lines of the two files about the call of a row.
func resultLine(row, disposition, id string) string {
	return row + ",,+1415555010" + row + "," + disposition + "," + id + ",,,1,r1.1,200,,ap_x,2026-11-23T08:30:00.000Z\n"
}

func cdrLine(row, id, outcome string) string {
	return id + "," + row + ",,+1415555010" + row + ",,1,r1.1," + outcome + ",completed,,,,,,,2026-11-23T08:31:00.000Z\n"
}

// canceler is an API all of whose calls can be canceled, but those that ring once.
type canceler struct {
	dialer.Calls

	mu       sync.Mutex
	canceled []string
	rings    map[string]bool
	// after is called after each request; it may be nil.
	after func()
}

func (c *canceler) Cancel(_ context.Context, id string) (dialer.CallRecord, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.after != nil {
		defer c.after()
	}
	if c.rings[id] {
		return dialer.CallRecord{}, &dialer.APIError{HTTPStatus: 400}
	}
	c.canceled = append(c.canceled, id)
	return dialer.CallRecord{ID: id, Status: "completed", EndReason: "api_cancelled"}, nil
}

func (c *canceler) Get(_ context.Context, id string) (dialer.CallRecord, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.rings, id)
	return dialer.CallRecord{ID: id, Status: "created"}, nil
}

// namedFiles are the files of a campaign in a folder of their own, with these texts.
func namedFiles(t *testing.T, texts map[string]string) (fileset.Files, string) {
	t.Helper()
	dir := t.TempDir()
	files, err := fileset.Name(filepath.Join(dir, "leads.csv"), "", false, dialer.Shard{})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range texts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return files, dir
}

// TestCancelWhich: the calls of all shards are canceled that were accepted, or may have been placed, and have no CDR in any file. No
// file is changed.
func TestCancelWhich(t *testing.T) {
	t.Parallel()
	texts := map[string]string{
		"leads.results.csv": resultsHeader + resultLine("1", "accepted", "ac_1") + resultLine("2", "accepted", "ac_2") +
			resultLine("3", "rejected", "ac_3") + resultLine("4", "unknown", "ac_4") + resultLine("5", "unknown", ""),
		"leads.results.2-of-3.csv": resultsHeader + resultLine("6", "accepted", "ac_6") + resultLine("7", "accepted", "ac_7"),
		"leads.calls.csv":          callsHeader + cdrLine("1", "ac_1", "answered"),
		"leads.calls.1-of-2.csv":   callsHeader + cdrLine("7", "ac_7", "busy") + "ac_6,6,",
	}
	files, dir := namedFiles(t, texts)
	api := &canceler{}
	n, err := calls.Cancel(t.Context(), &files, calls.CancelConfig{Calls: api, Speed: 1e6})
	if diff := cmp.Diff(track.Cancellation{Canceled: 3, Over: 2}, n); diff != "" || err != nil {
		t.Errorf("Cancel() = %v (-want +got):\n%s", err, diff)
	}
	if slices.Sort(api.canceled); !slices.Equal(api.canceled, []string{"ac_2", "ac_4", "ac_6"}) {
		t.Errorf("canceled = %q", api.canceled)
	}
	entries, _ := os.ReadDir(dir)
	for _, entry := range entries {
		if text, _ := os.ReadFile(filepath.Join(dir, entry.Name())); string(text) != texts[entry.Name()] {
			t.Errorf("%s is now %q", entry.Name(), text)
		}
	}
}

// TestCancelGrown: each round knows the calls, and the CDRs, that were written since the one before.
func TestCancelGrown(t *testing.T) {
	t.Parallel()
	files, dir := namedFiles(t, map[string]string{"leads.results.csv": resultsHeader + resultLine("1", "accepted", "ac_1") + resultLine("2", "accepted", "ac_2")})
	api := &canceler{rings: map[string]bool{"ac_1": true, "ac_2": true}}
	api.after = func() {
		if len(api.rings) == 0 {
			return
		}
		// While the first ones ring, another one is placed, and ac_2 is recorded.
		err := errors.Join(
			os.WriteFile(filepath.Join(dir, "leads.results.csv"), []byte(resultsHeader+resultLine("1", "accepted", "ac_1")+
				resultLine("2", "accepted", "ac_2")+resultLine("3", "accepted", "ac_3")), 0o600),
			os.WriteFile(filepath.Join(dir, "leads.calls.csv"), []byte(callsHeader+cdrLine("2", "ac_2", "no_answer")), 0o600))
		if err != nil {
			t.Error(err)
		}
	}
	n, err := calls.Cancel(t.Context(), &files, calls.CancelConfig{Calls: api, Speed: 1e3, For: time.Minute})
	if diff := cmp.Diff(track.Cancellation{Canceled: 2, Over: 1}, n); diff != "" || err != nil {
		t.Errorf("Cancel() = %v (-want +got):\n%s", err, diff)
	}
}

// TestCancelNothing: a campaign without results has no calls, and a damaged file is an error.
func TestCancelNothing(t *testing.T) {
	t.Parallel()
	files, _ := namedFiles(t, nil)
	if n, err := calls.Cancel(t.Context(), &files, calls.CancelConfig{}); err != nil || n.Total() != 0 {
		t.Errorf("Cancel() = %+v, %v", n, err)
	}
	for name, text := range map[string]string{
		"leads.calls.csv": callsHeader + cdrLine("1", "ac_1", "rang"), "leads.results.csv": resultsHeader + resultLine("1", "taken", "ac_1"),
	} {
		files, _ := namedFiles(t, map[string]string{name: text})
		_, err := calls.Cancel(t.Context(), &files, calls.CancelConfig{})
		if damage, ok := errors.AsType[*ownfile.RecordError](err); !ok || !strings.HasSuffix(damage.Path, name) {
			t.Errorf("Cancel() = %v", err)
		}
	}
}
