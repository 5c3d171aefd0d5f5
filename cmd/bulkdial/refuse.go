package main

import (
	"errors"
	"fmt"
	"strings"

	"bulkdial/dialer"
)

// strictly returns dialer.ErrInvalid, with what is wrong, where a strict run may call nobody.
func strictly(plan *dialer.Plan, cfg dialer.Config) error {
	if !cfg.Strict || plan.Tally.Invalid == 0 {
		return nil
	}
	var causes []string
	for _, c := range plan.Causes {
		if c.Disposition == dialer.Invalid {
			causes = append(causes, fmt.Sprintf("%d × %s", c.Count, sentence(c)))
		}
	}
	return fmt.Errorf("%w (--strict), so nobody is called: %s", dialer.ErrInvalid, strings.Join(causes, "; "))
}

// duplicatesError adds to dialer.ErrDuplicates which rows they are.
func duplicatesError(err error, plan *dialer.Plan) error {
	if !errors.Is(err, dialer.ErrDuplicates) {
		return err
	}
	var rows []string
	for _, c := range plan.Causes {
		if c.Disposition == dialer.Duplicate {
			rows = append(rows, rowsOf(c)+": "+c.Cause)
		}
	}
	return fmt.Errorf("%w (--duplicates fail), so nobody is called: %s", err, strings.Join(rows, "; "))
}
