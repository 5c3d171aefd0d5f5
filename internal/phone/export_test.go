package phone

// ByLibrary returns a Normalizer like n that leaves all parsing to the library.
func (n *Normalizer) ByLibrary() *Normalizer {
	other := *n
	other.plans = nil
	return &other
}
