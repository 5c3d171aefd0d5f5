package dialer

// IsE164 reports whether a number is `+` and 7 to 15 digits, the first of them not 0.
func IsE164(number string) bool {
	_, ok := digits(number)
	return ok && len(number) >= len("+1234567")
}

// digits returns an E.164 number as an integer. Its leading digit is not 0, so none is lost.
func digits(number string) (n uint64, ok bool) {
	if len(number) < 2 || len(number) > 16 || number[0] != '+' || number[1] == '0' {
		return 0, false
	}
	for _, c := range []byte(number[1:]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + uint64(c-'0')
	}
	return n, true
}

// plainNumber reads a cell that is an E.164 number but for spaces, hyphens and parentheses. It says nothing of
// whether the number can be called.
func plainNumber(cell string) (number uint64, ok bool) {
	if len(cell) < 8 || len(cell) > 32 || cell[0] != '+' {
		return 0, false
	}
	count := 0
	for _, c := range []byte(cell[1:]) {
		switch {
		case c >= '0' && c <= '9':
			number = number*10 + uint64(c-'0')
			count++
			if number == 0 || count > 15 {
				return 0, false
			}
		case c != ' ' && c != '-' && c != '(' && c != ')':
			return 0, false
		}
	}
	return number, count >= 7
}
