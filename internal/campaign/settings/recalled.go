package settings

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"bulkdial/csvio/ledger"
)

// Recalled is what a command works with: its own values, and those that the campaign remembers.
type Recalled struct {
	*Remembered
	// Settings are all settings of the command that are remembered, with the values in effect.
	Settings []Setting
	// Supplied are the names of those that the settings supply and that differ from the default.
	Supplied []string
	// Accepted are the names of accepted changes.
	Accepted map[string]bool
	// changes are refused by a run.
	changes []change
}

// Recall compares the settings of a command with those that the campaign remembers, and supplies what no layer gives. Accepted
// has the names of the changes that the operator accepts.
func (r *Remembered) Recall(settings []Setting, accepted map[string]bool) *Recalled {
	recalled := &Recalled{Remembered: r, Accepted: accepted}
	for _, s := range settings {
		if s.Class == Forgotten {
			continue
		}
		was, known := r.values(s.Name, s.Union)
		if s.Union {
			recalled.unite(&s, was)
		} else if known {
			recalled.recallOne(&s, was)
		}
		recalled.Settings = append(recalled.Settings, s)
	}
	return recalled
}

// unite adds the remembered values to those of the layers.
func (r *Recalled) unite(s *Setting, was []string) {
	if r.Accepted[s.Name] {
		return
	}
	has := r.saved(s)
	for _, text := range was {
		if slices.Contains(has, text) {
			continue
		}
		if s.Paths {
			text = filepath.Join(r.dir, text)
		}
		s.Given, s.Values = true, append(s.Values, Value{text, FromSettings})
		if !slices.Contains(r.Supplied, s.Name) {
			r.Supplied = append(r.Supplied, s.Name)
		}
	}
}

func (r *Recalled) recallOne(s *Setting, was []string) {
	is := r.saved(s)
	same := s.same(was, is)
	switch {
	case !s.Given:
		s.Given, s.Values = true, nil
		for _, text := range was {
			if s.Paths && text != "" {
				text = filepath.Join(r.dir, text)
			}
			s.Values = append(s.Values, Value{text, FromSettings})
		}
		if !same {
			r.Supplied = append(r.Supplied, s.Name)
		}
	case same:
	case s.Class == Content, r.Accepted[s.Name], s.Class == Restriction && !s.Looser(was, is), s.Detected && strings.Join(was, "") == "":
	default:
		r.changes = append(r.changes, change{s.Name, shown(was), shown(is), s.from(), s.Class})
	}
}

// shown is the text of values for people.
func shown(values []string) string {
	if text := strings.Join(values, ","); text != "" {
		return text
	}
	return "none"
}

// Decide gives a setting the value that the operator has chosen in answer to a question.
func (r *Recalled) Decide(name, value string) {
	for i := range r.Settings {
		if s := &r.Settings[i]; s.Name == name {
			s.Given, s.Values = true, []Value{{value, FromAnswer}}
		}
	}
}

// ToRemember returns the settings that a run has its results file remember, with the header of its contacts: all identities and
// restrictions, and the content that some layer or an earlier run gave. Sandbox: the campaign is one of the built-in sandbox. What a later
// version remembers stays.
func (r *Recalled) ToRemember(header ledger.Header, sandbox bool) ledger.Settings {
	keep := ledger.Settings{Header: header, Values: map[string][]string{}, Sandbox: sandbox}
	latest := r.latest()
	if latest != nil {
		keep.Values, keep.Revision = maps.Clone(latest.Values), latest.Revision
	}
	keep.IDsByNumber = r.IDsByNumber()
	for _, s := range r.Settings {
		if s.Class != Content || s.Given {
			keep.Values[s.Name] = r.saved(&s)
		}
	}
	if latest == nil || !latest.Equal(&keep) {
		keep.Revision++
	}
	return keep
}

// IDsChange reports whether the operator accepts now that the ids are others than those of earlier runs.
func (r *Recalled) IDsChange() bool { return r != nil && r.Accepted[IDColumnChange] }

// IDsByNumber reports whether an id identifies a contact only together with its number, because the ids have changed.
func (r *Recalled) IDsByNumber() bool {
	latest := r.latest()
	return r.Accepted[IDColumnChange] || latest != nil && latest.IDsByNumber
}
