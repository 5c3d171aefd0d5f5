package csvio_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio"
)

// TestColumnNames leaves out what rows add, and what plan --rejects puts before a file's own columns.
func TestColumnNames(t *testing.T) {
	row := values(`"+1"`, `"x"`)
	row.Added = []string{"later"}
	contacts, err := csvio.NewContacts(newTypedRows([]string{"phone"}, row), csvio.ContactsConfig{})
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range contacts.All() {
		if err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"phone", "later"}, contacts.Header()); diff != "" {
		t.Errorf("Header (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"phone"}, contacts.ColumnNames()); diff != "" {
		t.Errorf("ColumnNames (-want +got):\n%s", diff)
	}
}
