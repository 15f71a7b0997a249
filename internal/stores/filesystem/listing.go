// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package filesystem

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"slices"

	"golang.org/x/sys/unix"
)

const (
	// listingBuffer is the room for one system call's worth of entries.
	listingBuffer = 64 << 10
	// listingEntries is the number of entries that are sorted and looked at together.
	listingEntries = 4096
)

// entry is one name in a directory.
type entry struct {
	name  string
	inode uint64
	kind  uint8
}

// listing reads a directory some entries at a time. The kernel's own form is read here because it has the inode number,
// which the standard library drops: looking at and deleting files in the order of their inodes rather than of their
// hashed names is what makes a large directory on a disk fast.
type listing struct {
	dir     directory
	buffer  []byte
	entries []entry
}

// reset begins the listing of another directory with the same buffers.
func (l *listing) reset(dir directory) {
	l.dir = dir
	if l.buffer == nil {
		l.buffer = make([]byte, listingBuffer)
	}
}

// next returns the next entries in the order of their inodes, or none at the end. They belong to the listing again when
// next is called again.
func (l *listing) next() ([]entry, error) {
	l.entries = l.entries[:0]
	for len(l.entries) < listingEntries {
		n, err := getdents(l.dir.fd, l.buffer)
		if errors.Is(err, unix.ENOENT) || err == nil && n == 0 {
			break // at its end, or removed while it was read: nothing is left in it
		}
		if err != nil {
			return nil, err
		}
		l.parse(l.buffer[:n])
	}
	slices.SortFunc(l.entries, func(a, b entry) int { return cmp.Compare(a.inode, b.inode) })
	l.findKinds()
	return l.entries, nil
}

// findKinds looks at the entries whose kind the file system does not list.
func (l *listing) findKinds() {
	for i, each := range l.entries {
		if each.kind != unix.DT_UNKNOWN {
			continue
		}
		if found, err := l.dir.look(each.name); err == nil {
			l.entries[i].kind = uint8(found.mode >> 12) // as IFTODT of the C library
		}
	}
}

// The form of struct linux_dirent64: inode, offset, length of the record, kind, name with a zero byte at its end.
const (
	direntLength = 16
	direntKind   = 18
	direntName   = 19
)

func (l *listing) parse(records []byte) {
	for len(records) >= direntName {
		length := int(binary.NativeEndian.Uint16(records[direntLength:]))
		if length < direntName || length > len(records) {
			return
		}
		name, _, _ := bytes.Cut(records[direntName:length], []byte{0})
		inode := binary.NativeEndian.Uint64(records)
		if text := string(name); inode != 0 && text != "." && text != ".." {
			l.entries = append(l.entries, entry{name: text, inode: inode, kind: records[direntKind]})
		}
		records = records[length:]
	}
}
