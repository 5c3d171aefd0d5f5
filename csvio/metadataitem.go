package csvio

import (
	"fmt"
	"slices"
	"strings"
)

// metadataPick is a column of the metadata, its key, and the type of its values.
type metadataPick struct {
	column int
	key    string
	as     metadataType
}

// pickMetadata returns what of the header is metadata, in the order of the file: what --metadata names, or where that
// is nil, each other column.
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

// pick reads an item of --metadata: `column`, `key=column`, and either with a type. What is the exact name of a column
// is that column, so that a name may hold what else would end it.
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
		if i, err = c.find("--metadata", name); err != nil {
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

// exactTyped returns the column that has just this name, else the one that has it without the type at its end; -1 when
// there is none.
func (c *columns) exactTyped(name string) (int, metadataType) {
	if i := c.exact(name); i >= 0 {
		return i, typeOfCell
	}
	name, as := cutType(name)
	return c.exact(name), as
}

// keyOf returns the key of a column that is given none: its name, without the prefix by which a column, or an object
// of JSON Lines, says that it is metadata.
func keyOf(column string) string { return strings.TrimPrefix(column, metadataPrefix) }

const metadataPrefix = "metadata."

// MetadataColumn returns the column that an item of ContactsConfig.Metadata names, as far as that can be told without a
// header, and the word of its type, empty where it has none. It is for those who make a file to start from.
func MetadataColumn(item string) (column, kind string) {
	if _, name, renames := strings.Cut(item, "="); renames {
		item = name
	}
	column, _ = cutType(item)
	return cleaned(column), strings.TrimSpace(strings.TrimPrefix(item[len(column):], ":"))
}
