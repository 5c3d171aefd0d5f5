package options

// cartesiaProvider is the API's word for a number that Cartesia owns, from which one call per second is dialed: faster ones wait in a queue.
const cartesiaProvider = "cartesia"

// CallerPace returns the pace of each number to call from where the pace of the run follows the lines; else nil. Provider returns the owner
// of a number by its id; one whose owner is not known counts as one of Cartesia.
func (f *Send) CallerPace(sandboxed bool, provider func(id string) string) func(string) float64 {
	if !f.byLines {
		return nil
	}
	perSecond := f.API.Speed(sandboxed)
	return func(id string) float64 {
		if owner := provider(id); owner != "" && owner != cartesiaProvider {
			return 0
		}
		return perSecond
	}
}
