package phone

import (
	"errors"
	"fmt"

	"github.com/nyaruka/phonenumbers"

	"bulkdial/dialer"
)

// writeE164 is the remedy where only a person who knows the number can correct it.
const writeE164 = "write it as +<country code><number>"

// The codes of numbers whose length their country does not use.
const (
	codeTooShort   = "number_too_short"
	codeTooLong    = "number_too_long"
	codeLength     = "number_length"
	codeNoAreaCode = "number_no_area_code"
)

// The codes of numbers that may have lost something, or can be read in two ways.
const (
	codePlusLost  = "number_plus_lost"
	codeZeroLost  = "number_zero_lost"
	codeAmbiguous = "number_ambiguous"
)

func lengthCodes() []string {
	return []string{codeTooShort, codeTooLong, codeLength, codeNoAreaCode}
}

// refuse returns the error for a cell without a number that may be called. Cause and remedy do not quote the number, which
// the results have in a column of its own.
func refuse(code, cause, remedy string) error { return refuseBy("", code, cause, remedy) }

// refuseBy is refuse with the field of Config that the remedy is about.
func refuseBy(field, code, cause, remedy string) error {
	return &dialer.NumberError{Reason: dialer.Reason{Code: code, Cause: cause, Remedy: remedy, Field: field}}
}

func missing() error {
	return refuse("number_missing", "the number is missing", "fill in the cell")
}

func noDigits() error {
	return refuse("number_missing", "the cell holds no digits", "fill in the number")
}

func placeholder() error {
	return refuse("number_missing", "the cell says that there is no number", "fill in the number or remove the row")
}

func formulaError() error {
	return refuse("number_formula_error", "the cell holds the error of a formula instead of a number",
		"correct the formula, or widen a column that shows #####, and export again")
}

func date() error {
	return refuse("number_date", "the cell holds a date, which a spreadsheet may have made of a number",
		"format the column as text, enter the number again and export")
}

func scientific() error {
	return refuse("number_scientific", "a spreadsheet wrote the number in scientific notation and its digits are lost",
		"format the column as text, enter the number again and export")
}

func decimal() error {
	return refuse("number_decimal", "the number is written with decimals", "format the column as text and export again")
}

func several() error {
	return refuse("number_several", "the cell seems to hold more than one number", "keep one, without slashes, commas or line breaks")
}

func extension() error {
	return refuse("number_extension", "the number has an extension, which cannot be dialed", "remove it or use a direct number")
}

func letters() error {
	return refuse("number_letters", "the number holds letters", "write it in digits")
}

func characters(r rune) error {
	return refuse("number_characters", fmt.Sprintf("the number holds %q", r), "write it in digits, spaces and hyphens")
}

func emergency() error {
	return refuse("number_emergency", "the number is an emergency number, which is never called", "remove the row or use another number")
}

func unknownRegion() error {
	return refuse("region_unknown", "the row's region is not known",
		"use an ISO code of two letters, such as US, CA, GB (not UK) or DE, or leave the cell empty")
}

// needsRegion is for a number without a country code. PlusLost: it may have one, but no + before it.
func needsRegion(plusLost bool) error {
	remedy := writeE164 + " or set the region of such numbers"
	if plusLost {
		remedy += "; if a spreadsheet removed the +, format the column as text and export again"
	}
	return refuseBy("Region", "number_needs_region", "the number has no country code", remedy)
}

func needsRegionOfPrefix() error {
	return refuseBy("Region", "number_needs_region", "the number begins with an international prefix, which depends on the region",
		"write + in place of the prefix, or set the region of such numbers")
}

func foreignPrefix() error {
	return refuse("number_prefix", "the number begins with an international prefix that is not dialed in its region", "write + in place of the prefix")
}

func formerPrefix() error {
	return refuse("number_prefix", "the number begins with a prefix that is no longer dialed in its region", writeE164)
}

func plusLost() error {
	return refuse(codePlusLost, "the number begins with a country code, but the + before it is missing",
		"format the column as text and export again, or "+writeE164)
}

func zeroLost() error {
	return refuse(codeZeroLost, "the zero at the beginning of the number seems to be missing",
		"format the column as text and export again, or "+writeE164)
}

func ambiguous() error {
	return refuse(codeAmbiguous, "the number can be read in two ways", writeE164)
}

func tooShort() error {
	return refuse(codeTooShort, "the number is too short", "check that no digit is missing")
}

func tooLong() error {
	return refuse(codeTooLong, "the number is too long", "check the digits; a foreign number begins with +, a cell holds one number")
}

func unknownCountry() error {
	return refuse("number_unknown_country", "no country has this country code", "check the digits after the +")
}

func notValid() error {
	return refuseBy("NumberCheck="+string(Possible), "number_not_valid", "the country has no such numbers that are known here",
		"check the digits; for a newer area code choose the check possible, which tests the length alone")
}

func notADestination() error {
	return refuseBy("Destinations", "destination_not_allowed", "the number's country is not among the destinations, or not known",
		"remove the row or add the country")
}

func unreadable() error {
	return refuse("number_invalid", "the number cannot be read", writeE164)
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
		return unreadable()
	}
}

// lengthRefusal returns the error for a length that the country does not use, or nil.
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
		return refuse(codeNoAreaCode, "the number lacks its area code", writeE164)
	default:
		return refuse(codeLength, "no number of this country has this number of digits", "check that none is missing or added")
	}
}

// costRefusal returns the error for a type of number whose calls cost extra, or nil.
func costRefusal(kind phonenumbers.PhoneNumberType) error {
	const field, remedy = "AllowNumberTypes", "remove the row, use another number, or allow numbers of the type "
	switch kind {
	case phonenumbers.PREMIUM_RATE:
		return refuseBy(field, "number_premium_rate", "the number is a premium-rate service, which is not called", remedy+"premium_rate")
	case phonenumbers.SHARED_COST:
		return refuseBy(field, "number_shared_cost", "the number is a shared-cost service, which is not called", remedy+"shared_cost")
	default:
		return nil
	}
}
