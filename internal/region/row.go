package region

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Row is one row of a region.
type Row struct {
	// Rank says how soon the row is left out where there are too few: the highest first. A row without parts is not shown.
	Rank  int
	Parts []Part
	// Bar is drawn before the parts, if there is room for it beside them.
	Bar *Bar
}

// Part is one thing that a row says.
type Part struct {
	Text string
	// Short is said instead where there is less room; empty: nothing shorter can be said.
	Short string
	// Rank says how soon the part is shortened or left out: the highest first. Parts of rank 0 stay, and are cut if they must be.
	Rank int
}

// between separates the parts of a row.
const between = " · "

// Fit returns the rows as text, at most so many and each of so many columns at most.
func Fit(all []Row, columns, rows int) []string {
	all = slices.DeleteFunc(slices.Clone(all), func(r Row) bool { return len(r.Parts) == 0 })
	for len(all) > rows {
		last := slices.MaxFunc(all, func(a, b Row) int { return cmp.Compare(a.Rank, b.Rank) })
		at := slices.IndexFunc(all, func(r Row) bool { return r.Rank == last.Rank })
		all = slices.Delete(all, at, at+1)
	}
	texts := make([]string, len(all))
	for i := range all {
		texts[i] = all[i].text(columns)
	}
	return texts
}

// text is the row in a number of columns.
func (r *Row) text(columns int) string {
	text := fitParts(r.Parts, columns)
	if r.Bar == nil {
		return text
	}
	const apart = "  "
	if room := columns - utf8.RuneCountInString(text) - len(apart); room >= leastBar {
		return r.Bar.draw(min(room, mostBar)) + apart + text
	}
	return text
}

// fitParts says the parts in a number of columns: parts are shortened from the highest rank on, and then left out.
func fitParts(parts []Part, columns int) string {
	parts = slices.Clone(parts)
	for _, shorten := range []func([]Part) bool{sayShorter, leaveOut} {
		for utf8.RuneCountInString(join(parts)) > columns && shorten(parts) {
		}
	}
	return Cut(join(parts), columns)
}

// sayShorter takes the short form of the part with the highest rank that has one. It reports false if none is left.
func sayShorter(parts []Part) bool {
	at := highest(parts, func(p Part) bool { return p.Short != "" })
	if at < 0 {
		return false
	}
	parts[at].Text, parts[at].Short = parts[at].Short, ""
	return true
}

// leaveOut leaves out the part with the highest rank. It reports false if there are only those that stay.
func leaveOut(parts []Part) bool {
	at := highest(parts, func(p Part) bool { return p.Text != "" && p.Rank > 0 })
	if at < 0 {
		return false
	}
	parts[at].Text = ""
	return true
}

// highest is the place of the last of the parts with the highest rank that suit; -1: none does.
func highest(parts []Part, suits func(Part) bool) int {
	at := -1
	for i, p := range parts {
		if suits(p) && (at < 0 || p.Rank >= parts[at].Rank) {
			at = i
		}
	}
	return at
}

func join(parts []Part) string {
	var texts []string
	for _, p := range parts {
		if p.Text != "" {
			texts = append(texts, p.Text)
		}
	}
	return strings.Join(texts, between)
}

// Cut cuts a text to a number of columns.
func Cut(text string, columns int) string {
	if utf8.RuneCountInString(text) <= columns {
		return text
	}
	return string([]rune(text)[:columns-1]) + "…"
}
