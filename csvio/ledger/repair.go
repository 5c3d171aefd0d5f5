package ledger

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/csvio/ledger/rowlog"
	"bulkdial/dialer"
)

// Repair is a right copy of a results file whose form an editor or a spreadsheet has changed.
type Repair struct {
	results string
	before  []byte
	dir     string // of the copy
	// Lines is the number of lines, Changed of these are other now, and Examples are some of them: before and after.
	Lines, Changed int
	Examples       []LineChange
}

// LineChange is a line before and after a repair. Line is its number in the copy, from 1.
type LineChange struct {
	Line          int
	Before, After string
}

// mostExamples is how many changed lines a Repair shows.
const mostExamples = 3

// NewRepair looks for a right copy of a results file that cannot be used. It undoes what changes the form and loses nothing: a byte
// order mark, UTF-16, CRLF, another delimiter, other quotes, blank lines, and a lost + of a number. The copy is right if the ledger
// accepts it together with the other files: the mark shows that all lines are there and none was changed. It is nil, with no error,
// where the file can be used as it is. The error is an *ownfile.RecordError where no such copy exists. Close must be called in the end.
func NewRepair(results string) (*Repair, error) {
	damage := accepts(results)
	if damage == nil {
		return nil, nil //nolint:nilnil // nil is nothing to repair
	}
	if settings, err := readSettings(results); err != nil || settings.markOf() == (rowlog.Mark{}) {
		return nil, cannotRepair(results, errors.Join(err, errors.New("no settings beside it say how it ended, so lines could be missing")), damage)
	}
	text, err := ownfile.Read(results)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, damage
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", results, err)
	}
	r := &Repair{results: results, before: text}
	fixed, err := restored(text)
	if err != nil {
		return nil, cannotRepair(results, err, damage)
	}
	if err := r.copy(fixed); err != nil {
		r.Close()
		return nil, err
	}
	if err := accepts(r.path(results)); err != nil {
		r.Close()
		return nil, cannotRepair(results, err, damage)
	}
	r.compare(fixed)
	return r, nil
}

// accepts returns the error with which a ledger cannot be used as it is.
func accepts(results string) error {
	s, err := look(results)
	if err != nil || s == nil {
		return err
	}
	defer s.close()
	_, err = s.each(func(*dialer.Result, rowlog.Position) {})
	return err
}

// cannotRepair says why there is no right copy, and how the file is damaged.
func cannotRepair(results string, why, damage error) error {
	text := why.Error()
	if e, ok := errors.AsType[*ownfile.RecordError](why); ok {
		text = e.Reason
	}
	was := damage.Error()
	if e, ok := errors.AsType[*ownfile.RecordError](damage); ok {
		was = e.Reason
	}
	if text == was {
		return &ownfile.RecordError{Path: results, Reason: "this cannot be repaired: " + text}
	}
	return &ownfile.RecordError{Path: results, Reason: "this cannot be repaired: its form was changed, and more than that (" + text + ")"}
}

// path is the path of the copy of a file of the ledger.
func (r *Repair) path(of string) string { return filepath.Join(r.dir, filepath.Base(of)) }

// copy writes the copy beside the results, with copies of the other files, by which it is checked.
func (r *Repair) copy(fixed []byte) error {
	var err error
	if r.dir, err = os.MkdirTemp(filepath.Dir(r.results), ".bulkdial-repair-"); err != nil {
		return fmt.Errorf("making a copy: %w", err)
	}
	if err := os.WriteFile(r.path(r.results), fixed, 0o600); err != nil {
		return fmt.Errorf("making a copy: %w", err)
	}
	for _, other := range []string{intentsPath(r.results), settingsPath(r.results)} {
		text, err := ownfile.Read(other)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(r.path(other), text, 0o600)
		}
		if err != nil {
			return fmt.Errorf("making a copy: %w", err)
		}
	}
	return nil
}

// compare counts the lines that differ.
func (r *Repair) compare(fixed []byte) {
	before, after := strings.Split(string(r.before), "\n"), strings.Split(strings.TrimSuffix(string(fixed), "\n"), "\n")
	r.Lines = len(after)
	for i, line := range after {
		was := ""
		if i < len(before) {
			was = before[i]
		}
		if was == line {
			continue
		}
		if r.Changed++; len(r.Examples) < mostExamples {
			r.Examples = append(r.Examples, LineChange{Line: i + 1, Before: was, After: line})
		}
	}
}

// Swap puts the copy in the place of the results, and returns the name under which the file stays that was there. The error is a
// *ownfile.LockedError while a run uses the results, and an *ownfile.RecordError if they have changed since.
func (r *Repair) Swap() (kept string, err error) {
	disk := ownfile.OSDisk{}
	locked, err := ownfile.Lock(resultsKind(), disk, r.results)
	if err != nil {
		return "", err
	}
	defer locked.Release()
	if now, err := ownfile.Read(r.results); err != nil || !bytes.Equal(now, r.before) {
		return "", &ownfile.RecordError{Path: r.results, Reason: "the file has changed since it was looked at: try again"}
	}
	kept = r.results + ".damaged"
	for i := 2; ; i++ {
		if _, err := os.Lstat(kept); errors.Is(err, fs.ErrNotExist) {
			break
		}
		kept = fmt.Sprintf("%s.damaged-%d", r.results, i)
	}
	file, err := disk.OpenFile(r.path(r.results), os.O_RDWR)
	if err == nil {
		err = errors.Join(file.Sync(), file.Close())
	}
	// The old file keeps its name until the new one has it: a crash in between leaves one of them.
	if err == nil {
		err = os.Link(r.results, kept)
	}
	if err == nil {
		err = errors.Join(disk.Rename(r.path(r.results), r.results), disk.SyncDir(r.results))
	}
	if err != nil {
		return "", fmt.Errorf("putting the copy in its place: %w", err)
	}
	return kept, nil
}

// Close removes what is left of the copy.
func (r *Repair) Close() {
	if r.dir != "" {
		_ = os.RemoveAll(r.dir) // this process has made it
	}
}

// restored returns the text of a results file in the form of this program.
func restored(text []byte) ([]byte, error) {
	decoded, err := io.ReadAll(transform.NewReader(bytes.NewReader(text), unicode.BOMOverride(unicode.UTF8.NewDecoder())))
	if err != nil {
		return nil, fmt.Errorf("its encoding is not UTF-8 or UTF-16: %w", err)
	}
	in := csv.NewReader(bytes.NewReader(decoded))
	in.FieldsPerRecord = -1
	if first, _, _ := bytes.Cut(decoded, []byte{'\n'}); !bytes.Contains(first, []byte{','}) {
		in.Comma = ';'
		if bytes.Contains(first, []byte{'\t'}) {
			in.Comma = '\t'
		}
	}
	records, err := in.ReadAll()
	if err != nil {
		return nil, err //nolint:wrapcheck // the caller says what it was doing
	}
	if len(records) == 0 {
		return nil, errors.New("it is empty")
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	number, disposition := slices.Index(records[0], "to_number"), slices.Index(records[0], "disposition")
	for i, record := range records {
		if len(record) == 1 && record[0] == "" {
			continue
		}
		if i > 0 && number >= 0 && disposition >= 0 && max(number, disposition) < len(record) && record[disposition] != string(dialer.Invalid) &&
			dialer.IsE164("+"+record[number]) {
			record[number] = "+" + record[number]
		}
		_ = w.Write(record) // to a buffer
	}
	w.Flush()
	return out.Bytes(), nil
}
