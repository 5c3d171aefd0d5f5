package main

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"bulkdial/dialer"
)

// outlook is a plan with what follows from it: how long it takes, what it costs, and what to think about first.
type outlook struct {
	*dialer.Plan
	Estimate estimate  `json:"estimate"`
	Cost     *float64  `json:"worst_cost,omitempty"`
	Warnings []warning `json:"warnings"`
}

// estimate is when calls are placed, from now on.
type estimate struct {
	PaceSeconds  float64   `json:"pace_seconds"`
	LinesSeconds float64   `json:"lines_seconds"`
	Seconds      float64   `json:"seconds"`
	FirstCall    time.Time `json:"first_call"`
	LastCall     time.Time `json:"last_call"`
}

// usualAnswer is the time of an answer with which requests in flight are reckoned.
const usualAnswer = time.Second

// defaultMeanCall is how long calls last on average where nothing else is said.
const defaultMeanCall = 2 * time.Minute

// planFlags say what a plan is reckoned with, besides what run takes.
type planFlags struct {
	lines   int
	mean    time.Duration
	price   float64
	rejects string
	asJSON  bool
}

func (f *planFlags) add(flags *pflag.FlagSet) {
	flags.IntVar(&f.lines, "lines", 0, "reckon with so many calls in progress at most (default: not known)")
	flags.DurationVar(&f.mean, "mean-call", defaultMeanCall, "reckon with calls that last so long on average")
	flags.Float64Var(&f.price, "price-per-minute", 0, "reckon the worst cost with this `price` of a minute")
	flags.StringVar(&f.rejects, "rejects", "", "write the rows that cannot be called to this `file`, with reason and remedy")
	flags.BoolVar(&f.asJSON, "json", false, "print the plan as JSON")
}

func (f *planFlags) check() error {
	switch {
	case f.lines < 0:
		return usagef("--lines %d is negative; 0 means that it is not known", f.lines)
	case f.mean <= 0:
		return usagef("--mean-call %v is not a positive duration, such as 2m", f.mean)
	case !(f.price >= 0) || math.IsInf(f.price, 0):
		return usagef("--price-per-minute %v is not a price", f.price)
	}
	return nil
}

// newOutlook reckons a plan.
func newOutlook(plan *dialer.Plan, cfg dialer.Config, f *planFlags, region string, now time.Time) outlook {
	e := dialer.EstimateTime(plan, cfg, f.lines, f.mean)
	o := outlook{
		Plan: plan, Warnings: warnings(plan, cfg, f.lines, region),
		Estimate: estimate{e.Pace.Seconds(), e.Lines.Seconds(), e.Last.Seconds(), now.Truncate(time.Second), now.Add(e.Last).Truncate(time.Second)},
	}
	if f.price > 0 && plan.Unbounded == 0 {
		cost := float64(plan.Minutes) * f.price
		o.Cost = &cost
	}
	return o
}

// outlook writes a plan for people.
func (w *lines) outlook(c *campaign, o *outlook, f *planFlags, cfg dialer.Config) {
	w.printf("%s: the plan\n", c.contacts)
	w.tally(o.Tally)
	w.causes(o.Causes, plannedCauses, "--json lists them")
	w.repaired(o.Repaired)
	w.earlier(c, o.Plan)
	if o.ToCall == 0 {
		w.printf("nobody is left to call\n")
		return
	}
	w.printf("to call: %d in %s", o.ToCall, some(o.Batches, "request"))
	if o.Again > 0 {
		w.printf(", %d of them again", o.Again)
	}
	w.printf("\n")
	w.countries(o.Countries)
	if n := c.suppression.Entries(); n > 0 {
		w.printf("  suppression lists: %s\n", some(n, "number"))
	}
	w.time(o, f, cfg)
	w.concurrency(cfg)
	w.cost(o, f)
	for _, warning := range o.Warnings {
		w.printf("warning: %s\n", warning.Text)
	}
}

// earlier tells what earlier runs have done.
func (w *lines) earlier(c *campaign, plan *dialer.Plan) {
	runs, last := c.screening.History.Runs()
	if runs == 0 {
		return
	}
	w.printf("earlier runs: %d, the last result of %s; they have settled %s\n", runs, last.Local().Format(time.DateTime), some(plan.Settled, "contact"))
}

// shownCountries is how many countries people are shown.
const shownCountries = 8

func (w *lines) countries(counts []dialer.CountryCount) {
	var parts []string
	for i, c := range counts {
		if i == shownCountries {
			parts = append(parts, fmt.Sprintf("%d others", len(counts)-i))
			break
		}
		parts = append(parts, fmt.Sprintf("%s %d", countryName(c.Country), c.Contacts))
	}
	w.printf("  countries: %s\n", strings.Join(parts, ", "))
}

// countryName is the code of a country for people.
func countryName(code string) string {
	switch code {
	case "":
		return "not known"
	case "001":
		return "international"
	default:
		return code
	}
}

func (w *lines) time(o *outlook, f *planFlags, cfg dialer.Config) {
	round := func(seconds float64) time.Duration {
		return time.Duration(seconds * float64(time.Second)).Round(time.Second)
	}
	if cfg.CPS > 0 {
		w.printf("  time: about %s at %v calls per second", round(o.Estimate.PaceSeconds), cfg.CPS)
	} else {
		w.printf("  time: as fast as the API answers (--cps 0)")
	}
	if f.lines > 0 {
		w.printf("; about %s with %d lines and calls of %s on average", round(o.Estimate.LinesSeconds), f.lines, f.mean)
	}
	w.printf("\n")
	if cfg.CPS > 0 || f.lines > 0 {
		w.printf("  started now, the first call is placed at %s and the last at about %s\n",
			o.Estimate.FirstCall.Local().Format(time.DateTime), o.Estimate.LastCall.Local().Format(time.DateTime))
	}
}

// concurrency tells what it means that the run chooses it.
func (w *lines) concurrency(cfg dialer.Config) {
	switch most := cfg.MostConcurrency(); {
	case cfg.Concurrency != dialer.AutoConcurrency:
	case cfg.CPS == 0:
		w.printf("  concurrency auto: without a pace, %d requests in flight at most\n", most)
	default:
		w.printf("  concurrency auto: with answers after %v, %s in flight; %d at most\n",
			usualAnswer, some(min(cfg.InFlight(usualAnswer), most), "request"), most)
	}
}

func (w *lines) cost(o *outlook, f *planFlags) {
	switch {
	case f.price == 0:
	case o.Cost == nil:
		w.printf("  cost: not bounded: %s without a maximum duration (--max-call-duration-minutes)\n", some(o.Unbounded, "contact"))
	default:
		w.printf("  cost: %.2f at most, for %d minutes at %v each\n", *o.Cost, o.Minutes, f.price)
	}
}

// firstRequest writes the first request as it would be sent.
func (w *lines) firstRequest(contacts *contactsFlags, send *sendFlags, body []byte) {
	w.printf("first request: POST %s/agents/calls\n%s\n", strings.TrimSuffix(send.api.BaseURL, "/"), body)
	if err := send.checkRoute(contacts); err != nil {
		w.printf("a run needs more: %v\n", err)
	}
}
