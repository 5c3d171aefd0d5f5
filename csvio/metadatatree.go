package csvio

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"bulkdial/csvio/table"
	"bulkdial/dialer"
)

// metadataTree is the shape of the metadata: keys with dots nest (see nests), so that `a.b` is the member b of the object a.
type metadataTree struct {
	root metadataObject
	// nodes has each node by its key from the root. It is dropped when the header is read, and rebuilt if a row adds a
	// column.
	nodes  map[string]*metadataNode
	limits dialer.MetadataLimits
}

// metadataNode is a member of the metadata, or of an object in it. There may be a hundred thousand.
type metadataNode struct {
	key  []byte // its own part, encoded, with the colon
	form metadataForm
	// Of formColumn: the column, and the type of its values.
	as      metadataType
	column  int
	columns *columns
	// Of formConstant and formObject.
	constant *metadataConstant
	object   *metadataObject
}

// metadataConstant is a constant: its key from the root, and its value as JSON.
type metadataConstant struct {
	key   string
	value []byte
}

// metadataObject is an object in the metadata, or the whole.
type metadataObject struct{ members []*metadataNode }

// from names the origin of a value in messages, as in `column "plan"`. The origin of an object is that of its first member.
func (n *metadataNode) from() string {
	switch n.form {
	case formColumn:
		return "column " + n.columns.names.Title(n.column)
	case formConstant:
		return fmt.Sprintf("constant %q", table.ShortName(n.constant.key))
	case formObject:
	}
	return n.object.members[0].from()
}

type metadataForm uint8

const (
	formColumn metadataForm = iota
	formConstant
	formObject
)

// maxNesting is the maximum number of parts of a key.
const maxNesting = 16

func newMetadataTree(limits dialer.MetadataLimits) metadataTree {
	return metadataTree{limits: limits}
}

// add adds a value under its key. It returns a fault, and changes nothing, if the key is not allowed or in use.
func (t *metadataTree) add(key string, value *metadataNode) *dialer.Reason {
	if fault := t.checkKey(key, value); fault != nil {
		return fault
	}
	if t.nodes == nil {
		t.nodes = map[string]*metadataNode{}
		t.index("", &t.root)
	}
	parent, nested := &t.root, nests(key)
	for start := 0; start <= len(key); {
		end := len(key)
		if dot := strings.IndexByte(key[start:], '.'); dot >= 0 && nested {
			end = start + dot
		}
		last := end == len(key)
		n := t.nodes[key[:end]]
		switch {
		case n != nil && (last || n.form != formObject):
			return keyConflict(n, value, key[:end], key)
		case n == nil && last:
			n = value
		case n == nil:
			n = &metadataNode{form: formObject, object: &metadataObject{}}
		}
		if n.key == nil {
			n.key = appendKey(nil, key[start:end])
			parent.members = append(parent.members, n)
			t.nodes[key[:end]] = n
		}
		parent, start = n.object, end+1
	}
	return nil
}

// index adds the nodes below an object to nodes; prefix is the object's key from the root and a dot.
func (t *metadataTree) index(prefix string, o *metadataObject) {
	for _, n := range o.members {
		var own string
		if json.Unmarshal(n.key[:len(n.key)-1], &own) != nil {
			continue // unreachable: it was encoded here
		}
		t.nodes[prefix+own] = n
		if n.form == formObject {
			t.index(prefix+own+".", n.object)
		}
	}
}

// checkKey returns a fault for a key that is not allowed.
func (t *metadataTree) checkKey(key string, value *metadataNode) *dialer.Reason {
	first, nested := key, nests(key)
	if nested {
		first, _, _ = strings.Cut(key, ".")
	}
	fault := func(code, problem string) *dialer.Reason {
		return metadataFault(code, fmt.Sprintf("the key %q of %s %s", table.ShortName(key), value.from(), problem), value.renaming(key), value.field())
	}
	switch {
	case key == "":
		return fault("metadata_conflict", "is empty")
	case nested && t.limits.Flat:
		return fault("metadata_not_flat", "has a dot in it, which nests, and this version of the API takes nothing nested")
	case nested && strings.Count(key, ".") >= maxNesting:
		return fault("metadata_conflict", fmt.Sprintf("nests deeper than %d keys", maxNesting))
	case t.limits.RefKey != "" && first == t.limits.RefKey:
		return metadataFault("metadata_conflict", fmt.Sprintf("the key %q of %s is the key of each call's reference", table.ShortName(key), value.from()),
			"choose another key for the reference, or "+value.renaming(key), "RefKey")
	}
	if t.limits.CheckKey != nil {
		if err := t.limits.CheckKey(key); err != nil {
			return fault("metadata_key", err.Error())
		}
	}
	return nil
}

// keyConflict returns the fault of a value whose key is that of an old value, or lies within or around it; at is the old
// value's key.
func keyConflict(old, value *metadataNode, at, key string) *dialer.Reason {
	rename := value.renaming(key)
	switch {
	case at != key || old.form == formObject:
		return metadataFault("metadata_conflict", fmt.Sprintf("%s and %s make the key %q both a value and an object",
			old.from(), value.from(), table.ShortName(at)), rename, value.field())
	case old.from() == value.from():
		return metadataFault("metadata_conflict", fmt.Sprintf("%s gives the key %q twice", old.from(), table.ShortName(key)), "keep one", value.field())
	default:
		return metadataFault("metadata_conflict", fmt.Sprintf("%s and %s both give the key %q",
			old.from(), value.from(), table.ShortName(key)), rename, value.field())
	}
}

// field is the configuration field that gives a value its key.
func (n *metadataNode) field() string {
	if n.form == formConstant {
		return "Set"
	}
	return fieldMetadata
}

// renaming is the remedy that gives a value another key.
func (n *metadataNode) renaming(key string) string {
	if n.form == formConstant {
		return "write key=value with another key, or choose which columns are metadata"
	}
	name := n.columns.names[n.column]
	item := otherKey(key) + "=" + name
	if strings.ContainsFunc(name, func(r rune) bool { return r != '.' && !isWord(r) }) || table.ShortName(name) != name {
		item = fmt.Sprintf("%q", otherKey(key)+"="+table.ShortName(name))
	}
	return "choose the columns that are metadata, with another key for this one, as in " + item
}

// otherKey suggests a key in place of one that is not allowed.
func otherKey(key string) string {
	other := strings.Trim(strings.Map(func(r rune) rune {
		if isWord(r) {
			return r
		}
		return '_'
	}, key), "_")
	if other == "" || other == key || other[0] <= '9' || table.ShortName(other) != other {
		return "new_key"
	}
	return other
}

func isWord(r rune) bool {
	return r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// nests reports whether the dots of a key separate the keys of nested objects, as in `address.city`. They do if each stands between
// two parts of a path. In `No.`, `St. Address` and `P.O. Box` they are punctuation, and the key is one.
func nests(key string) bool {
	for i, c := range key {
		if c != '.' {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(key[:i])
		after, _ := utf8.DecodeRuneInString(key[i+1:])
		if i == 0 || i+1 == len(key) || isPunctuation(before) || isPunctuation(after) {
			return false
		}
	}
	return strings.Contains(key, ".")
}

// isPunctuation reports whether a character beside a dot shows that the dot ends a word.
func isPunctuation(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(".,:;/&()-", r) }
