package suppress

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"bulkdial/dialer"
)

// badEntries collects the entries of a list that cannot be read.
type badEntries struct {
	rejects *rejects
	count   int
	rows    []string
	first   error
}

// shownRows is the number of rows that an error names.
const shownRows = 5

// note takes the error about a cell, which may be nil.
func (b *badEntries) note(err error, sheetRow int, cell string) {
	if err == nil {
		return
	}
	if b.count++; b.first == nil {
		b.first = err
	}
	if len(b.rows) < shownRows {
		b.rows = append(b.rows, strconv.Itoa(sheetRow))
	}
	b.rejects.take(sheetRow, cell, err)
}

// err returns the error about all entries. Where it does not name all rows and its remedy is about no other field, it is one about
// Config.SuppressRejects.
func (b *badEntries) err() error {
	if b.count == 0 {
		return nil
	}
	if b.count == 1 {
		return fmt.Errorf("an entry cannot be read (row %s), because %w", b.rows[0], b.first)
	}
	rows := strings.Join(b.rows, ", ")
	all := b.count == len(b.rows)
	if !all {
		rows += ", …"
	}
	if b.rejects.path != "" {
		return fmt.Errorf("%d entries cannot be read (rows %s; all of them are in %s), the first because %w", b.count, rows, b.rejects.path, b.first)
	}
	err := fmt.Errorf("%d entries cannot be read (rows %s), the first because %w", b.count, rows, b.first)
	if all || hasField(err) {
		return err
	}
	return &dialer.FieldError{Field: "SuppressRejects", Err: fmt.Errorf("%w; name a file to have all of them written to it", err)}
}

// hasField reports whether the remedy of an error is about a field of a configuration.
func hasField(err error) bool {
	named, ok := errors.AsType[interface {
		error
		FieldName() string
	}](err)
	return ok && named.FieldName() != ""
}

// rejects writes all entries of all lists that cannot be read to a file: the list, the row, the cell, the reason.
type rejects struct {
	path string // empty: nothing is written

	file *os.File // nil before the first entry
	csv  *csv.Writer
	err  error
	list string
	// begin is the size of the file before the entries of the list.
	begin int64
}

// beginList says from which list the next entries are.
func (r *rejects) beginList(list string) {
	r.list = list
	if r.file != nil {
		r.csv.Flush()
		r.begin, _ = r.file.Seek(0, io.SeekCurrent) // a write fails too then
	}
}

// restartList removes the entries of the list, which is read again.
func (r *rejects) restartList() {
	if r.file == nil {
		return
	}
	r.csv.Flush()
	_, err := r.file.Seek(r.begin, io.SeekStart)
	r.err = errors.Join(r.err, err, r.file.Truncate(r.begin))
}

// take writes an entry.
func (r *rejects) take(sheetRow int, cell string, why error) {
	if r.path == "" || r.err != nil {
		return
	}
	if r.file == nil {
		r.err = r.create()
	}
	if r.err == nil {
		r.err = r.csv.Write([]string{r.list, strconv.Itoa(sheetRow), harmless(cell), why.Error()})
	}
}

// create makes the file. An existing file may hold corrections, so it is never overwritten.
func (r *rejects) create() error {
	var err error
	r.file, err = os.OpenFile(r.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fieldErrorf("SuppressRejects", "%s exists already: move it away, or name another file", r.path)
	}
	if err != nil {
		return err //nolint:wrapcheck // close says of what
	}
	const header = "list,row,entry,reason\n"
	r.begin = int64(len(header))
	r.csv = csv.NewWriter(r.file)
	_, err = r.file.WriteString(header)
	return err //nolint:wrapcheck // as above
}

// harmless returns a cell that a spreadsheet does not take for a formula.
func harmless(cell string) string {
	if strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "@") {
		return "'" + cell
	}
	return cell
}

// close closes the file and returns the error of the lists, with its own.
func (r *rejects) close(lists error) error {
	err := r.err
	if r.file != nil {
		r.csv.Flush()
		err = errors.Join(err, r.csv.Error(), r.file.Close())
	}
	switch {
	case err == nil:
		return lists
	case lists == nil:
		return fmt.Errorf("writing the entries that cannot be read: %w", err)
	}
	both := fmt.Errorf("%w; writing all of them: %w", lists, err)
	if hasField(err) {
		return &dialer.FieldError{Field: "SuppressRejects", Err: both}
	}
	return both
}
