package csvio

import "slices"

// ColumnNames reads the header of an input and returns the names of its columns, without those that have none. Nothing else is read from
// the input after it. The command line completes the names of columns with it.
func ColumnNames(in *Input) ([]string, error) {
	names, _, err := in.table.header()
	if err != nil {
		return nil, in.file.explained(err)
	}
	for i, name := range names {
		names[i] = cleaned(name)
	}
	return slices.DeleteFunc(names, func(name string) bool { return name == "" }), nil
}
