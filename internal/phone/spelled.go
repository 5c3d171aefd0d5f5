package phone

// spelled is what a cell holds that is written in the commonest way: digits with spaces, hyphens and parentheses,
// perhaps a + before them.
type spelled struct {
	plus   bool
	digits [maxDigits]byte
	count  int // of the digits, at least minDigits
}

// scan reads a cell into s, which is empty. It is not ok where something else is in it, and where it may be more, or less,
// than a number.
func (s *spelled) scan(cell string) (ok bool) {
	if len(cell) > maxSpelling {
		return false
	}
	hyphens, marks := 0, 0
	for i := range len(cell) {
		switch b := cell[i]; {
		case b >= '0' && b <= '9':
			if s.count == maxDigits {
				return false
			}
			s.digits[s.count] = b
			s.count++
		case b == '+':
			if s.plus || s.count+marks > 0 {
				return false
			}
			s.plus = true
		case b == '-':
			hyphens++
			marks++
		case b == '(' || b == ')':
			marks++
		case b != ' ':
			return false
		}
	}
	// Three groups of so few digits can be a date.
	isDate := !s.plus && hyphens == 2 && s.count <= len("2026-05-01")-2
	return s.count >= minDigits && !isDate
}
