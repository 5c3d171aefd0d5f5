package identity_test

import (
	"errors"

	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
	play "bulkdial/internal/campaign"
	"bulkdial/internal/campaign/settings"
)

// mostTries is how often a command is changed and given again: for each flag once, and for the header, the ids and the results.
const mostTries = 10

// answer changes the command after a refusal as its text says, and reports whether the operator runs it again; at last always.
func (c *campaign) answer(s *sheet, err error, last bool) (again bool) {
	if change, ok := errors.AsType[*settings.ChangeError](err); ok {
		for _, name := range change.Names {
			c.answerChange(s, name, last)
		}
		return true
	}
	if last && errors.Is(err, engine.ErrDuplicates) {
		c.given[duplicates], c.accepted[duplicates] = []string{string(screen.SkipDuplicates)}, true
		return true
	}
	if _, ok := errors.AsType[*play.UnstableIDsError](err); ok {
		if last || c.chance(2) {
			c.accepted[settings.IDColumnChange], c.byNumber = true, true
			return true
		}
		return false
	}
	if overlap, ok := errors.AsType[*play.OverlapError](err); ok {
		if c.records[overlap.Results] == nil {
			c.fault("run %d is refused with results of no campaign: %v", c.run, err)
			return false
		}
		// Who was led from there to here, because each campaign has called contacts of the other, says that it is a new one.
		if c.newCampaign = c.left[overlap.Results] || !last && c.chance(4); !c.newCampaign {
			c.left[c.results] = true
			s.results = overlap.Results
		}
		return true
	}
	return false
}

// answerChange takes a change back, or accepts it; at last always.
func (c *campaign) answerChange(s *sheet, name string, last bool) {
	_, given := c.given[name]
	switch {
	case c.accepted[name]:
		c.fault("run %d refuses %s, which is accepted", c.run, name)
	case name == settings.HeaderChange && !last && c.chance(2):
		s.bare = false
	case given && !last && c.chance(2):
		delete(c.given, name)
	default:
		c.accepted[name] = true
	}
}
