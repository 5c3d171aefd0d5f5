package phone

import (
	"errors"

	"github.com/nyaruka/phonenumbers"

	"bulkdial/dialer"
)

// trunkZero is written before a national number in many countries, and removed by spreadsheets.
const trunkZero = "0"

// withPlus reads digits with a + before them. It is ok if that is a valid number.
func (n *Normalizer) withPlus(digits string) (r reading, ok bool) {
	if len(digits) < minDigits {
		return reading{}, false
	}
	r, err := international("+" + digits)
	return r, err == nil && r.valid()
}

// needsRegion returns the error for a national number without a region.
func (n *Normalizer) needsRegion(plain string) error {
	all := digits(plain)
	if len(all) < minDigits {
		return tooShort()
	}
	if n.isDialedAbroad(all) {
		return needsRegionOfPrefix()
	}
	// A spreadsheet that removed a + has left nothing but digits.
	_, ok := n.withPlus(all)
	return needsRegion(ok && all == plain)
}

// lost returns an error for digits that are not a number of the region, because of err if it is not nil, but would be a number
// with a + or a zero before them. Else it returns nil. A spreadsheet that removes zeros removes all of them.
func (n *Normalizer) lost(digits, region string, err error) error {
	if e, ok := errors.AsType[*dialer.NumberError](err); ok && e.Code == codeNoAreaCode {
		return nil // only the area code is missing
	}
	_, plus := n.withPlus(digits)
	r, err := national(trunkZero+digits, region)
	zero := err == nil && r.valid() && digits[0] != '0'
	switch {
	case plus && zero:
		return ambiguous()
	case plus:
		return plusLost()
	case zero:
		return zeroLost()
	default:
		return nil
	}
}

// restored returns the repairs of digits that a region's rules read as r although something is missing. It returns an error if
// something else may be missing, which would give another number.
func (n *Normalizer) restored(r reading, digits, region string) ([]dialer.Reason, error) {
	trunk := phonenumbers.GetNddPrefixForRegion(region, true)
	switch {
	case r.parsed.GetCountryCodeSource() == phonenumbers.PhoneNumber_FROM_NUMBER_WITHOUT_PLUS_SIGN:
		if trunk == r.countryCode() {
			return nil, nil // 1 (415) 555-0123 is an ordinary spelling
		}
		return []dialer.Reason{repairedPlus()}, nil
	case trunk == trunkZero && !phonenumbers.IsNationalPrefixPresentIfRequired(r.parsed):
		if other, ok := n.withPlus(digits); ok && other.e164 != r.e164 {
			return nil, ambiguous()
		}
		return []dialer.Reason{repairedZero()}, nil
	default:
		return nil, nil
	}
}
