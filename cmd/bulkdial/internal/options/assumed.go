package options

import (
	"time"

	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/internal/campaign/calls"
	"bulkdial/internal/campaign/forecast"
)

// The bounds of the assumptions: beyond them times and costs overflow.
const (
	mostMeanCall = 24 * time.Hour
	mostPrice    = 1e6
)

// addAssumed adds the flags of the assumptions of a forecast.
func addAssumed(flags *pflag.FlagSet, a *forecast.Assumptions) {
	flags.DurationVar(&a.MeanCall, "mean-call", calls.DefaultMeanCall, "mean length of a call, to estimate with")
	flags.Float64Var(&a.Price, "price-per-minute", 0, "price of a minute, to estimate with, and for --max-cost")
}

func checkAssumed(a forecast.Assumptions) error {
	switch {
	case a.MeanCall <= 0 || a.MeanCall > mostMeanCall:
		return fault.Usagef("--mean-call %v is not a duration of at most %v, such as 2m", a.MeanCall, mostMeanCall)
	case !(a.Price >= 0 && a.Price <= mostPrice):
		return fault.Usagef("--price-per-minute %v is not a price of at most %v", a.Price, mostPrice)
	}
	return nil
}
