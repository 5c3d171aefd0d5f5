package phone

import (
	"errors"

	"github.com/nyaruka/phonenumbers"

	"bulkdial/dialer"
)

// trunkZero is what people of many countries write before a national number, and spreadsheets take away.
const trunkZero = "0"

// withPlus reads digits as if a + had been before them. It is ok when a country's plan has such a number.
func (n *Normalizer) withPlus(digits string) (r reading, ok bool) {
	if len(digits) < minDigits {
		return reading{}, false
	}
	r, err := n.plans.international("+" + digits)
	return r, err == nil && r.valid()
}

// needsRegion is the refusal of a national number that has no region.
func (n *Normalizer) needsRegion(plain string) error {
	all := digits(plain)
	if len(all) < minDigits {
		return tooShort()
	}
	// A spreadsheet that took a + away has left nothing but digits.
	_, ok := n.withPlus(all)
	return needsRegion(ok && all == plain)
}

// lost refuses digits that are no number of the region, because of err if it is not nil, but would be a number if
// something stood before them. It returns nil where that is not so.
func (n *Normalizer) lost(digits, region string, err error) error {
	if e, ok := errors.AsType[*dialer.NumberError](err); ok && e.Code == codeNoAreaCode {
		return nil // that is what is missing
	}
	_, plus := n.withPlus(digits)
	r, err := national(trunkZero+digits, region)
	zero := err == nil && r.valid()
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

// restored tells of what was missing in digits that a region's rules read as r all the same. It errs where something
// else may be missing instead, which would make another number of them.
func (n *Normalizer) restored(r reading, digits, region string) ([]dialer.Reason, error) {
	trunk := phonenumbers.GetNddPrefixForRegion(region, true)
	switch {
	case r.parsed.GetCountryCodeSource() == phonenumbers.PhoneNumber_FROM_NUMBER_WITHOUT_PLUS_SIGN:
		if trunk == r.countryCode() {
			return nil, nil // the 1 in 1 (415) 555-0123 is how people write it
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
