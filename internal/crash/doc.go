// Package crash gives a crash of the Go runtime (a panic, a concurrent map write, no memory) an exit code of its own.
//
// Without it a crashed program ends with 2, which says here that nothing will change by itself, so that a Job would not be tried
// again. A process that calls Abort dies of SIGABRT instead: a shell and Kubernetes report 134.
//
// The kernel does not deliver a fatal signal to process 1 of a container from itself, and Go ends with 2 there after all. So process
// 1 is a supervisor (Supervise): it starts the program again as its child, passes signals on, and ends as the child does.
package crash
