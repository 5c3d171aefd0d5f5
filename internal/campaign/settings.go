package campaign

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
)

// Class says how a campaign treats a setting in a later run.
type Class string

const (
	// Identity is fixed at the first run, because another value would make other contacts of the rows.
	Identity Class = "identity"
	// Restriction is remembered, because it keeps contacts from being called. A later run may only tighten it.
	Restriction Class = "restriction"
	// Content is what a call consists of. The last given value counts.
	Content Class = "content"
	// Forgotten is given again for each run: permits, pace, the API, names of files, output.
	Forgotten Class = "never remembered"
)

// FromSettings is the layer of a value that the settings of the campaign supply.
const FromSettings = "settings"

// HeaderChange and IDColumnChange are names of changes that can be accepted, besides those of settings: another header, and ids
// that are of other contacts than before.
const (
	HeaderChange   = "header"
	IDColumnChange = "id-column"
)

// Value is a value of a setting, and the layer that gives it; From is empty for a default.
type Value struct{ Text, From string }

// Setting is a setting of a command, with its values in effect.
type Setting struct {
	Name string
	Rule
	// Given: a layer or the settings of the campaign give it; else its values are the default.
	Given  bool
	Values []Value
}

// Rule is what a campaign does with a setting of one name.
type Rule struct {
	Class Class
	// Looser reports whether a change loosens a restriction. Nil for other classes, and for a union.
	Looser func(was, is []string) bool
	// Union: the values of all layers and runs count together.
	Union bool
	// Paths: the values are paths. They are remembered relative to the folder of the results.
	Paths bool
	// Detected: without a value it is detected in the contacts file, and the header shows whether another value was right.
	Detected bool
	// Canonical gives the values that mean the same one text; nil where each text means something else.
	Canonical func(string) string
}

// Texts are the values without their layers.
func (s *Setting) Texts() []string {
	texts := make([]string, len(s.Values))
	for i, v := range s.Values {
		texts[i] = v.Text
	}
	return texts
}

// from is the layer of the first value.
func (s *Setting) from() string {
	if len(s.Values) == 0 {
		return ""
	}
	return s.Values[0].From
}

func (r *Rule) same(a, b []string) bool {
	return slices.EqualFunc(a, b, func(a, b string) bool {
		if r.Canonical != nil {
			a, b = r.Canonical(a), r.Canonical(b)
		}
		return a == b
	})
}

// Remembered is what the results files of a campaign remember.
type Remembered struct {
	dir string
	// own are the settings of the results file of this command; nil: none. Others are those beside the other results files.
	own    *ledger.Settings
	others []shardSettings
	// earlier is the header that an earlier version has kept.
	earlier ledger.Header
}

// shardSettings are the settings beside one results file.
type shardSettings struct {
	ledger.ResultsFile
	*ledger.Settings
}

// Remembered reads the settings of a campaign. The error is one of ledger.ReadSettings.
func (f *Files) Remembered() (*Remembered, error) {
	r := &Remembered{dir: filepath.Dir(f.Results)}
	var err error
	if r.own, err = ledger.ReadSettings(f.Own); err != nil {
		return nil, err //nolint:wrapcheck // it names the file
	}
	if r.others, err = otherSettings(f.Results, f.Own); err != nil {
		return nil, err
	}
	r.earlier, err = ledger.EarlierHeader(f.Results)
	return r, err //nolint:wrapcheck // as above
}

// otherSettings reads the settings beside all results files of a campaign but one.
func otherSettings(results, but string) ([]shardSettings, error) {
	files, err := ledger.ResultsFiles(results)
	if err != nil {
		return nil, err //nolint:wrapcheck // it names the file
	}
	var others []shardSettings
	for _, file := range files {
		if file.Path == but {
			continue
		}
		settings, err := ledger.ReadSettings(file.Path)
		if err != nil {
			return nil, err //nolint:wrapcheck // as above
		}
		if settings != nil {
			others = append(others, shardSettings{file, settings})
		}
	}
	return others, nil
}

// Any reports whether the campaign has settings.
func (r *Remembered) Any() bool { return r.own != nil || len(r.others) > 0 }

// all returns the settings of all results files, those that were changed last first: this one has no other values in its next run
// than a run of another division, or of the whole, has had since. Of those of one revision, the own come first.
func (r *Remembered) all() []shardSettings {
	all := slices.Clone(r.others)
	if r.own != nil {
		all = slices.Insert(all, 0, shardSettings{Settings: r.own})
	}
	slices.SortStableFunc(all, func(a, b shardSettings) int { return cmp.Compare(b.Revision, a.Revision) })
	return all
}

// latest returns the settings that were changed last, else nil.
func (r *Remembered) latest() *ledger.Settings {
	if all := r.all(); len(all) > 0 {
		return all[0].Settings
	}
	return nil
}

// header is the header of the last run; zero if there is none.
func (r *Remembered) header() ledger.Header {
	if latest := r.latest(); latest != nil && latest.Header.Number != "" {
		return latest.Header
	}
	return r.earlier
}

// values returns the remembered values of a setting.
func (r *Remembered) values(name string, union bool) (values []string, known bool) {
	for _, s := range r.all() {
		its, has := s.Values[name]
		if has && !known {
			values, known = slices.Clone(its), true
		}
		for _, v := range its {
			if union && !slices.Contains(values, v) {
				values = append(values, v)
			}
		}
	}
	return values, known
}

// Whole returns the settings of the campaign as a whole, for a merge: those that were changed last, with the union
// of the settings that unite. Nil where there are none.
func (r *Remembered) Whole(rules map[string]Rule) *ledger.Settings {
	latest := r.latest()
	if latest == nil {
		return nil
	}
	whole := *latest
	whole.Values = maps.Clone(latest.Values)
	for name, rule := range rules {
		if values, known := r.values(name, rule.Union); known {
			whole.Values[name] = values
		}
	}
	return &whole
}

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
	changes []Change
}

// Change is a setting whose given value is not what the campaign remembers.
type Change struct {
	Name, Was, Is string
	// From is the layer of the new value, and Class says what kind of change it is.
	From  string
	Class Class
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
		r.changes = append(r.changes, Change{s.Name, shown(was), shown(is), s.from(), s.Class})
	}
}

// shown is the text of values for people.
func shown(values []string) string {
	if text := strings.Join(values, ","); text != "" {
		return text
	}
	return "none"
}

// decide gives a setting the value that the operator has chosen in answer to a question.
func (r *Recalled) decide(name, value string) {
	for i := range r.Settings {
		if s := &r.Settings[i]; s.Name == name {
			s.Given, s.Values = true, []Value{{value, FromAnswer}}
		}
	}
}

// saved returns the values of a setting as they are remembered.
func (r *Remembered) saved(s *Setting) []string {
	texts := s.Texts()
	if s.Paths {
		for i := range texts {
			if texts[i] != "" { // no path
				texts[i] = relative(r.dir, texts[i])
			}
		}
	}
	return texts
}

// relative returns a path relative to a folder; an absolute one where there is none.
func relative(dir, path string) string {
	absDir, err := filepath.Abs(dir)
	if err != nil {
		return path
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(absDir, abs); err == nil {
		return rel
	}
	return abs
}

// toRemember returns the settings to remember of a campaign, which may be one of the sandbox: all identities and restrictions, and the content that some layer or an earlier run
// gave. What a later version remembers stays.
func (r *Recalled) toRemember(header ledger.Header, sandbox bool) ledger.Settings {
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

// IDsByNumber reports whether an id identifies a contact only together with its number, because the ids have changed.
func (r *Recalled) IDsByNumber() bool {
	latest := r.latest()
	return r.Accepted[IDColumnChange] || latest != nil && latest.IDsByNumber
}

// check returns a *ChangeError if a run must not begin with these settings. Called: the campaign has sent a request; before that
// the first run has fixed no identity.
func (r *Recalled) check(called bool) error {
	changes := r.changes
	if !called {
		changes = slices.DeleteFunc(slices.Clone(changes), func(c Change) bool { return c.Class == Identity })
	}
	return changesError("earlier runs", changes)
}

// checkShards compares the settings of a shard with those of the other shards of its division: a difference would call contacts
// again, or contacts that another shard leaves alone.
func (r *Recalled) checkShards(others []shardSettings, shard dialer.Shard) error {
	for _, other := range others {
		if other.Shard.Count != shard.Count || other.Shard.Index == shard.Index {
			continue
		}
		var changes []Change
		for _, s := range r.Settings {
			was, known := other.Values[s.Name]
			is := r.saved(&s)
			if !known || s.same(was, is) || r.Accepted[s.Name] || s.Union {
				continue
			}
			if s.Class == Identity || s.Class == Restriction && s.Looser(was, is) {
				changes = append(changes, Change{s.Name, shown(was), shown(is), s.from(), s.Class})
			}
		}
		if err := changesError("shard "+other.Shard.String(), changes); err != nil {
			return err
		}
	}
	return nil
}

// ChangeError says that something is not what the campaign remembers. A run goes on when the operator accepts the change.
type ChangeError struct {
	// Names are those of the changes to accept.
	Names []string
	Err   error
}

func (e *ChangeError) Error() string { return e.Err.Error() }
func (e *ChangeError) Unwrap() error { return e.Err }

// changesError returns a *ChangeError about settings; nil if there is none. Whose says who has the earlier values.
func changesError(whose string, changes []Change) error {
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
	if !slices.ContainsFunc(changes, func(c Change) bool { return c.Class == Identity }) {
		why = "contacts could be called that were to be left alone"
	}
	e.Err = fmt.Errorf("%s; %s: use the earlier value, or accept the change", strings.Join(texts, "; "), why)
	return e
}
