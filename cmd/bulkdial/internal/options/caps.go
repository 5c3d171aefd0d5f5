package options

import (
	"math"
	"time"

	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/dialer"
	"bulkdial/dialer/screen"
	"bulkdial/internal/frequency"
)

// capsFlags say how often a number is called, and how much a campaign calls.
type capsFlags struct {
	calls     []string // --max-calls
	history   []string
	directory string // --frequency-dir
	zone      string // --day-zone
	perDay    int    // --max-calls-per-day
	cost      float64
}

func (f *capsFlags) add(set *pflag.FlagSet) {
	set.StringArrayVar(&f.calls, "max-calls", nil, "most calls to a number: 3/24h, 4/30d or 3/day; repeatable, all hold")
	set.StringArrayVar(&f.history, "history", nil, "results or calls of another campaign that count for --max-calls, max_calls and after_conversation")
	set.StringVar(&f.directory, "frequency-dir", "", "folder by which campaigns on this host keep to --max-calls together")
	set.StringVar(&f.zone, "day-zone", "", "time zone of calendar days, as in America/New_York")
	flags.IntVar(set, &f.perDay, "max-calls-per-day", 0, "most calls of the campaign on a calendar day (default: no maximum)")
	set.Float64Var(&f.cost, "max-cost", 0, "most cost of the campaign, by price and maximum durations (default: no maximum)")
}

// config returns the caps of a campaign or a shard that the flags name; ruled adds those of rules.
func (f *capsFlags) config(l *flags.Line, contacts *Contacts, shard dialer.Shard, send *Send) (screen.CapsConfig, error) {
	cfg := screen.CapsConfig{CallsPerDay: f.perDay, Speed: contacts.Redial.Speed}
	if err := f.check(shard, send.Assumed.Price); err != nil {
		return cfg, err
	}
	if f.perDay > 0 {
		cfg.CallsPerDay = shard.Share(f.perDay)
	}
	if f.cost > 0 {
		cfg.Minutes = int64(shard.Share(f.minutes(send.Assumed.Price)))
	}
	byDay := f.perDay > 0
	for _, text := range f.calls {
		one, err := dialer.ParseCap(text)
		if err != nil {
			return cfg, fault.Usagef("--max-calls: %w", err)
		}
		cfg.Number, byDay = append(cfg.Number, one), byDay || one.Window == 0
	}
	var err error
	send.Hours.otherZones = f.zone != ""
	if cfg.Zone, err = f.dayZone(l, send.Hours.zoneinfo, byDay); err != nil {
		return cfg, err
	}
	return cfg, nil
}

// ruled adds what rules ask for the calls to a number, and then opens what others tell of their calls.
func (f *capsFlags) ruled(cfg *screen.CapsConfig, kept *keeping, sandbox bool) (err error) {
	if kept != nil && kept.rules != nil {
		cfg.Of, cfg.Ruled = kept.guard.Caps, kept.rules.AllCaps()
		cfg.Rest, cfg.LongestRest = kept.guard.Rest, kept.rules.LongestRest()
	}
	switch {
	case !cfg.OfNumbers() && (f.directory != "" || len(f.history) > 0):
		return fault.Usagef("--history and --frequency-dir are for --max-calls, and for rules with max_calls or after_conversation: give one of them too")
	case f.directory != "":
		dir, err := frequency.Open(f.directory, sandbox, cfg.Window())
		if err != nil {
			return fault.Usagef("--frequency-dir: %w", err)
		}
		cfg.Shared = dir
	}
	return nil
}

// check returns an error for a value that cannot be used.
func (f *capsFlags) check(shard dialer.Shard, price float64) error {
	switch {
	case f.perDay < 0:
		return fault.Usagef("--max-calls-per-day %d is negative", f.perDay)
	case f.perDay > 0 && f.perDay < shard.Count:
		return fault.Usagef("--max-calls-per-day %d is fewer than the %d shards, each of which needs one", f.perDay, shard.Count)
	case !(f.cost >= 0 && f.cost <= mostCost):
		return fault.Usagef("--max-cost %v is not a cost of at most %v", f.cost, mostCost)
	case f.cost > 0 && price == 0:
		return fault.Usagef("--max-cost needs --price-per-minute")
	case f.cost > 0 && f.minutes(price) < max(1, shard.Count):
		return fault.Usagef("--max-cost %v does not pay for a minute at %v (of each shard, where there are some)", f.cost, price)
	}
	return nil
}

// mostCost bounds --max-cost.
const mostCost = 1e12

// minutes is how many minutes --max-cost pays for. A share of a billionth is an error of the division.
func (f *capsFlags) minutes(price float64) int {
	return int(min(math.Floor(f.cost/price*(1+1e-9)), math.MaxInt32))
}

// dayZone returns the zone of calendar days, which must be given where there is a cap of a day.
func (f *capsFlags) dayZone(l *flags.Line, zoneinfo string, needed bool) (*time.Location, error) {
	if f.zone == "" {
		if needed {
			return nil, fault.Usagef("a cap of calls on a calendar day needs its time zone: give --day-zone, as in America/New_York")
		}
		return time.UTC, nil
	}
	data, err := OpenZones(l.Process, zoneinfo)
	if err != nil {
		return nil, err
	}
	zone, err := data.Load(f.zone)
	if err != nil {
		return nil, fault.Usagef("--day-zone: %w", err)
	}
	return zone, nil
}

// checkRoute returns an error if the calls on a route can cost any amount although there is a cost.
func (f *capsFlags) checkRoute(r dialer.Route) error {
	if f.cost > 0 && r.MaxCallDurationMinutes == 0 {
		return fault.Usagef("--max-cost needs --max-call-duration-minutes: a call without a maximum duration has no maximum cost")
	}
	return nil
}

// rowRoute adds to the check of the route of a row that, where there is a cost, its calls are not longer than those of the campaign: by these
// the calls of earlier runs are counted of which nobody knows how long they have lasted.
func (f *capsFlags) rowRoute(check func(dialer.Route) error, most int) func(dialer.Route) error {
	if f.cost == 0 {
		return check
	}
	return func(row dialer.Route) error {
		if row.MaxCallDurationMinutes > most {
			return &dialer.FieldError{Field: "MaxCallDurationMinutes", Err: &dialer.RouteError{Reason: dialer.Reason{
				Code: "duration_above_maximum", Cause: "the maximum duration is above that of the campaign, by which its cost is counted",
				Remedy: "shorten it, or raise that of the campaign",
			}}}
		}
		return check(row)
	}
}
