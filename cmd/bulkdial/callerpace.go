package main

// cartesiaProvider is the API's word for a number that Cartesia owns, from which one call per second is dialed: faster ones wait in a queue.
const cartesiaProvider = "cartesia"

// callerPace returns the pace of each number to call from where the pace of the run follows the lines; else nil. A number whose owner is
// not known counts as one of Cartesia.
func (s *session) callerPace() func(string) float64 {
	if !s.send.byLines {
		return nil
	}
	perSecond := s.send.api.speed(s.contacts.sandbox)
	return func(id string) float64 {
		if provider := s.run.Caller(id).Provider; provider != "" && provider != cartesiaProvider {
			return 0
		}
		return perSecond
	}
}
