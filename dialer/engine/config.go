package engine

import (
	"errors"
	"fmt"
	"time"

	"bulkdial/dialer"
)

// Config says how a run sends. New values come from cmd's flags, which have the same names.
type Config struct {
	// Run names the run; it begins the name of each of its batches and must differ from all earlier ones.
	// It must not contain an `x`.
	Run string
	// BatchSize is how many contacts travel in one request at most, from 1.
	BatchSize int
	// Concurrency is how many requests are under way at most, from 1 to MaxConcurrency, or AutoConcurrency.
	Concurrency int
	// CPS is the pace in calls per second, 0.001 to 100,000; 0 asks for none. All shards keep it together.
	CPS float64
	// Lines is how many calls of the campaign may be in progress at most, all shards together; 0: any number. Deps.Lines holds
	// the run to its shard's part.
	Lines int
	// Limit is how many contacts the run sends at most, all shards together; 0: all.
	Limit int
	// Order says who goes first where contacts are called again; empty: FileOrder. RedialWait is how long after its beginning the run
	// waits for such contacts to be due, and for contacts over a cap of their numbers, from 0; those that may be called later are left for
	// a later run (ErrNotDue).
	Order      Order
	RedialWait time.Duration
	// HoursWait is how long the run waits, from 0, when it has nothing else to do, for contacts that are outside of their calling hours; those
	// that may be called later are left for a later run (ErrClosed).
	HoursWait time.Duration
	// Shard is the part of the campaign that the run deals with.
	Shard dialer.Shard
	// Strict: a run stops at the first row that cannot be called.
	Strict bool
	// NoDuplicates: a run stops at the first duplicate.
	NoDuplicates bool
	// NoHidden: a run stops at the first row that the sheet hides.
	NoHidden bool
	// MaxFailures is how many requests in a row may be sent and leave their contacts in doubt before the run stops, from 1.
	// Requests that fail together count once.
	MaxFailures int
	// MaxWait is how long the run waits, without one accepted call, for an API that cannot be reached, does not answer well
	// or has no free line; then it stops. 0: it stops instead of waiting.
	MaxWait time.Duration
	// MaxRejectRatio is the share of rejected contacts, of the last 100 that were answered, above which the run stops;
	// 0 to 1. It is computed from 20 contacts on; 1 never stops.
	MaxRejectRatio float64
	// RequestTimeout bounds one request, from its first byte to the last of its answer.
	RequestTimeout time.Duration
	// DrainTimeout is how long a run that stops waits for outstanding answers; 0 means RequestTimeout. A contact that is
	// not answered then is unknown.
	DrainTimeout time.Duration
}

// MaxConcurrency bounds Config.Concurrency.
const MaxConcurrency = 1000

// maxBatch bounds BatchSize: a lost answer leaves a whole batch in doubt.
const maxBatch = 1000

// mostLines bounds Lines: more than any plan has.
const mostLines = 1_000_000

// The bounds of a pace other than 0: a call in 17 minutes, and more than any plan has. Beyond them times overflow.
const (
	leastCPS = 0.001
	mostCPS  = 100_000
)

// Validate reports the first value that is out of its range, as a *FieldError.
func (c Config) Validate() error {
	bad := func(field, format string, args ...any) error {
		return &dialer.FieldError{Field: field, Err: fmt.Errorf(format, args...)}
	}
	switch {
	case c.Run == "":
		return errors.New("the run has no name")
	case c.BatchSize < 1 || c.BatchSize > maxBatch:
		return bad("BatchSize", "batch size %d is not 1 to %d", c.BatchSize, maxBatch)
	case c.Concurrency < 0 || c.Concurrency > MaxConcurrency:
		return bad("Concurrency", "concurrency %d is not 1 to %d", c.Concurrency, MaxConcurrency)
	case c.CPS != 0 && !(c.CPS >= leastCPS && c.CPS <= mostCPS):
		return bad("CPS", "%v is not a pace: give %v to %v calls per second, or 0 for no pace", c.CPS, leastCPS, mostCPS)
	case c.Shard != dialer.Shard{} && (c.Shard.Index < 1 || c.Shard.Index > c.Shard.Count):
		return bad("Shard", "%s is not a shard", c.Shard)
	case c.Lines < 0 || c.Lines > mostLines:
		return bad("Lines", "lines %d is not 1 to %d, or 0 for any number", c.Lines, mostLines)
	case c.Lines > 0 && c.Lines < c.Shard.Count:
		return bad("Lines", "%d lines are fewer than the %d shards, each of which needs one", c.Lines, c.Shard.Count)
	case c.Limit < 0:
		return bad("Limit", "limit %d is negative; 0 means no limit", c.Limit)
	case c.RedialWait < 0:
		return bad("RedialWait", "%v is negative; 0 means that the run does not wait", c.RedialWait)
	case c.HoursWait < 0:
		return bad("HoursWait", "%v is negative; 0 means that the run does not wait", c.HoursWait)
	case c.MaxFailures < 1:
		return bad("MaxFailures", "max failures %d is not 1 or more", c.MaxFailures)
	case c.MaxWait < 0:
		return bad("MaxWait", "%v is negative; 0 means that the run does not wait", c.MaxWait)
	case !(c.MaxRejectRatio >= 0 && c.MaxRejectRatio <= 1):
		return bad("MaxRejectRatio", "the reject ratio %v is not a share from 0 to 1", c.MaxRejectRatio)
	case c.RequestTimeout <= 0:
		return bad("RequestTimeout", "%v is not a positive duration", c.RequestTimeout)
	case c.DrainTimeout < 0:
		return bad("DrainTimeout", "%v is negative", c.DrainTimeout)
	}
	return nil
}

// Order says who is called first by a run that calls contacts again.
type Order string

// The orders. In FileOrder and DueFirst a contact that becomes due during the run is called when it is due, amid the others.
const (
	// FileOrder: as in the file.
	FileOrder Order = "file"
	// FreshFirst: contacts without a placed call first.
	FreshFirst Order = "fresh"
	// DueFirst: contacts that are called again first.
	DueFirst Order = "due"
)

// ParseOrder reads an order.
func ParseOrder(s string) (Order, error) {
	switch o := Order(s); o {
	case FileOrder, FreshFirst, DueFirst:
		return o, nil
	}
	return "", fmt.Errorf("%q is not one of fresh, due, file", s)
}
