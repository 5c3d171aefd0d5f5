package identity_test

import (
	"testing"

	"bulkdial/dialer"
	"bulkdial/dialer/screen"
)

// TestOracleCountsAttempts: the row of an id that has no attempts left takes the id, also if it cannot be read, so that the id is
// not compared in a later row. The number of an attempt counts those of before there were ids.
func TestOracleCountsAttempts(t *testing.T) {
	t.Parallel()
	const a, b = "+14155550101", "+14155550102"
	retry, err := screen.ParseRetry("rejected,unknown")
	if err != nil {
		t.Fatal(err)
	}
	plain := &setting{rules: screen.Rules{Retry: retry, MaxAttempts: 3, Duplicates: screen.SkipDuplicates}}
	withIDs := &setting{column: stableIDs, rules: plain.rules}
	withIDs.rules.UseIDs = true
	broken, readable := person{key: 1, number: a, broken: true}, person{key: 1, number: a}
	for name, tt := range map[string]struct {
		before   int // attempts without ids
		rows     []person
		unstable bool
	}{
		"no attempts left":                      {1, []person{broken, readable}, false},
		"one left":                              {0, []person{broken, readable}, true},
		"none left, and the row can be read":    {1, []person{readable, broken}, true},
		"none left, and no row with it is read": {1, []person{broken}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOracle(t.Errorf)
			sent := func(r *setting, id, number string, attempt int, end dialer.Disposition) {
				s := send{pair: pair{id: id, number: number}, attempt: attempt, end: end}
				o.begins(r, []person{readable}, []string{"1"})
				o.dialed(r, &s)
				o.answered(r, s)
			}
			for i := range tt.before {
				sent(plain, "", a, i+1, dialer.Rejected)
			}
			sent(withIDs, "1", a, tt.before+1, dialer.Rejected)
			sent(withIDs, "1", b, tt.before+2, dialer.Unknown)
			if o.begins(withIDs, tt.rows, []string{"1", "1"}); o.unstable != tt.unstable {
				t.Errorf("the ids are unstable: %v, want %v", o.unstable, tt.unstable)
			}
		})
	}
}
