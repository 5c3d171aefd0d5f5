package options

import (
	"time"

	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/csvio"
	"bulkdial/dialer/guards"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/forecast"
	"bulkdial/internal/hours"
	"bulkdial/internal/place"
	"bulkdial/internal/zoneinfo"
)

// hoursFlags say when a contact may be called, by the clocks of the places where it may be.
type hoursFlags struct {
	hours      string // --calling-hours
	holidays   string
	rules      string // --hours-rules
	postal     string // --timezone-map
	conflict   string // --zone-conflict
	unknown    string // --unknown-timezone
	zoneinfo   string
	consentAge time.Duration
	// otherZones: something else than calling hours uses the time-zone data.
	otherZones bool
	// kept is nil without calling hours, and before calling.
	kept *keeping
}

func (f *hoursFlags) add(set *pflag.FlagSet) {
	set.StringVar(&f.hours, "calling-hours", "", "when phones may ring, by each contact's clock: 'mon-fri 10:00-13:00,14:00-20:00; sat 10:00-18:00'")
	set.StringVar(&f.holidays, "holidays", "", "days on which other hours hold, else none: dates or an iCalendar")
	set.StringVar(&f.rules, "hours-rules", "", "calling hours by country and state, as in docs/rules (see bulkdial rules check)")
	set.StringVar(&f.postal, "timezone-map", "", "time zones by postal code")
	set.StringVar(&f.conflict, "zone-conflict", flags.ConflictAll, "when column and number disagree, call when it is open in all their zones, or in that of the column")
	set.StringVar(&f.unknown, "unknown-timezone", flags.HoldUnknown, "the zone of contacts whose zone is not known; hold calls none of them")
	set.DurationVar(&f.consentAge, "consent-max-age", 0, "with --require-consent: how long a consent counts, as in 8760h (default: for ever)")
	set.StringVar(&f.zoneinfo, "zoneinfo", "", ZoneinfoHelp)
}

// addWait adds the flag that says how long a run waits.
func (*hoursFlags) addWait(set *pflag.FlagSet, wait *time.Duration) {
	set.DurationVar(wait, "hours-wait", 0, "wait so long for calling hours when nothing else is left, else exit with code 5 (default: any time on a terminal, else none)")
}

// keeping is what calling hours are kept by; nil where there are none.
type keeping struct {
	data   *zoneinfo.Data
	places *place.Places
	guard  *hours.Guard
	rules  *hours.Rules // nil: there are none
	// warnings are about the data and the rules.
	warnings []forecast.Warning
}

// calling returns when contacts may be called: by consent, and by calling hours where there are some.
func (f *hoursFlags) calling(l *flags.Line, reading *csvio.ContactsConfig, batchSize int) (campaign.Calling, error) {
	var calling campaign.Calling
	switch {
	case f.consentAge < 0:
		return calling, fault.Usagef("--consent-max-age %v is negative", f.consentAge)
	case f.consentAge > 0 && reading.RequireConsent == "":
		return calling, fault.Usagef("--consent-max-age is for --require-consent: give it too")
	case reading.RequireConsent != "":
		calling.Guards = append(calling.Guards, guards.Consent{MaxAge: f.consentAge})
	}
	var err error
	if f.kept, err = f.keep(l, reading, batchSize, time.Now()); err != nil || f.kept == nil {
		return calling, err
	}
	calling.Guards = append(calling.Guards, f.kept.guard)
	calling.Places, calling.Hours, calling.TimeZones, calling.Warnings = f.kept.places, f.kept.guard, f.kept.data.Version, f.kept.warnings
	if f.kept.rules != nil {
		calling.Ruled = f.kept.rules.Ruled
	}
	return calling, nil
}

// Guard keeps the calling hours; nil where there are none, and before calling.
func (f *hoursFlags) Guard() *hours.Guard {
	if f.kept == nil {
		return nil
	}
	return f.kept.guard
}

// setHoursWait sets the usual wait of a run that a person watches, where no layer gives one.
func (f *Send) setHoursWait(p terminal.Process, set *pflag.FlagSet) {
	if !set.Changed("hours-wait") && p.Interactive() {
		f.Config.HoursWait = flags.AnyTime
	}
}

// given reports whether there are calling hours.
func (f *hoursFlags) given() bool { return f.hours != "" || f.rules != "" }

// needHours returns an error if a flag is given that means nothing without calling hours.
func (f *hoursFlags) needHours() error {
	for _, flag := range []struct{ name, value, usual string }{
		{"holidays", f.holidays, ""},
		{"timezone-map", f.postal, ""},
		{"zone-conflict", f.conflict, flags.ConflictAll},
		{"unknown-timezone", f.unknown, flags.HoldUnknown},
	} {
		if flag.value != "" && flag.value != flag.usual {
			return fault.Usagef("--%s is for --calling-hours and --hours-rules: give one of them too", flag.name)
		}
	}
	if f.zoneinfo != "" && !f.otherZones {
		return fault.Usagef("--zoneinfo is for --calling-hours, --hours-rules and --day-zone: give one of them too")
	}
	return nil
}

// keep opens what calling hours are kept by, for requests of a size; nil where there are none.
func (f *hoursFlags) keep(l *flags.Line, reading *csvio.ContactsConfig, batchSize int, now time.Time) (*keeping, error) {
	if !f.given() {
		return nil, f.needHours()
	}
	data, err := OpenZones(l.Process, f.zoneinfo)
	if err != nil {
		return nil, err
	}
	k := &keeping{data: data}
	if k.places, err = f.places(data, reading, now); err != nil {
		return nil, err
	}
	cfg := hours.Config{Places: k.places, BatchSize: batchSize}
	if f.hours != "" {
		if cfg.Hours, err = hours.ParseSchedule(f.hours); err != nil {
			return nil, fault.Usagef("--calling-hours: %w", err)
		}
	}
	if f.holidays != "" {
		if cfg.Hours == nil {
			return nil, fault.Usagef("--holidays is for --calling-hours: a file of rules names its own holidays")
		}
		if cfg.Holidays, err = hours.ReadHolidays(f.holidays); err != nil {
			return nil, fault.Usagef("--holidays: %w", err)
		}
	}
	k.warn("time_zones_old", data.Warning(now))
	if f.rules != "" {
		if cfg.Rules, err = hours.ReadRules(f.rules, data, k.places.Known); err != nil {
			return nil, fault.Usagef("--hours-rules: %w", err)
		}
		if err := checkConsent(cfg.Rules, reading.RequireConsent); err != nil {
			return nil, fault.Usagef("--hours-rules: %w", err)
		}
		for _, text := range cfg.Rules.Warnings(now) {
			k.warn("rules_old", text)
		}
	}
	k.rules = cfg.Rules
	k.guard, err = hours.New(cfg)
	return k, err //nolint:wrapcheck // it names the field
}

func (k *keeping) warn(code, text string) {
	if text != "" {
		k.warnings = append(k.warnings, forecast.Warning{Code: code, Text: text})
	}
}

// places returns what tells where contacts are.
func (f *hoursFlags) places(data *zoneinfo.Data, reading *csvio.ContactsConfig, now time.Time) (*place.Places, error) {
	cfg := place.Config{
		Zones: data, At: now, ZoneNamed: reading.TimezoneColumn != "", StateNamed: reading.StateColumn != "",
	}
	switch f.conflict {
	case flags.ConflictAll:
	case flags.ConflictColumn:
		cfg.SourceOnly = true
	default:
		return nil, fault.Usagef("--zone-conflict %q is neither %s nor %s", f.conflict, flags.ConflictAll, flags.ConflictColumn)
	}
	if f.unknown != flags.HoldUnknown {
		if cfg.Unknown = f.unknown; f.unknown == "" {
			return nil, fault.Usagef("--unknown-timezone is empty: give a zone, as in America/New_York, or %s", flags.HoldUnknown)
		}
	}
	if f.postal != "" {
		var err error
		if cfg.Map, err = place.ReadPostalMap(f.postal, data); err != nil {
			return nil, fault.Usagef("--timezone-map: %w", err)
		}
	}
	return place.New(cfg) //nolint:wrapcheck // it names the field
}
