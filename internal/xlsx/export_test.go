package xlsx

// LimitRows lets the sheets of a writer have fewer rows.
func (w *Writer) LimitRows(most int) { w.most = most }
