package main

import (
	"context"
	"time"

	"bulkdial/dialer"
)

// cartesiaProvider is the API's word for a number that Cartesia owns, from which one call per second is dialed: faster ones wait in a queue.
const cartesiaProvider = "cartesia"

// providerWait is how long a run waits to learn who owns its numbers.
const providerWait = 10 * time.Second

// callerPace returns the pace of each number to call from where the pace of the run follows the lines; else nil. A number whose owner is
// not known counts as one of Cartesia.
func (s *session) callerPace(ctx context.Context, api dialer.Directory) func(string) float64 {
	if !s.send.byLines {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, providerWait)
	defer cancel()
	elsewhere := map[string]bool{}
	for _, id := range append([]string{s.send.route.FromNumberID}, s.send.callers...) {
		if id == "" {
			continue
		}
		number, err := api.Number(ctx, id)
		elsewhere[id] = err == nil && number.Provider != "" && number.Provider != cartesiaProvider
	}
	perSecond := s.send.api.speed(s.sandboxed)
	return func(id string) float64 {
		if elsewhere[id] {
			return 0
		}
		return perSecond
	}
}
