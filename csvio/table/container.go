package table

// Container is a kind of input.
type Container int

const (
	// Text is CSV, whose rows have the width of the first one.
	Text Container = iota
	// Keyed is JSON Lines: the names of the columns are keys, and each row may add some.
	Keyed
	// Sheet is a sheet of a workbook.
	Sheet
	// Registry is the XML of the national do-not-call registry: area codes and numbers, without names of columns.
	Registry
)

// Container returns the kind of the input.
func (i *Input) Container() Container {
	switch i.table.(type) {
	case *jsonTable:
		return Keyed
	case *sheetTable:
		return Sheet
	case *registryTable:
		return Registry
	default:
		return Text
	}
}
