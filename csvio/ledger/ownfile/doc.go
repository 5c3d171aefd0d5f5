// Package ownfile is about the files on disk that are the program's own: which objects are such files, how they are read, replaced as a
// whole and changed in place, and how a process holds one. It knows nothing of what is in them.
//
// # Own files
//
// A file of ours is a regular file with one name, and no link. Any other object with such a name (a hard link, a device, a pipe, a folder)
// is not the program's own: it is neither read, nor written, nor replaced, nor removed, and the error is a *RecordError. Through a link or
// a second name two runs could write one file, each with its own notes about it. Check looks at an object by its name, Open and Read never
// wait for a pipe, and neither these nor Lock follow a link.
//
// Make creates or replaces a file durably: at each moment there is the old file or the complete new one, and new files are for their owner
// alone. CheckIntact tells a process that has a file open whether the file still has its name, and the size that the process has given it.
//
// # Holding a file
//
// Lock opens a file and locks it for the life of the process; one process holds a file at a time. The lock counts only if the file that was
// opened, the file that was locked and the file that has the name are the same one, because the holder before may have removed its file.
// Release removes an empty file that this process has created. Kind says what is particular about a kind of file: what its
// errors say, and how its Holder is known. The file itself never names the holder.
//
// # The disk
//
// All changes go through a Disk: OSDisk is that of the machine, TimedDisk measures its syncs, and tests simulate one that crashes between
// any two changes. FileSystem tells whether locks and syncs are those of a server or of a process of a user.
package ownfile
