package report_test

import (
	"encoding/xml"
	"slices"
	"strings"
	"testing"
)

// element is an element of a page. The pages are well-formed XML too, so that no unclosed or stray tag is overlooked.
type element struct {
	XMLName  xml.Name   `xml:""`
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []element  `xml:",any"`
}

// parse reads a page.
func parse(t *testing.T, text string) *element {
	t.Helper()
	var root element
	if err := xml.Unmarshal([]byte(text), &root); err != nil {
		t.Fatalf("the page is not well-formed: %v", err)
	}
	return &root
}

func (e *element) name() string { return e.XMLName.Local }

func (e *element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (e *element) is(class string) bool {
	return slices.Contains(strings.Fields(e.attr("class")), class)
}

// each passes the element and all within it, in order.
func (e *element) each(f func(*element)) {
	f(e)
	for i := range e.Children {
		e.Children[i].each(f)
	}
}

// all returns the elements with one of these names.
func (e *element) all(names ...string) (found []*element) {
	e.each(func(x *element) {
		if slices.Contains(names, x.name()) {
			found = append(found, x)
		}
	})
	return found
}

// words is all text within an element, without its pictures.
func (e *element) words() string {
	var text strings.Builder
	var add func(*element)
	add = func(x *element) {
		text.WriteString(x.Text + " ")
		for i := range x.Children {
			if x.Children[i].name() != "svg" {
				add(&x.Children[i])
			}
		}
	}
	add(e)
	return strings.ReplaceAll(strings.Join(strings.Fields(text.String()), " "), "\u00a0", " ")
}

// figures returns the cells of the table with a caption.
func (e *element) figures(t *testing.T, caption string) [][]string {
	t.Helper()
	for _, table := range e.all("table") {
		if table.all("caption")[0].words() != caption {
			continue
		}
		var rows [][]string
		for _, tr := range table.all("tr") {
			var row []string
			for _, cell := range tr.all("th", "td") {
				row = append(row, cell.words())
			}
			rows = append(rows, row)
		}
		return rows
	}
	t.Fatalf("there is no table %q", caption)
	return nil
}

// marks counts what a picture draws for its figures.
func marks(picture *element) (n int) {
	picture.each(func(x *element) {
		if x.is("mark") || x.is("interval") || x.is("asked") || x.is("band") {
			n++
		}
	})
	return n
}

// outline is what somebody reads of a page who cannot see it: headings, texts, the names of pictures, and tables.
func outline(page *element) string {
	var text strings.Builder
	var add func(*element)
	line := func(s string) { text.WriteString(strings.TrimRight(s, " ") + "\n") }
	add = func(e *element) {
		switch e.name() {
		case "head", "style", "summary":
			return
		case "h1", "h2", "h3":
			line("\n" + strings.Repeat("#", int(e.name()[1]-'0')) + " " + e.words())
			return
		case "p", "li", "dt", "dd":
			line(e.words())
			return
		case "svg":
			if e.attr("role") == "img" {
				line("[" + e.all("title")[0].words() + ". " + e.all("desc")[0].words() + "]")
			}
			return
		case "table":
			for _, tr := range e.all("tr") {
				var cells []string
				for _, cell := range tr.all("th", "td") {
					cells = append(cells, cell.words())
				}
				line("  | " + strings.Join(cells, " | "))
			}
			return
		}
		for i := range e.Children {
			add(&e.Children[i])
		}
	}
	add(page)
	return strings.TrimSpace(text.String()) + "\n"
}
