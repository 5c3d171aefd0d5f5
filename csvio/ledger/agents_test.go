package ledger_test

import (
	"path/filepath"
	"testing"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
)

// TestNameAgent: the results of a run are read with the agent that it has named, also after later runs that name another, or none.
func TestNameAgent(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "leads.results.csv")
	for i, agent := range []string{"agent_a", "", "agent_b"} {
		run := []string{"r1", "r2", "r3"}[i]
		l, err := ledger.Open(path, ownfile.Holder{Run: run}, func(*dialer.Result) {})
		if err != nil {
			t.Fatal(err)
		}
		l.NameAgent(agent)
		must(t, l.Begin())
		must(t, l.Remember(ledger.Settings{Values: map[string][]string{"agent-id": {"agent_now"}}}))
		must(t, l.Append(dialer.Result{
			Row: i + 1, Number: number(i + 1), Disposition: dialer.Unknown, Attempt: 1, Batch: dialer.NewBatchName(run, 1, 1), At: at(t),
		}))
		must(t, l.Close())
	}
	var got []string
	if _, err := ledger.Read(path, func(r *dialer.Result) { got = append(got, r.AgentID) }); err != nil {
		t.Fatal(err)
	}
	if len(got) != 3 || got[0] != "agent_a" || got[1] != "" || got[2] != "agent_b" {
		t.Errorf("the agents of the results are %q", got)
	}
}
