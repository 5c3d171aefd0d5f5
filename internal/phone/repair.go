package phone

import "bulkdial/dialer"

// repaired returns the reason of a repair.
func repaired(code, cause string) dialer.Reason {
	return dialer.Reason{Code: code, Cause: cause}
}

func repairedInvisible() dialer.Reason {
	return repaired("repaired_invisible", "the cell held invisible marks")
}

func repairedSpaces() dialer.Reason {
	return repaired("repaired_spaces", "the cell held no-break or other uncommon spaces")
}

func repairedDigits() dialer.Reason {
	return repaired("repaired_digits", "the number was written in full-width characters or in the digits of another script")
}

func repairedApostrophe() dialer.Reason {
	return repaired("repaired_apostrophe", "an apostrophe preceded the number")
}

func repairedFormula() dialer.Reason {
	return repaired("repaired_formula", "the number was written as a formula")
}

func repairedLabel() dialer.Reason {
	return repaired("repaired_label", "a word such as tel: preceded the number")
}

func repairedDecimal() dialer.Reason {
	return repaired("repaired_decimal", "a spreadsheet wrote the number with decimals, all of them zero")
}

func repairedScientific() dialer.Reason {
	return repaired("repaired_scientific", "a spreadsheet wrote the number in scientific notation, with every digit")
}

func repairedZero() dialer.Reason {
	return repaired("repaired_zero", "the zero at the beginning was missing")
}

func repairedPlus() dialer.Reason {
	return repaired("repaired_plus", "the + before the country code was missing")
}
