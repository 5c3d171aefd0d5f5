package phone

import (
	"github.com/nyaruka/phonenumbers"

	"bulkdial/dialer"
)

// abroad returns which number of another country a cell would be if the + before it is lost; zero if it would be none. Plain is what
// the cell spells, and number what it was read as. A cell of several groups counts only if the first of them is the country code:
// 415-555-0101 is written in America, though a + would make it Swiss.
func (n *Normalizer) abroad(plain, number string) dialer.Abroad {
	first := leadingDigits(plain)
	grouped := first < len(plain)
	if n.everywhere == nil || first == 0 || plain[0] == '0' || grouped && first > phonenumbers.MAX_LENGTH_COUNTRY_CODE {
		return dialer.Abroad{}
	}
	var s spelled
	if !s.scan(plain) {
		return dialer.Abroad{}
	}
	all := s.digits[:s.count]
	code := n.codeOf(all)
	if code == "" || grouped && code != plain[:first] || number[len("+"):] == string(all) {
		return dialer.Abroad{}
	}
	other, err := n.everywhere().Read("+"+string(all), "")
	if err != nil || other.E164 == number {
		return dialer.Abroad{}
	}
	return dialer.Abroad{Code: code, Country: other.Country}
}

// codeOf returns the country code with which digits begin; empty if they begin with none, or no national number of that country is as
// long as the rest. No code begins with another one.
func (n *Normalizer) codeOf(digits []byte) string {
	code := 0
	for i := range min(phonenumbers.MAX_LENGTH_COUNTRY_CODE, len(digits)) {
		code = 10*code + int(digits[i]-'0')
		if lengths, is := n.lengths()[code]; is {
			if lengths>>(len(digits)-i-1)&1 == 0 {
				return ""
			}
			return string(digits[:i+1])
		}
	}
	return ""
}

// nationalLengths returns the possible lengths of the national numbers of each country code, a bit each. Most numbers of a list are of
// none of them, which saves the parsing of each: 200,000 American numbers take a seventh of the time.
func nationalLengths() map[int]uint32 {
	metadata, err := phonenumbers.MetadataCollection()
	if err != nil {
		panic("the library has its metadata: " + err.Error())
	}
	lengths := map[int]uint32{}
	for _, region := range metadata.GetMetadata() {
		for _, n := range region.GetGeneralDesc().GetPossibleLength() {
			if n >= 0 { // -1: there are no such numbers
				lengths[int(region.GetCountryCode())] |= 1 << n
			}
		}
	}
	return lengths
}

// leadingDigits is how many digits a text begins with.
func leadingDigits(text string) int {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return i
		}
	}
	return len(text)
}

// newEverywhere returns a reader of all numbers that exist. That it is an interface keeps Read free of allocations, because it is not
// recursive then.
func newEverywhere() dialer.Numbers {
	n, err := New(Config{AllowNumberTypes: []string{"premium_rate", "shared_cost"}})
	if err != nil {
		panic("the types exist: " + err.Error())
	}
	return n
}
