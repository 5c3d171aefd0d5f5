package csvio_test

import (
	"errors"
	"strings"
	"testing"

	"bulkdial/csvio"
)

// TestNotATable: what is no table is named as what it is.
func TestNotATable(t *testing.T) {
	for file, want := range map[string]string{
		"<!DOCTYPE html><html><body>phone": "a web page", "\r\n <HTML>\n<table><tr><td>phone": "a web page", "<table border=1><tr>": "a web page",
		"\ufeff<html>": "a web page", "\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00": "a web page",
		"<?xml version=\"1.0\"?>\n<Workbook xmlns=": "an XML document", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n": "a PDF",
		`{\rtf1\ansi phone}`: "rich text", "MIME-Version: 1.0\nX": "a web archive", "BEGIN:VCARD\nTEL:+14155550101": "a vCard",
		"SQLite format 3\x00\x10": "a database", "\x89PNG\r\n\x1a\n\x00": "a picture", "\xff\xd8\xff\xe0\x00\x10JFIF": "a picture",
		"Rar!\x1a\x07\x01": "an archive", "7z\xbc\xaf\x27\x1c\x00\x04": "an archive", "BZh91AY&SY\x00": "an archive", "\xfd7zXZ\x00\x00": "an archive",
		strings.Repeat("\n", 70) + "<html>": "a web page",
	} {
		for _, packed := range []string{file, string(gzipped(t, []byte(file)))} {
			_, err := readHeader(strings.NewReader(packed), csvio.ContactsConfig{})
			e, ok := errors.AsType[*csvio.HeaderError](err)
			if !ok || !strings.Contains(e.Reason, "the file is "+want) && !strings.Contains(e.Reason, want) || !strings.Contains(e.Reason, "not a table: ") {
				t.Errorf("NewContacts of %q = %v, want a HeaderError with %q", shortened(file), err, want)
			}
		}
	}
	for _, file := range []string{"<phone>,phone\n", "par,phone\n", "gif,phone\n", "{\"phone\":\"1\"}\n", "BZhone,phone\n", "mm,phone\n"} {
		if _, err := readHeader(strings.NewReader(file), csvio.ContactsConfig{}); err != nil {
			t.Errorf("NewContacts of %q: %v", file, err)
		}
	}
}

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
		if e, ok := errors.AsType[*csvio.HeaderError](err); !ok || !strings.Contains(e.Reason, tt.want) {
			t.Errorf("%s: NewContacts = %v, want %q", tt.name, err, tt.want)
		}
	}
	cfg := csvio.InputConfig{}
	cfg.Workbook = cellSheets([][]string{{"Leads of March"}, {"", ""}, {"name", "Phone"}, {"Ada", "+14155550101"}})
	_, err := readInput(strings.NewReader("PK\x03\x04"), cfg, csvio.ContactsConfig{})
	if err == nil || !strings.Contains(err.Error(), "row 3 "+found) {
		t.Errorf("NewContacts of a workbook = %v, want %q", err, found)
	}
}

func shortened(text string) string { return text[:min(len(text), 40)] }
