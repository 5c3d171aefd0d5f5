// Package phone turns the cells of a number column into E.164 with the rules of github.com/nyaruka/phonenumbers.
//
// It refuses rather than guesses. A cell that holds nothing to doubt is a number, in whatever spelling. Where damage
// leaves only one number that can be meant, the number is repaired, and the repair is told. A cell that can be read in two
// ways, or from which something is lost, is an error with a code, a cause and a remedy. A number that has been returned
// reads as itself, whatever the region, and needs no repair.
//
// By default a number must be valid: it has a place in the numbering plan of its country. With Possible a length that
// the country uses is enough. Whether the number is assigned to anybody is not checked.
//
// # Region
//
// A number with a + needs no region, and the region of its row is not looked at. Others are read as people of the region
// write them: with or without the trunk prefix, with the region's own country code, or with its international prefix.
//
// # Country
//
// Countries that share a country code, as those of +1, +7 and +44 do, are told apart by the number. A +1 number that
// belongs to all of them, as a toll-free one does, counts as one of the US. A number that is possible but not valid may
// belong to no country that is known; it is no destination then.
//
// # Lists
//
// Lists reads the entries of suppression lists. A cell that is a number of a contact is the same number there; numbers that
// are not called, not valid, or of before a change of their country's numbers are read as well. Others knows which numbers
// lead to one subscriber, by the rules in forms.go: there is one for each change that is certain.
//
// # Classes
//
// The library takes microseconds and a hundred allocations for a number. It tells numbers apart only by the patterns of
// its metadata: those that no pattern tells apart are a class and have one verdict. The first of a class is read with all
// care. If it can be called as it is written, nothing repaired, the others of its class take their verdict from it, at
// the cost of a table look-up for each digit. All other numbers are read one by one. The tables grow with the numbers that
// are read, up to a bound.
//
// # Repairs
//
//   - repaired_invisible: marks that cannot be seen: zero-width, for the direction of writing, byte order marks
//   - repaired_spaces: no-break and other uncommon spaces
//   - repaired_digits: full-width characters, or the digits of another script
//   - repaired_apostrophe: an apostrophe or a like mark before the number
//   - repaired_formula: ="…" around the number, or = before a + and digits
//   - repaired_decimal: one or two decimals that are all zero. After a +, which no spreadsheet writes before a decimal,
//     only when the zeros cannot be part of a number
//   - repaired_scientific: scientific notation whose mantissa has as many decimals as the exponent says
//   - repaired_zero: the trunk zero, where people of the region always write it
//   - repaired_plus: the + before the region's own country code
//
// Spaces, hyphens, dashes, dots, parentheses and brackets are ordinary and no repair.
//
// # Refusals
//
// No number is in the cell:
//
//   - number_missing: the cell is empty, or holds punctuation alone or a word such as n/a, none, unknown
//   - number_formula_error: the error of a formula, as #N/A or #VALEUR!, or the ##### of a narrow column
//   - number_date: a day, a month and a year, perhaps with a time; also where the digits could be a number of the region
//
// The number is damaged:
//
//   - number_scientific: scientific notation, digits are lost
//   - number_decimal: decimals that are not zero, or that may be part of the number
//   - number_plus_lost: no valid number of the region, but one of another country with a + before it
//   - number_zero_lost: no valid number of the region, but one with a zero before it
//   - number_ambiguous: what may be missing, or what was added or taken off, can be one thing or another
//
// The spelling is none of one number:
//
//   - number_extension: an extension follows the number
//   - number_several: more than one number
//   - number_letters, number_characters: something that no number is written with
//   - number_invalid: anything else
//
// The number does not exist, or cannot be known:
//
//   - number_needs_region: a national number, and no region to read it by
//   - region_unknown: a national number, and its row's region is no ISO 3166 code of two letters
//   - number_unknown_country: no such country code
//   - number_too_short, number_too_long, number_length: not a length that the country uses
//   - number_no_area_code: only the local part of a number
//   - number_not_valid: no such number in the country's plan; not with Possible
//
// The number is not to be called:
//
//   - number_emergency: an emergency number of the region, or of any when there is no region
//   - number_premium_rate, number_shared_cost: numbers whose owner is paid for each call, unless Config.AllowTypes has them
//   - destination_not_allowed: the number's country is not known, or not one of Config.Destinations
package phone
