package overview

import (
	"cmp"
	"slices"

	"bulkdial/dialer"
	"bulkdial/internal/campaign/calls"
)

// errorGroups groups the contacts without an accepted call by the reason.
type errorGroups struct {
	cfg   *Config
	byKey map[errorKey]*ErrorGroup
	// further is how many contacts have reasons beyond the bound.
	further int
}

type errorKey struct {
	disposition dialer.Disposition
	code        string
}

// mostGroups is how many groups are told apart: much of their codes is the API's.
const mostGroups = 1000

func newErrorGroups(cfg *Config) errorGroups {
	return errorGroups{cfg: cfg, byKey: map[errorKey]*ErrorGroup{}}
}

// add takes the decision about a contact. A contact that is called again is in the group of its last word.
func (g *errorGroups) add(d *dialer.Decision, records *calls.Records) error {
	word := d.LastWord
	if d.Code == "" && d.Record.LastWord != "" {
		word = d.Record.LastWord
	}
	if word == "" || word == dialer.Accepted {
		return nil
	}
	why, err := reasonOf(d, records)
	if err != nil {
		return err
	}
	group := g.group(word, why)
	if group == nil {
		g.further++
		return nil
	}
	if group.Count++; len(group.Examples) == MaxExamples {
		return nil
	}
	example := Example{Row: d.Contact.SheetRow, Number: d.Contact.Number}
	last, err := records.Result(d.Record.LastResult)
	if err == nil && last != nil {
		example.Batch, example.At = last.Batch, moment(last.At)
	}
	group.Examples = append(group.Examples, example)
	return err //nolint:wrapcheck // as above
}

// reasonOf says why a contact has no accepted call: the row, or the result that its last word comes from.
func reasonOf(d *dialer.Decision, records *calls.Records) (dialer.Reason, error) {
	if d.Code != "" {
		return d.Reason, nil
	}
	result, err := records.Result(d.Record.Result)
	if err != nil || result == nil {
		return dialer.Reason{Cause: "an earlier run has recorded it: see the results"}, err //nolint:wrapcheck // it names the file
	}
	return dialer.Reason{Code: result.ErrorCode, Cause: dialer.AnswerInWords(result.Error)}, nil
}

// group returns the group of a contact; nil where there are too many.
func (g *errorGroups) group(word dialer.Disposition, why dialer.Reason) *ErrorGroup {
	key := errorKey{word, dialer.MaskNumbers(dialer.OneLine(why.Code))}
	group := g.byKey[key]
	if group == nil && len(g.byKey) < mostGroups {
		group = &ErrorGroup{Disposition: word, Code: key.code, Message: dialer.MaskNumbers(dialer.OneLine(why.Cause)), Remedy: why.Remedy}
		if g.cfg.Remedy != nil {
			group.Remedy = g.cfg.Remedy(why)
		}
		g.byKey[key] = group
	}
	return group
}

// list returns the groups, the most frequent first, and how many contacts have others.
func (g *errorGroups) list() ([]ErrorGroup, int) {
	var all []ErrorGroup
	for _, group := range g.byKey {
		all = append(all, *group)
	}
	slices.SortFunc(all, func(a, b ErrorGroup) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Disposition, b.Disposition), cmp.Compare(a.Code, b.Code))
	})
	further := g.further
	for len(all) > MaxErrors {
		further += all[len(all)-1].Count
		all = all[:len(all)-1]
	}
	return all, further
}
