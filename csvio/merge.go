package csvio

import (
	"bufio"
	"crypto/rand"
	"fmt"
	"hash/maphash"
	"io"
	"slices"
	"strconv"
	"strings"

	"bulkdial/dialer"
)

// MergeError says why the results of shards cannot be merged.
type MergeError struct{ Reason string }

func (e *MergeError) Error() string { return e.Reason }

// Merged says what Merge has done.
type Merged struct {
	// Files are those that were read, Lines how many results they hold, and Kept how many are in the merged file.
	Files       []string
	Lines, Kept int
}

// Merge makes the results of a campaign's shards into one file at results, which ResolveResults returned. It holds the last
// word on each contact. What that file held before takes part. Intents without a result become unknown, as in the next run.
// The shards' files stay as they are. The error is a *MergeError when a shard's file is missing, a *LockedError when one is
// in use, and a *RecordError when one is damaged or is no results file.
//
// The file is written beside results and takes its place when it is on disk.
func Merge(results string) (Merged, error) {
	files, err := RecordFiles(results)
	if err != nil {
		return Merged{}, err
	}
	l, err := lock(results)
	if err != nil {
		return Merged{}, err
	}
	defer l.unlock()
	if err := whole(files, results); err != nil {
		return Merged{}, err
	}
	m := merger{seed: maphash.MakeSeed(), last: map[uint64]winner{}, tried: map[uint64]bool{}}
	merged := Merged{}
	for _, file := range files {
		merged.Files = append(merged.Files, file.Path)
		if err := m.survey(file); err != nil {
			return merged, err
		}
	}
	merged.Lines = m.line
	merged.Kept, err = m.write(results, files)
	return merged, err
}

// whole returns nil where the files are those of all shards.
func whole(files []RecordFile, results string) error {
	missing := map[int][]string{}
	for _, file := range files {
		n := file.Shard.Count
		if _, known := missing[n]; n == 0 || known {
			continue
		}
		missing[n] = []string{}
		for i := 1; i <= n; i++ {
			s := dialer.Shard{Index: i, Count: n}
			if !slices.ContainsFunc(files, func(f RecordFile) bool { return f.Shard == s }) {
				missing[n] = append(missing[n], s.String())
			}
		}
	}
	if len(missing) == 0 {
		return &MergeError{"there are no results of shards beside " + results}
	}
	var gone []string
	for _, shards := range missing {
		gone = append(gone, shards...)
	}
	if slices.Sort(gone); len(gone) > 0 {
		return &MergeError{"the results of these shards are missing: " + strings.Join(gone[:min(len(gone), 20)], ", ") +
			": bring their files here, or run these shards once more, which calls nobody twice"}
	}
	return nil
}

// merger finds out which lines are last words. It remembers a few bytes of each contact.
type merger struct {
	seed maphash.Seed
	line int // lines seen
	last map[uint64]winner
	// tried holds the contacts that were tried: a skip of theirs hides no attempt.
	tried map[uint64]bool
}

// winner is the line that holds a contact's last word, and as much of it as decides.
type winner struct {
	line        int
	attempt     int
	disposition dialer.Disposition
}

// read is ReadRecord for a merge, which holds the file of the whole campaign itself.
func (f *RecordFile) read(each func(*dialer.Result)) (State, error) {
	return readRecord(f.Path, func() bool { return f.Shard.Divided() && held(f.Path) }, each)
}

// survey reads a file for the first time. It must not be one that is still written to.
func (m *merger) survey(file RecordFile) error {
	state, err := file.read(func(r *dialer.Result) {
		m.line++
		key := m.key(r)
		old, known := m.last[key]
		if !known || dialer.Supersedes(r, &dialer.Result{Disposition: old.disposition, Attempt: old.attempt}) {
			m.last[key] = winner{m.line, r.Attempt, r.Disposition}
		}
		if !r.Disposition.Skip() {
			m.tried[m.contact(r)] = true
		}
	})
	if err == nil && state.Running {
		return &LockedError{Path: file.Path, Holder: state.Holder}
	}
	return err
}

// each passes the lines that are last words on.
func (m *merger) each(files []RecordFile, take func(*dialer.Result)) error {
	m.line = 0
	for _, file := range files {
		_, err := file.read(func(r *dialer.Result) {
			m.line++
			hides := contactSkip(r) && m.tried[m.contact(r)]
			if m.last[m.key(r)].line == m.line && !hides {
				take(r)
			}
		})
		if err != nil {
			return fmt.Errorf("reading %s: %w", file.Path, err)
		}
	}
	return nil
}

// contactSkip reports whether a line is a skip of a contact that other lines can be about. A duplicate, or an invalid row
// without an id, is about that row alone.
func contactSkip(r *dialer.Result) bool {
	return r.Disposition == dialer.Suppressed || r.Disposition == dialer.Invalid && r.ID != ""
}

// contact identifies the contact that a line is about, as a run does.
func (m *merger) contact(r *dialer.Result) uint64 {
	if r.ID != "" {
		return maphash.String(m.seed, "id "+r.ID)
	}
	return maphash.String(m.seed, "number "+r.Number+" "+strconv.Itoa(dialer.BatchOccurrence(r.Batch)))
}

// key identifies the lines of which the last word is kept: the attempts of a contact at one number, as its id may have
// had several, which were all called; the skips of a contact; or a row.
func (m *merger) key(r *dialer.Result) uint64 {
	var h maphash.Hash
	h.SetSeed(m.seed)
	switch {
	case !r.Disposition.Skip():
		_, _ = h.WriteString("attempt " + r.Number)
		maphash.WriteComparable(&h, m.contact(r))
	case contactSkip(r):
		_, _ = h.WriteString("skip ")
		maphash.WriteComparable(&h, m.contact(r))
	default:
		_, _ = h.WriteString(string(r.Disposition) + " " + strconv.Itoa(r.Row) + " " + r.Number)
	}
	return h.Sum64()
}

// write makes the merged file of the lines that are last words, and returns how many there are.
func (m *merger) write(results string, files []RecordFile) (kept int, _ error) {
	file, err := makeFile(osDisk{}, results, results+"."+rand.Text()+".new", func(w io.Writer) (err error) {
		kept, err = m.copy(w, files)
		return err
	})
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		return kept, fmt.Errorf("making the merged results: %w", err)
	}
	return kept, nil
}

func (m *merger) copy(to io.Writer, files []RecordFile) (kept int, _ error) {
	out := bufio.NewWriterSize(to, readAhead)
	header, err := resultsHeader()
	if err != nil {
		return 0, err
	}
	_, _ = out.Write(header) // an error stays, and Flush returns it
	var lines resultEncoder
	err = m.each(files, func(r *dialer.Result) {
		kept++
		lines.lines = lines.lines[:0]
		lines.add(r)
		_, _ = out.Write(lines.lines) // as above
	})
	if err != nil {
		return kept, err
	}
	return kept, out.Flush() //nolint:wrapcheck // the caller says what it was doing
}
