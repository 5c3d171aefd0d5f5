package settings

import (
	"fmt"
	"slices"
	"strings"

	"bulkdial/dialer"
	"bulkdial/internal/campaign/fileset"
)

// HeaderChange and IDColumnChange are names of changes that can be accepted, besides those of settings: another header, and ids
// that are of other contacts than before.
const (
	HeaderChange   = "header"
	IDColumnChange = "id-column"
)

// change is a setting whose given value is not what the campaign remembers.
type change struct {
	Name, Was, Is string
	// From is the layer of the new value, and Class says what kind of change it is.
	From  string
	Class Class
}

// ChangeError says that something is not what the campaign remembers. A run goes on when the operator accepts the change.
type ChangeError struct {
	// Names are those of the changes to accept.
	Names []string
	Err   error
}

func (e *ChangeError) Error() string { return e.Err.Error() }

func (e *ChangeError) Unwrap() error { return e.Err }

// Check returns a *ChangeError if a run must not begin with these settings. Called: the campaign has sent a request; before that
// the first run has fixed no identity.
func (r *Recalled) Check(called bool) error {
	changes := r.changes
	if !called {
		changes = slices.DeleteFunc(slices.Clone(changes), func(c change) bool { return c.Class == Identity })
	}
	return changesError("earlier runs", changes)
}

// CheckShards compares the settings of a shard with those of the other shards of its division, as they were when the settings were read: a
// difference would call contacts again, or contacts that another shard leaves alone. The error is a *ChangeError.
func (r *Recalled) CheckShards(shard dialer.Shard) error { return r.checkShards(r.others, shard) }

// CheckShardsAgain is CheckShards with what the other shards remember now. The error can be one of ledger.ReadSettings too.
func (r *Recalled) CheckShardsAgain(f *fileset.Files, shard dialer.Shard) error {
	others, err := otherSettings(f)
	if err != nil {
		return err
	}
	return r.checkShards(others, shard)
}

func (r *Recalled) checkShards(others []shardSettings, shard dialer.Shard) error {
	for _, other := range others {
		if other.Shard.Count != shard.Count || other.Shard.Index == shard.Index {
			continue
		}
		var changes []change
		for _, s := range r.Settings {
			was, known := other.Values[s.Name]
			is := r.saved(&s)
			if !known || s.same(was, is) || r.Accepted[s.Name] || s.Union {
				continue
			}
			if s.Class == Identity || s.Class == Restriction && s.Looser(was, is) {
				changes = append(changes, change{s.Name, shown(was), shown(is), s.from(), s.Class})
			}
		}
		if err := changesError("shard "+other.Shard.String(), changes); err != nil {
			return err
		}
	}
	return nil
}

// changesError returns a *ChangeError about settings; nil if there is none. Whose says who has the earlier values.
func changesError(whose string, changes []change) error {
	if len(changes) == 0 {
		return nil
	}
	e := &ChangeError{}
	var texts []string
	for _, c := range changes {
		e.Names = append(e.Names, c.Name)
		text := fmt.Sprintf("%s: %s had %s, and this run has %s", c.Name, whose, c.Was, c.Is)
		if c.From != "" {
			text += " (" + c.From + ")"
		}
		texts = append(texts, text)
	}
	why := "contacts could be called twice"
	if !slices.ContainsFunc(changes, func(c change) bool { return c.Class == Identity }) {
		why = "contacts could be called that were to be left alone"
	}
	e.Err = fmt.Errorf("%s; %s: use the earlier value, or accept the change", strings.Join(texts, "; "), why)
	return e
}
