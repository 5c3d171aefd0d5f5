package main

import "slices"

// attackGaps are findings that have one cause: each of some changes to a file may lead to each of some faults.
type attackGaps struct {
	file    string
	changes []string
	faults  []string
	cause   string
}

// knownGaps are promises that are still open: what TestAttack finds and forgives, unless -attack.strict is given. The table
// must shrink: the commit that keeps a promise removes its rows. A row is added only with the issue that will remove it.
var knownGaps = []attackGaps{
	{
		resultsFile, lossOfLines,
		[]string{calledTwice, tooManyAttempts},
		"results that have lost lines are believed, where no open intent speaks against them: there is no mark of their end",
	},
	{
		resultsFile, changesWithin,
		[]string{calledTwice, tooManyAttempts, strangeWord, noWord, wrongWord},
		"a line of the results that was changed into another good line is believed",
	},
	{
		resultsFile,
		[]string{"another campaign's"},
		[]string{calledTwice, tooManyAttempts, strangeWord},
		"nothing says to which campaign the results belong",
	},
	{
		intentsFile, lossOfIntents,
		[]string{calledTwice, tooManyAttempts},
		"intents that have lost lines are believed: the results do not say that a run was at work",
	},
	{
		intentsFile, changesWithin,
		[]string{calledTwice, tooManyAttempts, strangeWord, wrongWord, spoiled},
		"a changed intent is believed, also without a number, and a whole last line that cannot be read is taken for a torn one",
	},
	{
		intentsFile,
		[]string{"another campaign's"},
		[]string{calledTwice, tooManyAttempts, strangeWord},
		"nothing says to which campaign the intents belong",
	},
}

// lossOfLines are the changes after which lines are missing; changesWithin those after which a line says something else.
var (
	lossOfLines = []string{
		"cut at a byte", "cut at a line", "emptied", "empty file", "end zeroed", "header only", "last line removed", "line removed",
		"link to nothing", "older copy", "removed",
	}
	// An intents file without its first line is refused.
	lossOfIntents = []string{"cut at a byte", "cut at a line", "end zeroed", "header only", "last line removed", "line removed", "older copy", "removed"}
	changesWithin = []string{"byte changed", "byte deleted", "byte inserted", "digit changed"}
)

// gapCause returns the cause of a known gap, or nothing.
func gapCause(gap attackGap) string {
	i := slices.IndexFunc(knownGaps, func(gaps attackGaps) bool {
		return gaps.file == gap.file && slices.Contains(gaps.changes, gap.change) && slices.Contains(gaps.faults, gap.fault)
	})
	if i < 0 {
		return ""
	}
	return knownGaps[i].cause
}
