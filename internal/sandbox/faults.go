package sandbox

import "time"

// Faults are the faults to inject, and how often. The zero value injects none. Probabilities are from 0 to 1.
// Values are comparable.
type Faults struct {
	// Poison is the share of all numbers that make each request with one of them a 400.
	Poison float64
	// Unavailable, TooMany and Internal are the probabilities that a request ends in a 503, 429 or 500.
	Unavailable, TooMany, Internal float64
	// Drop, Hang, Switch, Cut, HTML, Short, Reorder and Respell are the probabilities that the calls of a request are placed
	// but its answer is lost, damaged or odd.
	Drop, Hang, Switch, Cut, HTML, Short, Reorder, Respell float64
	// Reject and Busy are the probabilities that an item is refused in its entry.
	Reject, Busy float64
	// Lineless is the share of all numbers for which no line is ever free.
	Lineless float64
	// LinesTooMany is the probability that a request that finds no free line ends in a 429, instead of being refused in its
	// entries.
	LinesTooMany float64
	// Queued and Late are the probabilities that a call is dialed only 49 minutes later, and that the list does not have it
	// for 1 to 15 minutes.
	Queued, Late float64
	// Order is the order of the list; empty: Newest.
	Order Order
	// PageLose and PageRepeat are the probabilities that a page of the list that follows another one lacks the call at
	// their border, or begins with the last call of the other.
	PageLose, PageRepeat float64
	// ListTooMany and GetInternal are the probabilities that a list is refused with a 429, and the reading of a call with a 500.
	ListTooMany, GetInternal float64
	// Latency is the wait before each answer of the API.
	Latency time.Duration
	// RetryAfter goes with each 429 and 503, in whole seconds, rounded up. When 0, a 429 has none and a 503 has 1.
	RetryAfter time.Duration
	// Seed selects the draws.
	Seed uint64
}

// The keys that are also the names under which faults are drawn.
const (
	faultPoison      = "poison"
	faultUnavailable = "503"
	faultTooMany     = "429"
	faultInternal    = "500"
	faultDrop        = "drop"
	faultHang        = "hang"
	faultSwitch      = "101"
	faultCut         = "cut"
	faultHTML        = "html"
	faultShort       = "short"
	faultReorder     = "reorder"
	faultRespell     = "respell"
	faultReject      = "reject"
	faultBusy        = "busy"
	faultLineless    = "lineless"
	faultLines       = "lines-429"
	faultQueued      = "queued"
	faultLate        = "late"
	faultPageLose    = "page-lose"
	faultPageRepeat  = "page-repeat"
	faultList        = "list-429"
	faultGet         = "get-500"
)

// FaultsHelp explains the syntax of ParseFaults to an operator.
const FaultsHelp = `Faults are written as key=value, separated by commas. A probability is a number
from 0 to 1, a duration is written like 80ms or 1m30s.

  poison=P       share of all numbers that make their whole request a 400
  503=P          service unavailable, no call is placed
  429=P          too many requests, no call is placed
  500=P          internal error; in half of the cases the calls were placed
  drop=P         the calls are placed, then the connection is closed
  hang=P         the calls are placed, and no answer ever comes
  101=P          the calls are placed, and the connection changes its protocol
  cut=P          the calls are placed, and the answer breaks off in the middle
  html=P         the calls are placed, and the answer is an HTML page
  short=P        the calls are placed, and the answer lacks its last entry
  reorder=P      the calls are placed; two entries of the answer are exchanged
  respell=P      the calls are placed; the answer spells the numbers otherwise
  reject=P       a single number is rejected in its entry
  busy=P         a single number is rejected because no line is free
  lineless=P     share of all numbers for which no line is ever free
  lines-429=P    without a free line the whole request is a 429
  queued=P       a call is dialed only 49 minutes later
  late=P         a call is in the list only 1 to 15 minutes later
  order=O        order of the list: newest (default), oldest or any
  page-lose=P    a page of the list lacks the call after the page before it
  page-repeat=P  a page of the list begins with the last call of the one before
  list-429=P     too many requests, when calls are listed
  get-500=P      internal error, when a call is read
  latency=D      wait before each answer
  retry-after=D  Retry-After of each 429 and 503, in whole seconds
  seed=N         another seed draws other faults; the same one repeats them
`

// ParseFaults reads faults such as `reject=0.02,500=0.01,latency=80ms,seed=7`. Spaces around keys and values are
// ignored, and the empty text is no faults. The error names the key, what is allowed, and all keys.
func ParseFaults(text string) (Faults, error) {
	var f Faults
	if err := parseSettings("fault", text, faultSettings(&f)); err != nil {
		return Faults{}, err
	}
	return f, nil
}

// String returns the text from which ParseFaults makes f, in the order in which the faults are drawn; empty when
// there are none.
func (f Faults) String() string { return settingsText(faultSettings(&f)) }

// faultSettings returns the settings of all fields of f.
func faultSettings(f *Faults) []setting {
	return []setting{
		probability(faultPoison, &f.Poison),
		probability(faultUnavailable, &f.Unavailable),
		probability(faultTooMany, &f.TooMany),
		probability(faultInternal, &f.Internal),
		probability(faultDrop, &f.Drop),
		probability(faultHang, &f.Hang),
		probability(faultSwitch, &f.Switch),
		probability(faultCut, &f.Cut),
		probability(faultHTML, &f.HTML),
		probability(faultShort, &f.Short),
		probability(faultReorder, &f.Reorder),
		probability(faultRespell, &f.Respell),
		probability(faultReject, &f.Reject),
		probability(faultBusy, &f.Busy),
		probability(faultLineless, &f.Lineless),
		probability(faultLines, &f.LinesTooMany),
		probability(faultQueued, &f.Queued),
		probability(faultLate, &f.Late),
		listOrder("order", &f.Order),
		probability(faultPageLose, &f.PageLose),
		probability(faultPageRepeat, &f.PageRepeat),
		probability(faultList, &f.ListTooMany),
		probability(faultGet, &f.GetInternal),
		duration("latency", &f.Latency, "a duration from 0, such as 80ms"),
		duration("retry-after", &f.RetryAfter, "a duration from 0, such as 2s"),
		seed("seed", &f.Seed),
	}
}
