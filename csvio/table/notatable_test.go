package table_test

import (
	"errors"
	"strings"
	"testing"

	"bulkdial/csvio/table"
	"bulkdial/csvio/table/tabletest"
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
		for _, packed := range []string{file, string(tabletest.Gzipped(t, []byte(file)))} {
			err := headerOf(strings.NewReader(packed), table.InputConfig{})
			e, ok := errors.AsType[*table.HeaderError](err)
			if !ok || !strings.Contains(e.Reason, "the file is "+want) && !strings.Contains(e.Reason, want) || !strings.Contains(e.Reason, "not a table: ") {
				t.Errorf("the header of %q = %v, want a HeaderError with %q", shortened(file), err, want)
			}
		}
	}
	for _, file := range []string{"<phone>,phone\n", "par,phone\n", "gif,phone\n", "{\"phone\":\"1\"}\n", "BZhone,phone\n", "mm,phone\n"} {
		if err := headerOf(strings.NewReader(file), table.InputConfig{}); err != nil {
			t.Errorf("the header of %q: %v", file, err)
		}
	}
}

func shortened(text string) string { return text[:min(len(text), 40)] }
