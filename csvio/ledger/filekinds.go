package ledger

import (
	"fmt"
	"io/fs"
)

func resultsKind() fileKind {
	return fileKind{
		name:  "results",
		check: checkResults,
		holder: func(path string) Holder {
			n, _ := readNotes(path) // only for the message
			return n.holder
		},
		withoutLock: "a run without one could call people twice",
		changed:     remedyChanged,
		foreign: "restore it if bulkdial has written it, because with other results all contacts are called again; if it is a file of " +
			"something else, name the results of this campaign",
		foreignField: fieldResults,
	}
}

// remedyChanged is the remedy for results or intents that something else has changed during a run.
const remedyChanged = "contacts may have been called that no file here names, so put back the file that the run has written, before another run"

func callsKind() fileKind {
	return fileKind{
		name:        "calls",
		check:       checkOwnFile,
		holder:      func(path string) Holder { return readTracker(path).Holder },
		withoutLock: "without one, two processes could write it",
		changed:     "put back the file that bulkdial has written; " + callsRemedy,
		foreign:     "if bulkdial has written it, restore it; " + callsRemedy,
	}
}

func runsKind() fileKind {
	return fileKind{
		name:        "runs",
		check:       checkOwnFile,
		holder:      func(string) Holder { return Holder{} },
		withoutLock: "without one, two processes could write it",
		foreign:     "if bulkdial has written it, restore it; or move it away, and the next run begins another one",
		tries:       200, // each holds it for one line
	}
}

// callsRemedy is what helps where the CDRs are lost: the API still knows the calls.
const callsRemedy = "or move it away, and bulkdial track asks the API for the ends of these calls again"

// checkResults returns a *RecordError if the object at path, which info describes, cannot be a results file.
func checkResults(path string, info fs.FileInfo) error {
	if kind := kindOf(info); kind != "" {
		return &RecordError{Path: path, Field: fieldResults, Reason: "this is " + kind + ", and results are kept in a regular file: " +
			"if the campaign has results, move this away and put them back; else name a regular file"}
	}
	if n := namesOf(info); n > 1 {
		return &RecordError{Path: path, Reason: fmt.Sprintf("this file has %d names (hard links), and a run by another name would call the same people: "+
			"give the results a file of their own (cp -p FILE COPY && mv COPY FILE), and go on with that one alone", n)}
	}
	return nil
}
