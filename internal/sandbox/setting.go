package sandbox

import (
	"strconv"
	"time"
)

// setting connects a key of the text of faults with a field.
type setting struct {
	key string
	// allowed completes "must be".
	allowed string
	// set sets the field and reports true, unless the value is not allowed.
	set func(value string) bool
	// text returns the field as set reads it; empty for the zero value.
	text func() string
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
)

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
		count("lines", &f.Lines),
		duration("call", &f.Call, time.Nanosecond, "a duration above 0, such as 90s"),
		duration("latency", &f.Latency, 0, "a duration from 0, such as 80ms"),
		duration("retry-after", &f.RetryAfter, 0, "a duration from 0, such as 2s"),
		seed("seed", &f.Seed),
	}
}

func probability(key string, field *float64) setting {
	return setting{
		key: key, allowed: "a number from 0 to 1",
		set: func(value string) bool {
			p, err := strconv.ParseFloat(value, 64)
			if err != nil || !(p >= 0 && p <= 1) { // also refuses NaN
				return false
			}
			*field = p
			return true
		},
		text: func() string {
			if *field == 0 {
				return ""
			}
			return strconv.FormatFloat(*field, 'g', -1, 64)
		},
	}
}

func duration(key string, field *time.Duration, least time.Duration, allowed string) setting {
	return setting{
		key: key, allowed: allowed,
		set: func(value string) bool {
			d, err := time.ParseDuration(value)
			if err != nil || d < least {
				return false
			}
			*field = d
			return true
		},
		text: func() string {
			if *field == 0 {
				return ""
			}
			return field.String()
		},
	}
}

func count(key string, field *int) setting {
	return setting{
		key: key, allowed: "a whole number from 1",
		set: func(value string) bool {
			n, err := strconv.Atoi(value)
			if err != nil || n < 1 {
				return false
			}
			*field = n
			return true
		},
		text: func() string {
			if *field == 0 {
				return ""
			}
			return strconv.Itoa(*field)
		},
	}
}

func seed(key string, field *uint64) setting {
	return setting{
		key: key, allowed: "a whole number from 0",
		set: func(value string) bool {
			n, err := strconv.ParseUint(value, 10, 64)
			if err != nil {
				return false
			}
			*field = n
			return true
		},
		text: func() string {
			if *field == 0 {
				return ""
			}
			return strconv.FormatUint(*field, 10)
		},
	}
}
