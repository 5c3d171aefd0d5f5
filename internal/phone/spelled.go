package phone

// spelled is a number in the most common spelling: digits with spaces, hyphens and parentheses, perhaps after a +.
type spelled struct {
	plus   bool
	digits [maxDigits]byte
	count  int // of the digits, at least minDigits
}

// scan reads a cell into s, which is empty. It is not ok if the cell holds anything else, or may be a date, or more or less
// than one number.
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
