package identity_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"

	"bulkdial/csvio"
	"bulkdial/dialer"
)

// person is one person of a contacts file. The key stays the same when the row changes.
type person struct {
	key    int
	number string
	// broken: the row has a cell too many.
	broken bool
}

// invalid reports whether the row cannot be called as it is.
func (p *person) invalid() bool { return p.broken || !dialer.IsE164(p.number) }

// The columns in which rows may have ids.
const (
	noIDs      = ""
	stableIDs  = "stable"     // by the person
	otherIDs   = "other"      // the same ids belong to others
	renumbered = "renumbered" // by the place in the file
	sharedIDs  = "shared"     // several have the same
)

// idColumns are the columns with ids, in the order of the file.
func idColumns() []string { return []string{stableIDs, otherIDs, renumbered, sharedIDs} }

// noteColumn is a column that an export may lack.
const noteColumn = "note"

// sheet is a contacts file.
type sheet struct {
	path string
	rows []person
	// places are the rows of the original file, from 1, that those of a file of rejects come from; nil for an original file.
	places []int
	// results is the results file that the operator names; empty: the one beside the contacts.
	results string
	// bare: the file lacks the column of notes.
	bare bool
	// written is the text of the file as it is.
	written string
}

// id is the id of the i-th row in a column, empty where there is none.
func (s *sheet) id(i int, column string) string {
	if column == noIDs {
		return ""
	}
	return s.ids(i)[slices.Index(idColumns(), column)]
}

// ids are the cells of the id columns of the i-th row.
func (s *sheet) ids(i int) []string {
	key, place := s.rows[i].key, i+1
	if s.places != nil {
		place = s.places[i]
	}
	return []string{strconv.Itoa(key), strconv.Itoa((key*7 + 3) % 11), strconv.Itoa(place), strconv.Itoa(key % 3)}
}

// has reports whether a row, as the original file counts them, has a number.
func (s *sheet) has(row int, number string) bool {
	i := row - 1
	if s.places != nil {
		i = slices.Index(s.places, row)
	}
	return i >= 0 && i < len(s.rows) && s.rows[i].number == number
}

// header is the header of the file.
func (s *sheet) header() string {
	columns := append([]string{"phone"}, idColumns()...)
	if s.places != nil {
		columns = append([]string{csvio.RejectsReason, csvio.RejectsRemedy, csvio.RejectsRow}, columns...)
	}
	if !s.bare {
		columns = append(columns, noteColumn)
	}
	return strings.Join(columns, ",")
}

// text is the text of the file.
func (s *sheet) text() string {
	var text strings.Builder
	text.WriteString(s.header() + "\n")
	for i, p := range s.rows {
		if s.places != nil {
			text.WriteString("bad,correct it," + strconv.Itoa(s.places[i]) + ",")
		}
		text.WriteString(p.number + "," + strings.Join(s.ids(i), ","))
		if !s.bare {
			text.WriteString(",")
		}
		if p.broken {
			text.WriteString(",odd")
		}
		text.WriteString("\n")
	}
	return text.String()
}

// write brings the file up to date.
func (s *sheet) write() error {
	text := s.text()
	if text == s.written {
		return nil
	}
	s.written = text
	return os.WriteFile(s.path, []byte(text), 0o600)
}

// number is one of few, so that many have the same.
func number(rng *rand.Rand) string {
	if rng.IntN(20) == 0 {
		return "n/a"
	}
	return "+1415555010" + strconv.Itoa(rng.IntN(4))
}

func (c *campaign) newcomer() person {
	c.people++
	return person{c.people, number(c.rng), c.rng.IntN(25) == 0}
}

// edit changes the contacts as people do between runs.
func (c *campaign) edit() {
	s := c.leads
	for range c.rng.IntN(3) {
		switch c.rng.IntN(4) {
		case 0:
			c.rng.Shuffle(len(s.rows), func(i, j int) { s.rows[i], s.rows[j] = s.rows[j], s.rows[i] })
		case 1:
			s.rows = slices.Insert(s.rows, c.rng.IntN(len(s.rows)+1), c.newcomer())
		case 2:
			if i := c.rng.IntN(len(s.rows)); len(s.rows) > 1 {
				s.rows = slices.Delete(s.rows, i, i+1)
			}
		case 3:
			corrected := 1
			if c.large {
				corrected += c.rng.IntN(5)
			}
			for range corrected {
				s.rows[c.rng.IntN(len(s.rows))].number = number(c.rng)
			}
		}
	}
	s.bare = s.bare != c.chance(10)
}
