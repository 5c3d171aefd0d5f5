package engine_test

import (
	"testing"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// decisions are a screen that decides about the contacts in turn.
type decisions []dialer.Decision

func (s *decisions) Decide(c *dialer.Contact) dialer.Decision {
	d := (*s)[0]
	*s = (*s)[1:]
	d.Contact = c
	return d
}

func (s *decisions) Recall(*dialer.Contact, int, int) dialer.Decision { return dialer.Decision{} }

func (s *decisions) Malformed(*dialer.RowError) dialer.Decision { return dialer.Decision{} }

// TestPlanCounts: a plan counts who is settled, who is called, and who of these was tried before; beyond the limit nobody is called, or recorded as skipped.
func TestPlanCounts(t *testing.T) {
	t.Parallel()
	first, second := dialer.Decision{Call: true, Attempt: 1, Occurrence: 1}, dialer.Decision{Call: true, Attempt: 2, Occurrence: 1}
	settled, unknown := dialer.Decision{LastWord: dialer.Accepted}, dialer.Decision{LastWord: dialer.Unknown}
	invalid := dialer.Decision{LastWord: dialer.Invalid, Reason: dialer.Reason{Code: "number_invalid", Cause: "no number"}}
	all := decisions{first, second, settled, unknown, invalid, second, first, settled, first}
	for _, tt := range []struct{ limit, toCall, again, skips int }{{0, 5, 2, 1}, {5, 5, 2, 1}, {4, 4, 2, 1}, {2, 2, 1, 1}, {1, 1, 0, 0}} {
		sc := append(decisions{}, all...)
		cfg := engine.Config{Run: "r1", BatchSize: 1, Limit: tt.limit}
		plan, err := engine.MakePlan(cfg, manyContacts(len(all)), &sc, nil)
		if err != nil || plan.ToCall != tt.toCall || plan.Again != tt.again || plan.Settled != 3 || plan.Batches != tt.toCall || plan.Skips != tt.skips || plan.Tally.Pending != 5 {
			t.Errorf("limit %d: %+v, %v; want %d to call, %d of them again, 3 settled, %d skips", tt.limit, plan, err, tt.toCall, tt.again, tt.skips)
		}
	}
}
