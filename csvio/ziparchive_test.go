package csvio_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"bulkdial/csvio"
)

// zipOf packs files, each a name and a content.
func zipOf(tb testing.TB, files ...string) []byte {
	tb.Helper()
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err == nil {
			_, err = f.Write([]byte(files[i+1]))
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return packed.Bytes()
}

// TestZip: a text that is alone in a zip archive is read like a text.
func TestZip(t *testing.T) {
	const text = "phone,name\n+14155550101,Ann\n"
	for name, packed := range map[string][]byte{
		"CSV": zipOf(t, "leads.csv", text), "in a folder": zipOf(t, "a/", "", "a/leads.csv", text),
		"of a Mac": zipOf(t, "leads.csv", text, "__MACOSX/._leads.csv", "x", ".DS_Store", "y"), "any name": zipOf(t, "leads", text),
	} {
		in, err := csvio.NewInput(bytes.NewReader(packed), csvio.InputConfig{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		names, rows, err := csvio.Rows(in)
		if err != nil || strings.Join(names, ",") != "phone,name" || len(rows) != 1 || rows[0].Cells[1] != "Ann" {
			t.Errorf("%s: %v, %v, %v", name, names, rows, err)
		}
	}
	for name, tt := range map[string]struct {
		packed []byte
		says   string
	}{
		"two files":   {zipOf(t, "a.csv", text, "b.csv", text), "workbook or a zip archive"},
		"a workbook":  {zipOf(t, "[Content_Types].xml", "x"), "workbook or a zip archive"},
		"zip in zip":  {zipOf(t, "a.zip", string(zipOf(t, "a.csv", text))), "unpack it"},
		"a checksum":  {bytes.Replace(storedZip(t, text), []byte("Ann"), []byte("Anm"), 1), "damaged"},
		"a named one": {zipOf(t, "leads.csv", text), "name no sheet"},
	} {
		cfg := csvio.InputConfig{}
		if name == "a named one" {
			cfg.Sheet = "Sheet1"
		}
		in, err := csvio.NewInput(bytes.NewReader(tt.packed), cfg)
		if err == nil {
			_, _, err = csvio.Rows(in)
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
	f.Add(zipOf(f, "leads.csv", "phone\n+14155550101\n"))
	f.Add(storedZip(f, "phone\n+14155550101\n"))
	f.Add(zipOf(f, "a/", "", "a/b.jsonl", `{"phone":"+14155550101"}`))
	f.Fuzz(func(t *testing.T, packed []byte) {
		in, err := csvio.NewInput(bytes.NewReader(packed), csvio.InputConfig{MaxRowBytes: 1 << 10})
		if err == nil {
			_, _, err = csvio.Rows(in)
		}
		if err != nil && strings.ContainsAny(err.Error(), "\r\n") {
			t.Fatalf("error %q, want one line", err)
		}
	})
}
