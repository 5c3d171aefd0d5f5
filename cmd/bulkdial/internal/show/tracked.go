package show

import (
	"bulkdial/internal/campaign/calls"
	"bulkdial/internal/campaign/fileset"
)

// TrackedJSON is how the calls of a campaign have ended, for machines.
type TrackedJSON struct {
	// Campaign and Calls are the contacts file and the calls file.
	Campaign string `json:"campaign"`
	Calls    string `json:"calls"`
	// Total is how many calls were placed.
	Total int `json:"total"`
	// Outcomes counts these by how they have ended.
	Outcomes OutcomesJSON `json:"outcomes"`
}

// NewTracked returns how far the calls of these files are that are followed.
func NewTracked(files *fileset.Files, t *calls.Tracking) TrackedJSON {
	p := t.Progress()
	return TrackedJSON{files.Contacts, t.Path(), p.Outcomes.Total() + p.InProgress, OutcomesOf(p)}
}
