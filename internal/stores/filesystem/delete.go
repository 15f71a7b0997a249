// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package filesystem

import (
	"errors"
	"io/fs"
	"path"
	"strings"
	"sync"

	"golang.org/x/sys/unix"

	"github.com/facegov/facegov/internal/stores"
)

// Delete deletes the files that are still what Scan showed. Each worker takes a run of neighbours, since items of one
// directory come together and its handle then serves many.
func (s *Store) Delete(items []stores.Item) []stores.Outcome {
	outcomes := make([]stores.Outcome, len(items))
	workers := min(s.workers, len(items))
	var group sync.WaitGroup
	for worker := range workers {
		from, to := worker*len(items)/workers, (worker+1)*len(items)/workers
		group.Go(func() { s.deleteAll(items[from:to], outcomes[from:to]) })
	}
	group.Wait()
	return outcomes
}

func (s *Store) deleteAll(items []stores.Item, outcomes []stores.Outcome) {
	var at place
	defer func() { at.close() }()
	for i, item := range items {
		name, base := path.Split(item.Key)
		name = path.Clean(name) // "faces/" is faces, and "" is the root
		if i == 0 || at.name != name {
			at.close()
			at = s.openPlace(name)
		}
		outcomes[i] = s.deleteOne(at, base, item)
	}
}

// place is a directory and the marks of its files, or the reason why it could not be opened.
type place struct {
	name   string
	isOpen bool
	dir    directory
	marks  marks
	err    error
}

// openPlace opens a directory from the root once more. One that has been moved since it was listed is not found.
func (s *Store) openPlace(name string) place {
	at := place{name: name}
	if at.dir, at.err = s.openBeneath(name); at.err != nil {
		return at
	}
	if at.marks, at.err = s.openMarks(name); at.err != nil {
		at.dir.close()
		return at
	}
	at.isOpen = true
	return at
}

func (p place) close() {
	if p.isOpen {
		p.dir.close()
		p.marks.close()
	}
}

func (s *Store) deleteOne(at place, base string, item stores.Item) stores.Outcome {
	if errors.Is(at.err, fs.ErrNotExist) {
		return stores.Outcome{Fate: stores.Vanished}
	}
	if at.err != nil {
		return failed(at.err)
	}
	found, err := at.dir.look(base)
	if errors.Is(err, unix.ENOENT) {
		return stores.Outcome{Fate: stores.Vanished}
	}
	if err != nil {
		return failed(err)
	}
	now := s.item(item.Key, item.Class, found, at.marks.of(base))
	switch {
	case now.Version != item.Version, !now.Anchor.Equal(item.Anchor):
		return stores.Outcome{Fate: stores.Changed, Why: "it changed after it was found due"}
	case now.Standing != stores.Deletable:
		return stores.Outcome{Fate: stores.Failed, Why: "it has got another name"}
	}
	if err := unlinkat(at.dir.fd, base, 0); err != nil {
		if errors.Is(err, unix.ENOENT) {
			return stores.Outcome{Fate: stores.Vanished}
		}
		return failed(err)
	}
	return verify(at, base, item)
}

// verify looks the name up again. The call to unlink said yes; that is not the same as gone. Another file may have come
// under the name meanwhile, and does not keep this one from being gone.
func verify(at place, base string, item stores.Item) stores.Outcome {
	found, err := at.dir.look(base)
	switch {
	case errors.Is(err, unix.ENOENT):
		return stores.Outcome{Fate: stores.Gone}
	case err != nil:
		return failed(err)
	case found.version() == item.Version:
		return stores.Outcome{Fate: stores.Failed, Why: "it was still there after it was deleted"}
	default:
		return stores.Outcome{Fate: stores.Gone}
	}
}

// failed says why in words without names. A system call's error is one of a fixed list.
func failed(err error) stores.Outcome {
	return stores.Outcome{Fate: stores.Failed, Why: strings.ToLower(err.Error())}
}
