package xlsx_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// contacts is the list that all files in testdata/formats hold, as rows of a sheet.
func contacts(t *testing.T) []numbered {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(readFile(t, "contacts.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]numbered, 0, len(records))
	for i, cells := range records {
		for len(cells) > 0 && cells[len(cells)-1] == "" {
			cells = cells[:len(cells)-1]
		}
		rows = append(rows, numbered{i + 1, cells})
	}
	return rows
}

// numeric is the list with the phone column typed as numbers, which drops all but the digits.
func numeric(t *testing.T) []numbered {
	t.Helper()
	rows := contacts(t)
	for _, row := range rows[1:] {
		row.Cells[0] = strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, row.Cells[0])
	}
	return rows
}

func TestRealWorkbooks(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(formats, "*.xlsx"))
	if err != nil || len(files) < 6 {
		t.Fatalf("found %d workbooks, %v", len(files), err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			want := contacts(t)
			if name == "numeric.xlsx" {
				want = numeric(t)
			}
			got, err := readAll(readFile(t, name), "")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
}

// TestUncommonWorkbooks: cells without references, and the strict form of the format, which some programs write.
func TestUncommonWorkbooks(t *testing.T) {
	for name, want := range map[string][]numbered{
		"testdata/no-r.xlsx": {
			{1, []string{"what", "phone"}}, {2, []string{"nor", "14155550101"}}, {7, []string{"r7", "14155550102"}}, {8, []string{"after", "14155550103"}},
		},
		"testdata/strict.xlsx": {
			{1, []string{"what", "phone"}}, {2, []string{"strict", "14155550101"}}, {3, []string{"strict s", "+14155550102"}},
		},
	} {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := readAll(content, "")
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: rows (-want +got):\n%s", name, diff)
		}
	}
}
