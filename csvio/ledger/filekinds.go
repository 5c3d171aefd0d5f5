package ledger

import (
	"fmt"
	"io/fs"

	"bulkdial/csvio/ledger/ownfile"
)

func resultsKind() ownfile.Kind {
	return ownfile.Kind{
		Name:  "results",
		Check: checkResults,
		Holder: func(path string) ownfile.Holder {
			n, _ := readNotes(path) // only for the message
			return n.holder
		},
		WithoutLock: "a run without one could call people twice",
		Changed:     remedyChanged,
		Foreign: "restore it if bulkdial has written it, because with other results all contacts are called again; if it is a file of " +
			"something else, name the results of this campaign",
		ForeignField: fieldResults,
	}
}

// remedyChanged is the remedy for results or intents that something else has changed during a run.
const remedyChanged = "contacts may have been called that no file here names, so put back the file that the run has written, before another run"

func callsKind() ownfile.Kind {
	return ownfile.Kind{
		Name:        "calls",
		Check:       ownfile.CheckObject,
		Holder:      func(path string) ownfile.Holder { return readTracker(path).Holder },
		WithoutLock: "without one, two processes could write it",
		Changed:     "put back the file that bulkdial has written; " + callsRemedy,
		Foreign:     "if bulkdial has written it, restore it; " + callsRemedy,
	}
}

func runsKind() ownfile.Kind {
	return ownfile.Kind{
		Name:        "runs",
		Check:       ownfile.CheckObject,
		Holder:      func(string) ownfile.Holder { return ownfile.Holder{} },
		WithoutLock: "without one, two processes could write it",
		Foreign:     "if bulkdial has written it, restore it; or move it away, and the next run begins another one",
		Tries:       200, // each holds it for one line
	}
}

// callsRemedy is what helps where the CDRs are lost: the API still knows the calls.
const callsRemedy = "or move it away, and bulkdial track asks the API for the ends of these calls again"

// checkResults returns an *ownfile.RecordError if the object at path, which info describes, cannot be a results file.
func checkResults(path string, info fs.FileInfo) error {
	if kind := ownfile.Irregular(info); kind != "" {
		return &ownfile.RecordError{Path: path, Field: fieldResults, Reason: "this is " + kind + ", and results are kept in a regular file: " +
			"if the campaign has results, move this away and put them back; else name a regular file"}
	}
	if n := ownfile.Names(info); n > 1 {
		return &ownfile.RecordError{Path: path, Reason: fmt.Sprintf("this file has %d names (hard links), and a run by another name would call the same people: "+
			"give the results a file of their own (cp -p FILE COPY && mv COPY FILE), and go on with that one alone", n)}
	}
	return nil
}
