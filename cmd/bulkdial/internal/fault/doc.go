// Package fault puts errors and the causes of results in the words of the person who gave the command line.
//
// Libraries name fields and values, as in `MaxFailures`; Text names the flag that sets the field. The operating system names an operation and
// a number; Text says which file, why, and what to do. Usagef makes the errors that the command line itself is at fault for.
package fault
