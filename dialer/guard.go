package dialer

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Guard answers whether a contact may be called at a given moment: a suppression list, calling hours, a cap. A guard is
// asked twice: when a contact joins a batch, and again just before the intent of its request. Its methods may be called
// from several goroutines at once.
type Guard interface {
	// Refresh brings the guard up to date with what it reads: files that have changed. The run asks for it before each
	// request. The error says that the guard cannot answer; no contact may be called then.
	Refresh() error
	// Check answers for a contact whose number is E.164.
	Check(c *Contact, now time.Time) Clearance
}

// Clearance is the answer of a guard. The zero value lets the contact be called.
type Clearance struct {
	// Skip is the disposition of a contact that must not be called at all; empty where it may.
	Skip Disposition
	// Reason says why the contact is skipped, or may be called at no moment; it may say why it is held.
	Reason
	// HoldUntil is the earliest moment at which the contact may be called; zero where that is now. Skip wins over it.
	HoldUntil time.Time
	// NoTime: no moment is known at which the contact may be called. It stays pending, and the run does not wait for it. Skip wins over
	// it, and it wins over HoldUntil.
	NoTime bool
	// Capped: the contact is held because its number was called as often as a cap allows. A run waits for it as engine.Config.RedialWait says.
	Capped bool
	// Talked: the contact is held because somebody was reached at the number, or may have been, a short time ago. A run waits for it as
	// engine.Config.RedialWait says.
	Talked bool
	// Closed: the contact is held because it is outside of its calling hours. A run waits for it as engine.Config.HoursWait says.
	Closed bool
}

// Sends reports whether the contact may be called now.
func (c Clearance) Sends() bool { return c.Skip == "" && c.HoldUntil.IsZero() && !c.NoTime }

// Guards are all guards of a run. A contact is called when none of them objects.
type Guards []Guard

// freshAnswer is the age up to which the answers of guards count for a request that is about to leave.
const freshAnswer = 500 * time.Millisecond

// ErrGuard ends a run of which a guard cannot answer any more.
var ErrGuard = errors.New("no contact may be called")

// Refresh brings all guards up to date. The error wraps ErrGuard.
func (g Guards) Refresh() error {
	for _, guard := range g {
		if err := guard.Refresh(); err != nil {
			return fmt.Errorf("%w: %w", ErrGuard, err)
		}
	}
	return nil
}

// Permit returns the Permit of a request whose contacts have all passed Check at a moment. It asks again for the moment at which the request
// leaves, so that calling hours hold however long the intent or the connection took. Caps are not asked again: they have counted the
// request.
func (g Guards) Permit(req Request, cleared time.Time) func() bool {
	cleared = cleared.Round(0) // by the wall clock, which goes on while a machine sleeps
	return func() bool {
		if age := time.Since(cleared); age >= 0 && age <= freshAnswer {
			return true
		}
		if g.Refresh() != nil {
			return false
		}
		now, asked := time.Now(), slices.DeleteFunc(slices.Clone(g), func(guard Guard) bool {
			_, counts := guard.(Caps)
			return counts
		})
		return !slices.ContainsFunc(req.Attempts, func(a Attempt) bool {
			answer := asked.Check(&a.Contact, now)
			return !answer.Sends()
		})
	}
}

// Check returns the first skip, else the first answer without a time, else the latest hold.
func (g Guards) Check(c *Contact, now time.Time) Clearance {
	var held Clearance
	for _, guard := range g {
		answer := guard.Check(c, now)
		if answer.Skip != "" {
			return answer
		}
		if !held.NoTime && (answer.NoTime || answer.HoldUntil.After(held.HoldUntil)) {
			held = answer
		}
	}
	if !held.NoTime && !held.HoldUntil.After(now) {
		return Clearance{}
	}
	return held
}
