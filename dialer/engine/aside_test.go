package engine_test

import (
	"testing"

	"bulkdial/dialer/engine"
)

// TestAside: as many contacts wait outside of the slots as there may be in open batches, and not one more; those that leave make room.
func TestAside(t *testing.T) {
	t.Parallel()
	var aside engine.Aside
	for i, step := range []struct {
		take, free int
		ok         bool
	}{
		{take: engine.OpenContacts - 5, ok: true}, {take: 6}, {take: 5, ok: true}, {take: 1}, {free: 10, take: 11}, {take: 10, ok: true}, {free: engine.OpenContacts, take: engine.OpenContacts, ok: true},
	} {
		aside.Free(step.free)
		if ok := aside.Take(step.take); ok != step.ok {
			t.Errorf("step %d, %+v: room %t", i, step, ok)
		}
	}
}
