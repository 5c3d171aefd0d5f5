package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// tornRows is how many contacts a file has that is torn, all of whom could be called.
const tornRows = 120

// tornContacts writes the contacts of a campaign as CSV, as JSON Lines and as a workbook.
func tornContacts(t *testing.T, c *faultCampaign) (text, objects, workbook []byte) {
	t.Helper()
	var csv, jsonl bytes.Buffer
	csv.WriteString("phone,name\n")
	rows := [][]string{{"phone", "name"}}
	for i, number := range c.numbers {
		name := fmt.Sprintf("Zoë %d", i*7919)
		fmt.Fprintf(&csv, "%s,%s\n", number, name)
		fmt.Fprintf(&jsonl, "{\"phone\": %q, \"name\": %q}\n", number, name)
		rows = append(rows, []string{number, name})
	}
	return csv.Bytes(), jsonl.Bytes(), workbookOf(t, rows)
}

// workbookOf makes a workbook of text cells.
func workbookOf(t *testing.T, rows [][]string) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for i := range rows {
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &rows[i]); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// cutsOf returns a content cut at its first bytes, at each fifth, and before each of its last bytes.
func cutsOf(content []byte) map[string][]byte {
	cuts := map[string][]byte{}
	for _, n := range []int{0, 1, 3, 5, 20, len(content) - 9, len(content) - 8, len(content) - 4, len(content) - 1} {
		cuts[fmt.Sprintf("at byte %d of %d", n, len(content))] = content[:n]
	}
	for fifth := 1; fifth < 5; fifth++ {
		n := len(content) * fifth / 5
		cuts[fmt.Sprintf("at byte %d of %d", n, len(content))] = content[:n]
	}
	return cuts
}

// TestTorn: contacts that were cut off while they were written are not called, wherever that was; when they are whole
// again, each contact is called.
func TestTorn(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, tornRows)
	text, objects, workbook := tornContacts(t, c)
	last := objects[bytes.LastIndexByte(objects[:len(objects)-1], '\n')+1:]
	tornLines := map[string][]byte{}
	for n := 1; n < len(last)-1; n += 4 {
		tornLines[fmt.Sprintf("in its last line, behind %s", last[:n])] = objects[:len(objects)-len(last)+n]
	}
	for name, test := range map[string]struct {
		end   string
		whole []byte
		torn  map[string][]byte
		// remedies are what a message may say, one of them: a file that is cut near its beginning is no file of its kind.
		remedies []string
	}{
		"gzip":       {".csv.gz", gzipOf(t, text), cutsOf(gzipOf(t, text)), []string{"copy or compress the file again", "save it as", "is empty", "name the column"}},
		"zstd":       {".csv.zst", zstdOf(t, text), cutsOf(zstdOf(t, text)), []string{"copy or compress the file again", "save it as", "is empty", "name the column"}},
		"xlsx":       {".xlsx", workbook, cutsOf(workbook), []string{"save it again", "save it as", "is empty", "name the column"}},
		"xlsx, gzip": {".xlsx.gz", gzipOf(t, workbook), cutsOf(gzipOf(t, workbook)), []string{"copy or compress the file again", "save it as", "is empty", "name the column"}},
		"JSON Lines": {".jsonl", objects, tornLines, []string{"copy"}},
		"an open quote": {".csv", text, map[string][]byte{
			"in the last row":  append(slices.Clip(text), "+14155559999,\"Bo\n"...),
			"in the first row": append([]byte("phone,name\n+14155559999,\"Bo\n"), text[len("phone,name\n"):]...),
		}, []string{"quote"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for where, torn := range test.torn {
				t.Run(where, func(t *testing.T) {
					c := &faultCampaign{t: t, path: filepath.Join(t.TempDir(), "leads"+test.end), numbers: c.numbers}
					api := newFaultServer(t, accepting)
					c.wantTorn(api, string(torn), test.remedies)
				})
			}
			whole := &faultCampaign{t: t, path: filepath.Join(t.TempDir(), "leads"+test.end), numbers: c.numbers}
			whole.rows(string(test.whole))
			api := newFaultServer(t, accepting)
			whole.run(api.url()).want(t, exit.OK)
			if len(api.called()) != tornRows {
				t.Errorf("%d called of a whole file, want %d", len(api.called()), tornRows)
			}
		})
	}
}

// wantTorn runs and plans torn contacts, and checks that no contact was called, nothing written, and the file named, with what
// to do.
func (c *faultCampaign) wantTorn(api *faultServer, torn string, remedies []string) {
	c.t.Helper()
	c.rows(torn)
	c.wantStopped(api, c.path, remedies, c.run(api.url()))
	c.wantStopped(api, c.path, remedies, startFault(c.t, []string{"plan", c.path}, nil).wait())
}

// wantStopped checks that a command ended before anybody was called, and that it named a file and a remedy.
func (c *faultCampaign) wantStopped(api *faultServer, path string, remedies []string, out outcome) {
	c.t.Helper()
	out.want(c.t, exit.Usage, path)
	if !slices.ContainsFunc(remedies, func(s string) bool { return strings.Contains(out.stderr, s) }) {
		c.t.Errorf("no remedy of %q: %s", remedies, out.stderr)
	}
	if n := api.requestCount(); n != 0 {
		c.t.Errorf("%d requests, want none", n)
	}
	files, err := filepath.Glob(filepath.Join(filepath.Dir(c.path), "*results*"))
	if err != nil {
		c.t.Fatal(err)
	}
	for _, name := range files {
		if text, err := os.ReadFile(name); err != nil || len(text) > 0 {
			c.t.Errorf("%s was written (%v): %q", name, err, text)
		}
	}
}

// TestTornSuppression: a suppression list that is not whole stops a campaign that is good itself, before anybody is
// called. Its missing part is not known.
func TestTornSuppression(t *testing.T) {
	t.Parallel()
	var list strings.Builder
	rows := [][]string{}
	for i := range 60 {
		number := fmt.Sprintf("+1212555%04d", i*37)
		rows = append(rows, []string{number})
		list.WriteString(number + "\n")
	}
	text := []byte(list.String())
	last := len(text) - len(rows[0][0]) - 1
	inLast := map[string][]byte{}
	for n := 1; n < len(rows[0][0]); n++ {
		inLast["behind "+string(text[last:last+n])] = text[:last+n]
	}
	workbook := workbookOf(t, rows)
	middle := func(entry string) []byte {
		return []byte("phone\n" + list.String() + entry + "\n" + list.String())
	}
	// What a message may say, one of them, below the name of the list.
	archive := []string{"copy or compress the file again", "save it as", "save it again", "is empty", "has no entries"}
	for name, test := range map[string]struct {
		end      string
		torn     map[string][]byte
		remedies []string
	}{
		"gzip": {".csv.gz", cutsOf(gzipOf(t, text)), archive},
		"zstd": {".zst", cutsOf(zstdOf(t, text)), archive},
		"xlsx": {".xlsx", cutsOf(workbook), archive},
		"text": {".csv", inLast, []string{"row 60"}},
		"an entry that cannot be read": {".csv", map[string][]byte{
			"a word":        middle("call me never"),
			"no region":     middle("212-555-0100"),
			"half a hash":   middle("sha256:0123456789abcdef"),
			"digits lost":   middle("1.21256E+10"),
			"two numbers":   middle("+12125550100 / +12125550101"),
			"ragged":        middle("+12125550100,Anna"),
			"quotes within": middle(`x"+12125550100"`),
		}, []string{"row 62", "row 62)"}},
		"an open quote": {".csv", map[string][]byte{"in the middle": middle(`"+12125550100`)}, []string{"row 62: a quote opens here"}},
		"no such list":  {".csv", map[string][]byte{"": nil}, []string{"no such file"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for where, torn := range test.torn {
				t.Run(where, func(t *testing.T) {
					c := newFaultCampaign(t, 3)
					path := filepath.Join(filepath.Dir(c.path), "stop"+test.end)
					if torn != nil {
						writeQuiet(t, path, torn)
					}
					api := newFaultServer(t, accepting)
					// A whole list beside it changes nothing.
					whole := filepath.Join(filepath.Dir(c.path), "whole.csv")
					writeQuiet(t, whole, text)
					flags := []string{"--suppress", whole, "--suppress", path}
					c.wantStopped(api, path, test.remedies, c.run(api.url(), flags...))
					c.wantStopped(api, path, test.remedies, startFault(t, append([]string{"plan", c.path}, flags...), nil).wait())
					c.recover(api, "--suppress", whole)
				})
			}
		})
	}
}
