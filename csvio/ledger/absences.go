package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/csvio/ledger/rowlog"
	"bulkdial/dialer"
)

// Absence says that the call of an unknown attempt was absent from a whole reading of the list of calls.
type Absence struct {
	Batch dialer.BatchName `json:"batch"`
	Row   int              `json:"row"`
	Began time.Time        `json:"began"`
	Ended time.Time        `json:"ended"`
	Pages int              `json:"pages"`
}

// absences is the content of the file of absences.
type absences struct {
	Version int       `json:"version"`
	Absent  []Absence `json:"absent"`
	// Sum is the checksum of the rest.
	Sum uint32 `json:"sum"`
}

const absencesVersion = 1

// absencesPath returns the path of the absences of a results file.
func absencesPath(results string) string { return results + ".absent" }

func (f *absences) encode() ([]byte, error) {
	f.Version, f.Sum = absencesVersion, 0
	text, err := json.Marshal(f)
	if err == nil {
		f.Sum = rowlog.AddSum(0, text)
		text, err = json.Marshal(f)
	}
	if err != nil {
		return nil, fmt.Errorf("encoding the absences: %w", err)
	}
	return append(text, '\n'), nil
}

// ReadAbsences returns the absences beside a results file. A file that is missing, damaged or of another version has none: then each is
// found once more.
func ReadAbsences(results string) []Absence {
	text, err := ownfile.Read(absencesPath(results))
	var f absences
	if err != nil || json.Unmarshal(text, &f) != nil || f.Version != absencesVersion {
		return nil
	}
	again := f
	if whole, err := again.encode(); err != nil || !bytes.Equal(whole, text) {
		return nil
	}
	return f.Absent
}

// WriteAbsences replaces the absences beside a results file, durably; without any it removes the file.
func WriteAbsences(d ownfile.Disk, results string, all []Absence) error {
	path := absencesPath(results)
	if len(all) == 0 {
		if err := ownfile.Check(path); err != nil {
			return err
		}
		if err := d.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("removing the absences: %w", err)
		}
		return nil
	}
	text, err := (&absences{Absent: all}).encode()
	if err != nil {
		return err
	}
	file, err := ownfile.Make(d, path, ownfile.Content(text))
	if err != nil {
		return fmt.Errorf("saving the absences: %w", err)
	}
	_ = file.Close() // it is synced
	return nil
}
