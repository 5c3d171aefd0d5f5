package engine

import (
	"bulkdial/dialer"
)

// How many contacts, each refused alone and all alike before anything was taken, make it likely that the configuration is
// the cause, and of how many batches they must be to make it certain. In between, one contact of each batch is tried, in the
// rest of the list too. These counts, and so the decision, do not depend on how many requests are under way.
const (
	alikeSome = 3
	alikeMost = 20
)

// trial says what was tried of a batch while the configuration was suspected.
type trial struct {
	// sent: one of its contacts was tried since then. refused: one was refused alone, before that or then.
	sent, refused bool
}

// suspicion is what a run knows of the question whether the configuration or the contacts are the cause of refusals. It is
// over once any request of the campaign was accepted for what is in it, or two contacts were refused in different words:
// the contacts are the cause then.
type suspicion struct {
	over bool
	// refused are the results of the contacts that were refused, kept back until it is over, and batches is of how many
	// batches they are.
	refused []dialer.Result
	batches int
}

// grows takes the result of a contact that was refused alone, and reports whether the configuration may be the cause.
func (s *suspicion) grows(results []dialer.Result, of *trial) bool {
	if s.over || len(s.refused) > 0 && !alike(&s.refused[0], &results[0]) {
		return false
	}
	s.refused = append(s.refused, results...)
	if !of.refused {
		of.refused = true
		s.batches++
	}
	return true
}

func alike(a, b *dialer.Result) bool {
	return a.HTTPStatus == b.HTTPStatus && a.ErrorCode == b.ErrorCode && a.Error == b.Error
}

// strong and certain report how likely it is that the configuration is the cause.
func (s *suspicion) strong() bool  { return !s.over && len(s.refused) >= alikeSome }
func (s *suspicion) certain() bool { return !s.over && s.batches >= alikeMost }

// dispel ends the suspicion, and returns the results that were kept back.
func (s *suspicion) dispel() []dialer.Result {
	refused := s.refused
	s.over, s.refused = true, nil
	return refused
}
