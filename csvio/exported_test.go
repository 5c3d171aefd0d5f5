package csvio_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio"
	"bulkdial/csvio/table"
	"bulkdial/dialer"
)

const exportedHeader = "phone,error,disposition,agent_call_id,bulkdial_error,attempts,outcome,end_reason,duration_seconds,last_attempt_at,bulkdial_row,bulkdial_campaign"

// TestExported: the rows of an export are those of its list. What export has added is no metadata and no part of the header; a hidden
// row stays hidden, and one that could not be read is called when somebody has looked at it.
func TestExported(t *testing.T) {
	t.Parallel()
	const from = ",rejected,,x,1,,,,,"
	text := exportedHeader + ",,\n+14155550101,'=1" + from + "2,campaign r1 a b.csv\n+14155550102,'ok" + from + "5 hidden,campaign r1 a b.csv,,\n" +
		"+14155550103," + from + "7 unread,campaign r1 a b.csv\n+14155550104," + from + "9 hidden unread,campaign r1 a b.csv\n"
	var origins []csvio.Origin
	contacts, err := readInput(strings.NewReader(text), table.InputConfig{Sheet: "List", IsCopy: csvio.IsCopy}, csvio.ContactsConfig{CheckOrigin: func(o csvio.Origin) error {
		origins = append(origins, o)
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for c, err := range contacts.All() {
		if e, ok := errors.AsType[*dialer.RowError](err); ok {
			got = append(got, fmt.Sprintf("%d %t %s %t", e.Row, e.Hidden, e.Code, contacts.Unread()))
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%d %t %s %q", c.Row, c.Hidden, c.Metadata, contacts.OwnCells()))
	}
	if diff := cmp.Diff([]string{
		`2 false {"error":"=1"} ["+14155550101" "=1" "" ""]`, `5 true {"error":"'ok"} ["+14155550102" "'ok" "" ""]`, "7 false row_unread true", "9 true row_unread true",
	}, got); diff != "" {
		t.Errorf("contacts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"phone", "error"}, contacts.ColumnNames()); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]csvio.Origin{{FirstRun: "r1", Results: "a b.csv"}}, origins); diff != "" {
		t.Errorf("origins (-want +got):\n%s", diff)
	}
}

// TestExportedRefuses: an export whose added columns were changed is not read further, because somebody could be called twice.
func TestExportedRefuses(t *testing.T) {
	t.Parallel()
	row := func(cells string) string {
		return exportedHeader + "\n+14155550101,x,rejected,,x,1,,,,,1,campaign r1 a.csv\n" + cells + "\n"
	}
	for name, tt := range map[string]struct{ text, want string }{
		"a column is missing":  {strings.Replace(row("x"), "outcome,", "", 1), "its last columns are not disposition"},
		"another name":         {strings.Replace(row("x"), "attempts", "tries", 1), "its last columns are not disposition"},
		"a column behind":      {strings.Replace(row("x"), "bulkdial_campaign", "bulkdial_campaign,more", 1), "its last columns are not disposition"},
		"no column of its own": {strings.Replace(row("x"), "phone,error,", "", 1), "its last columns are not disposition"},
		"no campaign":          {row("+14155550102,x,rejected,,x,1,,,,,2,"), "row 3: the cell of the column bulkdial_campaign does not name"},
		"another campaign":     {row("+14155550102,x,rejected,,x,1,,,,,2,campaign r2 a.csv"), "row 3: not r2"},
		"no row":               {row("+14155550102,x,rejected,,x,1,,,,,,campaign r1 a.csv"), "is not the row of the original file"},
		"the same row":         {row("+14155550102,x,rejected,,x,1,,,,,1,campaign r1 a.csv"), "is not the row of the original file"},
		"another mark":         {row("+14155550102,x,rejected,,x,1,,,,,2 maybe,campaign r1 a.csv"), "is not the row of the original file"},
		"a ragged row":         {row("+14155550102,x"), "row 3: the row has 2 cells instead of the 12 of the header"},
	} {
		contacts, err := readInput(strings.NewReader(tt.text), table.InputConfig{}, csvio.ContactsConfig{CheckOrigin: func(o csvio.Origin) error {
			if o.FirstRun != "r1" {
				return errors.New("not " + o.FirstRun)
			}
			return nil
		}})
		if err == nil {
			for _, err = range contacts.All() {
				if _, ok := errors.AsType[*dialer.RowError](err); err != nil && !ok {
					break
				}
			}
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

// TestExportedNames: a name that the file has is given a prefix, as often as it takes.
func TestExportedNames(t *testing.T) {
	t.Parallel()
	own := []string{"phone", "Disposition", "error", "bulkdial_error", "bulkdial_row"}
	names := csvio.ExportedNames(own)
	want := append([]string{"bulkdial_disposition", "agent_call_id", "bulkdial_bulkdial_error"}, csvio.ExportedColumns()[3:]...)
	want[8] = "bulkdial_bulkdial_row"
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	contacts, err := readInput(strings.NewReader(strings.Join(append(own, names...), ",")+"\n"), table.InputConfig{}, csvio.ContactsConfig{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(own, contacts.ColumnNames()); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
}

// TestOrigin: the cell that names a campaign is read as it was written.
func TestOrigin(t *testing.T) {
	t.Parallel()
	for _, o := range []csvio.Origin{{Results: "leads.results.csv"}, {FirstRun: "r1", Results: "../a b/c.csv"}, {Sandbox: true, FirstRun: "r1", Results: "/x.csv"}} {
		if got, err := csvio.ParseOrigin(o.String()); err != nil || got != o {
			t.Errorf("%q is %+v, %v; want %+v", o, got, err, o)
		}
	}
	for _, bad := range []string{"", "campaign", "campaign r1", "campaign r1 ", "other r1 x.csv", "r1 x.csv"} {
		if o, err := csvio.ParseOrigin(bad); err == nil {
			t.Errorf("%q is %+v", bad, o)
		}
	}
}

// TestEscaped: whatever a cell holds, an export that nothing takes for formulas is read as it was.
func TestEscaped(t *testing.T) {
	t.Parallel()
	cells := []string{"=1", "'=1", "''=1", "'", "'x", "+14155550101", "'+14155550101", " =1", "@x", "-5", "'-5"}
	for _, raw := range []bool{true, false} {
		var out bytes.Buffer
		w := table.PlainDialect().NewWriter(&out)
		w.Raw = raw
		header := append([]string{"phone"}, csvio.ExportedColumns()...)
		rows := [][]string{append([]string{"phone", "note"}, header[1:]...)}
		for i, cell := range cells {
			rows = append(rows, append([]string{"+14155550101", cell}, "pending", "", "", "", "", "", "", "", strconv.Itoa(i+1), "campaign - x.csv"))
		}
		for _, row := range rows {
			if err := w.Write(row); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		contacts, err := readInput(io.Reader(&out), table.InputConfig{}, csvio.ContactsConfig{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, err := range contacts.All() {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, contacts.OwnCells()[1])
		}
		if diff := cmp.Diff(cells, got); diff != "" {
			t.Errorf("raw %t (-want +got):\n%s", raw, diff)
		}
	}
}
