package show

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign/forecast"
	"bulkdial/internal/hours"
)

// PlanJSON is a plan for machines.
type PlanJSON struct {
	*engine.Plan
	// Estimate is when the calls are placed by a run that starts now.
	Estimate forecast.Estimate `json:"estimate"`
	// Cost is the most that the calls can cost, by --price-per-minute and their maximum durations; nil where one of these is not known.
	Cost *float64 `json:"worst_cost,omitempty"`
	// Caps is how much of the caps of the campaign is used; nil: there are none.
	Caps *screen.CapsUse `json:"caps,omitempty"`
	// Calling says when and by whose clocks contacts may be called; nil: no hours are kept.
	Calling *placesJSON `json:"calling_hours,omitempty"`
	// Moved says which ids have another number now than was called for them; their contacts are left alone.
	Moved screen.Moved `json:"moved_ids"`
	// Warnings are what is probably not meant.
	Warnings []WarningJSON `json:"warnings"`
	// First is the first request as it would be sent; nil where nobody is to be called.
	First json.RawMessage `json:"first_request,omitempty"`
	// Lacks says what keeps a run with the same flags from its first call, whatever the contacts are.
	Lacks string `json:"lacks,omitempty"`
}

// NewPlanJSON returns a plan for machines, with the body of its first request and what keeps a run from it.
func NewPlanJSON(f *forecast.Forecast, first json.RawMessage, lacks string) PlanJSON {
	shown := *f.Plan
	shown.Causes = fault.Flagged(shown.Causes)
	return PlanJSON{&shown, f.Estimate, f.Cost, f.Caps, newPlacesJSON(f), f.Moved, warningsJSON(f.Warnings), first, lacks}
}

// WarningJSON is something that is probably not meant: a code, and a text for people.
type WarningJSON struct {
	// Code and Text are the kind of the warning, which programs can rely on, and what it says.
	Code string `json:"code"`
	Text string `json:"text"`
}

func warningsJSON(warnings []forecast.Warning) []WarningJSON {
	list := make([]WarningJSON, len(warnings))
	for i, w := range warnings {
		list[i] = WarningJSON{w.Code, fault.WithFlag(w.Text, w.Field)}
	}
	return list
}

// Forecast writes a plan for people. The guard keeps its calling hours; nil: there are none.
func (w *Writer) Forecast(name string, f *forecast.Forecast, assumed forecast.Assumptions, cfg engine.Config, guard *hours.Guard) {
	w.Printf("%s: the plan\n", name)
	w.tally(f.Tally)
	w.moved(&f.Moved)
	w.unstable(&f.Moved)
	w.causes(f.Causes, plannedCauses, "--json lists them")
	w.repaired(f.Repaired)
	if f.EarlierRuns > 0 {
		w.Printf("earlier runs: %d, the last result of %s; they have settled %s\n",
			f.EarlierRuns, f.LastResult.Local().Format(clockFormat), dialer.Plural(f.Settled, "contact"))
	}
	w.redials(f.Redials)
	w.capsText(f)
	w.places(f, guard)
	if f.ToCall+f.Held == 0 {
		w.Printf("no contacts left to call%s\n", w.nowOnly(f.Plan))
		w.warnings(f.Warnings)
		return
	}
	w.Printf("to call: %d in %s", f.ToCall, dialer.Plural(f.Batches, "request"))
	if f.Again > 0 {
		w.Printf(", %d of them again", f.Again)
	}
	w.Printf("\n")
	if f.Held > 0 {
		w.Printf("  later: %d more, the first not before %s, the last not before %s; %s\n",
			f.Held, f.FirstDue.Local().Format(clockFormat), f.LastDue.Local().Format(clockFormat), waitText(f.Closed, cfg.HoursWait))
	}
	w.countries(f.Countries)
	if n := f.SuppressionEntries; n > 0 {
		w.Printf("  suppression lists: %s\n", dialer.Plural(n, "number"))
	}
	w.time(f, assumed, cfg)
	w.concurrency(cfg)
	w.cost(f, assumed)
	w.warnings(f.Warnings)
}

func (w *Writer) warnings(warnings []forecast.Warning) {
	for _, warning := range warnings {
		word := "warning"
		if warning.Note {
			word = "note"
		}
		w.Printf("%s: %s\n", word, fault.WithFlag(warning.Text, warning.Field))
	}
}

// shownCountries is how many countries the text names.
const shownCountries = 8

func (w *Writer) countries(counts []engine.CountryCount) {
	var parts []string
	for i, c := range counts {
		if i == shownCountries {
			parts = append(parts, fmt.Sprintf("%d others", len(counts)-i))
			break
		}
		parts = append(parts, fmt.Sprintf("%s %d", forecast.CountryName(c.Country), c.Contacts))
	}
	w.Printf("  countries: %s\n", strings.Join(parts, ", "))
}

func (w *Writer) time(f *forecast.Forecast, assumed forecast.Assumptions, cfg engine.Config) {
	round := func(seconds float64) time.Duration {
		return time.Duration(seconds * float64(time.Second)).Round(time.Second)
	}
	if cfg.CPS > 0 {
		w.Printf("  time: about %s at %s", round(f.Estimate.PaceSeconds), paceText(cfg.CPS))
	} else {
		w.Printf("  time: as fast as the API answers (--cps 0)")
	}
	if assumed.Lines > 0 {
		w.Printf("; about %s with %s and calls of %s on average", round(f.Estimate.LinesSeconds), dialer.Plural(assumed.Lines, "line"), assumed.MeanCall)
	}
	w.Printf("\n")
	e, within := &f.Estimate, ""
	if f.Places != nil || f.Caps != nil {
		within = ", within hours and caps, in as many runs as it takes"
	}
	if cfg.CPS > 0 || assumed.Lines > 0 || within != "" {
		w.Printf("  started now, the first call is placed at %s and the last at about %s%s\n",
			e.FirstCall.Local().Format(clockFormat), e.LastCall.Local().Format(clockFormat), within)
	}
	if e.Later > 0 {
		w.Printf("  %s left after 400 days\n", dialer.Plural(e.Later, "contact"))
	}
	if e.Unpaid > 0 {
		w.Printf("  --max-cost pays for all but %s, if each call lasts as long as it may\n", dialer.Plural(e.Unpaid, "contact"))
	}
}

// paceText is a number of calls per second.
func paceText(cps float64) string {
	if cps == 1 {
		return "1 call per second"
	}
	return fmt.Sprintf("%v calls per second", cps)
}

// clockFormat is how people are shown a time: that of this machine, with its zone.
const clockFormat = "2006-01-02 15:04:05 -07:00"

// concurrency explains what auto means for the plan.
func (w *Writer) concurrency(cfg engine.Config) {
	switch most := cfg.MostConcurrency(); {
	case cfg.Concurrency != engine.AutoConcurrency:
	case cfg.CPS == 0:
		w.Printf("  concurrency auto: without a pace, %d requests in flight at most\n", most)
	default:
		w.Printf("  concurrency auto: with answers after %v, %s in flight; %d at most\n",
			forecast.UsualAnswer, dialer.Plural(min(cfg.InFlight(forecast.UsualAnswer), most), "request"), most)
	}
}

func (w *Writer) cost(f *forecast.Forecast, assumed forecast.Assumptions) {
	switch {
	case assumed.Price == 0:
	case f.Cost == nil:
		w.Printf("  cost: not bounded: %s without a maximum duration (--max-call-duration-minutes)\n", dialer.Plural(f.Unbounded, "contact"))
	default:
		w.Printf("  cost: %.2f at most, for %s at %v each\n", *f.Cost, dialer.Plural(int(f.Minutes), "minute"), assumed.Price)
	}
}

// FirstRequest writes the first request as it would be sent to an address.
func (w *Writer) FirstRequest(address string, body []byte) {
	w.Printf("first request: POST %s/agents/calls\n%s\n", strings.TrimSuffix(address, "/"), body)
}
