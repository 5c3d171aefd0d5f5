package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"reflect"
	"strings"

	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/csvio/ledger/rowlog"
)

// Settings is what a campaign remembers, beside each results file, of how its contacts are read and screened, and of what its
// calls consist.
type Settings struct {
	// Header is that of the contacts file; zero before a run has read one.
	Header Header `json:"header"`
	// Values are the remembered settings, each with its values, by a name that the program chooses.
	Values map[string][]string `json:"values"`
	// IDsByNumber: an id identifies a contact only together with its number, because the ids of an earlier run were others.
	IDsByNumber bool `json:"ids_by_number"`
	// Revision counts the changes of the settings of a campaign, from 1: of the files of its shards, that with the highest has
	// the last change.
	Revision int `json:"revision"`
	// Sandbox: the calls are those of the built-in sandbox, also where no answer has brought an id.
	Sandbox bool `json:"sandbox"`
}

// Equal reports whether two settings say the same.
func (s *Settings) Equal(other *Settings) bool { return reflect.DeepEqual(s.valid(), other.valid()) }

// valid returns s with texts that JSON can hold.
func (s *Settings) valid() *Settings {
	v := *s
	v.Values = make(map[string][]string, len(s.Values))
	for name, values := range s.Values {
		v.Values[name] = make([]string, len(values))
		for i, value := range values {
			v.Values[name][i] = strings.ToValidUTF8(value, "\ufffd")
		}
	}
	return &v
}

// settingsVersion is the version of the format of the settings file.
const settingsVersion = 1

// settingsFile is the content of a settings file.
type settingsFile struct {
	Version int `json:"version"`
	Settings

	// Mark is that of the results when the file was written.
	Mark rowlog.Mark `json:"mark"`
	// Open: a run has begun and has not ended cleanly, so there is an intents file.
	Open bool `json:"open"`
	// Run is the run that began last; empty if it was one of an earlier version.
	Run string `json:"run,omitempty"`
	// Agents are the agents of all requests of a run, by its name; a run whose contacts have several has none.
	Agents map[string]string `json:"agents,omitempty"`
	// Sum is a hash of the rest, so that an edit or a damage is noticed.
	Sum string `json:"sum"`

	// asked is what the count behind this text says; 0 without one.
	asked int64
}

// settingsPath returns the path of the settings of a results file.
func settingsPath(results string) string { return results + ".campaign" }

// encode returns the text of the file.
func (f *settingsFile) encode() ([]byte, error) {
	whole := *f
	whole.Version, whole.Sum = settingsVersion, ""
	whole.Settings = *f.valid()
	var text bytes.Buffer
	text.Grow(len(whole.Header.Columns)*24 + 1<<10) // usually enough: the names of a wide file are megabytes
	if err := json.NewEncoder(&text).Encode(&whole); err != nil {
		return nil, fmt.Errorf("encoding the settings: %w", err)
	}
	const end = "\"}\n" // of the empty sum, which is the last field
	text.Truncate(text.Len() - len("\n"))
	sum := sha256.Sum256(text.Bytes())
	text.Truncate(text.Len() - len(`"}`))
	text.WriteString(hex.EncodeToString(sum[:8]) + end)
	return text.Bytes(), nil
}

// ReadSettings returns the settings beside a results file; nil if there are none. The error is an *ownfile.RecordError if the file is
// damaged, or of a later version.
func ReadSettings(results string) (*Settings, error) {
	f, err := readSettings(results)
	if f == nil || err != nil {
		return nil, err
	}
	return &f.Settings, nil
}

func readSettings(results string) (*settingsFile, error) {
	path := settingsPath(results)
	text, err := ownfile.Read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // nil is no settings
	}
	if err != nil {
		return nil, fmt.Errorf("reading the settings: %w", err)
	}
	text, line := cutCount(text)
	f := settingsFile{asked: readCount(line)}
	switch err := json.Unmarshal(text, &f); {
	case err == nil && f.Version > settingsVersion:
		return nil, &ownfile.RecordError{Path: path, Reason: "these settings are of a later version of bulkdial: use that version"}
	case err != nil || f.Version != settingsVersion:
		return nil, settingsDamaged(path)
	}
	if again, err := f.encode(); err != nil || !bytes.Equal(again, text) { // also where there is more than the fields
		return nil, settingsDamaged(path)
	}
	if line != nil && !f.Open {
		return nil, settingsDamaged(path)
	}
	return &f, nil
}

// write replaces the settings file, durably. A file of a run that is open has a count, which the caller continues and closes.
func (f *settingsFile) write(d ownfile.Disk, results string) (intentCount, error) {
	text, err := f.encode()
	var c intentCount
	if err == nil {
		c.offset = int64(len(text))
		if f.Open {
			text = appendCount(text, f.asked)
		}
		c.file, err = ownfile.Make(d, settingsPath(results), ownfile.Content(text))
	}
	if err != nil {
		return intentCount{}, fmt.Errorf("saving the settings: %w", err)
	}
	return c, nil
}

// equal reports whether two files say the same, apart from how far a run has come.
func (f *settingsFile) equal(other *settingsFile) bool {
	if f == nil || other == nil {
		return f == other
	}
	same := *other
	same.asked = f.asked
	return reflect.DeepEqual(f, &same)
}

// check compares the settings with the other files of the ledger. A nil f, of no settings, allows any. The error is a
// *ownfile.RecordError.
func (f *settingsFile) check(path string, resultsSize int64, n *notes) error {
	switch {
	case f == nil:
		return nil
	case f.Run != "" && n.began != "" && f.Run != n.began && f.Run != n.after:
		return intentsOfOther(path, n.began, f.Run)
	case f.Run != "" && f.Run == n.began && f.asked > n.asked:
		return intentsOlder(path, n.asked, f.asked)
	case f.Mark == (rowlog.Mark{}):
		return nil
	case resultsSize == 0:
		return resultsRemoved(path)
	case f.Open && !n.kept:
		return intentsGone(path)
	default:
		return nil
	}
}

// markOf returns the mark in a settings file; a nil f has none.
func (f *settingsFile) markOf() rowlog.Mark {
	if f == nil {
		return rowlog.Mark{}
	}
	return f.Mark
}

// Settings returns what the campaign remembers; nil if this ledger has no settings yet.
func (l *Ledger) Settings() *Settings {
	if l.settings == nil {
		return nil
	}
	s := l.settings.Settings
	s.Values = maps.Clone(s.Values)
	return &s
}

// Remember saves settings, durably, unless they are remembered already. It is not for use while results are written.
func (l *Ledger) Remember(s Settings) error {
	if l.settings != nil && l.settings.Equal(&s) {
		return nil
	}
	f := &settingsFile{Settings: s, Mark: l.began, Open: l.intents != nil, Run: l.last}
	if l.settings != nil {
		f.Mark, f.Open, f.Run = l.settings.Mark, l.settings.Open, l.settings.Run
	}
	return l.saveSettings(f)
}

func (l *Ledger) saveSettings(f *settingsFile) error {
	if l.intents != nil {
		f.asked = l.intents.asked
	}
	f.Agents = l.agents()
	c, err := f.write(l.disk, l.path)
	if err != nil {
		return err
	}
	l.count.close()
	l.settings, l.count = f, c
	return nil
}

// NameAgent says which agent all requests of this run have; it comes before Begin. Results that are read later have it.
func (l *Ledger) NameAgent(id string) { l.agent = id }

// agents returns the agents of the runs, this one included once it has begun.
func (l *Ledger) agents() map[string]string {
	agents := map[string]string{}
	if l.settings != nil {
		maps.Copy(agents, l.settings.Agents)
	}
	if l.agent != "" && l.last == l.holder.Run {
		agents[l.last] = l.agent
	}
	return agents
}

// markSettings saves the mark of the results in the settings, if there are any.
func (l *Ledger) markSettings(open bool) error {
	if l.settings == nil {
		return nil
	}
	m, err := l.results.Mark()
	if err != nil {
		return err
	}
	return l.saveSettings(&settingsFile{Settings: l.settings.Settings, Mark: m, Open: open, Run: l.last})
}
