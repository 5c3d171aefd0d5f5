package phone

import (
	"strconv"

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

// countryCode returns the digits of the number's country code.
func (r reading) countryCode() string { return strconv.Itoa(int(r.parsed.GetCountryCode())) }
