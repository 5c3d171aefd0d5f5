package ledger

import (
	"fmt"
	"io/fs"
)

// fileKind is what is particular about a kind of log file: what its errors say, and who holds it.
type fileKind struct {
	// name is the word for what is in the file.
	name string
	// check returns a *RecordError if the object at path, which info describes, cannot be such a file.
	check func(path string, info fs.FileInfo) error
	// holder returns the process that holds the file, as far as it is known.
	holder func(path string) Holder
	// withoutLock says what can happen on a file system without locks, and changed what to do about a file that something else has
	// changed while a process held it.
	withoutLock, changed string
	// foreign says what to do about a file that is of something else; foreignField is the configuration field of that remedy.
	foreign, foreignField string
	// tries is the number of tries for the lock of the file, lockPause apart.
	tries int
}

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
		tries:        lockTries,
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
		tries:       lockTries,
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

// notOurs reports a file with another header.
func (k *fileKind) notOurs(path string) error {
	return &RecordError{
		Path: path, Line: 1, Field: k.foreignField,
		Reason: fmt.Sprintf("this is not a %s file of bulkdial, or its first line was changed: %s", k.name, k.foreign),
	}
}
