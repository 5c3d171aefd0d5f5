package csvio

import (
	"bytes"
	"encoding/json"
	"fmt"

	"bulkdial/csvio/table"
	"bulkdial/dialer"
	"bulkdial/internal/jsonstring"
)

// metadata builds the JSON object of each row. Its shape is decided once.
type metadata struct {
	tree metadataTree
	// refused are columns that first appear in a later row and cannot be sent.
	refused []refusedColumn
	// buf is where objects are built; each is copied from there.
	buf []byte
}

type refusedColumn struct {
	index int
	fault *dialer.Reason
}

// newMetadata decides the shape of the metadata: the columns picked from the header, then the constants.
func newMetadata(c *columns, picks []metadataPick, cfg *ContactsConfig) (metadata, error) {
	m := metadata{tree: newMetadataTree(cfg.Limits)}
	for _, p := range picks {
		if fault := m.add(c, p); fault != nil {
			return m, refusal(fault)
		}
	}
	for _, pair := range cfg.Set {
		constant := &metadataNode{form: formConstant, constant: &metadataConstant{key: pair.Key, value: jsonstring.Append(nil, pair.Value)}}
		if fault := m.tree.add(pair.Key, constant); fault != nil {
			return m, refusal(fault)
		}
	}
	m.tree.nodes = nil
	if _, fault := m.object(&table.Row{}); fault != nil {
		return m, fieldErrorf("Set", "the constants alone are too much: %s", fault)
	}
	return m, nil
}

// refusal is the error for a header whose metadata have a fault.
func refusal(fault *dialer.Reason) error { return fieldErrorf(fault.Field, "%s", fault) }

func (m *metadata) add(c *columns, p metadataPick) *dialer.Reason {
	return m.tree.add(p.key, &metadataNode{form: formColumn, columns: c, column: p.column, as: p.as})
}

// addLater adds a column that first appears in a later row. If it cannot be sent, the rows that fill it are invalid.
func (m *metadata) addLater(c *columns, p metadataPick) {
	if fault := m.add(c, p); fault != nil {
		m.refused = append(m.refused, refusedColumn{p.column, fault})
	}
}

// object returns a new JSON object of the cells that are not empty and the constants; nil if there are none.
func (m *metadata) object(r *table.Row) (json.RawMessage, *dialer.Reason) {
	for _, c := range m.refused {
		if cellAt(r.Cells, c.index) != "" {
			return nil, c.fault
		}
	}
	limits := &m.tree.limits
	b, entries, fault := appendMembers(append(m.buf[:0], '{'), m.tree.root.members, r, limits.Flat)
	if fault != nil {
		return nil, fault
	}
	m.buf = b
	switch {
	case entries == 0:
		return nil, nil
	case limits.MaxEntries > 0 && entries > limits.MaxEntries:
		return nil, metadataFault("metadata_too_many", fmt.Sprintf("the metadata has more than the %d entries that the API takes", limits.MaxEntries),
			"send fewer columns", fieldMetadata)
	case limits.MaxBytes > 0 && len(b) > limits.MaxBytes:
		return nil, metadataFault("metadata_too_large", fmt.Sprintf("the metadata is longer than the %d bytes that the API takes", limits.MaxBytes),
			"shorten its cells, or send fewer columns", fieldMetadata)
	}
	b[len(b)-1] = '}' // replaces the last comma
	return bytes.Clone(b), nil
}

// appendMembers appends the members of an object that have a value, each followed by a comma, and returns their number.
func appendMembers(b []byte, members []*metadataNode, r *table.Row, flat bool) ([]byte, int, *dialer.Reason) {
	count := 0
	for _, n := range members {
		start := len(b)
		b = append(b, n.key...)
		value := len(b)
		switch cell := cellAt(r.Cells, n.column); {
		case n.form == formColumn && n.as == typeOfCell && r.Values == nil:
			if cell != "" {
				b = jsonstring.Append(b, cell)
			}
		case n.form == formConstant:
			b = append(b, n.constant.value...)
		case n.form == formObject:
			var fault *dialer.Reason
			if b, fault = n.appendObject(b, r, flat); fault != nil {
				return nil, 0, fault
			}
		case cell != "":
			var fault *dialer.Reason
			if b, fault = n.appendTyped(b, cell, r, flat); fault != nil {
				return nil, 0, fault
			}
		}
		if len(b) == value { // no value
			b = b[:start]
			continue
		}
		b = append(b, ',')
		count++
	}
	return b, count, nil
}

// appendObject appends an object within the metadata, or nothing if it is empty.
func (n *metadataNode) appendObject(b []byte, r *table.Row, flat bool) ([]byte, *dialer.Reason) {
	object, count, fault := appendMembers(append(b, '{'), n.object.members, r, flat)
	if count == 0 {
		return b, fault
	}
	object[len(object)-1] = '}'
	return object, nil
}

// fieldMetadata is the field that most faults of metadata are about.
const fieldMetadata = "Metadata"

// metadataFault says why the metadata of a row, or a column, cannot be sent. Field is as in dialer.Reason.
func metadataFault(code, cause, remedy, field string) *dialer.Reason {
	return &dialer.Reason{Code: code, Cause: cause, Remedy: remedy, Field: field}
}

func appendKey(b []byte, key string) []byte { return append(jsonstring.Append(b, key), ':') }
