// Package progress shows on standard error how far a command has come while it works: a run (RunBar), the following of calls (TrackBar), and
// anything that is counted (NewCountBar).
//
// A Form says how. On a terminal it is rows at its end that change in place and move when the log writes above them; what they say, and
// which part goes first where there is little room, is in rows.go, and how they are drawn in internal/region. A terminal without a movable
// cursor gets a line of text now and then, and where no person looks on, the log gets an event.
//
// Nothing here changes what a command does. A bar asks for the figures when it draws them, a pace is that of the last minute, and an
// estimate is as coarse as it is uncertain.
package progress
