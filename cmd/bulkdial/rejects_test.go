package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/dialer"
)

// TestRejectsDialects: of the list in each encoding, delimiter and container, a file of rejects is read by the flags that the list was
// read by, and gives the same rejects again.
func TestRejectsDialects(t *testing.T) {
	t.Parallel()
	for _, name := range formatFiles(t, "README.md", "libreoffice.ods", "libreoffice.xls", "numeric.xlsx") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, err := filepath.Abs(filepath.Join(formatsFolder, name))
			if err != nil {
				t.Fatal(err)
			}
			kinds := [][]string{nil}
			switch text := delimiterFlag(name); {
			case strings.Contains(name, ".xlsx"):
				kinds = append(kinds, []string{"--encoding", "windows-1252", "--delimiter", "pipe"})
			case text != "":
				kinds = append(kinds, []string{"--delimiter", text})
			}
			for _, kind := range kinds {
				rejectTwice(t, path, slices.Concat(formatFlags(name), kind, []string{"--require", "note"}))
			}
		})
	}
}

// TestExportDialects: of the list in each encoding, delimiter and container, an export in each format is read by the flags that the list
// was read by, and gives the plan of the list. An export of it is the same.
func TestExportDialects(t *testing.T) {
	t.Parallel()
	for _, name := range formatFiles(t, "README.md", "libreoffice.ods", "libreoffice.xls", "numeric.xlsx") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, err := filepath.Abs(filepath.Join(formatsFolder, name))
			if err != nil {
				t.Fatal(err)
			}
			flags := append(formatFlags(name), "--require", "note", "--batch-size", "100")
			if text := delimiterFlag(name); text != "" {
				flags = append(flags, "--delimiter", text)
			}
			for _, format := range []string{"csv", "xlsx", "jsonl"} {
				exportTwice(t, path, format, flags)
			}
		})
	}
}

func exportTwice(t *testing.T, path, format string, flags []string) {
	t.Helper()
	folder := t.TempDir()
	flags = append(flags, "--results", filepath.Join(folder, "none.csv"))
	once, twice := filepath.Join(folder, "once."+format), filepath.Join(folder, "twice."+format)
	startFault(t, slices.Concat([]string{"export", path, "-o", once}, flags), nil).wait().want(t, exit.OK)
	startFault(t, slices.Concat([]string{"export", once, "-o", twice}, flags), nil).wait().want(t, exit.OK)
	want, got := planOf(t, exit.Look, nil, append(flags, path)...), planOf(t, exit.Look, nil, append(flags, once)...)
	// Of JSON Lines, numbers and truths become texts in the other formats.
	if strings.Contains(path, ".jsonl") && format != "jsonl" {
		want.First, got.First = nil, nil
	}
	type calls struct {
		Tally  dialer.Tally
		ToCall int
		First  string
	}
	if diff := cmp.Diff(calls{want.Tally, want.ToCall, string(want.First)}, calls{got.Tally, got.ToCall, string(got.First)}); diff != "" || got.ToCall == 0 {
		t.Errorf("%s, %v: the plan of the export (-list +export):\n%s", format, flags, diff)
	}
	if diff := cmp.Diff(read(t, once), read(t, twice)); diff != "" && format != "xlsx" { // whose parts have times
		t.Errorf("%s, %v: an export of the export (-first +second):\n%s", format, flags, diff)
	}
}

// delimiterFlag is the delimiter that the name of a file says; empty for one that says none.
func delimiterFlag(name string) string {
	for _, word := range []string{"semicolon", "pipe", "tab"} {
		if strings.Contains(name, "."+word) {
			return word
		}
	}
	return ""
}

func rejectTwice(t *testing.T, path string, flags []string) {
	t.Helper()
	folder := t.TempDir()
	bad, again := filepath.Join(folder, "bad.csv"), filepath.Join(folder, "again.csv")
	flags = append(flags, "--results", filepath.Join(folder, "none.csv"))
	first := planOf(t, exit.Look, nil, slices.Concat(flags, []string{path, "--rejects", bad})...)
	second := planOf(t, exit.Look, nil, slices.Concat(flags, []string{bad, "--rejects", again})...)
	if first.Tally.Invalid == 0 || second.Tally.Invalid != first.Tally.Invalid || second.ToCall != 0 || second.Causes[0].Code != first.Causes[0].Code {
		t.Errorf("%v: the rejects have %d invalid rows, want the %d of the list, for the same causes: %+v", flags, second.Tally.Invalid, first.Tally.Invalid, second.Causes)
	}
	if diff := cmp.Diff(read(t, bad), read(t, again)); diff != "" {
		t.Errorf("%v: rejects of the rejects (-first +second):\n%s", flags, diff)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(bytes.TrimSpace(content)) == 0 {
		t.Errorf("%s is empty", path)
	}
	return content
}
