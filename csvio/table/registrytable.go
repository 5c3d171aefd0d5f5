package table

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// registryTable reads the XML of the national do-not-call registry of the United States. As users of the registry publish it, a
// document is
//
//	<list type='full' level='state' val='CA'><ac val='415'><ph val='5550101'/>…</ac>…</list>
//
// with an element ac for each area code and ph for each number. In a list of one area code, ph may stand in the list itself, whose val is
// the area code then. Each number is a row of two cells: its area code and the rest. Whatever else is in the document is an error.
type registryTable struct {
	xml    *xml.Decoder
	source *source
	// within are the open elements, and area the area code of the innermost one that has any.
	within []string
	area   []string
	ended  bool
}

func newRegistryTable(text *bufio.Reader, src *source) *registryTable {
	t := &registryTable{xml: xml.NewDecoder(text), source: src}
	// The text is UTF-8 already, whatever encoding it names.
	t.xml.CharsetReader = func(_ string, text io.Reader) (io.Reader, error) { return text, nil }
	return t
}

// header returns the first number: the document names no columns.
func (t *registryTable) header() ([]string, int, error) {
	r, err := t.next()
	if isEnd(err) {
		return nil, 0, &HeaderError{Reason: "the registry's list is empty: download it again"}
	}
	return r.Cells, r.SheetRow, err
}

func (t *registryTable) line() int {
	line, _ := t.xml.InputPos()
	return line
}

func (t *registryTable) next() (Row, error) {
	for {
		t.source.allowance = t.source.maxRow
		token, err := t.xml.Token()
		if err != nil {
			return Row{}, t.unread(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			number, found, err := t.open(&e)
			if found || err != nil {
				return Row{Cells: number, SheetRow: t.line()}, err
			}
		case xml.EndElement:
			t.within, t.area = t.within[:len(t.within)-1], t.area[:len(t.area)-1]
			t.ended = len(t.within) == 0
		case xml.CharData:
			if strings.TrimSpace(string(e)) != "" {
				return Row{}, t.foreign("text between its elements")
			}
		case xml.Directive:
			return Row{}, t.foreign("a directive")
		}
	}
}

// unread returns the error for a document that cannot be read further, io.EOF after its end.
func (t *registryTable) unread(err error) error {
	switch {
	case t.source.failure() != nil:
		return inputError(t.line(), t.source.failure())
	case isEnd(err) && t.ended:
		return io.EOF
	case isEnd(err):
		err = io.ErrUnexpectedEOF
	}
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		err = errors.New(syntax.Msg)
	}
	return &InputError{Line: t.line(), Reason: "the XML is cut off or damaged: download it again", Err: err}
}

func (t *registryTable) foreign(what string) error {
	return &InputError{Line: t.line(), Reason: "the XML has " + what + ", which no full list of the registry has: download the full list, or its flat file"}
}

// open takes the start of an element. A number is found in ph.
func (t *registryTable) open(e *xml.StartElement) (number []string, found bool, err error) {
	parent, area := "", ""
	if n := len(t.within); n > 0 {
		parent, area = t.within[n-1], t.area[n-1]
	}
	value := attribute(e, "val")
	switch name := strings.ToLower(e.Name.Local); {
	case name == "list" && parent == "" && !t.ended:
		if kind := attribute(e, "type"); kind != "" && !strings.EqualFold(kind, "full") {
			return nil, false, t.foreign(fmt.Sprintf("a list of the type %q", ShortName(kind)))
		}
		area = value
	case name == "ac" && parent == "list":
		area = value
	case name == "ph" && (parent == "ac" || parent == "list"):
		number, found = []string{area, value}, true
	default:
		return nil, false, t.foreign(fmt.Sprintf("an element %q in %q", ShortName(name), ShortName(parent)))
	}
	t.within, t.area = append(t.within, strings.ToLower(e.Name.Local)), append(t.area, area)
	return number, found, nil
}

// attribute returns the value of an attribute; empty if the element has none of that name.
func attribute(e *xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if strings.EqualFold(a.Name.Local, name) {
			return a.Value
		}
	}
	return ""
}
