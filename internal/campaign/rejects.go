package campaign

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"

	"bulkdial/csvio"
	"bulkdial/csvio/table"
	"bulkdial/dialer"
)

// Rejects says where the rows that cannot be called are written.
type Rejects struct {
	// Path is a file that does not exist yet; empty: none is written.
	Path string
	// Remedy is the text of a remedy, which may name where a setting is made.
	Remedy func(dialer.Reason) string
}

// rejects is a file of the rows that cannot be called, as they are in the contacts file, after the reason, the remedy and
// the number of the row. It is written in the dialect of the contacts file, so that the same flags read it.
type rejects struct {
	Rejects

	file  *os.File
	csv   *table.DialectWriter // nil before the first row
	count int
	err   error
}

// newRejects makes the file. An existing file may hold corrections, so it is never overwritten.
func newRejects(to Rejects) (*rejects, error) {
	if to.Path == "" {
		return nil, nil //nolint:nilnil // a nil *rejects takes nothing
	}
	file, err := os.OpenFile(to.Path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, fieldError("Rejects", "%s exists already and may hold corrections: move it away, or name another file", to.Path)
	}
	if err != nil {
		return nil, fmt.Errorf("making the file of rejects: %w", err)
	}
	return &rejects{Rejects: to, file: file}, nil
}

// take writes the row that contacts yielded last, if it cannot be called. Its cells are written as they were read, so that a
// row with too few or too many cells does not look like a good one when the file is run.
func (r *rejects) take(contacts *csvio.Contacts, d *dialer.Decision) {
	if r == nil || r.err != nil || d.LastWord != dialer.Invalid || d.Code == "" {
		return
	}
	dialect := contacts.Dialect()
	if r.count++; r.count == 1 {
		r.csv = dialect.NewWriter(r.file)
		r.write([]string{csvio.RejectsReason, csvio.RejectsRemedy, csvio.RejectsRow}, contacts.OwnHeader())
	}
	r.write([]string{dialect.Encodable(d.Cause), dialect.Encodable(r.Remedy(d.Reason)), strconv.Itoa(d.Contact.Row)}, contacts.OwnCells())
}

func (r *rejects) write(why, cells []string) {
	if r.err == nil {
		r.err = r.csv.Write(append(why, cells...))
	}
}

// close closes the file and returns the error of the plan, if any, else its own. The file is removed when it is empty, and
// when the plan or a row has failed, because it may not have all of the rows then.
func (r *rejects) close(plan error) error {
	if r == nil {
		return plan
	}
	err := r.err
	if r.csv != nil {
		err = errors.Join(err, r.csv.Close())
	}
	made, looking := r.file.Stat()
	err = errors.Join(err, r.file.Close())
	if plan != nil || r.err != nil || err == nil && r.count == 0 {
		// Another file that has taken the name since then stays.
		if named, errNamed := os.Lstat(r.Path); looking == nil && errNamed == nil && os.SameFile(made, named) {
			err = errors.Join(err, os.Remove(r.Path))
		}
	}
	if err != nil && plan == nil {
		return fmt.Errorf("writing the file of rejects: %w", err)
	}
	return plan
}
