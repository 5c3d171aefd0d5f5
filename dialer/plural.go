package dialer

import "strconv"

// Plural is a number of things for people, as in `1 contact` and `2 contacts`.
func Plural(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return strconv.Itoa(n) + " " + thing
}
