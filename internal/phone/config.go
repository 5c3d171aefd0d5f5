package phone

import (
	"fmt"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"bulkdial/dialer"
)

// Config says how numbers are read, and which of them may be called.
type Config struct {
	// Region is the ISO 3166 code, two letters in either case, of the country in which numbers without a country code were
	// written. If it is empty, such numbers are refused unless their row has a region.
	Region string
	// NumberCheck is how strictly a number is checked. Default Valid.
	NumberCheck Check
	// Destinations are the ISO 3166 codes of the countries that may be called. Empty: all.
	Destinations []string
	// AllowNumberTypes are the types of numbers that may be called although they are refused by default: premium_rate and
	// shared_cost.
	AllowNumberTypes []string
}

// Check is how strictly a number is checked. No check finds out whether a number is in use.
type Check string

// The checks.
const (
	// Valid: the number exists in the numbering plan of its country.
	Valid Check = "valid"
	// Possible: the number has a length that its country uses.
	Possible Check = "possible"
)

// ParseCheck parses a Check. The error is a *dialer.FieldError.
func ParseCheck(s string) (Check, error) {
	switch c := Check(s); c {
	case Possible, Valid:
		return c, nil
	default:
		return "", fieldErrorf("NumberCheck", "%q is not one of possible, valid", s)
	}
}

// supportedRegion returns the code of a region in upper case, and whether the region exists.
func supportedRegion(s string) (string, bool) {
	code := strings.ToUpper(strings.TrimSpace(s))
	return code, phonenumbers.GetSupportedRegions()[code]
}

func fieldErrorf(field, format string, args ...any) error {
	return &dialer.FieldError{Field: field, Err: fmt.Errorf(format, args...)}
}

// configRegion returns the code of a region that a field of Config names.
func configRegion(field, s string) (string, error) {
	code, ok := supportedRegion(s)
	if !ok {
		return "", fieldErrorf(field, "the country %q is not known: give its two letters (ISO 3166), "+
			"such as US, CA, GB (not UK), DE, FR, AU, IN or JP", s)
	}
	return code, nil
}

// destinationSet returns the countries that may be called; nil for all.
func destinationSet(codes []string) (map[string]bool, error) {
	if len(codes) == 0 {
		return nil, nil
	}
	set := map[string]bool{}
	for _, s := range codes {
		code, err := configRegion("Destinations", s)
		if err != nil {
			return nil, err
		}
		set[code] = true
	}
	return set, nil
}

// typeSet returns the types that may be called although they are refused by default.
func typeSet(words []string) (map[phonenumbers.PhoneNumberType]bool, error) {
	set := map[phonenumbers.PhoneNumberType]bool{}
	for _, word := range words {
		switch strings.TrimSpace(word) {
		case "premium_rate":
			set[phonenumbers.PREMIUM_RATE] = true
		case "shared_cost":
			set[phonenumbers.SHARED_COST] = true
		case "emergency":
			return nil, fieldErrorf("AllowNumberTypes", "emergency numbers cannot be allowed: "+
				"they are not E.164 numbers, and the API accepts only those")
		default:
			return nil, fieldErrorf("AllowNumberTypes", "%q is not one of premium_rate, shared_cost", word)
		}
	}
	return set, nil
}
