// Package show has what commands say of a campaign: for people as text, and for machines as JSON.
//
// What is said of one thing stands in one file, whichever command says it: a plan and its calling hours, caps and redials; the state of a
// campaign; the summary of a run and what there is to do next; the causes for which contacts were not called; how calls have ended. A text
// and a document of the same thing give the same figures.
//
// A Writer writes text. Times are those of this machine's zone and are rounded to seconds. The types whose names end in JSON are the
// documents, a contract with programs: their comments are what docs/reference/json.md says, fields may be added, and a field never changes
// its meaning. Phone numbers are masked unless they are asked for.
//
// This room decides nothing and changes nothing: it is given a forecast, a state or an overview.
package show
