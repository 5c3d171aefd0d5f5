// Package near finds the name that was probably meant by one that does not exist: of a flag, a command, a column, a key, a sheet or a
// file. What it finds is for a message only: nothing is ever done with a name that was guessed.
package near
