// Package report shows an overview.Overview as one page of HTML: a campaign (Write), or several that are compared (WriteComparison). Live
// serves the page of a run that is at work.
//
// A page needs nothing but itself: its style and its pictures are in it, it has no script, and its policy forbids all requests. The pictures
// are SVG, drawn by the templates of this package from the values of this package's types: they have the width of the window, and texts keep
// their size. Every bar begins at zero, no picture has more than 300 marks, and a table below each has its figures. A page is at most 300 KB
// long, whatever the campaign, because an Overview is bounded.
//
// # Differences
//
// A comparison is about shares: of the contacts whose call has ended, how many were answered; and of those that were sent for the first time,
// how many were accepted. Of each share it shows the interval of Wilson. Two shares are compared by Fisher's exact test, and the p-values of
// all tests of a kind are corrected by Holm's method, so that the chance that one of them names a difference that there is not is at most 5 %.
// Where no difference is shown, the page says how many contacts would show one of this size in four of five cases. proportion.go cites the
// formulas.
package report
