package csvio

import "path/filepath"

// ListSize is how many entries a suppression list has, which is named as in Suppression.List.
type ListSize struct {
	Name    string
	Entries int
}

// Sizes returns the sizes of the lists, in the order in which they were given.
func (s *Suppression) Sizes() []ListSize {
	var sizes []ListSize
	for _, file := range *s.lists.Load() {
		sizes = append(sizes, ListSize{filepath.Base(file.path), file.list.entries()})
	}
	return sizes
}
