package csvio

import "iter"

// MetadataColumns are the columns that are sent as metadata.
type MetadataColumns struct {
	// First are the names of the first few, as the header has them, in the order in which they are sent; Count is how many there are.
	First []string
	Count int
}

// MetadataColumns returns the columns that are sent as metadata, and names at most the given number of them: the names of a wide file
// are megabytes.
func (c *Contacts) MetadataColumns(named int) MetadataColumns {
	var columns MetadataColumns
	for name := range c.metadata.tree.root.columns() {
		if columns.Count++; columns.Count <= named {
			columns.First = append(columns.First, name)
		}
	}
	return columns
}

// columns returns the names of the columns of an object, and of the objects in it.
func (o *metadataObject) columns() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, n := range o.members {
			switch n.form {
			case formColumn:
				if !yield(n.columns.names[n.column]) {
					return
				}
			case formObject:
				for name := range n.object.columns() {
					if !yield(name) {
						return
					}
				}
			case formConstant:
			}
		}
	}
}
