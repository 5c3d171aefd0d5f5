package xlsx

import (
	"encoding/xml"
	"fmt"
	"path"
	"slices"
	"strings"

	"bulkdial/internal/near"
)

// workbook is the structure of a workbook: its sheets and the parts that they need.
type workbook struct {
	*archive
	sheets []tab
	// byID has the relations of the workbook by id; strings and styles are names of parts, or empty.
	byID            map[string]relation
	strings, styles string
	// date1904: days are counted from 1904, as old versions of Excel for Mac do.
	date1904 bool
}

// tab is an entry of the list of sheets.
type tab struct {
	name, id string
	hidden   bool
}

// relation leads from one part to another.
type relation struct{ kind, target string }

func openWorkbook(a *archive) (*workbook, error) {
	top, err := a.relations("")
	if err != nil {
		return nil, err
	}
	main := "xl/workbook.xml"
	for _, r := range top {
		if r.kind == "officeDocument" {
			main = r.target
		}
	}
	if !a.has(main) || path.Ext(main) != ".xml" || strings.HasPrefix(main, "word/") || strings.HasPrefix(main, "ppt/") {
		return nil, a.kind()
	}
	w := &workbook{archive: a}
	if w.byID, err = a.relations(main); err != nil {
		return nil, err
	}
	for _, r := range w.byID {
		switch r.kind {
		case "sharedStrings":
			w.strings = r.target
		case "styles":
			w.styles = r.target
		}
	}
	return w, w.read(main, "workbook", w.readProperty)
}

// read calls take for each element at the second level of a part. Take reads the element to its end.
func (a *archive) read(part, root string, take func(*tokens, xml.StartElement) error) error {
	r, err := a.open(part)
	if err != nil {
		return err
	}
	defer r.Close()
	t := newTokens(r)
	if err := t.root(root); err != nil {
		return broken(part, err)
	}
	if err := t.each(func(start xml.StartElement) error { return take(t, start) }); err != nil {
		return broken(part, err)
	}
	if err := t.end(); err != nil {
		return broken(part, err)
	}
	return nil
}

// relations returns the relations of a part, by id; "" is the archive as a whole. A part may have none.
func (a *archive) relations(part string) (map[string]relation, error) {
	dir, file := path.Split(part)
	listed := dir + "_rels/" + file + ".rels"
	found := map[string]relation{}
	if !a.has(listed) {
		return found, nil
	}
	err := a.read(listed, "Relationships", func(t *tokens, start xml.StartElement) error {
		target := attribute(start, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", dir, target)
		}
		if attribute(start, "TargetMode") != "External" {
			found[attribute(start, "Id")] = relation{path.Base(attribute(start, "Type")), target[1:]}
		}
		return t.skip()
	})
	return found, err
}

func (w *workbook) readProperty(t *tokens, start xml.StartElement) error {
	switch start.Name.Local {
	case "workbookPr":
		w.date1904 = isTrue(attribute(start, "date1904"))
		return t.skip()
	case "sheets":
		return t.each(func(start xml.StartElement) error {
			state := attribute(start, "state")
			w.sheets = append(w.sheets, tab{
				name:   attribute(start, "name"),
				id:     relationID(start),
				hidden: state == "hidden" || state == "veryHidden",
			})
			return t.skip()
		})
	default:
		return t.skip()
	}
}

// relationID returns the attribute r:id, whose namespace differs between the two forms of the standard.
func relationID(start xml.StartElement) string {
	for _, a := range start.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

func isTrue(value string) bool { return value == "1" || value == "true" }

// find returns the sheet of that name and its part; for "" the first visible one.
func (w *workbook) find(name string) (tab, string, error) {
	at := slices.IndexFunc(w.sheets, func(s tab) bool { return s.name == name })
	if name == "" {
		at = slices.IndexFunc(w.sheets, w.mayShowRows)
	} else if at < 0 {
		at = slices.IndexFunc(w.sheets, func(s tab) bool { return strings.EqualFold(s.name, name) })
	}
	if at < 0 {
		return tab{}, "", w.missing(name)
	}
	found := w.sheets[at]
	if r := w.byID[found.id]; r.kind == "worksheet" {
		return found, r.target, nil
	} else if r.kind == "" {
		return tab{}, "", damaged("the workbook lists the sheet %q but does not have it", found.name)
	}
	return tab{}, "", &Error{
		Cause:  fmt.Sprintf("%q is a chart or a dialog, not a sheet with rows", found.name),
		Remedy: "name the sheet that holds the contacts",
	}
}

// mayShowRows is also true for a visible sheet that is missing, which find reports: the next one may be another list.
func (w *workbook) mayShowRows(s tab) bool {
	kind := w.byID[s.id].kind
	return !s.hidden && (kind == "worksheet" || kind == "")
}

// maxListed is the maximum number of sheets that an error lists.
const maxListed = 20

// names returns the names of all sheets.
func (w *workbook) names() (names []string) {
	for _, s := range w.sheets {
		names = append(names, s.name)
	}
	return names
}

func (w *workbook) missing(name string) error {
	if len(w.sheets) == 0 {
		return damaged("the workbook has no sheet")
	}
	if name == "" {
		return &Error{Cause: "the workbook shows no sheet with rows", Remedy: "name the sheet that holds the contacts"}
	}
	var listed []string
	for _, s := range w.sheets[:min(len(w.sheets), maxListed)] {
		listed = append(listed, fmt.Sprintf("%q", s.name))
	}
	if more := len(w.sheets) - maxListed; more > 0 {
		listed = append(listed, fmt.Sprintf("and %d more", more))
	}
	return &Error{
		Cause:  fmt.Sprintf("the workbook has no sheet %q; it has %s", name, strings.Join(listed, ", ")),
		Remedy: "name one of these" + near.Hint(name, w.names()),
	}
}
