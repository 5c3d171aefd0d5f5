package campaign

import (
	"bulkdial/csvio/ledger"
)

// Merge makes the results of all shards into one file at f.Results, with the settings of the campaign, of which rules say how
// those of the shards unite.
func (f *Files) Merge(rules map[string]Rule) (ledger.Merged, error) {
	remembered, err := f.Remembered()
	if err != nil {
		return ledger.Merged{}, err
	}
	merged, err := ledger.Merge(f.Results, remembered.Whole(rules))
	if err != nil {
		return merged, err //nolint:wrapcheck // it says what cannot be merged
	}
	return merged, nil
}
