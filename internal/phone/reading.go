package phone

import (
	"strconv"

	"github.com/nyaruka/phonenumbers"
)

// noRegion is the library's name for a region that is not known.
const noRegion = "ZZ"

// The bounds of E.164 in digits, country code included.
const minDigits, maxDigits = 7, 15

// reading is a number that has a length that its country uses.
type reading struct {
	parsed *phonenumbers.PhoneNumber
	e164   string
	kind   phonenumbers.PhoneNumberType
}

// valid reports whether the number has a place in its country's numbering plan: only there has it a kind.
func (r reading) valid() bool { return r.kind != phonenumbers.UNKNOWN }

// national reads a number as people of a region write it. The reading knows what was written, so that what it lacks
// can be told.
func national(plain, region string) (reading, error) {
	parsed, err := phonenumbers.ParseAndKeepRawInput(plain, region)
	if err != nil {
		return reading{}, parseRefusal(err)
	}
	return newReading(parsed)
}

// newReading errs when the number has no length that its country, and E.164, uses.
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
