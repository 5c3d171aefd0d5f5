package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"bulkdial/csvio"
	"bulkdial/dialer"
)

// rejects is a file of the rows that cannot be called, as they stand in the contacts file, behind why and what to do.
type rejects struct {
	path  string
	file  *os.File
	csv   *csv.Writer
	count int
	err   error
}

// newRejects makes the file at path; an empty path asks for none. A file that is there may hold somebody's corrections,
// so it is never written over.
func newRejects(path string) (*rejects, error) {
	if path == "" {
		return nil, nil //nolint:nilnil // a nil *rejects takes nothing
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, usagef("--rejects %s is there already and may hold corrections: move it away, or name another file", path)
	}
	if err != nil {
		return nil, fmt.Errorf("making the file of rejects: %w", err)
	}
	return &rejects{path: path, file: file, csv: csv.NewWriter(file)}, nil
}

// take writes the row that contacts yielded last, if it cannot be called. Its cells stand as they were read, so that a
// row with cells missing or to spare is not taken for a good one when the file is run.
func (r *rejects) take(contacts *csvio.Contacts, j *dialer.Judgment) {
	if r == nil || r.err != nil || j.LastWord != dialer.Invalid || j.Code == "" {
		return
	}
	own := contacts.OwnColumns()
	if r.count++; r.count == 1 {
		r.write([]string{csvio.RejectsReason, csvio.RejectsRemedy}, contacts.Header()[own:])
	}
	cells := contacts.Cells()
	r.write([]string{j.Cause, j.Remedy}, cells[min(own, len(cells)):])
}

func (r *rejects) write(why, cells []string) {
	if r.err == nil {
		r.err = r.csv.Write(append(why, cells...))
	}
}

// close ends the file and returns the error of the plan, if any, or else its own. The file goes again where there is
// nothing in it, and where the plan has failed, so that it may not have all of them.
func (r *rejects) close(plan error) error {
	if r == nil {
		return plan
	}
	r.csv.Flush()
	made, looking := r.file.Stat()
	err := errors.Join(r.err, r.csv.Error(), r.file.Close())
	if plan != nil || err == nil && r.count == 0 {
		// What has taken its name since then is somebody else's, and stays.
		if named, errNamed := os.Lstat(r.path); looking == nil && errNamed == nil && os.SameFile(made, named) {
			err = errors.Join(err, os.Remove(r.path))
		}
	}
	if err != nil && plan == nil {
		return fmt.Errorf("writing the file of rejects: %w", err)
	}
	return plan
}
