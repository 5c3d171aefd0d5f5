package phone

import (
	"fmt"
	"regexp"
	"strconv"

	"github.com/nyaruka/phonenumbers"
)

// plans holds, for each country code, what may stand between the code and the number although it is no part of it, as
// the zero in +44 (0)20…; nil where nothing may.
type plans map[int32]*regexp.Regexp

func newPlans() (plans, error) {
	metadata, err := phonenumbers.MetadataCollection()
	if err != nil {
		return nil, fmt.Errorf("reading the numbering plans: %w", err)
	}
	p := plans{}
	for _, region := range metadata.GetMetadata() {
		code := region.GetCountryCode()
		// Of the regions that share a code, one has the rules for all.
		if main := phonenumbers.GetRegionCodeForCountryCode(int(code)); main != region.GetId() {
			continue
		}
		p[code] = nil
		if prefix := region.GetNationalPrefixForParsing(); prefix != "" {
			if p[code], err = regexp.Compile("^(?:" + prefix + ")"); err != nil {
				return nil, fmt.Errorf("reading the numbering plan of country code %d: %w", code, err)
			}
		}
	}
	return p, nil
}

// international reads a number that begins with a +.
func (p plans) international(plain string) (reading, error) {
	if parsed := p.exact(digits(plain)); parsed != nil {
		return newReading(parsed)
	}
	parsed, err := phonenumbers.Parse(plain, noRegion)
	if err != nil {
		return reading{}, parseRefusal(err)
	}
	return newReading(parsed)
}

// exact returns what the library's parser makes of + and digits, at a small part of its cost; nil where the parser
// has more to do than to tell the country code from the number.
func (p plans) exact(digits string) *phonenumbers.PhoneNumber {
	if len(digits) < minDigits || len(digits) > maxDigits || digits[0] == '0' {
		return nil
	}
	var code int32
	for i := range phonenumbers.MAX_LENGTH_COUNTRY_CODE {
		code = 10*code + int32(digits[i]-'0')
		prefix, ok := p[code]
		if !ok {
			continue
		}
		national := digits[i+1:]
		if prefix != nil && prefix.MatchString(national) {
			return nil
		}
		return assemble(code, national)
	}
	return nil
}

// assemble puts a number together as the parser does: zeros at its beginning are counted, the last digit excepted.
func assemble(code int32, national string) *phonenumbers.PhoneNumber {
	value, err := strconv.ParseUint(national, 10, 64)
	if err != nil {
		return nil
	}
	parsed := &phonenumbers.PhoneNumber{CountryCode: &code, NationalNumber: &value}
	var zeros int32
	for int(zeros) < len(national)-1 && national[zeros] == '0' {
		zeros++
	}
	if zeros > 0 {
		parsed.ItalianLeadingZero = new(true)
	}
	if zeros > 1 {
		parsed.NumberOfLeadingZeros = &zeros
	}
	return parsed
}
