// Package region keeps a few rows of text at the bottom of what a terminal shows, while other text scrolls above them.
//
// A Region writes each frame at once, and none while nothing changes. Between frames the cursor rests at the beginning of the first
// row, so a frame begins where it is and erases all below: whatever a terminal does to its rows when it is resized, cut them, break them or
// put them together again, nothing of them is left. Rows are one column narrower than the terminal, and are written with its
// automatic line breaks off, so that no row takes two when the terminal becomes narrower just then. There are fewer rows than the
// terminal has, so that they never scroll.
//
// Row and Fit choose what is shown where there is little room: parts with a short form take it, and those that matter least are left out
// first. Nothing breaks over two rows.
package region
