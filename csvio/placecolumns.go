package csvio

import (
	"slices"

	"bulkdial/csvio/table"
)

// placeColumns say where the contact of a row is.
type placeColumns struct{ zone, postal, state placeColumn }

// placeColumn gives one of the cells that say where a contact is: that of the column which is named, else the first that is not empty of the
// columns with a usual name.
type placeColumn struct {
	named bool
	// usual are the usual names, loosened, from the best to the least: a region may be a part of the world.
	usual []string
	// at are the columns, those that are found in the order of usual.
	at []int
}

// newPlaceColumns finds the columns that the configuration names, and those with a usual name where it names none. A column with another
// use is not found, and one that is found remains metadata.
func newPlaceColumns(c *columns, cfg *ContactsConfig) (placeColumns, error) {
	p := placeColumns{
		zone:   placeColumn{usual: []string{"timezone", "tz"}},
		postal: placeColumn{usual: []string{"postalcode", "zip", "zipcode"}},
		state:  placeColumn{usual: []string{"state", "province", "region"}},
	}
	for _, column := range []struct {
		field, name string
		to          *placeColumn
	}{
		{"TimezoneColumn", cfg.TimezoneColumn, &p.zone},
		{"PostalColumn", cfg.PostalColumn, &p.postal},
		{"StateColumn", cfg.StateColumn, &p.state},
	} {
		i, err := c.take(column.field, column.name)
		if err != nil {
			return p, err
		}
		if i >= 0 {
			*column.to = placeColumn{named: true, at: []int{i}}
		}
	}
	for i, name := range c.names {
		if c.isOther(i) {
			p.find(i, name)
		}
	}
	return p, nil
}

// find takes a column into account if its name is a usual one. Rows may add columns.
func (p *placeColumns) find(i int, name string) {
	for _, c := range []*placeColumn{&p.zone, &p.postal, &p.state} {
		if !c.named {
			c.find(i, name)
		}
	}
}

func (c *placeColumn) find(i int, name string) {
	rank := slices.IndexFunc(c.usual, func(usual string) bool { return table.SameName(usual, name) })
	if rank < 0 {
		return
	}
	if c.at == nil {
		c.at = slices.Repeat([]int{-1}, len(c.usual))
	}
	if c.at[rank] < 0 {
		c.at[rank] = i
	}
}

// of returns the cell of a row; empty where there is none.
func (c *placeColumn) of(cells []string) string {
	for _, i := range c.at {
		if cell := keptCell(cells, i); cell != "" {
			return cell
		}
	}
	return ""
}
