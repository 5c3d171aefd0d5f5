package ledger_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio"
	"bulkdial/csvio/ledger"
)

// headed is the header of a contacts file; the first column has the numbers by default.
func headed(t *testing.T, header, number string) ledger.Header {
	t.Helper()
	in, err := csvio.OpenInput("-", strings.NewReader(header+"\n"), csvio.InputConfig{})
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
		{"new", "phone", "", "phone,a,b", "", &ledger.ColumnsError{New: []string{"a", "b"}}},
		{"renamed", "phone,name", "", "phone,Name", "", &ledger.ColumnsError{Gone: []string{"name"}, New: []string{"Name"}}},
		{"another number column", "phone,mobile", "phone", "phone,mobile", "mobile", &ledger.ColumnsError{NumberWas: "phone", NumberIs: "mobile"}},
		{"number column renamed", "phone", "", "mobile", "", &ledger.ColumnsError{
			Gone: []string{"phone"}, New: []string{"mobile"}, NumberWas: "phone", NumberIs: "mobile",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			results := filepath.Join(t.TempDir(), "leads.results.csv")
			if err := ledger.CheckHeader(results, headed(t, tt.is, tt.isNumber)); err != nil {
				t.Fatalf("before the first run: %v", err)
			}
			if err := ledger.SaveHeader(results, headed(t, tt.was, tt.wasNumber)); err != nil {
				t.Fatal(err)
			}
			err := ledger.CheckHeader(results, headed(t, tt.is, tt.isNumber))
			got, _ := errors.AsType[*ledger.ColumnsError](err)
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil && got == nil {
				t.Errorf("CheckColumns = %v (-want +got):\n%s", err, diff)
			}
			if err := ledger.SaveHeader(results, headed(t, tt.is, tt.isNumber)); err != nil {
				t.Fatal(err)
			}
			if err := ledger.CheckHeader(results, headed(t, tt.is, tt.isNumber)); err != nil {
				t.Errorf("after the new columns are kept: %v", err)
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

// TestColumnsFile compares the file with its specification.
func TestColumnsFile(t *testing.T) {
	results := filepath.Join(t.TempDir(), "leads.results.csv")
	if err := ledger.SaveHeader(results, headed(t, "name, Phone ,<é>", "")); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(results + ".columns")
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"columns":["name","Phone","\u003cé\u003e"],"number":"Phone"}` + "\n"; string(content) != want {
		t.Errorf("the file holds %s, want %s", content, want)
	}
	info, err := os.Stat(results + ".columns")
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v, want mode 0600", info, err)
	}
	if names, err := filepath.Glob(filepath.Join(filepath.Dir(results), "*")); err != nil || len(names) != 1 {
		t.Errorf("the folder holds %q, %v, want the file alone", names, err)
	}
	if err := ledger.CheckHeader(results, headed(t, "name,Phone,<é>", "")); err != nil {
		t.Error(err)
	}
}

func TestDamagedColumns(t *testing.T) {
	const good = `{"columns":["phone","name"],"number":"phone"}` + "\n"
	contacts := headed(t, "phone,name", "")
	for _, content := range []string{
		"", "\n", "{}\n", "null\n", good[:10], good[:len(good)-1], good + "\n", good + good, `{"columns":["phone","name"],"number":""}` + "\n",
		`{"columns":["phone","name"],"number":"phone","more":1}` + "\n", `{"columns":"phone","number":"phone"}` + "\n",
	} {
		results := filepath.Join(t.TempDir(), "leads.results.csv")
		if err := os.WriteFile(results+".columns", []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		err := ledger.CheckHeader(results, contacts)
		if _, ok := errors.AsType[*ledger.ColumnsFileError](err); !ok || !strings.Contains(err.Error(), "accept the header") {
			t.Errorf("%q gives %v, want a ColumnsFileError with a remedy", content, err)
		}
		if err := ledger.SaveHeader(results, contacts); err != nil {
			t.Fatal(err)
		}
		if err := ledger.CheckHeader(results, contacts); err != nil {
			t.Errorf("after the columns are kept again: %v", err)
		}
	}
}

func TestColumnsCannotBeKept(t *testing.T) {
	results := filepath.Join(t.TempDir(), "no such folder", "leads.results.csv")
	if err := ledger.SaveHeader(results, headed(t, "phone", "")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("SaveColumns = %v, want that the folder is not there", err)
	}
	results = filepath.Join(t.TempDir(), "leads.results.csv")
	if err := os.Mkdir(results+".columns", 0o700); err != nil {
		t.Fatal(err)
	}
	contacts := headed(t, "phone", "")
	if err := ledger.CheckHeader(results, contacts); err == nil || !strings.Contains(err.Error(), "reading the columns") {
		t.Errorf("CheckColumns of a folder = %v", err)
	}
	if err := ledger.SaveHeader(results, contacts); err == nil || !strings.Contains(err.Error(), "saving the columns") {
		t.Errorf("SaveColumns over a folder = %v", err)
	}
	if left, err := filepath.Glob(results + ".columns.*"); err != nil || len(left) > 0 {
		t.Errorf("%q, %v are left behind", left, err)
	}
}
