// Package forecast is what a plan means before anybody is called: when the calls are placed, what they cost at most, where the contacts are, and
// what is probably not meant. It computes, and reads neither files nor the clock.
//
// A Survey sees each decision while the plan is made (Add), and counts the contacts by where they are and by when they may be called. Its
// Forecast then goes from one change to the next, an opening, a close, a due time, the end of a day, and lets as many be called in between as
// pace, lines and caps allow: the finish is that of as many runs as it takes, at most 400 days ahead.
//
// Warnings never keep a run from beginning. Those about a plan are here; the campaign adds those about its files.
package forecast
