package table_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"bulkdial/csvio/table"
	"bulkdial/csvio/table/tabletest"
)

// TestZip: a text that is alone in a zip archive is read like a text.
func TestZip(t *testing.T) {
	const text = "phone,name\n+14155550101,Ann\n"
	for name, packed := range map[string][]byte{
		"CSV": tabletest.Zipped(t, "leads.csv", text), "in a folder": tabletest.Zipped(t, "a/", "", "a/leads.csv", text),
		"of a Mac": tabletest.Zipped(t, "leads.csv", text, "__MACOSX/._leads.csv", "x", ".DS_Store", "y"), "any name": tabletest.Zipped(t, "leads", text),
	} {
		in, err := table.OpenInput("-", bytes.NewReader(packed), table.InputConfig{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		names, rows, err := rowsOf(in)
		if err != nil || strings.Join(names, ",") != "phone,name" || len(rows) != 1 || rows[0].Cells[1] != "Ann" {
			t.Errorf("%s: %v, %v, %v", name, names, rows, err)
		}
	}
	for name, tt := range map[string]struct {
		packed []byte
		says   string
	}{
		"two files":   {tabletest.Zipped(t, "a.csv", text, "b.csv", text), "workbook or a zip archive"},
		"a workbook":  {tabletest.Zipped(t, "[Content_Types].xml", "x"), "workbook or a zip archive"},
		"zip in zip":  {tabletest.Zipped(t, "a.zip", string(tabletest.Zipped(t, "a.csv", text))), "unpack it"},
		"a checksum":  {bytes.Replace(storedZip(t, text), []byte("Ann"), []byte("Anm"), 1), "damaged"},
		"a named one": {tabletest.Zipped(t, "leads.csv", text), "name no sheet"},
	} {
		cfg := table.InputConfig{}
		if name == "a named one" {
			cfg.Sheet = "Sheet1"
		}
		in, err := table.OpenInput("-", bytes.NewReader(tt.packed), cfg)
		if err == nil {
			_, _, err = rowsOf(in)
		}
		if err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want an error that says %q", name, err, tt.says)
		}
	}
}

// storedZip packs a text without compressing it.
func storedZip(tb testing.TB, text string) []byte {
	tb.Helper()
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	f, err := w.CreateHeader(&zip.FileHeader{Name: "leads.csv", Method: zip.Store})
	if err == nil {
		_, err = f.Write([]byte(text))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		tb.Fatal(err)
	}
	return packed.Bytes()
}

func FuzzZip(f *testing.F) {
	f.Add(tabletest.Zipped(f, "leads.csv", "phone\n+14155550101\n"))
	f.Add(storedZip(f, "phone\n+14155550101\n"))
	f.Add(tabletest.Zipped(f, "a/", "", "a/b.jsonl", `{"phone":"+14155550101"}`))
	f.Fuzz(func(t *testing.T, packed []byte) {
		in, err := table.OpenInput("-", bytes.NewReader(packed), table.InputConfig{MaxRowBytes: 1 << 10})
		if err == nil {
			_, _, err = rowsOf(in)
		}
		if err != nil && strings.ContainsAny(err.Error(), "\r\n") {
			t.Fatalf("error %q, want one line", err)
		}
	})
}
