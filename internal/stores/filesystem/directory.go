// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package filesystem

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/facegov/facegov/internal/stores"
)

// directory is a handle to a directory. Its errors carry no names, because names of files are names of people.
type directory struct {
	fd    int
	mount mount
}

// mount tells one mount from another. A bind mount of the same file system differs in nothing but its id.
type mount struct {
	major, minor uint32
	id           uint64
}

const (
	openFlags = unix.O_RDONLY | unix.O_DIRECTORY | unix.O_NOFOLLOW | unix.O_CLOEXEC | unix.O_NONBLOCK
	statFlags = unix.AT_SYMLINK_NOFOLLOW | unix.AT_NO_AUTOMOUNT
	statMask  = unix.STATX_BASIC_STATS
)

// openRoot opens the root, one component at a time from the top. Mounts on the way are what a volume is.
func openRoot(name string) (directory, error) {
	fd, err := openat(unix.AT_FDCWD, "/", openFlags)
	if err != nil {
		return directory{}, refusal(err)
	}
	for component := range strings.SplitSeq(strings.TrimPrefix(name, "/"), "/") {
		if component == "" {
			continue // the root is "/"
		}
		next, err := openat(fd, component, openFlags|unix.O_PATH)
		unix.Close(fd)
		if err != nil {
			return directory{}, refusal(err)
		}
		fd = next
	}
	d, err := asDirectory(fd)
	if err != nil {
		return directory{}, err
	}
	defer d.close()
	return d.again()
}

// openBeneath opens a directory beneath the root that is on the root's own mount.
func (s *Store) openBeneath(name string) (directory, error) {
	at, err := s.root.again()
	if err != nil || name == "." {
		return at, err
	}
	for component := range strings.SplitSeq(name, "/") {
		next, err := at.open(component)
		at.close()
		if err != nil {
			return directory{}, err
		}
		at = next
	}
	return at, nil
}

// open opens one entry as a directory. It refuses symbolic links, other mounts and what is no directory.
func (d directory) open(name string) (directory, error) {
	fd, err := openat(d.fd, name, openFlags)
	if err != nil {
		return directory{}, refusal(err)
	}
	opened, err := asDirectory(fd)
	if err != nil {
		return directory{}, err
	}
	if opened.mount != d.mount {
		opened.close()
		return directory{}, fmt.Errorf("%w: it is a mount of its own; declare it as a store of its own",
			stores.ErrPathRefused)
	}
	return opened, nil
}

// again opens the same directory once more, with its own place in the listing.
func (d directory) again() (directory, error) {
	fd, err := openat(d.fd, ".", openFlags)
	if err != nil {
		return directory{}, refusal(err)
	}
	return asDirectory(fd)
}

func asDirectory(fd int) (directory, error) {
	var st unix.Statx_t
	if err := statx(fd, "", unix.AT_EMPTY_PATH, unix.STATX_BASIC_STATS|unix.STATX_MNT_ID, &st); err != nil {
		unix.Close(fd)
		return directory{}, refusal(err)
	}
	at := mount{major: st.Dev_major, minor: st.Dev_minor}
	if st.Mask&unix.STATX_MNT_ID != 0 {
		at.id = st.Mnt_id
	}
	return directory{fd: fd, mount: at}, nil
}

func (d directory) close() { unix.Close(d.fd) }

// readable reports why a directory cannot be listed.
func (d directory) readable() error {
	probe, err := d.again()
	if err != nil {
		return err
	}
	defer probe.close()
	if _, err := getdents(probe.fd, make([]byte, 4096)); err != nil {
		return refusal(err)
	}
	return nil
}

// keepsAccessTimes reports why the mount cannot tell when a file was last read.
func (d directory) keepsAccessTimes() error {
	var st unix.Statfs_t
	if err := unix.Fstatfs(d.fd, &st); err != nil {
		return refusal(err)
	}
	return checkAccessTimes(st.Flags)
}

// checkAccessTimes judges the flags of a mount. Under relatime a time of last use can be up to a day too early, which
// deletes early rather than late.
func checkAccessTimes(flags int64) error {
	if flags&unix.ST_NOATIME != 0 {
		return fmt.Errorf("%w: the volume is mounted noatime, so nobody knows when a file was last read; mount it"+
			" relatime or strictatime, or choose another anchor", stores.ErrAnchorUnavailable)
	}
	return nil
}

// asRoot returns the directory as an os.Root, provided that the path still leads to it.
func (d directory) asRoot(name string) (*os.Root, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", stores.ErrUnreadable, err)
	}
	var here unix.Statx_t
	there, err := root.Stat(".")
	if err == nil {
		err = statx(d.fd, "", unix.AT_EMPTY_PATH, statMask, &here)
	}
	if err == nil && !isSame(there, here) {
		err = errors.New("the directory was replaced while it was opened")
	}
	if err != nil {
		_ = root.Close()
		return nil, fmt.Errorf("%w: %w", stores.ErrPathRefused, err)
	}
	return root, nil
}

func isSame(there fs.FileInfo, here unix.Statx_t) bool {
	st, ok := there.Sys().(*syscall.Stat_t)
	return ok && st.Ino == here.Ino && st.Dev == unix.Mkdev(here.Dev_major, here.Dev_minor)
}

// file is what the store needs to know of a directory entry.
type file struct {
	mode             uint16
	links            uint32
	inode            uint64
	size             int64
	modified, access time.Time
	isMount          bool
}

// version tells a file from another one that gets its name, and from itself after it was written again.
func (f file) version() [2]uint64 {
	const bitsOfNanoseconds = 30
	since := uint64(f.modified.Unix() - earliest.Unix()) //nolint:gosec // moment lets nothing be earlier
	return [2]uint64{f.inode, since<<bitsOfNanoseconds | uint64(f.modified.Nanosecond())}
}

// look looks at one entry without following it.
func (d directory) look(name string) (file, error) {
	var st unix.Statx_t
	if err := statx(d.fd, name, statFlags, statMask, &st); err != nil {
		return file{}, err
	}
	return file{
		mode:     st.Mode & unix.S_IFMT,
		links:    st.Nlink,
		inode:    st.Ino,
		size:     int64(st.Size), //nolint:gosec // file systems count sizes in 63 bits
		modified: moment(st.Mtime),
		access:   moment(st.Atime),
		isMount:  st.Attributes&st.Attributes_mask&unix.STATX_ATTR_MOUNT_ROOT != 0,
	}, nil
}

// The years that RFC 3339 can write; some file systems can hold others, and periods cannot be added to all of them.
var (
	earliest = time.Date(1, time.January, 2, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(9999, time.December, 30, 0, 0, 0, 0, time.UTC)
)

func moment(t unix.StatxTimestamp) time.Time {
	switch {
	case t.Sec < earliest.Unix():
		return earliest
	case t.Sec > latest.Unix():
		return latest
	}
	return time.Unix(t.Sec, int64(t.Nsec)).UTC()
}

// refusal says in words without names why a directory could not be opened.
func refusal(err error) error {
	switch {
	case errors.Is(err, unix.ENOENT):
		return fmt.Errorf("%w: %w", stores.ErrUnreadable, fs.ErrNotExist)
	case errors.Is(err, unix.ELOOP), errors.Is(err, unix.ENOTDIR):
		return fmt.Errorf("%w: it is a symbolic link or no directory; give the directory itself", stores.ErrPathRefused)
	default:
		return fmt.Errorf("%w: %w", stores.ErrUnreadable, err)
	}
}

// The calls below are repeated when a signal interrupts them, which on network file systems happens.

func openat(fd int, name string, flags int) (int, error) {
	for {
		opened, err := unix.Openat(fd, name, flags, 0)
		if err != unix.EINTR {
			return opened, err
		}
	}
}

func statx(fd int, name string, flags, mask int, st *unix.Statx_t) error {
	for {
		if err := unix.Statx(fd, name, flags, mask, st); err != unix.EINTR {
			return err
		}
	}
}

func unlinkat(fd int, name string, flags int) error {
	for {
		if err := unix.Unlinkat(fd, name, flags); err != unix.EINTR {
			return err
		}
	}
}

func getdents(fd int, buffer []byte) (int, error) {
	for {
		n, err := unix.Getdents(fd, buffer)
		if err != unix.EINTR {
			return n, err
		}
	}
}
