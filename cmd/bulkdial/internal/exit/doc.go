// Package exit says how a command ends: with which exit code, which word for machines (ended_by), and which advice about the contacts that
// are still to be called.
//
// Of decides it by the error that ends the command. Its table has a row for each kind of error of the libraries, the first row that fits
// counts, and an error that fits none is a fault of the machine. The codes are a contract with scripts and manifests: OK, Look and Paused
// end a command as it was meant, Usage asks the operator to change something, and Machine and Outage may pass by themselves.
//
// A signal is one such end (SignalError). The first one ends the context of the command, so that it drains; another one, SecondAfter later or
// more, makes the program leave at once.
package exit
