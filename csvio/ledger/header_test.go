package ledger_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio"
	"bulkdial/csvio/ledger"
	"bulkdial/csvio/table"
)

// headed is the header of a contacts file; the first column has the numbers by default.
func headed(t *testing.T, header, number string) ledger.Header {
	t.Helper()
	in, err := table.OpenInput("-", strings.NewReader(header+"\n"), table.InputConfig{})
	if err != nil {
		t.Fatal(err)
	}
	contacts, err := csvio.NewContacts(in, csvio.ContactsConfig{NumberColumn: number})
	if err != nil {
		t.Fatal(err)
	}
	return ledger.Header{Columns: contacts.ColumnNames(), Number: contacts.NumberColumn()}
}

func TestColumnsOfLastRun(t *testing.T) {
	tests := []struct {
		name, was, wasNumber, is, isNumber string
		want                               *ledger.ColumnsError
	}{
		{"same", "phone,name,plan", "", "phone,name,plan", "", nil},
		{"another order", "phone,name,plan", "", "plan,phone,name", "", nil},
		{"space and unnamed columns", "phone,name", "", " phone ,,name,", "", nil},
		{"a rejects file", "phone,name", "", "reason,remedy,phone,name", "", nil},
		{"after a rejects file", "reason,remedy,phone,name", "", "phone,name", "", nil},
		{"gone", "phone,name,plan", "", "phone,name", "", &ledger.ColumnsError{Gone: []string{"plan"}}},
		{"new", "phone", "", "phone,a,b", "", nil},
		{"renamed", "phone,name", "", "phone,Name", "", &ledger.ColumnsError{Gone: []string{"name"}, New: []string{"Name"}}},
		{"another number column", "phone,mobile", "phone", "phone,mobile", "mobile", &ledger.ColumnsError{NumberWas: "phone", NumberIs: "mobile"}},
		{"number column renamed", "phone", "", "mobile", "", &ledger.ColumnsError{
			Gone: []string{"phone"}, New: []string{"mobile"}, NumberWas: "phone", NumberIs: "mobile",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := (ledger.Header{}).Check(headed(t, tt.is, tt.isNumber)); err != nil {
				t.Fatalf("before the first run: %v", err)
			}
			err := headed(t, tt.was, tt.wasNumber).Check(headed(t, tt.is, tt.isNumber))
			got, _ := errors.AsType[*ledger.ColumnsError](err)
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil && got == nil {
				t.Errorf("Check = %v (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestColumnsErrorText(t *testing.T) {
	e := &ledger.ColumnsError{
		Gone: []string{"a", "b", "c", "d", "e", "f", "g"}, New: []string{strings.Repeat("x", 100) + "\n"}, NumberWas: "a", NumberIs: "z",
	}
	want := `the columns are not those of the last run (gone: "a", "b", "c", "d", "e" and 2 more; new: "` + strings.Repeat("x", 60) + `"; ` +
		`the phone numbers were in "a" and now are in "z"): restore the header, or accept the new one`
	if diff := cmp.Diff(want, e.Error()); diff != "" {
		t.Errorf("Error (-want +got):\n%s", diff)
	}
}

// TestEarlierHeader: the file of columns of an earlier version is read, and nothing else is taken for one.
func TestEarlierHeader(t *testing.T) {
	t.Parallel()
	const good = `{"columns":["phone","name"],"number":"phone"}` + "\n"
	read := func(content string) (ledger.Header, error) {
		results := filepath.Join(t.TempDir(), "leads.results.csv")
		if err := os.WriteFile(results+".columns", []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return ledger.EarlierHeader(results)
	}
	h, err := read(good)
	if diff := cmp.Diff(ledger.Header{Columns: []string{"phone", "name"}, Number: "phone"}, h); err != nil || diff != "" {
		t.Errorf("EarlierHeader = %v (-want +got):\n%s", err, diff)
	}
	if h, err := ledger.EarlierHeader(filepath.Join(t.TempDir(), "leads.results.csv")); err != nil || h.Number != "" {
		t.Errorf("without a file: %v, %v", h, err)
	}
	for _, content := range []string{
		"", "\n", "{}\n", "null\n", good[:10], good[:len(good)-1], good + "\x00\n", good + good, `{"columns":["phone","name"],"number":""}` + "\n",
		`{"columns":["phone","name"],"number":"phone","more":1}` + "\n", `{"columns":"phone","number":"phone"}` + "\n",
	} {
		_, err := read(content)
		wantRecordError(t, err, "cannot be read")
	}
}
