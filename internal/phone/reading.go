package phone

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// noRegion is the library's code of an unknown region.
const noRegion = "ZZ"

// The bounds of E.164 in digits, country code included.
const minDigits, maxDigits = 7, 15

// reading is a number of a length that its country uses.
type reading struct {
	parsed *phonenumbers.PhoneNumber
	e164   string
	kind   phonenumbers.PhoneNumberType
}

// valid reports whether the number exists in its country's numbering plan: only then it has a kind.
func (r reading) valid() bool { return r.kind != phonenumbers.UNKNOWN }

// international reads a number that begins with a +.
func international(plain string) (reading, error) {
	parsed, err := phonenumbers.Parse(plain, noRegion)
	if err != nil {
		return reading{}, parseRefusal(err)
	}
	return newReading(parsed)
}

// national reads a number as it is written in a region. The reading keeps what was written, for restored.
func national(plain, region string) (reading, error) {
	parsed, err := phonenumbers.ParseAndKeepRawInput(plain, region)
	if err != nil {
		return reading{}, parseRefusal(err)
	}
	return newReading(parsed)
}

// newReading returns an error if the length is not one of its country, or not one of E.164.
func newReading(parsed *phonenumbers.PhoneNumber) (reading, error) {
	if err := lengthRefusal(phonenumbers.IsPossibleNumberWithReason(parsed)); err != nil {
		return reading{}, err
	}
	e164 := "+" + strconv.Itoa(int(parsed.GetCountryCode())) + phonenumbers.GetNationalSignificantNumber(parsed)
	switch count := len(e164) - len("+"); {
	case count < minDigits:
		return reading{}, tooShort()
	case count > maxDigits:
		return reading{}, tooLong()
	}
	return reading{parsed: parsed, e164: e164, kind: phonenumbers.GetNumberType(parsed)}, nil
}

// northAmericanExit is written before the country code 1 for a call to another country.
const northAmericanExit = "011"

// prefixedTwice reports whether the reading has removed a prefix twice, which the library does where the digits give no number
// otherwise: a trunk prefix after the region's own country code, or the 1 that is both in North America.
func (r reading) prefixedTwice(digits string) bool {
	if code := r.countryCode(); code == phonenumbers.GetNddPrefixForRegion(phonenumbers.GetRegionCodeForCountryCode(int(r.parsed.GetCountryCode())), true) {
		return strings.HasSuffix(strings.TrimPrefix(digits, northAmericanExit), code+code+r.e164[len("+")+len(code):])
	}
	if r.parsed.GetCountryCodeSource() != phonenumbers.PhoneNumber_FROM_NUMBER_WITHOUT_PLUS_SIGN {
		return false
	}
	once, err := international("+" + digits)
	return err != nil || once.e164 != r.e164
}

// countryCode returns the digits of the number's country code.
func (r reading) countryCode() string { return strconv.Itoa(int(r.parsed.GetCountryCode())) }
