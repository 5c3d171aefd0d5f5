// Package frequency is a folder in which the campaigns on a host tell each other whom they call, so that together they keep to a cap of
// calls to a number. It implements screen.Shared.
//
// # Files
//
// The folder has a file for each day of UTC, named 2026-11-26.calls, with a line for each call:
//
//	at,batch,attempt,to_number,state
//	2026-11-26T09:30:00.123Z,20261126T093000-9f3a41c7.17,1,+14155550100,called
//
// and another one, with the state not_called, where it turned out that nobody was dialed. Calls of the sandbox are in files of their own,
// named 2026-11-26.sandbox.calls. Files are only appended to, and never removed: those that no cap counts any more can be removed by hand.
//
// # Who may write
//
// Who adds lines holds the lock of the file named lock, has read all lines, and has synced its own before it releases the lock. So two
// processes never count apart, and a call is on disk before its request leaves. A line that lacks its line break was not synced: its
// request never left, and the next writer removes it. Any other line that cannot be read is an error, and so is a file that was shortened or
// removed while its calls count: then nobody may be called.
//
// The lock is one of a host. On a file system of several hosts it holds as far as their server keeps it, which is not relied on.
package frequency
