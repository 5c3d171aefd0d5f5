package table

import "slices"

// ColumnNames reads the header of an input and returns the names of its columns, without those that have none. Nothing else is read from
// the input after it. The command line completes the names of columns with it.
func ColumnNames(in *Input) ([]string, error) {
	names, _, err := in.FirstRow()
	if err != nil {
		return nil, err
	}
	for i, name := range names {
		names[i] = CleanName(name)
	}
	return slices.DeleteFunc(names, func(name string) bool { return name == "" }), nil
}
