package csvio

import (
	"encoding/json"
	"fmt"
	"strings"

	"bulkdial/dialer"
)

// metadataTree is the shape of the metadata: keys with dots nest, so that `a.b` is the member b of the object a.
type metadataTree struct {
	root metadataObject
	// nodes has each node by its key from the root. It is let go when the header is read, and made anew where a row adds
	// a column.
	nodes  map[string]*metadataNode
	limits dialer.MetadataLimits
}

// metadataNode is a member of the metadata, or of an object in it. There may be a hundred thousand.
type metadataNode struct {
	key  []byte // its own part, encoded, with the colon
	form metadataForm
	// Of formColumn: which column, and the type of its values.
	as      metadataType
	column  int
	columns *columns
	// Of formConstant and formObject.
	constant *metadataConstant
	object   *metadataObject
}

// metadataConstant is a value of --set: its key from the root, and the value, encoded.
type metadataConstant struct {
	key   string
	value []byte
}

// metadataObject is an object in the metadata, or the whole.
type metadataObject struct{ members []*metadataNode }

// from says in messages where a value comes from, as in `column "plan"`; an object is from the first that is in it.
func (n *metadataNode) from() string {
	switch n.form {
	case formColumn:
		return "column " + n.columns.title(n.column)
	case formConstant:
		return fmt.Sprintf("--set %q", shortened(n.constant.key))
	default:
		return n.object.members[0].from()
	}
}

type metadataForm uint8

const (
	formColumn metadataForm = iota
	formConstant
	formObject
)

// maxNesting bounds the parts of a key.
const maxNesting = 16

func newMetadataTree(limits dialer.MetadataLimits) metadataTree {
	return metadataTree{limits: limits}
}

// add adds a value under its key. It changes nothing where it returns a fault: that the key cannot be, or is taken.
func (t *metadataTree) add(key string, value *metadataNode) *rowFaultError {
	if fault := t.checkKey(key, value); fault != nil {
		return fault
	}
	if t.nodes == nil {
		t.nodes = map[string]*metadataNode{}
		t.index("", &t.root)
	}
	parent := &t.root
	for start := 0; start <= len(key); {
		end := len(key)
		if dot := strings.IndexByte(key[start:], '.'); dot >= 0 {
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

// index notes the nodes below an object, whose key from the root is prefix, with its dot.
func (t *metadataTree) index(prefix string, o *metadataObject) {
	for _, n := range o.members {
		var own string
		if json.Unmarshal(n.key[:len(n.key)-1], &own) != nil {
			continue // cannot be: it was encoded here
		}
		t.nodes[prefix+own] = n
		if n.form == formObject {
			t.index(prefix+own+".", n.object)
		}
	}
}

// checkKey says what is wrong with a key by itself.
func (t *metadataTree) checkKey(key string, value *metadataNode) *rowFaultError {
	first, _, dotted := strings.Cut(key, ".")
	fault := func(code, says, remedy string) *rowFaultError {
		return metadataFault(code, fmt.Sprintf("the key %q of %s %s", shortened(key), value.from(), says), remedy+value.renaming(key))
	}
	switch {
	case key == "" || key[0] == '.' || key[len(key)-1] == '.' || strings.Contains(key, ".."):
		return fault("metadata_conflict", "has an empty part", "")
	case dotted && t.limits.Flat:
		return fault("metadata_not_flat", "has a dot in it, which nests, and this --api-version takes nothing nested", "")
	case strings.Count(key, ".") >= maxNesting:
		return fault("metadata_conflict", fmt.Sprintf("nests deeper than %d keys", maxNesting), "")
	case t.limits.RefKey != "" && first == t.limits.RefKey:
		return fault("metadata_conflict", "is that of the reference which each call carries",
			"choose another for the reference with --ref-key, or ")
	}
	if t.limits.CheckKey != nil {
		if err := t.limits.CheckKey(key); err != nil {
			return fault("metadata_key", err.Error(), "")
		}
	}
	return nil
}

// keyConflict says that a value has the key of an old one, or would be within it or around it; at is the old one's.
func keyConflict(old, value *metadataNode, at, key string) *rowFaultError {
	rename := value.renaming(key)
	switch {
	case at != key || old.form == formObject:
		return metadataFault("metadata_conflict", fmt.Sprintf("%s and %s make the key %q both a value and an object",
			old.from(), value.from(), shortened(at)), rename)
	case old.from() == value.from():
		return metadataFault("metadata_conflict", fmt.Sprintf("%s gives the key %q twice", old.from(), shortened(key)), "keep one")
	default:
		return metadataFault("metadata_conflict", fmt.Sprintf("%s and %s both give the key %q",
			old.from(), value.from(), shortened(key)), rename)
	}
}

// renaming says how a value gets another key.
func (n *metadataNode) renaming(key string) string {
	if n.form == formConstant {
		return "write --set key=value with another key, or name the wanted columns with --metadata"
	}
	name := n.columns.names[n.column]
	item := otherKey(key) + "=" + name
	if strings.ContainsFunc(name, func(r rune) bool { return r != '.' && !isWord(r) }) || len(name) > maxShown {
		item = fmt.Sprintf("%q", otherKey(key)+"="+shortened(name))
	}
	return "name the wanted columns with --metadata, as in --metadata " + item
}

// otherKey suggests a key instead of one that cannot be.
func otherKey(key string) string {
	other := strings.Trim(strings.Map(func(r rune) rune {
		if isWord(r) {
			return r
		}
		return '_'
	}, key), "_")
	if other == "" || other == key || other[0] <= '9' || len(other) > maxShown {
		return "new_key"
	}
	return other
}

func isWord(r rune) bool {
	return r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}
