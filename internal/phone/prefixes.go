package phone

import "strings"

// Prefixes that are not dialed in the region of a number. They are not removed: what follows can be a number of the region and of
// another country as well. But they are the cause, where the digits are no number of the region.

// formerPrefixes are prefixes that numbers of a region had before a change of its plan.
func formerPrefixes(region string) []string {
	if region == "MX" {
		// Before national calls and mobile numbers, until August 3, 2019. (IFT)
		return []string{"01", "044", "045"}
	}
	return nil
}

// foreignPrefixes are international prefixes that many regions have: 00 most of them, 011 North America, and 0011 Australia.
func foreignPrefixes() []string { return []string{"00", "011", "0011"} }

// strayPrefix returns an error for digits that are no number of a region because of a prefix that is not dialed there, or nil.
func (n *Normalizer) strayPrefix(digits, region string) error {
	for _, prefix := range formerPrefixes(region) {
		if rest, ok := strings.CutPrefix(digits, prefix); ok {
			if r, err := national(rest, region); err == nil && r.valid() && strings.HasSuffix(r.e164, rest) {
				return formerPrefix()
			}
		}
	}
	if n.isDialedAbroad(digits) {
		return foreignPrefix()
	}
	return nil
}

// isDialedAbroad reports whether digits are a number after an international prefix of some region.
func (n *Normalizer) isDialedAbroad(digits string) bool {
	for _, prefix := range foreignPrefixes() {
		if rest, ok := strings.CutPrefix(digits, prefix); ok {
			if _, ok := n.withPlus(rest); ok {
				return true
			}
		}
	}
	return false
}
