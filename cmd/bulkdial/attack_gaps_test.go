package main

import "slices"

// attackGaps are findings that have one cause: each of some changes to a file may lead to each of some faults.
type attackGaps struct {
	file    string
	changes []string
	faults  []string
	cause   string
}

// knownGaps are what TestAttack finds and forgives, unless -attack.strict is given: what no other file of a campaign witnesses, each
// with the reason. A gap that these files can close does not belong here.
var knownGaps = []attackGaps{
	{
		resultsFile,
		[]string{"digit changed", "byte changed"},
		[]string{strangeWord, wrongWord, noWord},
		"a skip or a rejection that a crash has cut off from its mark has no checksum and no intent",
	},
	{
		resultsFile,
		[]string{"another campaign's"},
		[]string{strangeWord},
		"a campaign that was killed before its first run began, and so has called nobody, has neither settings nor intents",
	},
}

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
