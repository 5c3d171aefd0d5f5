package csvio

import (
	"fmt"
	"slices"
	"strings"

	"bulkdial/csvio/table"
)

// metadataType is the type that a column's cells get in the metadata.
type metadataType uint8

const (
	// typeOfCell is a string or, if the container has types of its own, the type of the value.
	typeOfCell metadataType = iota
	typeNumber
	typeBool
	typeJSON
	typeString
)

// metadataPick is a column of the metadata, its key, and the type of its values.
type metadataPick struct {
	column int
	key    string
	as     metadataType
}

// pickMetadata returns the columns of the header that are metadata, in the order of the file: those that items name, or if
// items is nil, each column without another use. The error is a *dialer.FieldError.
func (c *columns) pickMetadata(items []string) ([]metadataPick, error) {
	var picks []metadataPick
	if items == nil {
		for i := range c.names {
			if c.isOther(i) {
				picks = append(picks, metadataPick{column: i, key: keyOf(c.names[i])})
			}
		}
		return picks, nil
	}
	for _, item := range items {
		p, err := c.pick(item)
		if err != nil {
			return nil, err
		}
		picks = append(picks, p)
	}
	slices.SortStableFunc(picks, func(a, b metadataPick) int { return a.column - b.column })
	return picks, nil
}

// pick parses an item of ContactsConfig.Metadata: `column` or `key=column`, either with a type. An item that is the exact
// name of a column means that column, so that names may contain = and :.
func (c *columns) pick(item string) (metadataPick, error) {
	key, name, renames := "", item, false
	i, as := c.exactTyped(name)
	if i < 0 {
		if key, name, renames = strings.Cut(item, "="); renames {
			i, as = c.exactTyped(name)
		} else {
			name = item
		}
	}
	if i < 0 {
		var err error
		name, as = cutType(name)
		if i, err = c.find(fieldMetadata, name); err != nil {
			if strings.Contains(name, ":") {
				err = fmt.Errorf("%w (types are :number, :bool, :json and :string)", err)
			}
			return metadataPick{}, err
		}
	}
	if !renames {
		key = keyOf(c.names[i])
	}
	return metadataPick{column: i, key: strings.TrimSpace(key), as: as}, nil
}

// exactTyped returns the column with exactly this name, else the column with this name without its type; -1 if there is
// none.
func (c *columns) exactTyped(name string) (int, metadataType) {
	if i := c.exact(name); i >= 0 {
		return i, typeOfCell
	}
	name, as := cutType(name)
	return c.exact(name), as
}

// keyOf returns the default key of a column: its name without the prefix `metadata.`.
func keyOf(column string) string { return strings.TrimPrefix(column, metadataPrefix) }

const metadataPrefix = "metadata."

// MetadataColumn returns the column that an item of ContactsConfig.Metadata names, and the word of its type, empty if it has
// none. Without a header it cannot tell a name that contains = or : from an item with a key or a type. It serves to make a
// template of a contacts file.
func MetadataColumn(item string) (column, kind string) {
	if _, name, renames := strings.Cut(item, "="); renames {
		item = name
	}
	column, _ = cutType(item)
	return table.CleanName(column), strings.TrimSpace(strings.TrimPrefix(item[len(column):], ":"))
}

// cutType cuts a type off the end of an item. Anything but the four words belongs to the name.
func cutType(item string) (name string, as metadataType) {
	i := strings.LastIndexByte(item, ':')
	if i < 0 {
		return item, typeOfCell
	}
	switch strings.TrimSpace(item[i+1:]) {
	case "number":
		as = typeNumber
	case "bool":
		as = typeBool
	case "json":
		as = typeJSON
	case "string":
		as = typeString
	default:
		return item, typeOfCell
	}
	return item[:i], as
}
