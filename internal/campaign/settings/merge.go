package settings

import (
	"bulkdial/csvio/ledger"
	"bulkdial/internal/campaign/fileset"
)

// Merge makes the results of all shards into one file at f.Results, with the settings of the campaign, of which rules say how
// those of the shards unite.
func Merge(f *fileset.Files, rules map[string]Rule) (ledger.Merged, error) {
	remembered, err := Read(f)
	if err != nil {
		return ledger.Merged{}, err
	}
	merged, err := ledger.Merge(f.Results, remembered.whole(rules))
	if err != nil {
		return merged, err //nolint:wrapcheck // it says what cannot be merged
	}
	return merged, nil
}
