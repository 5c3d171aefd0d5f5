package screen

// Unmatched says how many contacts of the history no row of a contacts file has. A few are rows that were removed. Many mean that the
// results are those of another list, or that contacts are told apart by another column.
type Unmatched struct {
	// Called is how many contacts the history has attempts of, and Count how many of them no row has. They are counted by their ids where
	// the ids tell contacts apart, else by their numbers.
	Called int `json:"called"`
	Count  int `json:"count"`
}

// Unmatched compares the history with the rows so far: with all once the pass has ended.
func (s *Screen) Unmatched() Unmatched {
	var u Unmatched
	if s.Rules.byID() {
		for who := range s.History.ids.keys() {
			if slot, _ := s.History.ids.find(who); s.History.ids.value(slot).number != 0 {
				u.add(s.knownIDs[slot])
			}
		}
	}
	for number := range s.History.attempts.first.keys() {
		slot, _ := s.History.attempts.first.find(number)
		if !s.Rules.byID() || s.History.withoutID(slot) {
			u.add(s.knownNumbers[slot])
		}
	}
	u.Count = max(0, u.Count-s.hiddenRows) // a hidden row can be that of one of them
	return u
}

// add counts a contact of the history, of which this is the first row.
func (u *Unmatched) add(first place) {
	u.Called++
	if first == (place{}) {
		u.Count++
	}
}

// withoutID reports whether the number of a slot was called for a contact without an id.
func (h *History) withoutID(slot int) bool {
	for _, a := range h.attempts.from(slot) {
		if a.who == 0 {
			return true
		}
	}
	return false
}
