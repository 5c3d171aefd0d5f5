package csvio

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// columns says which column is what. It is decided once, from the header; rows may add columns behind it.
type columns struct {
	names    []string // cleaned, in the order of the file; empty for an unnamed column
	number   int
	id       int // -1 when there is none
	region   int // -1 when there is none
	required []int
	// taken are the columns that say whom to call and how.
	taken []int
	// own and width bound the columns that the header had, those that plan --rejects puts before them left out.
	own, width int
}

// The columns that plan --rejects puts before a file's own: why the row is not called, and what to do about it. They
// stand first because a row may have cells missing, or to spare, at its end. They speak of the row and not to the
// agent, so that a corrected file is what the first one was: they are metadata only when --metadata names them, and no
// part of a header that a later run compares.
const (
	RejectsReason = "reason"
	RejectsRemedy = "remedy"
)

// newColumns decides by the names of a header. Errors do not say the line.
func newColumns(names []string, cfg *ContactsConfig) (columns, error) {
	c := columns{names: names, width: len(names)}
	if len(names) > 2 && names[0] == RejectsReason && names[1] == RejectsRemedy {
		c.own = 2
	}
	err := c.checkNames()
	if err != nil {
		return c, err
	}
	if c.number, err = c.findNumber(cfg.NumberColumn, "name it with --number-column"); err != nil {
		return c, err
	}
	c.taken = append(c.taken, c.number)
	if c.id, err = c.take("--id-column", cfg.IDColumn); err != nil {
		return c, err
	}
	if c.region, err = c.take("--region-column", cfg.RegionColumn); err != nil {
		return c, err
	}
	for _, name := range cfg.Require {
		i, err := c.find("--require", name)
		if err != nil {
			return c, err
		}
		c.required = append(c.required, i)
	}
	return c, nil
}

// take finds a column that says whom to call or how; -1 when no name is given.
func (c *columns) take(flag, name string) (int, error) {
	if name == "" {
		return -1, nil
	}
	i, err := c.find(flag, name)
	c.taken = append(c.taken, i)
	return i, err
}

// isOther reports whether a column of the header is metadata where nothing is said of that.
func (c *columns) isOther(i int) bool {
	return i >= c.own && i < c.width && c.names[i] != "" && !slices.Contains(c.taken, i)
}

// checkNames refuses two columns of one name: a metadata key would mean either. Names that differ in case are two
// names. Unnamed columns, which spreadsheets like to append, are ignored.
func (c *columns) checkNames() error {
	firsts := make(map[string]int, len(c.names))
	for i, name := range c.names {
		if first, again := firsts[name]; again && name != "" {
			return fmt.Errorf("columns %d and %d are both named %q: rename one", first+1, i+1, shortened(name))
		}
		firsts[name] = i
	}
	return nil
}

// findNumber finds the number column, by its name or among the usual names. Remedy says what to do where it cannot be
// found by those.
func (c *columns) findNumber(name, remedy string) (int, error) {
	if name != "" {
		return c.find("--number-column", name)
	}
	var found []int
	for i, column := range c.names {
		if slices.Contains(numberNames(), loosened(column)) {
			found = append(found, i)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return 0, c.noNumber(remedy)
	default:
		return 0, fmt.Errorf("more than one column may hold the phone number: %s: %s", c.titles(found), remedy)
	}
}

// numberNames are the usual names, loosened, of a column of phone numbers.
func numberNames() []string {
	return []string{"tonumber", "phone", "phonenumber", "number", "contactnumber", "mobile"}
}

// exact returns the column of a name, or -1.
func (c *columns) exact(name string) int {
	if name = cleaned(name); name == "" {
		return -1
	}
	return slices.Index(c.names, name)
}

// find finds the column that a flag names: exactly, else loosely when just one fits, else behind the prefix of
// metadata.
func (c *columns) find(flag, name string) (int, error) {
	if i := c.exact(name); i >= 0 {
		return i, nil
	}
	name = cleaned(name)
	if name == "" {
		return 0, fmt.Errorf("%s names no column: name one of %s", flag, c.allTitles())
	}
	var found []int
	for i, column := range c.names {
		if column != "" && loosened(column) == loosened(name) {
			found = append(found, i)
		}
	}
	prefixed := c.exact(metadataPrefix + name)
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return 0, fmt.Errorf("%s %q fits several columns: %s: write it as one of them", flag, shortened(name), c.titles(found))
	case prefixed >= 0:
		return prefixed, nil
	case c.holdsNumber():
		return 0, errNoHeader()
	default:
		return 0, fmt.Errorf("%s %q is not in the file: its columns are %s", flag, shortened(name), c.allTitles())
	}
}

// noNumber says why no column can be the number column.
func (c *columns) noNumber(remedy string) error {
	if c.holdsNumber() {
		return errNoHeader()
	}
	if len(c.names) == 1 {
		for _, d := range []struct{ mark, name string }{{";", "';'"}, {"\t", "a tab"}, {"|", "'|'"}} {
			if strings.Contains(c.names[0], d.mark) {
				return fmt.Errorf("the file has a single column: its delimiter looks like %s: leave --delimiter out", d.name)
			}
		}
	}
	return fmt.Errorf("no column is named like a phone number: %s; the columns are %s", remedy, c.allTitles())
}

func errNoHeader() error {
	return errors.New("a phone number stands where the names of the columns are expected: the header is missing, " +
		"add a first line such as number,name")
}

// holdsNumber reports whether a name is a phone number. It is generous to spellings and strict on length, so that a
// date or a year as the name of a column does not count.
func (c *columns) holdsNumber() bool { return slices.ContainsFunc(c.names, looksLikeNumber) }

func looksLikeNumber(name string) bool {
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune("+ -.()", r) {
			return -1
		}
		return r
	}, name)
	return strings.Trim(digits, "0123456789") == "" &&
		(len(digits) >= 10 && len(digits) <= 15 || strings.HasPrefix(name, "+") && len(digits) >= 7)
}

// cleaned returns the name of a column without space and invisible marks around it.
func cleaned(name string) string {
	return strings.TrimFunc(name, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
}

// loosened returns what names have in common that are meant alike.
func loosened(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}
