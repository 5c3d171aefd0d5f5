package ownfile

import (
	"fmt"
	"io/fs"
)

// Kind is what is particular about a kind of file that processes hold by turns: what its errors say, and who holds it.
type Kind struct {
	// Name is the word for what is in the file, in the plural.
	Name string
	// Check returns a *RecordError if the object at path, which info describes, cannot be such a file.
	Check func(path string, info fs.FileInfo) error
	// Holder returns the process that holds the file, as far as it is known.
	Holder func(path string) Holder
	// WithoutLock says what can happen on a file system without locks, and Changed what to do about a file that something else has
	// changed while a process held it.
	WithoutLock, Changed string
	// Foreign says what to do about a file that is of something else; ForeignField is the configuration field of that remedy.
	Foreign, ForeignField string
	// Tries is the number of tries for the lock of the file, 50 ms apart; 5 if it is 0.
	Tries int
}

// NotOurs returns the *RecordError for a file whose first line is not that of the kind. The log of rows calls it.
func (k *Kind) NotOurs(path string) error {
	return &RecordError{
		Path: path, Line: 1, Field: k.ForeignField,
		Reason: fmt.Sprintf("this is not a %s file of bulkdial, or its first line was changed: %s", k.Name, k.Foreign),
	}
}
