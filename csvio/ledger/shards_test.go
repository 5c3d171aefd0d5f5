package ledger_test

import (
	"testing"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
)

// TestWholeResults: the name of a shard's results leads back to those of the campaign.
func TestWholeResults(t *testing.T) {
	t.Parallel()
	for _, whole := range []string{"leads.results.csv", "a/b.csv", "leads", "my.leads", "leads.1-of-1.csv", "leads.2.csv", "x.0-of-2.csv"} {
		if got := ledger.WholeResults(whole); got != whole {
			t.Errorf("%s is of %s", whole, got)
		}
		shard := ledger.ShardResults(whole, dialer.Shard{Index: 2, Count: 3})
		if got := ledger.WholeResults(shard); got != whole {
			t.Errorf("%s is of %s, want %s", shard, got, whole)
		}
	}
}
