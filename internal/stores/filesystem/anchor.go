// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package filesystem

import (
	"errors"
	"fmt"
	"io/fs"
	"time"

	"golang.org/x/sys/unix"

	"github.com/facegov/facegov/internal/stores"
)

// isMarked reports whether periods count from marks. A store that is erased is erased whatever anybody has marked.
func (s *Store) isMarked() bool { return s.anchor.IsMarked() && !s.erase }

// marks are the marks of one directory's files. The zero value is a directory without marks.
type marks struct {
	dir    directory
	exists bool
}

// openMarks opens the marks of the files in a directory, if the anchor is one that is marked.
func (s *Store) openMarks(name string) (marks, error) {
	if !s.isMarked() {
		return marks{}, nil
	}
	dir, err := s.openBeneath(join(endedName, name))
	if errors.Is(err, fs.ErrNotExist) {
		return marks{}, nil
	}
	if err != nil {
		return marks{}, fmt.Errorf("marks: %w", err)
	}
	return marks{dir: dir, exists: true}, nil
}

func (m marks) close() {
	if m.exists {
		m.dir.close()
	}
}

// mark is what the store knows of a file's mark.
type mark struct {
	at       time.Time
	exists   bool
	isUsable bool
}

// of looks for the mark of one file. A mark with content could be a face that was copied there by mistake: it marks
// nothing.
func (m marks) of(name string) mark {
	if !m.exists {
		return mark{}
	}
	found, err := m.dir.look(name)
	if errors.Is(err, unix.ENOENT) {
		return mark{}
	}
	if err != nil || found.mode != unix.S_IFREG || found.size != 0 || found.isMount {
		return mark{exists: true}
	}
	return mark{exists: true, isUsable: true, at: found.modified}
}

// item says what a directory entry is to the one who decides.
func (s *Store) item(key, class string, found file, marked mark) stores.Item {
	item := stores.Item{
		Key:     key,
		Class:   class,
		Size:    found.size,
		Version: found.version(),
	}
	if found.mode != unix.S_IFREG || found.isMount {
		item.Standing = stores.Refused
		return item
	}
	var isAnchored bool
	item.Anchor, isAnchored = s.anchorOf(found, marked)
	switch {
	case found.links > 1:
		item.Standing = stores.Shared
	case !isAnchored:
		item.Standing = stores.Unanchored
	}
	return item
}

// anchorOf returns the moment from which a file's period counts. A file that is copied into the store keeps or loses
// its time according to the program that copies it; what counts is what the volume says.
func (s *Store) anchorOf(found file, marked mark) (time.Time, bool) {
	switch {
	case s.isMarked():
		return marked.at, marked.isUsable
	case s.anchor == stores.LastUsed && !s.erase && found.access.After(found.modified):
		return found.access, true
	default:
		return found.modified, true
	}
}
