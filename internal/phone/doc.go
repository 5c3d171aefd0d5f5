// Package phone turns the cells of a number column into E.164 with the rules of github.com/nyaruka/phonenumbers.
//
// It never guesses. A cell with one clear meaning is a number, in any spelling. If damage leaves only one possible number, the
// number is repaired and the repair is reported. A cell with two meanings, or with lost digits, is an error with a code, a
// cause and a remedy. A number that Read has returned reads as itself in any region, without a repair.
//
// By default a number must be valid: it exists in the numbering plan of its country. With Possible a length that the
// country uses is enough. Whether the number is in use is not checked.
//
// # Region
//
// A number with a + needs no region, and the region of its row does not matter. Others are read as they are written in the
// region: with or without the trunk prefix, with the region's own country code, or with its international prefix.
//
// A number that another country's number would be too if the + before it was lost is read as one of the region: Number.Abroad says so,
// and a plan counts it. A cell of several groups counts only if the first is a country code.
//
// # Country
//
// The number decides between countries that share a country code, such as +1, +7 and +44. A +1 number that belongs to all of
// them, such as a toll-free one, counts as one of the US. The country of a number that is possible but not valid may be
// unknown; then it is not among the destinations.
//
// # Lists
//
// Lists reads the entries of suppression lists. A cell that a Normalizer reads is the same number there. Lists also reads
// numbers that must not be called, that are not valid, or that precede a change of their country's plan. Readings returns all numbers
// that an entry may mean where a contact would be refused as doubtful. Others returns the
// other numbers of a subscriber, by the rules in forms.go: there is one for each change that is certain.
//
// # Classes
//
// The library takes microseconds and a hundred allocations for a number, which is ten times too slow for plan.
// It distinguishes numbers only by the patterns of its metadata: numbers that no pattern distinguishes are a class.
// The first number of a class is read with the library. If it can be called as it is written, without a repair, so can the
// others of its class, at the cost of a table lookup for each digit. All other numbers are read one by one. The tables grow
// with the numbers that are read, up to a limit.
//
// # Repairs
//
//   - repaired_invisible: invisible marks: zero-width, for the direction of writing, byte order marks
//   - repaired_spaces: no-break and other uncommon spaces
//   - repaired_digits: full-width characters, or the digits of another script
//   - repaired_apostrophe: an apostrophe or a similar mark before the number
//   - repaired_formula: ="…" around the number, or = before a + and digits
//   - repaired_label: a word or a scheme before the number, as in tel:, whatsapp:, p:, Mobile
//   - repaired_decimal: one or two decimals that are all zero. After a +, which no spreadsheet writes before a decimal,
//     only when the zeros cannot be part of a number
//   - repaired_scientific: scientific notation whose mantissa has as many decimals as the exponent says
//   - repaired_zero: the trunk zero, if it is always written in the region
//   - repaired_plus: the + before the region's own country code
//
// Spaces, hyphens, dashes, dots, parentheses and brackets are ordinary and no repair. So is a slash behind the area code, as in
// 030/23125033. Any other slash may separate two numbers, or two endings of one.
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
//   - number_prefix: no valid number of the region because of a prefix that is not dialed there: an international one, or one of
//     before a change of the plan
//   - number_zero_lost: no valid number of the region, but one with a zero before it
//   - number_ambiguous: more than one prefix may be missing, or may have been added or removed; or one was added twice
//
// The spelling is not that of one number:
//
//   - number_extension: an extension follows the number
//   - number_several: more than one number
//   - number_letters, number_characters: letters or characters that are not part of a number
//   - number_invalid: anything else
//
// The number does not exist, or cannot be determined:
//
//   - number_needs_region: a national number, and no region to read it by
//   - region_unknown: a national number, and its row's region is not an ISO 3166 code of two letters
//   - number_unknown_country: no such country code
//   - number_too_short, number_too_long, number_length: not a length that the country uses
//   - number_no_area_code: only the local part of a number
//   - number_not_valid: no such number in the country's plan; not with Possible
//
// The number must not be called:
//
//   - number_emergency: an emergency number of the region, or of any when there is no region
//   - number_premium_rate, number_shared_cost: numbers whose owner is paid for each call, unless Config.AllowNumberTypes has them
//   - destination_not_allowed: the number's country is not known, or not one of Config.Destinations
package phone
