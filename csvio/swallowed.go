package csvio

// Swallowed says which rows of a CSV text have a cell that seems to hold other rows, because a quote in it ends at another one than
// was meant: a line break is in it and, after it or after a delimiter before it, something like a number.
type Swallowed struct {
	// Count is how many rows there are, and First the first few of them as a spreadsheet numbers them.
	Count int
	First []int
}

// shownRows is the number of rows that Swallowed names.
const shownRows = 5

// note counts a row.
func (s *Swallowed) note(sheetRow int) {
	if s.Count++; len(s.First) < shownRows {
		s.First = append(s.First, sheetRow)
	}
}
