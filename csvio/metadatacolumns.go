package csvio

// MetadataColumns returns the names of the columns that are sent as metadata, in the order in which they are sent.
func (c *Contacts) MetadataColumns() []string { return c.metadata.tree.root.columns(nil) }

func (o *metadataObject) columns(names []string) []string {
	for _, n := range o.members {
		switch n.form {
		case formColumn:
			names = append(names, n.columns.names[n.column])
		case formObject:
			names = n.object.columns(names)
		case formConstant:
		}
	}
	return names
}
