package dialer

// LineUse is how many lines there are, and how many are taken.
type LineUse struct {
	// Limit is the number that was asked for, 0 for none; Effective is less after the API had no free line.
	Limit     int `json:"asked"`
	Effective int `json:"effective"`
	// InUse counts calls that are in progress, may be, or are about to be placed.
	InUse int `json:"in_use"`
}
