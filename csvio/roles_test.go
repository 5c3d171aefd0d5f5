package csvio_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio"
	"bulkdial/csvio/table"
	"bulkdial/dialer"
)

// TestRoles: the column that a field of ContactsConfig names must be in the file, is no metadata, and its cells are in the
// contact.
func TestRoles(t *testing.T) {
	for field := range reflect.TypeFor[csvio.ContactsConfig]().Fields() {
		if !strings.HasSuffix(field.Name, "Column") {
			continue
		}
		var cfg csvio.ContactsConfig
		reflect.ValueOf(&cfg).Elem().FieldByIndex(field.Index).SetString("role")
		_, err := readHeader(strings.NewReader("phone,name\n"), cfg)
		if e, ok := errors.AsType[*table.HeaderError](err); !ok || e.Field != field.Name {
			t.Errorf("%s: without its column, NewContacts = %v, want a HeaderError of that field", field.Name, err)
		}
		cell := "7"
		if field.Name == "NotBeforeColumn" || field.Name == "ExpiresColumn" {
			cell = "2026-12-01T09:00:00Z"
		}
		none, some := roleContact(t, cell, csvio.ContactsConfig{}), roleContact(t, cell, cfg)
		if strings.Contains(string(some.Metadata), "role") {
			t.Errorf("%s: the metadata has its column: %s", field.Name, some.Metadata)
		}
		none.Metadata, some.Metadata = nil, nil
		if cmp.Equal(none, some) {
			t.Errorf("%s: the contact does not have its cell: %+v", field.Name, some)
		}
	}
}

// roleContact reads a contact with a cell in the column `role`.
func roleContact(t *testing.T, cell string, cfg csvio.ContactsConfig) *dialer.Contact {
	t.Helper()
	for c, err := range newContacts(t, strings.NewReader("phone,role\n+14155550123,"+cell+"\n"), cfg).All() {
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	t.Fatal("there is no contact")
	return nil
}
