// Package terminal is the program's side of what it was started with (Process): its arguments and environment, its standard streams, and
// who reads these.
//
// That decides the form of what is written. A person at a terminal sees text, folded to its width; a terminal that cannot move its cursor, or
// is asked not to (TERM, NO_COLOR), gets plain text; and what collects the output of a container of Kubernetes gets JSON, one value a line
// (InPod). Nothing that comes from the API or from a file controls a terminal: Text writes it printable.
//
// Standard output is for what a command was asked for. Everything else, the log included, goes to standard error by way of Process.Region,
// which keeps the rows of a command at work below it.
package terminal
