package csvio_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"bulkdial/csvio"
	"bulkdial/dialer"
)

// TestConsent: the time of a consent is that of RFC 3339, or the first moment of a date anywhere; a cell that is neither is a fault of its row.
func TestConsent(t *testing.T) {
	for cell, want := range map[string]time.Time{
		"":                          {},
		"2026-11-01":                time.Date(2026, 10, 31, 10, 0, 0, 0, time.UTC),
		"2026-11-01T10:00:00-05:00": time.Date(2026, 11, 1, 15, 0, 0, 0, time.UTC),
	} {
		c := consentRow(t, cell)
		if got, err := c(); err != nil || !got.ConsentAt.Equal(want) {
			t.Errorf("%q: %+v, %v", cell, got, err)
		}
	}
	for _, cell := range []string{"yes", "01/11/2026", "2026-11-01T10:00:00"} {
		_, err := consentRow(t, cell)()
		if _, ok := errors.AsType[*dialer.RowError](err); !ok {
			t.Errorf("%q: %v", cell, err)
		}
	}
}

// consentRow reads a row with a cell in the column of consents.
func consentRow(t *testing.T, cell string) func() (*dialer.Contact, error) {
	t.Helper()
	return func() (*dialer.Contact, error) {
		for c, err := range newContacts(t, strings.NewReader("phone,consent\n+14155550123,"+cell+"\n"), csvio.ContactsConfig{RequireConsent: "consent"}).All() {
			return c, err
		}
		return nil, errors.New("no row")
	}
}
