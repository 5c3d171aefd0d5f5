package campaign

import "slices"

// MetadataColumns are the columns of the contacts file that are sent as metadata.
type MetadataColumns struct {
	// First are the names of the first few, as the header has them, and Count is how many there are.
	First []string
	Count int
}

// mostNamed is how many of the columns are named: the names of a wide file are megabytes.
const mostNamed = 20

func newMetadataColumns(names []string) MetadataColumns {
	return MetadataColumns{slices.Clone(names[:min(mostNamed, len(names))]), len(names)}
}

// MetadataColumns returns those of the last pass over the contacts.
func (c *Campaign) MetadataColumns() MetadataColumns { return c.contacts.metadata }
