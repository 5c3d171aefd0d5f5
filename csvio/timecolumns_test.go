package csvio_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"bulkdial/csvio"
	"bulkdial/dialer"
)

// TestTimeColumns: a time has a zone; a cell that is none makes the row invalid and leaves the others alone.
func TestTimeColumns(t *testing.T) {
	t.Parallel()
	tests := []struct{ cells, want string }{
		{",", "- -"},
		{" , \t", "- -"},
		{"2026-12-01T09:00:00-05:00,2026-12-02T00:00:00Z", "2026-12-01T14:00:00Z 2026-12-02T00:00:00Z"},
		{" 2026-12-01T09:00:00.25+05:30 ,", "2026-12-01T03:30:00.25Z -"},
		{",2026-12-02T00:00:00Z", "- 2026-12-02T00:00:00Z"},
		{"2026-12-01T09:00:00,", `time_zone_missing: the time in column "from" has no zone: add it, as in 2026-12-01T09:00:00-05:00, or Z for UTC`},
		{",2026-12-01 09:00:00", `time_zone_missing: the time in column "to" has no zone: add it`},
		{"2026-12-01T09:00,", "time_zone_missing: "},
		{"2026-12-01,", `time_invalid: the cell of column "from" is not a time of RFC 3339: write it like 2026-12-01T09:00:00-05:00, in a column of text`},
		{",tomorrow", `time_invalid: the cell of column "to" `},
		{"46357.375,", "time_invalid: "},
		{"1764579600,", "time_invalid: "},
		{"2026-12-01T24:00:00Z,", "time_invalid: "},
		{"2026-02-30T09:00:00Z,", "time_invalid: "},
		{"2026-12-01 09:00:00Z,", "time_invalid: "},
		{"0001-01-01T00:00:00Z,", "time_invalid: "},
		{"2026-12-01T09:00:00Z,2026-12-01T09:00:00Z", `time_window: the time in column "to" is not after the one in "from": correct one of them, or leave one empty`},
		{"2026-12-01T09:00:00-05:00,2026-12-01T13:59:59Z", "time_window: "},
	}
	var text strings.Builder
	text.WriteString("phone,from,to,name\n")
	for _, tt := range tests {
		text.WriteString("+14155550123," + tt.cells + ",Ann\n")
	}
	contacts := newContacts(t, strings.NewReader(text.String()), csvio.ContactsConfig{NotBeforeColumn: "from", ExpiresColumn: "to"})
	rows := 0
	for c, err := range contacts.All() {
		tt := tests[rows]
		rows++
		var got string
		if fault, ok := errors.AsType[*dialer.RowError](err); ok {
			got = fault.Code + ": " + fault.String()
		} else {
			got = shown(c.NotBefore) + " " + shown(c.Expires)
			if string(c.Metadata) != `{"name":"Ann"}` {
				t.Errorf("%s: metadata %s, want the other columns alone", tt.cells, c.Metadata)
			}
		}
		if exact := !strings.HasPrefix(tt.want, "time_"); got != tt.want && (exact || !strings.HasPrefix(got, tt.want)) {
			t.Errorf("%s: %s, want %s", tt.cells, got, tt.want)
		}
	}
	if rows != len(tests) {
		t.Errorf("%d rows, want %d", rows, len(tests))
	}
}

func shown(at time.Time) string {
	if at.IsZero() {
		return "-"
	}
	return at.UTC().Format(time.RFC3339Nano)
}
