package xlsx_test

import (
	"archive/zip"
	"bytes"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCut holds that a workbook that is cut anywhere gives no row at all.
func TestCut(t *testing.T) {
	for _, name := range []string{"libreoffice.xlsx", "exceljs.xlsx", "sheetjs.xlsx", "contacts.xlsx"} {
		content := readFile(t, name)
		for size := range content {
			if rows, err := readAll(content[:size], ""); err == nil || len(rows) > 0 {
				t.Fatalf("%s cut after %d bytes: %d rows, error %v", name, size, len(rows), err)
			}
		}
	}
}

// TestChanged holds that a workbook of which a bit was changed gives all rows as they were, where the bit does not
// matter, or none.
func TestChanged(t *testing.T) {
	content := readFile(t, "libreoffice.xlsx")
	want, err := readAll(content, "")
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for i := range content {
		bit := byte(1) << (i % 8)
		content[i] ^= bit
		got, err := readAll(content, "")
		content[i] ^= bit
		switch {
		case err == nil && !cmp.Equal(want, got):
			t.Fatalf("bit %#x of byte %d changed: %s", bit, i, cmp.Diff(want, got))
		case err != nil && len(got) > 0:
			t.Fatalf("bit %#x of byte %d changed: %d rows before %v", bit, i, len(got), err)
		case err != nil:
			refused++
		}
	}
	if refused < len(content)/2 {
		t.Errorf("%d of %d changes were noticed", refused, len(content))
	}
}

// TestHole holds that blocks of zeros, as a crash leaves them in a file, are noticed.
func TestHole(t *testing.T) {
	const block = 512
	whole := readFile(t, "libreoffice.xlsx")
	want, err := readAll(whole, "")
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at+block <= len(whole); at += block {
		content := bytes.Clone(whole)
		clear(content[at : at+block])
		if got, err := readAll(content, ""); err == nil && !cmp.Equal(want, got) || err != nil && len(got) > 0 {
			t.Errorf("a hole at %d: %d rows, %v", at, len(got), err)
		}
	}
}

// TestCutBehindInner holds that of a workbook which lost its end the workbook embedded in it is not taken for it.
func TestCutBehindInner(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	inner, err := z.CreateHeader(&zip.FileHeader{Name: "xl/embeddings/book.xlsx", Method: zip.Store})
	if err != nil {
		t.Fatal(err)
	}
	inner.Write(readFile(t, "sheetjs.xlsx"))
	if err := z.Flush(); err != nil {
		t.Fatal(err)
	}
	cut := b.Len()
	for name, content := range workbook(`<row><c><v>1</v></c></row>`, nil) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, content)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if rows, err := readAll(b.Bytes(), ""); err != nil || len(rows) != 1 {
		t.Fatalf("whole: %d rows, %v", len(rows), err)
	}
	rows, err := readAll(b.Bytes()[:cut], "")
	wantError(t, err, "cut off or damaged")
	if len(rows) > 0 {
		t.Errorf("%d rows of the inner workbook", len(rows))
	}
}
