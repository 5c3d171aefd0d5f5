// Package rowlog is an append-only log of typed rows: a file of CSV whose lines are the rows of a struct. The results of a campaign are its
// first user, and the CDRs follow. It knows nothing of what the rows mean.
//
// # The form of the file
//
// A row is a struct of strings whose csv tags name the columns. A new file has the columns of the struct, in their order. Columns are found
// by name: a file of an earlier version lacks some (Open names those that it may lack), one of a later version has more, and appended lines
// have the columns of the file. Reading is strict, because a line that this program did not write could hide a call:
//
//   - A record is one physical line, ended by LF. There is no CR, no BOM, no empty line and no line break in a cell: each line
//     break in a cell is written as a space.
//   - Each record has as many cells as the header. The header has every required column, and none twice.
//
// The error for any other line is an *ownfile.RecordError with its number. A line has up to 64 MiB.
//
// Rows yields the rows, and Read what they say; Read runs ahead of its consumer (package ahead), which takes the results of a campaign into its
// history meanwhile.
//
// # The end of the file
//
// The text after the last line break is no row: Tail has it, TailRow says what it would be if it lacks the line break alone, and Begin cuts
// it or completes it, as the user of the log decides. What Write has written is durable after Sync. Before each write the log checks that
// the file still has its name and its size, and after an error of either it is not known what is on disk.
//
// # The mark
//
// A Mark is the part of a file that was durable at a moment: its size, the hash of its last line, and the checksum (CRC-32C) of all of it.
// Check compares the file with an earlier mark: a file that is longer is a normal crash, one that is shorter or ends otherwise there was
// changed by something else. The checksum is compared by Rows, which reads all lines. CheckZeros finds what a loss of power leaves where it
// has kept a later part of what was not synced, and has lost an earlier one.
//
// # Single lines
//
// Placed reads single lines again by the bytes at which they begin, which stay valid while lines are appended.
package rowlog
