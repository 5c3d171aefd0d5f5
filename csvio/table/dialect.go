package table

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"
)

// Dialect is how an input is written as CSV, so that InputConfig reads the copy as it has read the input.
type Dialect struct {
	delimiter rune
	// hint: the first line names the delimiter.
	hint bool
	// encoding is that of the text, or nil for UTF-8. mark: the text begins with a byte order mark.
	encoding encoding.Encoding
	mark     bool
	// named: InputConfig names an encoding that is not UTF-8, in which a text without a mark is read.
	named bool
}

// workbookDialect is the dialect for a workbook: spreadsheets know UTF-8 by the mark, which also overrides any encoding.
func workbookDialect(cfg InputConfig) Dialect {
	return Dialect{delimiter: delimiterOf(cfg), mark: true}
}

// delimiterOf is the delimiter of the copy of an input that is no CSV.
func delimiterOf(cfg InputConfig) rune { return cmp.Or(cfg.Delimiter, ',') }

// Dialect returns how a copy of the input is written.
func (i *Input) Dialect() Dialect { return i.dialect }

// PlainDialect is that of a table that is no copy of an input: UTF-8, and commas.
func PlainDialect() Dialect { return Dialect{delimiter: ','} }

// ReadsUTF8 reports whether the InputConfig of the input reads a text without a byte order mark as UTF-8.
func (d Dialect) ReadsUTF8() bool { return !d.named }

// Encodable returns a text with a question mark in place of each character that the encoding lacks.
func (d Dialect) Encodable(text string) string {
	if d.encoding == nil || isASCII(text) { // which no encoding lacks
		return text
	}
	return strings.Map(func(r rune) rune {
		if _, err := d.encoding.NewEncoder().String(string(r)); err != nil {
			return '?'
		}
		return r
	}, text)
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// DialectWriter writes rows in a Dialect. No cell is a formula for a spreadsheet that opens them, unless Raw is set.
type DialectWriter struct {
	// Raw: cells are written as Escaped says, also those that a spreadsheet takes for formulas.
	Raw bool

	dialect Dialect
	text    io.WriteCloser
	csv     *csv.Writer
	begun   bool
	cells   []string // of the row that is being written
}

// NewWriter returns a writer of rows to w. The first row is the header.
func (d Dialect) NewWriter(w io.Writer) *DialectWriter {
	text := io.WriteCloser(transform.NewWriter(w, transform.Nop))
	if d.encoding != nil {
		text = transform.NewWriter(w, d.encoding.NewEncoder())
	}
	t := &DialectWriter{dialect: d, text: text, csv: csv.NewWriter(text)}
	t.csv.Comma = d.delimiter
	return t
}

// Write writes a row, whose slice it does not keep. An error is one of the writer below, or says that the encoding lacks a character.
func (t *DialectWriter) Write(cells []string) error {
	if !t.begun {
		t.begun = true
		if err := t.begin(cells); err != nil {
			return err
		}
	}
	t.cells = t.cells[:0]
	for _, cell := range cells {
		if t.dialect.Encodable(cell) != cell {
			return fieldErrorf(fieldEncoding, "a cell holds a character that cannot be written in the encoding of the list: save the list as UTF-8")
		}
		if t.Raw {
			cell = Escaped(cell)
		} else {
			cell = neutralized(cell)
		}
		t.cells = append(t.cells, cell)
	}
	if err := t.csv.Write(t.cells); err != nil {
		return fmt.Errorf("writing a row: %w", err)
	}
	return nil
}

// begin writes what comes before the header. A hint keeps delimiters in the names of columns from being counted.
func (t *DialectWriter) begin(header []string) error {
	var before string
	if t.dialect.mark {
		before = "\ufeff"
	}
	if t.dialect.hint || slices.ContainsFunc(header, func(name string) bool { return strings.ContainsAny(name, Delimiters) }) {
		before += "sep=" + string(t.dialect.delimiter) + "\n"
	}
	if _, err := io.WriteString(t.text, before); err != nil {
		return fmt.Errorf("writing the header: %w", err)
	}
	return nil
}

// Close writes what is left.
func (t *DialectWriter) Close() error {
	t.csv.Flush()
	if err := errors.Join(t.csv.Error(), t.text.Close()); err != nil {
		return fmt.Errorf("writing the last rows: %w", err)
	}
	return nil
}

// neutralized returns a cell that no spreadsheet takes for a formula: one that may be has an apostrophe before it, which Revived
// removes.
func neutralized(cell string) string {
	if isFormula(cell) {
		return "'" + cell
	}
	return cell
}

// Escaped returns a cell as it is written where nothing takes it for a formula: as it is, but with an apostrophe more where Revived
// would remove one.
func Escaped(cell string) string {
	if Revived(cell) != cell {
		return "'" + cell
	}
	return cell
}

// Revived returns the cell of a copy as it was in the table that was copied: it undoes Escaped, and what a DialectWriter does to formulas.
func Revived(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && isFormula(rest) {
		return rest
	}
	return cell
}

// isFormula reports whether a spreadsheet may take a cell for a formula. Phone numbers are none, although they begin with a plus sign.
// Apostrophes and spaces before it do not count, so that neutralized and Revived agree.
func isFormula(cell string) bool {
	cell = strings.TrimLeft(cell, "' ")
	first, size := utf8.DecodeRuneInString(cell)
	switch first {
	case '=', '@', '\t', '\r', '\n', '＝', '＠':
		return true
	case '+', '-', '＋', '－':
		return strings.Trim(cell[size:], "0123456789 ().-/") != ""
	default:
		return false
	}
}
