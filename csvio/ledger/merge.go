package ledger

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/csvio/ledger/rowlog"
	"bulkdial/dialer"
)

// MergeError says why the results of shards cannot be merged.
type MergeError struct{ Reason string }

func (e *MergeError) Error() string { return e.Reason }

// Merged reports what Merge has done.
type Merged struct {
	// Files are the files read, Lines the number of their results, and Kept the number of results in the merged file, without
	// those that were in several files.
	Files       []string
	Lines, Kept int
}

// Merge writes the results of all shards of a campaign to one file at results, a path of ResolveResults: each attempt and each
// skip once, so that the file says the same of every contact as those of the shards do. The results that it had before are merged
// too. Intents without a result become unknown, as in the next run. The files of the shards do not change. The error is a
// *MergeError if the file of a shard is missing, and an *ownfile.LockedError if one is in use.
//
// The file is written under another name and renamed to results when it is on disk. Settings are those of the campaign as a
// whole from then on; nil where no shard has any.
func Merge(results string, settings *Settings) (Merged, error) {
	return mergeOn(ownfile.OSDisk{}, results, settings)
}

func mergeOn(d ownfile.Disk, results string, settings *Settings) (Merged, error) {
	files, err := ResultsFiles(results)
	if err != nil {
		return Merged{}, err
	}
	locked, err := ownfile.Lock(resultsKind(), d, results)
	if err != nil {
		return Merged{}, err
	}
	defer locked.Release()
	if err := complete(files, results); err != nil {
		return Merged{}, err
	}
	m := &merger{disk: d, kept: newLineSet(), settings: settings}
	defer m.close()
	merged := Merged{}
	for _, file := range files {
		merged.Files = append(merged.Files, file.Path)
		if err := m.survey(file); err != nil {
			return merged, err
		}
	}
	merged.Lines = m.lines
	err = m.replace(results)
	merged.Kept = len(m.kept.seen)
	return merged, err
}

// complete returns nil if no shard lacks its file.
func complete(files []ResultsFile, results string) error {
	missing := map[int][]string{}
	for _, file := range files {
		n := file.Shard.Count
		if _, known := missing[n]; n == 0 || known {
			continue
		}
		missing[n] = []string{}
		for i := 1; i <= n; i++ {
			s := dialer.Shard{Index: i, Count: n}
			if !slices.ContainsFunc(files, func(f ResultsFile) bool { return f.Shard == s }) {
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
			": bring their files here, or run these shards once more, which calls no contact twice"}
	}
	return nil
}

// merger reads each file twice, as it is at the first reading: to find damage before anything is changed, and to copy it.
type merger struct {
	disk  ownfile.Disk
	files []*snapshot
	// settings are saved beside the merged file, unless nil.
	settings *Settings
	lines    int // results seen
	kept     *lineSet
}

// survey reads a file for the first time. No run may be writing to it.
func (m *merger) survey(file ResultsFile) error {
	s, err := look(file.Path)
	if err != nil || s == nil {
		return err
	}
	m.files = append(m.files, s)
	if file.Shard.Divided() && ownfile.Held(file.Path) { // that of the whole campaign is held by the merge
		return &ownfile.LockedError{Path: file.Path, Holder: s.notes.holder}
	}
	if foreign := s.results.Foreign(); len(foreign) > 0 {
		return &MergeError{fmt.Sprintf("%s has columns that this version does not know (%s), and would lose: merge with the version that wrote it", file.Path, strings.Join(foreign, ", "))}
	}
	_, err = s.each(func(*dialer.Result, rowlog.Position) { m.lines++ })
	return err
}

func (m *merger) close() {
	for _, s := range m.files {
		s.close()
	}
}

// replace renames the merged file to that of the whole campaign. The intents that an earlier run has left beside it are merged,
// and removed after it; until then they stay without their mark, which is of the old file.
func (m *merger) replace(results string) error {
	n, err := readNotes(results)
	if err != nil {
		return err
	}
	left := &Ledger{path: results, disk: m.disk, holder: n.holder, snapshot: &snapshot{notes: n}, room: intentsRoom}
	if n.holder.Run != "" || !n.empty() {
		if err := left.hold(rowlog.Mark{}); err != nil {
			return err
		}
		_ = left.intents.file.Close() // it is on disk
	}
	if err := m.saveSettings(results, rowlog.Mark{}); err != nil { // a crash may leave the old results or the merged ones
		return err
	}
	file, err := ownfile.Make(m.disk, results, m.copy)
	if err != nil {
		return fmt.Errorf("making the merged results: %w", err)
	}
	defer func() { _ = file.Close() }() // it is on disk
	is, err := markOf(results, file)
	if err != nil {
		return err
	}
	if err := m.saveSettings(results, is); err != nil {
		return err
	}
	if err := m.disk.Remove(intentsPath(results)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing the intents that were merged: %w", err)
	}
	return nil
}

// markOf reads back a results file that was written, and returns its mark.
func markOf(path string, file ownfile.File) (rowlog.Mark, error) {
	results, err := openResults(path, file)
	if err != nil {
		return rowlog.Mark{}, err
	}
	for _, err := range results.Rows() {
		if err != nil {
			return rowlog.Mark{}, err
		}
	}
	return results.Mark()
}

// saveSettings saves the settings of the campaign as a whole with a mark.
func (m *merger) saveSettings(results string, is rowlog.Mark) error {
	if m.settings == nil {
		return nil
	}
	f := &settingsFile{Settings: *m.settings, Mark: is, Agents: map[string]string{}}
	for _, s := range m.files {
		if s.settings != nil {
			maps.Copy(f.Agents, s.settings.Agents)
		}
	}
	c, err := f.write(m.disk, results)
	c.close() // no run continues it
	return err
}

// mergeRows is the number of results that are encoded at once.
const mergeRows = 512

func (m *merger) copy(to io.Writer) error {
	out := bufio.NewWriter(to)
	columns, err := rowlog.ColumnsOf[resultRow]()
	if err != nil {
		return err
	}
	l, err := rowlog.NewLayout[resultRow](columns)
	if err != nil {
		return err
	}
	_, _ = out.WriteString(l.Header()) // an error stays, and Flush returns it
	var kept []dialer.Result
	flush := func() error {
		lines, err := encodeResults(&l, kept)
		_, _ = out.Write(lines) // as above
		kept = kept[:0]
		return err
	}
	for _, s := range m.files {
		var failed error
		_, err := s.each(func(r *dialer.Result, _ rowlog.Position) {
			if !m.kept.add(r) {
				return
			}
			if kept = append(kept, *r); len(kept) == mergeRows {
				failed = errors.Join(failed, flush())
			}
		})
		if err = errors.Join(err, failed); err != nil {
			return err
		}
	}
	return errors.Join(flush(), out.Flush())
}
