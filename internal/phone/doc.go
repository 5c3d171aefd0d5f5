// Package phone turns the cells of a number column into E.164 with the rules of github.com/nyaruka/phonenumbers.
//
// It refuses rather than guesses: a cell that can be read in two ways, or that a spreadsheet has damaged, is an error
// with a code and a remedy. What passes is a possible number, one that has a length that its country uses; whether
// the number is assigned to anybody is not checked.
//
// # Codes
//
//   - number_missing: the cell is empty
//   - number_scientific, number_decimal: a spreadsheet rewrote the number
//   - number_extension: an extension follows the number
//   - number_letters, number_characters: something that no number is written with
//   - number_several: more than one number in the cell
//   - number_needs_region: a national number, and no region to read it by
//   - number_unknown_country: no such country code
//   - number_too_short, number_too_long, number_length: not a length that the country uses
//   - number_no_area_code: only the local part of a number
//   - number_ambiguous: the number means another when it is read again
//   - number_premium_rate, number_shared_cost: numbers whose owner is paid for each call
//   - number_invalid: anything else
package phone
