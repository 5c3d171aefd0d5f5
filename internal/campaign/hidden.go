package campaign

import (
	"fmt"
	"strconv"
	"strings"

	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign/forecast"
)

// HiddenRowsError says that no contact of a plan may be called, because the sheet hides rows.
type HiddenRowsError struct {
	// Count is how many rows are hidden, and First the first few of them, numbered as a spreadsheet does.
	Count int
	First []int
	// Undecided: nobody has said what becomes of hidden rows; else one must not be in the sheet.
	Undecided bool
}

func (e *HiddenRowsError) Error() string {
	if e.Undecided {
		return HiddenRows(e.Count, e.First) + ", so no contact is called: say whether hidden rows are called or skipped"
	}
	return HiddenRows(e.Count, e.First) + ", so no contact is called: show them or remove them, or say that hidden rows are skipped"
}

// Unwrap returns engine.ErrHidden.
func (e *HiddenRowsError) Unwrap() error { return engine.ErrHidden }

// FieldName returns the field of the configuration that decides.
func (e *HiddenRowsError) FieldName() string { return "HiddenRows" }

// HiddenRows says that rows are hidden, and names the first of them.
func HiddenRows(count int, first []int) string {
	are := "rows are"
	if count == 1 {
		are = "row is"
	}
	return fmt.Sprintf("%d %s hidden in the sheet (%s)", count, are, forecast.RowsText(count, first))
}

// forbidsHidden reports whether a hidden row stops a run.
func (c *Campaign) forbidsHidden() bool { return c.cfg.Rules.HiddenRows.Fails() }

// checkHidden returns a *HiddenRowsError when a run may call no contact of a plan because the sheet hides rows.
func (c *Campaign) checkHidden(plan *engine.Plan) error {
	if plan.Tally.Hidden == 0 || !c.forbidsHidden() {
		return nil
	}
	return &HiddenRowsError{plan.Tally.Hidden, plan.HiddenRows, c.cfg.Rules.HiddenRows == screen.UndecidedHidden}
}

// hiddenRows warns about hidden rows that are called.
func (c *Campaign) hiddenRows(plan *engine.Plan) []forecast.Warning {
	if plan.Tally.Hidden == 0 || c.cfg.Rules.HiddenRows != screen.CallHidden {
		return nil
	}
	return []forecast.Warning{{Code: "hidden_rows", Text: HiddenRows(plan.Tally.Hidden, plan.HiddenRows) + " and called like the others", Field: "HiddenRows"}}
}

// hiddenColumns warns about a hidden column of numbers or ids, and names the others.
func (c *Campaign) hiddenColumns() []forecast.Warning {
	var found []forecast.Warning
	hidden := c.contacts.hidden
	if hidden.Number != "" {
		found = append(found, forecast.Warning{
			Code: "hidden_number_column", Field: "NumberColumn",
			Text: fmt.Sprintf("the column of the numbers, %q, is hidden in the sheet: make sure that it is the right one", hidden.Number),
		})
	}
	if hidden.ID != "" {
		found = append(found, forecast.Warning{
			Code: "hidden_id_column", Field: "IDColumn",
			Text: fmt.Sprintf("the column of the ids, %q, is hidden in the sheet: make sure that it is the right one", hidden.ID),
		})
	}
	if names := hidden.Others; len(names) > 0 {
		found = append(found, forecast.Warning{Code: "hidden_columns", Text: "hidden columns of the sheet are read like the others: " + quoted(names), Note: true})
	}
	return found
}

// quoted lists the names of columns; of many only the first.
func quoted(names []string) string {
	var text []string
	for _, name := range names[:min(len(names), shownColumns)] {
		text = append(text, strconv.Quote(name))
	}
	if more := len(names) - len(text); more > 0 {
		text = append(text, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(text, ", ")
}

// shownColumns is how many columns a note names.
const shownColumns = 8

// hiddenSetting is the name of the setting that decides about hidden rows.
const hiddenSetting = "hidden-rows"

// DecideHidden says what becomes of hidden rows, for the next plan of a run and for later runs.
func (r *Run) DecideHidden(policy screen.HiddenRows) {
	c := r.campaign
	c.cfg.Rules.HiddenRows = policy
	r.cfg.Send.NoHidden = c.forbidsHidden()
	if r.cfg.Note.Flags != nil {
		r.cfg.Note.Flags[hiddenSetting] = []string{string(policy)}
	}
	if c.cfg.Recalled != nil {
		c.cfg.Recalled.Decide(hiddenSetting, string(policy))
	}
}
