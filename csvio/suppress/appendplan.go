package suppress

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"bulkdial/csvio/table"
)

// The columns of a list that Append creates.
const (
	phoneColumn  = "phone"
	reasonColumn = "reason"
	atColumn     = "at"
)

// appendPlan is what Append writes.
type appendPlan struct {
	Appended

	text []byte
	// kept: the list has the columns of one that Append has created.
	kept bool
}

// readState is what was read of a list, and how rows are added to it.
type readState struct {
	*listReader

	appender table.Appender
}

// read reads the list as it is up to a size, with a text behind it.
func (a *appending) read(size int64, behind string) (*readState, error) {
	in, err := table.OpenInput("-", io.MultiReader(io.NewSectionReader(a.file, 0, size), strings.NewReader(behind)), a.cfg.Input)
	if err != nil {
		return nil, err //nolint:wrapcheck // it says where and why
	}
	defer func() { _ = in.Close() }() // it was only read
	s := &readState{}
	if s.appender, err = in.Appender(); err != nil {
		return nil, err //nolint:wrapcheck // as above
	}
	s.listReader = newListReader(a.cfg, &rejects{})
	err = s.readAll(in)
	return s, err
}

// plan decides what is written. A blank list gets a header first.
func (a *appending) plan(add *Addition) (*appendPlan, error) {
	size := a.before.Size()
	start, err := a.start(size)
	if err != nil {
		return nil, err
	}
	p, end := &appendPlan{}, lineEnd(start)
	if int64(len(start)) == size && len(bytes.TrimSpace(bytes.TrimPrefix(start, []byte("\ufeff")))) == 0 {
		p.Created = true
		p.text = []byte(strings.Join([]string{phoneColumn, reasonColumn, atColumn}, ",") + end)
	}
	if p.text, err = a.unended(p.text, size, end); err != nil {
		return nil, err
	}
	behind := ""
	if p.Created {
		behind = string(p.text)
	}
	before, err := a.read(size, behind)
	if err == nil {
		err = before.checkOwn()
	}
	if err != nil {
		return nil, err
	}
	p.kept = before.kept()
	want := newEntries()
	want.add(before.list)
	if err := p.addRows(before, want, add, end); err != nil || len(p.Added) == 0 {
		return p, err
	}
	return p, a.prove(p, size, want, add)
}

// start returns the beginning of the list.
func (a *appending) start(size int64) ([]byte, error) {
	const most = 64 << 10
	start := make([]byte, min(size, most))
	if _, err := a.file.ReadAt(start, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err //nolint:wrapcheck // Append names the file
	}
	return start, nil
}

// lineEnd is the line end of a text that begins so.
func lineEnd(start []byte) string {
	i := bytes.IndexAny(start, "\r\n")
	switch {
	case i < 0 || start[i] == '\n':
		return "\n"
	case i+1 < len(start) && start[i+1] == '\n':
		return "\r\n"
	default:
		return "\r"
	}
}

// unended adds a line end before a text if the last line of the list has none.
func (a *appending) unended(text []byte, size int64, end string) ([]byte, error) {
	if size == 0 {
		return text, nil
	}
	last := make([]byte, 1)
	if _, err := a.file.ReadAt(last, size-1); err != nil {
		return nil, err //nolint:wrapcheck // Append names the file
	}
	switch {
	case last[0] == '\n', last[0] == '\r' && end == "\r":
		return text, nil
	case last[0] == '\r':
		end = "\n" // the rest of a line end
	case string(last) == "\xbf" && size == int64(len("\ufeff")):
		return text, nil // a byte order mark alone
	}
	return append([]byte(end), text...), nil
}

// addRows adds a row for each number that the list does not hold for good. Want gets them too.
func (p *appendPlan) addRows(s *readState, want *entries, add *Addition, end string) error {
	reason := oneLine(add.Reason)
	for _, number := range add.Numbers {
		if slices.ContainsFunc(append(s.Numbers.Others(number), number), func(n string) bool { return want.holds(n, forever-1) }) {
			p.Listed = append(p.Listed, number)
			continue
		}
		names, cells, keeps := s.cells(number, reason, add.At)
		p.ReasonLost = p.ReasonLost || reason != "" && !keeps
		row, err := s.appender.Row(names, cells, end)
		if err != nil {
			return err //nolint:wrapcheck // it says why
		}
		p.text = append(p.text, row...)
		p.Added = append(p.Added, number)
		if err := want.addNumbers([]string{number}, forever); err != nil {
			return err
		}
	}
	return nil
}

// prove makes sure that the list with the rows holds what is wanted: what it has held, and the new numbers.
func (a *appending) prove(p *appendPlan, size int64, want *entries, add *Addition) error {
	after, err := a.read(size, string(p.text))
	if err == nil && (!after.list.numbers.equal(&want.numbers) || !after.list.hashes.equal(&want.hashes)) {
		err = errors.New("it would hold other numbers than before and these")
	}
	if err == nil {
		return nil
	}
	if add.Reason != "" && !p.ReasonLost {
		return fmt.Errorf("with the number and the reason the list could not be read (%w): leave phone numbers out of the reason", err)
	}
	return fmt.Errorf("the list could not be read with the number (%w): use a list of its own beside it", err)
}

// checkOwn returns an error if the list is not the operator's own.
func (s *readState) checkOwn() error {
	const beside = "add the number to a list of your own, and name both"
	switch {
	case s.list.results:
		return errors.New("these are the results of a campaign, to which nothing else is added: " + beside)
	case s.official:
		return errors.New("this is an official list, which is replaced as a whole: " + beside)
	}
	return nil
}

// kept reports whether the list has the columns of one that Append has created.
func (s *readState) kept() bool {
	for _, name := range []string{phoneColumn, reasonColumn, atColumn} {
		if s.named(name) < 0 {
			return false
		}
	}
	return true
}

// named returns the column of a name, or -1.
func (s *readState) named(name string) int {
	return slices.IndexFunc(s.columns, func(c listColumn) bool { return table.SameName(c.name, name) })
}

// cells returns the row of a number, with the names of its columns, and whether it keeps the reason. JSON Lines keep it in any case.
func (s *readState) cells(number, reason string, at time.Time) (names, cells []string, keepsReason bool) {
	for _, c := range s.columns {
		names = append(names, c.name)
	}
	for _, name := range []string{reasonColumn, atColumn} {
		if s.keyed && s.named(name) < 0 {
			names = append(names, name)
		}
	}
	cells = make([]string, max(s.firstWidth, len(names)))
	cells[s.numberColumn()] = number
	put := func(name, text string) bool {
		i := slices.IndexFunc(names, func(other string) bool { return table.SameName(other, name) })
		if i < 0 || i < len(s.columns) && s.columns[i].holdsEntries() {
			return false
		}
		cells[i] = text
		return true
	}
	keepsReason = put(reasonColumn, reason)
	put(atColumn, at.UTC().Format(time.RFC3339))
	return names, cells, keepsReason
}

// numberColumn is the column of a number that is added: the first one that is surely read. In a list without a header it is that of
// the first entry.
func (s *readState) numberColumn() int {
	if !s.headed {
		return max(0, s.firstEntry)
	}
	for _, fits := range []func(listColumn) bool{
		func(c listColumn) bool { return c.named },
		func(c listColumn) bool { return c.role == onlyEntries },
		listColumn.holdsEntries,
	} {
		if i := slices.IndexFunc(s.columns, fits); i >= 0 {
			return i
		}
	}
	return 0
}
