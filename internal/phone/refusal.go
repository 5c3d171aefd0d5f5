package phone

import (
	"errors"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"bulkdial/dialer"
)

// refuse returns the error for a cell that holds no number to call. A reason never quotes the number: the record has
// it in a column of its own.
func refuse(code, reason string) error {
	cause, remedy, _ := strings.Cut(reason, ": ")
	return &dialer.NumberError{Reason: dialer.Reason{Code: code, Cause: cause, Remedy: remedy}}
}

func several() error {
	return refuse("number_several", "the cell seems to hold more than one number: keep one, without slashes, commas or line breaks")
}

func tooShort() error {
	return refuse("number_too_short", "the number is too short: check that no digit is missing")
}

func tooLong() error {
	return refuse("number_too_long", "the number is too long: check the digits; a foreign number begins with +, a cell holds one number")
}

func unknownCountry() error {
	return refuse("number_unknown_country", "no country has this country code: check the digits after the +")
}

// parseRefusal translates an error of the library's parser.
func parseRefusal(err error) error {
	switch {
	case errors.Is(err, phonenumbers.ErrInvalidCountryCode):
		return unknownCountry()
	case errors.Is(err, phonenumbers.ErrTooShortNSN), errors.Is(err, phonenumbers.ErrTooShortAfterIDD):
		return tooShort()
	case errors.Is(err, phonenumbers.ErrNumTooLong):
		return tooLong()
	default:
		return refuse("number_invalid", "the number cannot be read: write it as +<country code><number>")
	}
}

// lengthRefusal returns nil for a number whose length its country uses.
func lengthRefusal(result phonenumbers.ValidationResult) error {
	switch result {
	case phonenumbers.IS_POSSIBLE:
		return nil
	case phonenumbers.INVALID_COUNTRY_CODE:
		return unknownCountry()
	case phonenumbers.TOO_SHORT:
		return tooShort()
	case phonenumbers.TOO_LONG:
		return tooLong()
	case phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		return refuse("number_no_area_code", "the number lacks its area code: write it as +<country code><number>")
	default:
		return refuse("number_length", "no number of this country has so many digits: check that none is missing or added")
	}
}

// costRefusal returns nil for a number that costs the caller no more than a call.
func costRefusal(kind phonenumbers.PhoneNumberType) error {
	switch kind {
	case phonenumbers.PREMIUM_RATE:
		return refuse("number_premium_rate", "the number is a premium-rate service, which is not called: remove the row or use another number")
	case phonenumbers.SHARED_COST:
		return refuse("number_shared_cost", "the number is a shared-cost service, which is not called: remove the row or use another number")
	default:
		return nil
	}
}
