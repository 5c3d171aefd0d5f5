package phone

import (
	"errors"
	"fmt"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Config says how numbers are read, and which of them may be called.
type Config struct {
	// Region is the ISO 3166 code, two letters in either case, of the country whose people wrote the numbers that have
	// no country code. When it is empty such numbers are refused, unless their row has a region.
	Region string
	// Check is how closely a number is looked at. Default Valid.
	Check Check
	// Destinations are the ISO 3166 codes of the countries that may be called; empty: all.
	Destinations []string
	// AllowTypes are the types of numbers that may be called although they are refused by default: premium_rate and
	// shared_cost.
	AllowTypes []string
}

// Check is how closely a number is looked at. No check knows whether a number is assigned to anybody.
type Check string

// The checks.
const (
	// Valid: the number has a place in the numbering plan of its country.
	Valid Check = "valid"
	// Possible: the number has a length that its country uses.
	Possible Check = "possible"
)

// ParseCheck reads the value of --number-check.
func ParseCheck(s string) (Check, error) {
	switch c := Check(s); c {
	case Possible, Valid:
		return c, nil
	default:
		return "", fmt.Errorf("%q is not one of possible, valid", s)
	}
}

// supportedRegion returns a region's code in upper case, and whether there is such a region.
func supportedRegion(s string) (string, bool) {
	code := strings.ToUpper(strings.TrimSpace(s))
	return code, phonenumbers.GetSupportedRegions()[code]
}

// flagRegion returns the code of a region that a flag names.
func flagRegion(flag, s string) (string, error) {
	code, ok := supportedRegion(s)
	if !ok {
		return "", fmt.Errorf("%s %q is not known: expected an ISO 3166 code of two letters, "+
			"such as US, CA, GB (not UK), DE, FR, AU, IN or JP", flag, s)
	}
	return code, nil
}

// destinationSet returns the countries that may be called, nil for all.
func destinationSet(codes []string) (map[string]bool, error) {
	if len(codes) == 0 {
		return nil, nil
	}
	set := map[string]bool{}
	for _, s := range codes {
		code, err := flagRegion("--destinations", s)
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
			return nil, errors.New("--allow-number-types cannot allow emergency: " +
				"an emergency number is no E.164 number, and the API takes nothing else")
		default:
			return nil, fmt.Errorf("--allow-number-types %q is not one of premium_rate, shared_cost", word)
		}
	}
	return set, nil
}
