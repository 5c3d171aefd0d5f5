// Package notify runs the command of --notify-command when a command has ended, and when the answers of the API stop a run. What there is to
// tell is JSON on its standard input.
//
// The command is run by sh, one at a time, for at most 30 seconds, without the key of the API in its environment. What goes wrong with it is
// a warning and changes nothing else. The notices hold no whole phone numbers; their types are a contract with programs, as those of show.
package notify
