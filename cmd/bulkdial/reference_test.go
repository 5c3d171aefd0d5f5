package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var updateReference = flag.Bool("reference.update", false, "write the pages of docs/reference again")

// referenceFolder has the pages of the reference, from the root of the repository.
const referenceFolder = "docs/reference"

// TestReference: the pages of docs/reference are what the code says: its table of flags, its types and their comments, and the events
// that it logs. -reference.update writes them.
func TestReference(t *testing.T) {
	t.Parallel()
	src := &sources{t: t}
	pages := map[string]string{"flags.md": flagsPage(), "files.md": filesPage(src), "json.md": jsonPage(src), "log.md": logPage(src)}
	for name, text := range pages {
		path := filepath.Join(repository, referenceFolder, name)
		if *updateReference {
			writeFile(t, path, text)
			if err := os.Chmod(path, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		kept, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.Split(string(kept), "\n"), strings.Split(text, "\n")); diff != "" {
			t.Errorf("%s/%s is not what the code says (-page +code); run go test ./cmd/bulkdial -run TestReference -reference.update\n%s", referenceFolder, name, diff)
		}
	}
	files, err := os.ReadDir(filepath.Join(repository, referenceFolder))
	if err != nil || len(files) != len(pages) {
		t.Errorf("%s has %d files, and the code makes %d: %v", referenceFolder, len(files), len(pages), err)
	}
}

// page is a page of the reference.
type page struct{ strings.Builder }

// newPage begins a page.
func newPage(title, intro string) *page {
	p := &page{}
	p.printf("<!-- Made by TestReference of cmd/bulkdial from the code: change that, and run it with -reference.update. -->\n\n# %s\n\n%s\n", title, intro)
	return p
}

func (p *page) printf(format string, args ...any) { _, _ = fmt.Fprintf(&p.Builder, format, args...) }

func (p *page) heading(text string) { p.printf("\n## %s\n\n", text) }

// table begins a table.
func (p *page) table(columns ...string) {
	p.row(columns...)
	p.row(strings.Split(strings.Repeat("---,", len(columns)-1)+"---", ",")...)
}

// row adds a row to a table.
func (p *page) row(cells ...string) {
	for i := range cells {
		cells[i] = strings.ReplaceAll(strings.Join(strings.Fields(cells[i]), " "), "|", `\|`)
	}
	p.printf("| %s |\n", strings.Join(cells, " | "))
}

// code is a text in the type of code.
func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + text + "`"
}
