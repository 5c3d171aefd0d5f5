package settings

import (
	"cmp"
	"maps"
	"path/filepath"
	"slices"

	"bulkdial/csvio/ledger"
	"bulkdial/internal/campaign/fileset"
)

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

// Read reads what a campaign remembers. The error is one of ledger.ReadSettings.
func Read(f *fileset.Files) (*Remembered, error) {
	r := &Remembered{dir: filepath.Dir(f.Results)}
	var err error
	if r.own, err = ledger.ReadSettings(f.Own); err != nil {
		return nil, err //nolint:wrapcheck // it names the file
	}
	if r.others, err = otherSettings(f); err != nil {
		return nil, err
	}
	r.earlier, err = ledger.EarlierHeader(f.Results)
	return r, err //nolint:wrapcheck // as above
}

// otherSettings reads the settings beside all results files of a campaign but that of this command.
func otherSettings(f *fileset.Files) ([]shardSettings, error) {
	files, err := ledger.ResultsFiles(f.Results)
	if err != nil {
		return nil, err //nolint:wrapcheck // it names the file
	}
	var others []shardSettings
	for _, file := range files {
		if file.Path == f.Own {
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

// Unchanged reports whether these are still the settings of the results file, as it is read again under its lock; nil: it has none.
func (r *Remembered) Unchanged(now *ledger.Settings) bool {
	return r.own == now || r.own != nil && now != nil && r.own.Equal(now)
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

// Header is the header of the last run; zero if there is none.
func (r *Remembered) Header() ledger.Header {
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

// whole returns the settings of the campaign as a whole, for a merge: those that were changed last, with the union
// of the settings that unite. Nil where there are none.
func (r *Remembered) whole(rules map[string]Rule) *ledger.Settings {
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

// saved returns the values of a setting as they are remembered.
func (r *Remembered) saved(s *Setting) []string {
	texts := s.Texts()
	if s.Paths {
		for i := range texts {
			if texts[i] != "" { // no path
				texts[i] = fileset.Relative(r.dir, texts[i])
			}
		}
	}
	return texts
}
