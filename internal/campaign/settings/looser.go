package settings

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"bulkdial/csvio/suppress"
	"bulkdial/dialer/screen"
)

// These functions report whether a change of a restriction loosens it, so that contacts could be called that were left alone
// before. An empty list means what each of them says.

// LooserFewer is for a list of conditions: one was removed.
func LooserFewer(was, is []string) bool {
	return slices.ContainsFunc(was, func(v string) bool { return !slices.Contains(is, v) })
}

// LooserMore is for a list of exceptions: one was added.
func LooserMore(was, is []string) bool { return LooserFewer(is, was) }

// LooserWider is for a list of what is allowed, where an empty list allows all: something is allowed that was not.
func LooserWider(was, is []string) bool {
	return len(was) > 0 && (len(is) == 0 || LooserMore(was, is))
}

// LooserHigher is for a maximum.
func LooserHigher(was, is []string) bool { return number(is) > number(was) }

// LooserMaximum is for a maximum of which 0 is none.
func LooserMaximum(was, is []string) bool {
	before, now := decimal(was), decimal(is)
	return before > 0 && (now == 0 || now > before)
}

// LooserOlder is for the greatest age of a list, where none allows any.
func LooserOlder(was, is []string) bool {
	before, after := maxAge(was), maxAge(is)
	return before > 0 && (after == 0 || after > before)
}

// LooserOff is for a check that is on or off.
func LooserOff(was, is []string) bool {
	return slices.Contains(was, strconv.FormatBool(true)) && !slices.Contains(is, strconv.FormatBool(true))
}

// LooserOther is for the name of what restricts each contact: any other one, or none, may allow what it did not.
func LooserOther(was, is []string) bool {
	return len(was) > 0 && was[0] != "" && !slices.Equal(was, is)
}

// LooserHidden is for the policy for hidden rows. Where nobody had decided, nothing is loosened; what is not decided any more may
// be decided in any way.
func LooserHidden(was, is []string) bool {
	strictness := []string{string(screen.UndecidedHidden), string(screen.CallHidden), string(screen.SkipHidden), string(screen.FailHidden)}
	before := slices.Index(strictness, strings.Join(was, ""))
	return before > 0 && slices.Index(strictness, strings.Join(is, "")) < before
}

// decimal reads a single number; what is none counts as 0.
func decimal(values []string) float64 {
	if len(values) != 1 {
		return 0
	}
	n, _ := strconv.ParseFloat(values[0], 64)
	return n
}

// maxAge reads an age; what is none allows any.
func maxAge(values []string) time.Duration {
	age, _ := suppress.ParseMaxAge(strings.Join(values, ""))
	return age
}

// number reads a single number; what is none counts as 0.
func number(values []string) int {
	if len(values) != 1 {
		return 0
	}
	n, _ := strconv.Atoi(values[0])
	return n
}
