package ownfile

import (
	"path/filepath"

	"golang.org/x/sys/unix"
)

// FileSystem names the file system that holds the folder of a file, and reports whether it is one of the network or one that a
// process of a user serves. Locks and syncs on such a file system are only as good as its server. Name is empty for any other.
func FileSystem(path string) (name string, remote bool) {
	var stat unix.Statfs_t
	if unix.Statfs(filepath.Dir(path), &stat) != nil {
		return "", false
	}
	name = remoteName(uint32(stat.Type)) //nolint:gosec // the magic numbers have 32 bits; the type has other sizes elsewhere
	return name, name != ""
}

// remoteName returns the name of a network or FUSE file system by its magic number; empty for others.
func remoteName(magic uint32) string {
	// Those that package unix lacks.
	const (
		lustreFS = 0x0bd00bd0
		gpfs     = 0x47504653
		beegfs   = 0x19830326
		vboxsf   = 0x786f4256
	)
	switch magic {
	case unix.NFS_SUPER_MAGIC:
		return "NFS"
	case unix.SMB_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC:
		return "SMB"
	case unix.FUSE_SUPER_MAGIC:
		return "FUSE"
	case unix.V9FS_MAGIC:
		return "9p"
	case unix.CEPH_SUPER_MAGIC:
		return "Ceph"
	case unix.AFS_SUPER_MAGIC, unix.AFS_FS_MAGIC:
		return "AFS"
	case unix.CODA_SUPER_MAGIC:
		return "Coda"
	case unix.OCFS2_SUPER_MAGIC:
		return "OCFS2"
	case lustreFS:
		return "Lustre" //nolint:misspell // its name
	case gpfs:
		return "GPFS"
	case beegfs:
		return "BeeGFS"
	case vboxsf:
		return "a shared folder of VirtualBox"
	default:
		return ""
	}
}
