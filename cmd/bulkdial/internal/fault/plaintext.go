package fault

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// This file says in plain words what the operating system reports about a file. What other packages say of their own faults is for
// people already; what they were doing then ("opening results: …") is for the log.

// plainText is the text of an error for people: one cause, and what to do about it.
func plainText(err error) string {
	text := strings.TrimSpace(err.Error())
	path, raw, fault := fileFault(err)
	if fault == nil {
		return text
	}
	before, after, found := strings.Cut(text, raw)
	if !found {
		return text
	}
	words := faultWords(path, fault)
	if strings.HasPrefix(after, " (") { // what is needed then
		words, _, _ = strings.Cut(words, ": ")
	}
	return withContext(before, path) + ": " + words + after
}

// fileFault returns the file that an error is about, what the system says of it, and why; nil if it is about none.
func fileFault(err error) (path, raw string, why error) {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Path, e.Error(), e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.New, e.Error(), e.Err
	}
	return "", "", nil
}

// withContext names a file behind what precedes its fault, without what was being done then, as in `opening results: `. A part that
// names the file already, as in `suppression list dnc.csv: `, is the last.
func withContext(before, path string) string {
	const it = "\x00" // the file, which may have a colon in its name
	parts := strings.Split(strings.TrimSuffix(strings.ReplaceAll(before, path, it), ": "), ": ")
	parts = slices.DeleteFunc(parts, func(part string) bool {
		first, _, _ := strings.Cut(part, " ")
		return part == "" || part == it || strings.HasSuffix(first, "ing")
	})
	if len(parts) == 0 || !strings.HasSuffix(parts[len(parts)-1], " "+it) {
		parts = append(parts, it)
	}
	return strings.ReplaceAll(strings.Join(parts, ": "), it, path)
}

// faultWords says why a file cannot be used, and what to do.
func faultWords(path string, why error) string {
	switch errno, _ := errors.AsType[syscall.Errno](why); errno { //nolint:exhaustive // the others speak for themselves
	case syscall.ENOENT:
		if folder := missingFolder(path); folder != "" {
			return fmt.Sprintf("there is no folder %s: make it, or correct the name", folder)
		}
		return "there is no such file: check the name"
	case syscall.EACCES, syscall.EPERM:
		return fmt.Sprintf("permission denied: user %d needs the right to use it and its folder", os.Getuid())
	case syscall.EISDIR:
		return "this is a folder: name a file in it"
	case syscall.ENOTDIR:
		return "a part of this name is not a directory: correct the name"
	case syscall.ENAMETOOLONG:
		return "the name is too long: shorten it"
	case syscall.ENOSPC:
		return "no space left on the disk: free some, or move the campaign to another disk"
	case syscall.EDQUOT:
		return "the disk quota of this user is used up: free some space"
	case syscall.EFBIG:
		return "the file would be larger than this user or the disk allows: raise the limit (ulimit -f), or move the campaign to another disk"
	case syscall.EROFS:
		return "this is a read-only file system: move the campaign to one that can be written"
	case syscall.EIO, syscall.ESTALE:
		return "the disk fails (" + errno.Error() + "): check it"
	default:
		return why.Error()
	}
}

// missingFolder returns the first folder of a path that does not exist; empty if all do.
func missingFolder(path string) string {
	missing := ""
	for folder := filepath.Dir(path); ; folder = filepath.Dir(folder) {
		if _, err := os.Stat(folder); err == nil {
			return missing
		}
		missing = folder
		if folder == filepath.Dir(folder) {
			return missing
		}
	}
}
