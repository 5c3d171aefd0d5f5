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
	// tries is the number of tries for the lock of the file, lockPause apart; lockTries if it is 0.
	tries int
}

// notOurs reports a file with another header.
func (k *fileKind) notOurs(path string) error {
	return &RecordError{
		Path: path, Line: 1, Field: k.foreignField,
		Reason: fmt.Sprintf("this is not a %s file of bulkdial, or its first line was changed: %s", k.name, k.foreign),
	}
}
