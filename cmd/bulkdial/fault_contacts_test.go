package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/show"
)

// wideRows are rows of 1,500 bytes, so that 700 take more than the 1 MiB that a run compares at once. Their notes
// are random, so that they take no less when they are packed. The numbers begin with a prefix.
func wideRows(prefix string, n int) [][]string {
	random := rand.New(rand.NewPCG(1, 2))
	rows := [][]string{{"phone", "name", "note"}}
	for i := range n {
		note := make([]byte, 1470)
		for j := range note {
			note[j] = byte('a' + random.IntN(26))
		}
		rows = append(rows, []string{fmt.Sprintf("%s%04d", prefix, i), fmt.Sprintf("Contact %04d", i), string(note)})
	}
	return rows
}

const (
	oldNumbers = "+1415555"
	newNumbers = "+1628555"
)

// csvRows is the text of rows.
func csvRows(_ *testing.T, rows [][]string) []byte {
	var text bytes.Buffer
	for _, row := range rows {
		text.WriteString(strings.Join(row, ",") + "\n")
	}
	return text.Bytes()
}

// storedWorkbook is a workbook whose parts are not compressed.
func storedWorkbook(t *testing.T, rows [][]string) []byte {
	t.Helper()
	var sheet, book bytes.Buffer
	sheet.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	for i, row := range rows {
		fmt.Fprintf(&sheet, `<row r="%d">`, i+1)
		for j, cell := range row {
			fmt.Fprintf(&sheet, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+j, i+1, cell)
		}
		sheet.WriteString(`</row>`)
	}
	sheet.WriteString(`</sheetData></worksheet>`)
	const relations, office = "http://schemas.openxmlformats.org/package/2006/relationships", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	archive := zip.NewWriter(&book)
	for _, part := range [][2]string{
		{"_rels/.rels", `<Relationships xmlns="` + relations + `"><Relationship Id="r1" Type="` + office + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + office + `"><sheets><sheet name="People" sheetId="1" r:id="r1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + relations + `"><Relationship Id="r1" Type="` + office + `/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", sheet.String()},
	} {
		w, err := archive.CreateHeader(&zip.FileHeader{Name: part[0], Method: zip.Store})
		if err == nil {
			_, err = w.Write([]byte(part[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return book.Bytes()
}

// numbersOf returns the first cells of rows but the header.
func numbersOf(rows [][]string) []string {
	var numbers []string
	for _, row := range rows[1:] {
		numbers = append(numbers, row[0])
	}
	return numbers
}

// changedRun is a run whose contacts file is changed while its second request is awaited.
type changedRun struct {
	*faultCampaign

	api *faultServer
	out outcome
	sum show.SummaryJSON
}

// runChanged runs over a content, and changes the file when the second request has come and is not answered yet.
func runChanged(t *testing.T, content []byte, change func(t *testing.T, path string)) *changedRun {
	t.Helper()
	held, release := make(chan struct{}), make(chan struct{})
	c := &changedRun{
		faultCampaign: &faultCampaign{t: t, path: filepath.Join(t.TempDir(), "leads.csv")},
		api: newFaultServer(t, func(x *exchange) {
			if x.n == 2 {
				close(held)
				<-release
			}
			x.accept()
		}),
	}
	c.rows(string(content))
	p := startFault(t, c.args(), nil)
	select {
	case <-held:
		change(t, c.path)
		close(release)
	case <-p.exited:
		close(release)
		t.Fatalf("the run has ended with %d:\n%s", p.cmd.ProcessState.ExitCode(), p.stderr.String())
	}
	c.out = p.wait()
	c.readSummary()
	return c
}

func (c *changedRun) args() []string {
	return c.runArgs(c.api.url(), "--batch-size", "20", "--concurrency", "1", "--metadata", "name")
}

func (c *changedRun) readSummary() {
	c.t.Helper()
	text, err := os.ReadFile(c.summary())
	if err == nil {
		c.sum = show.SummaryJSON{}
		err = json.Unmarshal(text, &c.sum)
	}
	if err != nil {
		c.t.Fatalf("the summary: %v; the run has ended with %d:\n%s", err, c.out.code, c.out.stderr)
	}
}

// wantCalled checks that each of the numbers was called once, and none but them.
func (c *changedRun) wantCalled(numbers ...string) {
	c.t.Helper()
	want := map[string]int{}
	for _, number := range numbers {
		want[number] = 1
	}
	if got := c.api.called(); !maps.Equal(got, want) {
		for number, n := range got {
			if want[number] != n {
				c.t.Errorf("%s was called %d times, want %d", number, n, want[number])
				break
			}
		}
		c.t.Errorf("%d numbers were called, want %d", len(got), len(want))
	}
}

// rerun runs again over the file as it is, with a good end.
func (c *changedRun) rerun() {
	c.t.Helper()
	c.api.plays(accepting)
	c.out = startFault(c.t, c.args(), nil).wait()
	c.out.want(c.t, exit.OK)
	c.readSummary()
}

// overwritten writes a content over that of a file, which it does not cut.
func overwritten(content []byte, offset int64) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		t.Helper()
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err == nil {
			_, err = file.WriteAt(content, offset)
			file.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestFaultContactsChanged changes the contacts file while a run goes on: the run ends before a row is used that the
// plan has not seen, says how many rows it knows, and the next goes on with the file as it is then.
func TestFaultContactsChanged(t *testing.T) {
	t.Parallel()
	const n = 2000
	rows, others := wideRows(oldNumbers, n), wideRows(newNumbers, n)
	mixed := slices.Clone(rows)
	mixed[1500] = others[1500]
	for name, test := range map[string]struct {
		pack func(*testing.T, [][]string) []byte
		// now are the rows of the file after the change.
		now    [][]string
		change func(t *testing.T, path string, now []byte)
		says   string
	}{
		"overwritten":               {csvRows, others, overwrite, "have changed"},
		"one number":                {csvRows, mixed, overwrite, "have changed"},
		"the end left out":          {csvRows, rows[:1500], rewrite, "it was cut to"},
		"cut":                       {csvRows, rows[:1001], cutShort, "it was cut to"},
		"cut to the block":          {csvRows, rows[:702], cutToBlock, "it was cut to 1048576 bytes"}, // in the last of these rows
		"emptied and written again": {csvRows, others[:101], rewrite, "it was cut to"},
		"written again, longer":     {csvRows, wideRows(newNumbers, n+9), rewrite, "have changed"},
		"gzip":                      {gzipRows, others, rewrite, "have changed"},
		"zstd":                      {zstdRows, others, rewrite, "have changed"},
		"a workbook":                {storedWorkbook, others, overwrite, "have changed"},
		"a workbook, cut":           {storedWorkbook, others[:101], rewrite, "it was cut to"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := test.pack(t, test.now)
			c := runChanged(t, test.pack(t, rows), func(t *testing.T, path string) {
				t.Helper()
				test.change(t, path, now)
			})
			c.out.want(t, exit.Usage, c.path, "the file was changed during the run", test.says, "run the same command again")
			called := slices.Sorted(maps.Keys(c.api.called()))
			c.wantCalled(called...) // each once
			if numbers := numbersOf(rows); len(called) < 40 || len(called) >= 1400 || !slices.Equal(called, numbers[:len(called)]) {
				t.Errorf("%d were called: they are not the first of the %d", len(called), n)
			}
			if got := c.sum.Contacts; got.Rows != n || got.Accepted != len(called) || got.Pending != n-len(called) || c.sum.ExitCode != exit.Usage {
				t.Errorf("the summary says %+v, want %d rows of which %d were called", c.sum, n, len(called))
			}
			if c.sum.File == nil || !c.sum.File.Changed {
				t.Errorf("the summary says of the file %+v, want that it was changed", c.sum.File)
			}
			c.rerun()
			all := slices.Concat(called, numbersOf(test.now))
			slices.Sort(all)
			c.wantCalled(slices.Compact(all)...)
		})
	}
}

func overwrite(t *testing.T, path string, now []byte) {
	t.Helper()
	overwritten(now, 0)(t, path)
}

// rewrite does as most programs that save a file: it is emptied first.
func rewrite(t *testing.T, path string, now []byte) {
	t.Helper()
	if err := os.WriteFile(path, now, 0o600); err != nil {
		t.Fatal(err)
	}
}

func cutShort(t *testing.T, path string, now []byte) {
	t.Helper()
	truncate(t, path, len(now))
}

func cutToBlock(t *testing.T, path string, _ []byte) {
	t.Helper()
	truncate(t, path, 1<<20)
}

func truncate(t *testing.T, path string, size int) {
	t.Helper()
	if err := os.Truncate(path, int64(size)); err != nil {
		t.Fatal(err)
	}
}

func gzipRows(t *testing.T, rows [][]string) []byte {
	t.Helper()
	return gzipOf(t, csvRows(t, rows))
}

func zstdRows(t *testing.T, rows [][]string) []byte {
	t.Helper()
	return zstdOf(t, csvRows(t, rows))
}

// TestFaultContactsKept: what happens to the name of the contacts file, to its time, behind its end, or to rows that were
// read and compared, does not change who is called; the end says what there is to do.
func TestFaultContactsKept(t *testing.T) {
	t.Parallel()
	wide, added := wideRows(oldNumbers, 1600), wideRows(newNumbers, 1600)
	content, more := csvRows(t, wide), csvRows(t, added[:4])[len("phone,name,note\n"):]
	small := [][]string{{"phone", "name"}} // as a whole less than is compared at once
	for _, row := range wide[1:] {
		small = append(small, row[:2])
	}
	smallRows := csvRows(t, small)
	for name, test := range map[string]struct {
		content []byte
		numbers []string
		change  func(t *testing.T, path string)
		says    []string // in the summary; none: nothing is to be said
		file    string   // what the summary says of the file
		later   []string // those whom the next run calls
	}{
		"a new time": {content, numbersOf(wide), func(t *testing.T, path string) {
			t.Helper()
			if err := os.Chtimes(path, time.Time{}, time.Now().Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
		}, nil, `{false 0 false false false}`, nil},
		"the same written again in place": {content, numbersOf(wide), overwritten(content, 0), nil, `{false 0 false false false}`, nil},
		"rows appended": {
			content, numbersOf(wide), overwritten(more, int64(len(content))),
			[]string{fmt.Sprintf("%d bytes were appended", len(more)), "run again to call them"},
			fmt.Sprintf(`{false %d false false false}`, len(more)), numbersOf(added[:4]),
		},
		"the last row goes on": {
			content[:len(content)-1], numbersOf(wide), overwritten(append([]byte("more\n"), more...), int64(len(content)-1)),
			[]string{fmt.Sprintf("%d bytes were appended", len(more)+5), "its last row had no line break and was read as it was before"},
			fmt.Sprintf(`{false %d true false false}`, len(more)+5), numbersOf(added[:4]),
		},
		"renamed over": {content, numbersOf(wide), func(t *testing.T, path string) {
			t.Helper()
			rewrite(t, path+".new", csvRows(t, added))
			if err := os.Rename(path+".new", path); err != nil {
				t.Fatal(err)
			}
		}, []string{"is a new file now", "run again"}, `{false 0 false true false}`, numbersOf(added)},
		"removed": {content, numbersOf(wide), func(t *testing.T, path string) {
			t.Helper()
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}, []string{"was removed or renamed"}, `{false 0 false false true}`, nil},
		"small, overwritten": {smallRows, numbersOf(small), overwritten(bytes.ReplaceAll(smallRows, []byte(oldNumbers), []byte(newNumbers)), 0), nil, `{false 0 false false false}`, nil},
		"small, cut": {smallRows, numbersOf(small), func(t *testing.T, path string) {
			t.Helper()
			truncate(t, path, len(smallRows)*3/5)
		}, nil, `{false 0 false false false}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := runChanged(t, test.content, test.change)
			c.out.want(t, exit.OK, test.says...)
			for _, say := range test.says {
				if !strings.Contains(c.out.stdout, say) {
					t.Errorf("the summary does not say %q:\n%s", say, c.out.stdout)
				}
			}
			if test.says == nil && strings.Contains(c.out.stdout, "note:") {
				t.Errorf("the summary has a note:\n%s", c.out.stdout)
			}
			c.wantCalled(test.numbers...)
			if got := c.sum.Contacts; got.Rows != len(test.numbers) || got.Accepted != len(test.numbers) || c.sum.ExitCode != exit.OK {
				t.Errorf("the summary says %+v, want %d rows, all called", c.sum, len(test.numbers))
			}
			if c.sum.File == nil || fmt.Sprint(*c.sum.File) != test.file {
				t.Errorf("the summary says of the file %+v, want %s", c.sum.File, test.file)
			}
			if test.later != nil {
				c.rerun()
				c.wantCalled(slices.Concat(test.numbers, test.later)...)
			}
		})
	}
}

// TestFaultContactsPipe: what can be read only once is not opened by its name: it would be waited for, and half of it
// would be lost between two passes.
func TestFaultContactsPipe(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 1)
	c.path = filepath.Join(t.TempDir(), "fifo.csv")
	if err := syscall.Mkfifo(c.path, 0o600); err != nil {
		t.Skip(err)
	}
	c.run("http://127.0.0.1:1").want(t, exit.Usage, c.path, "standard input")
	for _, command := range []string{"plan", "status"} {
		startFault(t, []string{command, c.path}, nil).wait().want(t, exit.Usage, c.path, "standard input")
	}
}
