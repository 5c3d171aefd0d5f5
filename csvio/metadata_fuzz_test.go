package csvio_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio"
	"bulkdial/csvio/table"
	"bulkdial/csvio/table/tabletest"
	"bulkdial/dialer"
)

func FuzzMetadata(f *testing.F) {
	f.Add("a\nb.c\nmetadata.d", "x\n5\ntrue", []byte{}, "e.f=g\nh=i", "", false, false)
	f.Add("a\nb\nc\nd", "1.50\nyes\n{\"x\": [1]}\n7", []byte{1, 2, 3, 4}, "", "", false, false)
	f.Add("a\nb\nc", "\"x\"\n5\n{\"a\":{}}", []byte{0, 8, 11}, "", "b:string", true, false)
	f.Add("a\nb\nc", "x\n5\n[1]", []byte{0, 9, 3}, "z=y", "a=b=c:json", true, true)
	f.Add("No.\nSt. A.b\na.b", "x\ny\nz", []byte{}, "P.O. Box=c", "", true, false)
	f.Add("a=b\na:number\na", "x\n5\n1e5", []byte{0, 1, 9}, "a..b=c", "a=b:number", false, true)
	f.Add("x y\nref\n", "\u2028\n\"\\\n", []byte{}, "", "", false, true)
	f.Fuzz(func(t *testing.T, names, cells string, kinds []byte, set, raw string, typed, flat bool) {
		c := newMetadataCase(lines(names), lines(cells), kinds, typed)
		if raw != "" {
			c.cfg.Metadata, c.plain = append(c.cfg.Metadata, strings.ToValidUTF8(raw, "?")), false
		}
		for _, text := range lines(set) {
			key, value, _ := strings.Cut(text, "=")
			c.cfg.Set = append(c.cfg.Set, csvio.Pair{Key: key, Value: value})
		}
		if flat {
			c.cfg.Limits = dialer.MetadataLimits{Flat: true, MaxEntries: 3, MaxBytes: 60, RefKey: "ref", CheckKey: noSpace}
		}
		contacts, err := csvio.NewContacts(newTypedRows(slices.Clone(c.names), c.row), c.cfg)
		if err != nil {
			tabletest.CheckEnd(t, err)
			if strings.ContainsAny(err.Error(), "\r\n") {
				t.Fatalf("the error %q is not one line", err)
			}
			return
		}
		for contact, err := range contacts.All() {
			c.check(t, contact, err)
		}
	})
}

// metadataCase is a file of one row and what is asked of it.
type metadataCase struct {
	names []string
	row   table.Row
	specs []metadataSpec // of the columns after the first
	cfg   csvio.ContactsConfig
	// plain: no item of Metadata has two meanings.
	plain bool
}

// metadataSpec says what a column is to become.
type metadataSpec struct{ key, as string }

// newMetadataCase asks for each column by one of kinds: which type it has, and whether it has a key of its own. No
// kinds ask for all columns as they come.
func newMetadataCase(names, cells []string, kinds []byte, typed bool) *metadataCase {
	c := &metadataCase{plain: true, names: []string{"phone"}, row: table.Row{Cells: append([]string{"+1"}, cells...)}}
	for _, name := range names {
		c.names = append(c.names, strings.TrimFunc(name, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }))
	}
	c.cfg.NumberColumn = "phone"
	if typed {
		c.row = typedRow(c.row.Cells)
	}
	if len(kinds) > 0 {
		c.cfg.Metadata = []string{}
	}
	for i, name := range c.names[1:] {
		spec := metadataSpec{key: strings.TrimPrefix(name, "metadata.")}
		if len(kinds) > 0 {
			spec = c.ask(name, spec, kinds[i%len(kinds)], i)
		}
		c.specs = append(c.specs, spec)
	}
	return c
}

func (c *metadataCase) ask(name string, spec metadataSpec, kind byte, i int) metadataSpec {
	item := name
	if spec.as = []string{"", "number", "bool", "json", "string"}[kind&7%5]; spec.as != "" {
		item += ":" + spec.as
	}
	if kind&8 != 0 {
		spec.key = fmt.Sprintf("k%d", i)
		item = spec.key + "=" + item
	}
	if name != "" {
		c.cfg.Metadata = append(c.cfg.Metadata, item)
	}
	for _, other := range c.names {
		c.plain = c.plain && (item == name || other != item && other != strings.TrimSuffix(item, ":"+spec.as) || other == name)
		c.plain = c.plain && other != name+":"+spec.as
	}
	return spec
}

// typedRow takes cells that hold JSON for values of their own type, and others for strings.
func typedRow(cells []string) table.Row {
	var texts []string
	for _, cell := range cells {
		bare := strings.Trim(cell, " \t\r")
		switch {
		case bare == "null":
			texts = append(texts, "")
		case cell == "" || json.Valid([]byte(cell)):
			texts = append(texts, bare)
		default:
			text, _ := json.Marshal(cell) // strings always have a form
			texts = append(texts, string(text))
		}
	}
	return values(texts...)
}

func noSpace(key string) error {
	if strings.Contains(key, " ") {
		return errors.New("has a space in it")
	}
	return nil
}

// pathOf returns the keys that a key nests as.
func pathOf(key string) []string {
	const mark = `[\s\v\x{85}\p{Z}.,:;/&()\-]`
	if regexp.MustCompile(`(?:^|` + mark + `)\.|\.(?:$|` + mark + `)`).MatchString(key) {
		return []string{key}
	}
	return strings.Split(key, ".")
}

// lines splits a text of the fuzzer.
func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.ToValidUTF8(text, "?"), "\n")
}

// check compares the metadata of the row with what was requested.
func (c *metadataCase) check(t *testing.T, contact *dialer.Contact, err error) {
	t.Helper()
	want, faults := c.expected(t)
	if err != nil {
		row, ok := errors.AsType[*dialer.RowError](err)
		if !ok || row.Cause == "" || row.Remedy == "" || strings.ContainsAny(row.String(), "\r\n") {
			t.Fatalf("the row gives %v, want a RowError with cause and remedy on one line", err)
		}
		limited := c.cfg.Limits.Flat && (row.Code == "metadata_too_many" || row.Code == "metadata_too_large" || row.Code == "metadata_not_flat")
		if c.plain && !limited && !slices.Contains(faults, row.Code) {
			t.Fatalf("the row gives %v (%s), want one of %q", err, row.Code, faults)
		}
		return
	}
	if c.plain && len(faults) > 0 {
		t.Fatalf("the row gives %s, want %q", contact.Metadata, faults)
	}
	got := map[string]any{}
	if contact.Metadata != nil {
		if decoded, ok := decode(string(contact.Metadata)).(map[string]any); ok && len(decoded) > 0 {
			got = decoded
		} else {
			t.Fatalf("metadata %s, want an object that is not empty", contact.Metadata)
		}
	}
	if diff := cmp.Diff(want, got); c.plain && diff != "" {
		t.Fatalf("metadata (-want +got):\n%s", diff)
	}
	c.checkLimits(t, contact.Metadata, got)
}

func (c *metadataCase) checkLimits(t *testing.T, raw json.RawMessage, object map[string]any) {
	t.Helper()
	var compact bytes.Buffer
	if raw != nil && (json.Compact(&compact, raw) != nil || !bytes.Equal(compact.Bytes(), raw)) {
		t.Fatalf("metadata %s is not compact", raw)
	}
	if !c.cfg.Limits.Flat {
		return
	}
	if len(object) > c.cfg.Limits.MaxEntries || len(raw) > c.cfg.Limits.MaxBytes {
		t.Fatalf("metadata %s has %d entries and %d bytes", raw, len(object), len(raw))
	}
	for key, value := range object {
		switch value.(type) {
		case string, json.Number, bool:
		default:
			t.Fatalf("the value of %q is %v, want it flat", key, value)
		}
		if noSpace(key) != nil || len(pathOf(key)) > 1 || key == c.cfg.Limits.RefKey {
			t.Fatalf("the key %q is not allowed", key)
		}
	}
}

// expected returns the object that was asked for, and the codes of what cannot be had.
func (c *metadataCase) expected(t *testing.T) (object map[string]any, faults []string) {
	t.Helper()
	object = map[string]any{}
	if !c.plain {
		return object, nil
	}
	for i, spec := range c.specs {
		if c.names[i+1] == "" || i+1 >= len(c.row.Cells) {
			continue
		}
		var own json.RawMessage
		if c.row.Values != nil {
			own = c.row.Values[i+1]
		}
		value, fault := spec.value(c.row.Cells[i+1], own)
		switch {
		case fault != "":
			faults = append(faults, fault)
		case value != nil:
			put(t, object, pathOf(spec.key), value)
		}
	}
	for _, pair := range c.cfg.Set {
		put(t, object, pathOf(pair.Key), pair.Value)
	}
	return object, faults
}

// value returns what a cell is to become; nil when it is left out.
func (s metadataSpec) value(cell string, own json.RawMessage) (value any, fault string) {
	text := strings.TrimSpace(cell)
	decoded := decode(string(own))
	_, isText := decoded.(string)
	switch {
	case cell == "":
		return nil, ""
	case s.as == "string", s.as == "" && (own == nil || isText):
		return cell, ""
	case text == "":
		return nil, ""
	case s.as == "number":
		number, ok := decode(text).(json.Number)
		if !ok || (own == nil || isText) && strings.ContainsAny(text, "eE") {
			return nil, "metadata_number"
		}
		return number, ""
	case s.as == "bool":
		switch {
		case slices.ContainsFunc([]string{"true", "yes", "y", "1"}, func(s string) bool { return strings.EqualFold(s, text) }):
			return true, ""
		case slices.ContainsFunc([]string{"false", "no", "n", "0"}, func(s string) bool { return strings.EqualFold(s, text) }):
			return false, ""
		}
		return nil, "metadata_bool"
	case own == nil || isText:
		decoded = decode(text)
	}
	if !json.Valid([]byte(text)) || hasTwice(text) {
		return nil, "metadata_json"
	}
	if decoded == nil {
		return jsonNull{}, ""
	}
	return decoded, ""
}

// jsonNull stands for null where nil says that there is no value.
type jsonNull struct{}

// put puts a value under a path on which nothing else may be.
func put(t *testing.T, object map[string]any, path []string, value any) {
	t.Helper()
	for ; len(path) > 1; path = path[1:] {
		inner, ok := object[path[0]].(map[string]any)
		if !ok {
			if _, taken := object[path[0]]; taken {
				t.Fatalf("%q is a value and an object", path)
			}
			inner = map[string]any{}
			object[path[0]] = inner
		}
		object = inner
	}
	if _, taken := object[path[0]]; taken {
		t.Fatalf("%q is given twice", path)
	}
	if value == (jsonNull{}) {
		value = nil
	}
	object[path[0]] = value
}

// decode returns a JSON value, nil when text is none.
func decode(text string) any {
	if !json.Valid([]byte(text)) {
		return nil
	}
	in := json.NewDecoder(strings.NewReader(text))
	in.UseNumber()
	var value any
	_ = in.Decode(&value) // it is valid
	return value
}

// hasTwice reports whether decoding loses a member: then its key was there before.
func hasTwice(text string) bool {
	var members func(value any) int
	members = func(value any) int {
		n := 0
		switch v := value.(type) {
		case map[string]any:
			for _, inner := range v {
				n += 1 + members(inner)
			}
		case []any:
			for _, inner := range v {
				n += members(inner)
			}
		}
		return n
	}
	return members(decode(text)) != colons(text)
}

// colons counts the members of the objects in a JSON value, by the colons outside its strings.
func colons(text string) int {
	n, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case c == ':' && !quoted:
			n++
		}
	}
	return n
}
