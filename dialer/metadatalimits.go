package dialer

// MetadataLimits says what metadata the API takes. It is stated apart from the API's client so that whoever reads
// contacts can hold each row to it before anybody is called. The zero value allows everything.
type MetadataLimits struct {
	// Flat: each value is a string, a number or a boolean; there are no objects, lists or nulls.
	Flat bool
	// MaxEntries and MaxBytes bound the members of a contact's object and its JSON; 0 is no bound. What the reference
	// takes is off already.
	MaxEntries, MaxBytes int
	// CheckKey says what is wrong with a key, in words that go on after "the key …"; nil allows each.
	CheckKey func(key string) error
	// RefKey is the key of the reference that is added to each contact's metadata, which may have no other member of
	// that name; empty: no reference is added.
	RefKey string
}
