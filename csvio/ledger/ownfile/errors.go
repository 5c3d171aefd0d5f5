package ownfile

import (
	"fmt"
	"time"
)

// RecordError reports a file that cannot be used as it is; nothing was changed.
type RecordError struct {
	Path string
	// Line is the number of the bad line, from 1, or 0.
	Line   int
	Reason string
	// Field is the configuration field that the remedy is about; empty where it is none.
	Field string
}

// FieldName returns Field, for the program to name its flag.
func (e *RecordError) FieldName() string { return e.Field }

func (e *RecordError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("%s: line %d: %s", e.Path, e.Line, e.Reason)
	}
	return fmt.Sprintf("%s: %s", e.Path, e.Reason)
}

// LockedError reports that another process holds a file.
type LockedError struct {
	Path   string
	Holder Holder
}

func (e *LockedError) Error() string {
	return fmt.Sprintf("%s is in use by %s; wait for it to end, or stop it", e.Path, e.Holder)
}

// Holder is the run that holds a ledger, or the process that holds the calls file. It is the first line of the intents file, and
// the line of the tracker file. The zero value is a holder that is not known.
type Holder struct {
	// Run is the run's name, PID its process on Host, Started when it took the ledger.
	Run     string    `json:"run"`
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	Started time.Time `json:"started"`
}

func (h Holder) String() string {
	if h.Run == "" {
		return "another process"
	}
	return fmt.Sprintf("run %s (process %d on %s, since %s)", h.Run, h.PID, h.Host, h.Started.UTC().Format(time.RFC3339))
}
