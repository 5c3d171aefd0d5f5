//go:build !linux

package ownfile

// FileSystem reports nothing on this system.
func FileSystem(string) (name string, remote bool) { return "", false }
