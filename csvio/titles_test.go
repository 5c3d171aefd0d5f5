package csvio_test

import (
	"errors"
	"strings"
	"testing"

	"bulkdial/csvio"
	"bulkdial/csvio/table"
)

// TestTitles: rows above the header are named; what only looks like a header is not.
func TestTitles(t *testing.T) {
	const found = "seems to be the header, and what is above it a title"
	for _, tt := range []struct {
		name, text string
		cfg        csvio.ContactsConfig
		want       string
	}{
		{"a title", "Leads of March\nphone,name\n+1,Ada\n", csvio.ContactsConfig{}, "row 2 " + found},
		{"a title with commas", "Leads of March,\nphone,name\n+1,Ada\n", csvio.ContactsConfig{}, "row 2 " + found},
		{"a title and a date", "Leads,,\n2026-11-26,,\n,,\nname,Phone Number,city\n", csvio.ContactsConfig{}, "row 4 " + found},
		{"a title, then semicolons", "Leads of March\nphone;name\n+1;Ada\n", csvio.ContactsConfig{}, "row 2 " + found},
		{"a single column", "Leads\nphone\n+14155550101\n", csvio.ContactsConfig{}, "row 2 " + found},
		{"a named column", "Leads,\nTel Nr,name\n", csvio.ContactsConfig{NumberColumn: "tel_nr"}, "row 2 " + found},
		{"a value", "name,kind,tel\nAda,mobile,+14155550101\n", csvio.ContactsConfig{}, "no column is named like a phone number"},
		{"as wide", "name,kind\nAda,mobile\n", csvio.ContactsConfig{}, "no column is named like a phone number"},
		{"far below", "Leads\n" + strings.Repeat("x\n", 30) + "phone\n", csvio.ContactsConfig{}, "no column is named like a phone number"},
		{"no header at all", "+14155550101,Ada\nphone,name\n", csvio.ContactsConfig{}, "the header is missing"},
	} {
		_, err := readHeader(strings.NewReader(tt.text), tt.cfg)
		if e, ok := errors.AsType[*table.HeaderError](err); !ok || !strings.Contains(e.Reason, tt.want) {
			t.Errorf("%s: NewContacts = %v, want %q", tt.name, err, tt.want)
		}
	}
	cfg := table.InputConfig{}
	cfg.Workbook = cellSheets([][]string{{"Leads of March"}, {"", ""}, {"name", "Phone"}, {"Ada", "+14155550101"}})
	_, err := readInput(strings.NewReader("PK\x03\x04"), cfg, csvio.ContactsConfig{})
	if err == nil || !strings.Contains(err.Error(), "row 3 "+found) {
		t.Errorf("NewContacts of a workbook = %v, want %q", err, found)
	}
}
