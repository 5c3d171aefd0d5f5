package reconcile

import (
	"fmt"
	"slices"
	"time"

	"bulkdial/dialer"
)

// Absence is a whole reading of a list in which the call of an attempt was absent, and all other conditions held.
type Absence struct {
	Batch dialer.BatchName `json:"batch"`
	Row   int              `json:"row"`
	// Began and Ended are those of the reading.
	Began time.Time `json:"began"`
	Ended time.Time `json:"ended"`
	Pages int       `json:"pages"`
}

// conclude concludes from the readings of the lists what became of a doubt.
func (r *Reconciler) conclude(d *doubt, read []*reading) {
	d.until = time.Time{}
	settled := d.At.Add(r.settle(d))
	if finds := r.cfg.Referenced || r.cfg.MatchNumber; finds && time.Now().Before(settled) {
		d.until = settled // whatever is missing, its call can still appear
	}
	i := slices.IndexFunc(read, func(one *reading) bool { return one.Agent == d.AgentID })
	if i < 0 {
		d.missing = r.without(d)
		return
	}
	one := read[i]
	var by witness
	d.missing, by = r.lacks(d, one)
	key, apart := keyOf(&d.Result), r.scaled(Apart)
	first, absent := r.absences[key]
	switch d.missing {
	case "":
	case LookAlike:
		delete(r.absences, key)
		return
	case NoWitness:
		if d.until.IsZero() && r.expectsWitness(d, one.Ended) {
			d.until = one.Ended.Add(apart)
		}
		return
	case Settling: // it may have passed since the reading began
		d.until = settled
		return
	case NoReference, NamedCall, NoAgent, NotWhole, OneReading:
		return
	}
	if !absent || first.Began.Before(settled) || first.Ended.After(one.Began) {
		first = Absence{d.Batch, d.Row, one.Began, one.Ended, one.Pages}
		r.absences[key] = first
	}
	if one.Began.Sub(first.Ended) < apart {
		d.missing, d.until = OneReading, first.Ended.Add(apart)
		return
	}
	r.notPlaced(d, first, one, by)
}

// without is what is missing of a doubt whose list was not read.
func (r *Reconciler) without(d *doubt) Condition {
	switch {
	case !r.cfg.Referenced:
		return NoReference
	case d.AgentID == "":
		return NoAgent
	default:
		return NotWhole
	}
}

// lacks returns the first condition that a reading does not meet, and else the witness; Settling comes last.
func (r *Reconciler) lacks(d *doubt, one *reading) (missing Condition, by witness) {
	switch {
	case !r.cfg.Referenced:
		return NoReference, by
	case d.CallID != "":
		return NamedCall, by
	case d.AgentID == "" || d.FromNumberID == "":
		return NoAgent, by
	case r.lookAlike(d, one):
		return LookAlike, by
	case !one.Whole:
		return NotWhole, by
	}
	line := line{d.AgentID, d.FromNumberID}
	all := r.survey.witnesses[line]
	i := slices.IndexFunc(all, func(w witness) bool { return one.seen[w.id] && d.sentAfter(w.batch) })
	switch {
	case i < 0:
		return NoWitness, by
	case one.Began.Before(d.At.Add(r.settle(d))):
		return Settling, by
	}
	return "", all[i]
}

// expectsWitness reports whether the list can still come to show a call that was sent after a doubt.
func (r *Reconciler) expectsWitness(d *doubt, now time.Time) bool {
	return slices.ContainsFunc(r.survey.witnesses[line{d.AgentID, d.FromNumberID}], func(w witness) bool {
		return d.sentAfter(w.batch) && now.Before(w.at.Add(r.settle(d)))
	})
}

// settle is how long after a doubt its call can appear in the list.
func (r *Reconciler) settle(d *doubt) time.Duration {
	return max(r.scaled(r.cfg.Settle), 2*r.survey.queued(d.FromNumberID, r.scaled(time.Second)))
}

// notPlaced takes it as proven that no call of a doubt was placed, and records the evidence.
func (r *Reconciler) notPlaced(d *doubt, first Absence, second *reading, by witness) {
	stamp := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	result := d.Result
	result.Disposition, result.ErrorCode, result.At = dialer.Rejected, NotPlaced, time.Now()
	result.Error = fmt.Sprintf("absent from the calls of agent %s, read twice to its end (pages: %d at %s, %d at %s); they show %s, which was sent later (%s); unknown since %s, and %s had to pass",
		d.AgentID, first.Pages, stamp(first.Began), second.Pages, stamp(second.Began), by.id, stamp(by.at), stamp(d.At), r.settle(d).Round(time.Second))
	d.settled = true
	r.corrected = append(r.corrected, result)
	delete(r.absences, keyOf(&d.Result))
	r.cfg.Logger.Debug().Int("row", d.Row).Str("batch", string(d.Batch)).Str("evidence", dialer.MaskNumbers(result.Error)).Msg("an unknown call was not placed")
}

// keep makes the absences durable.
func (r *Reconciler) keep() {
	var all []Absence
	for _, d := range r.doubts {
		if a, known := r.absences[keyOf(&d.Result)]; known && d.open() {
			all = append(all, a)
		}
	}
	if err := r.cfg.Keep(all); err != nil {
		r.cfg.Logger.Warn().Err(err).Msg("this reading cannot be remembered, so another one will be needed")
	}
}
