// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package filesystem

import (
	"context"
	"errors"
	"io/fs"

	"golang.org/x/sys/unix"

	"github.com/facegov/facegov/internal/stores"
)

const (
	// maxDepth bounds the handles and buffers that a walk holds, one of each for every level.
	maxDepth = 64
	// showItems is the number of items shown at a time.
	showItems = 1024
)

// Scan shows every file beneath the declared paths. It holds one listing per level, whatever the number of files.
func (s *Store) Scan(ctx context.Context, visit func([]stores.Item) error) error {
	w := &scan{store: s, visit: visit}
	for _, each := range s.paths {
		if err := w.path(ctx, each); err != nil {
			return err
		}
	}
	return w.show()
}

// scan is one walk over a store.
type scan struct {
	store    *Store
	visit    func([]stores.Item) error
	items    []stores.Item
	listings [maxDepth]listing
	class    string
}

func (w *scan) path(ctx context.Context, each Path) error {
	w.class = each.Class
	dir, err := w.store.openBeneath(each.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return w.unreadable(each.Path)
	}
	defer dir.close()
	return w.directory(ctx, dir, each.Path, 0)
}

// directory shows the files of one directory, then those of each directory in it. Only errors that end the walk are
// returned; a directory that cannot be read becomes an item that says so.
func (w *scan) directory(ctx context.Context, dir directory, name string, depth int) error {
	marks, err := w.store.openMarks(name)
	if err != nil {
		return w.unreadable(name)
	}
	defer marks.close()
	listing := &w.listings[depth]
	listing.reset(dir)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		entries, err := listing.next()
		if err != nil {
			return w.unreadable(name)
		}
		if len(entries) == 0 {
			return nil
		}
		if err := w.files(dir, marks, name, entries); err != nil {
			return err
		}
		for _, each := range entries {
			if each.kind != unix.DT_DIR || w.store.isForeign(name, each.name) {
				continue
			}
			if err := w.child(ctx, dir, join(name, each.name), each.name, depth+1); err != nil {
				return err
			}
		}
	}
}

// files looks at the entries that are not directories.
func (w *scan) files(dir directory, marks marks, name string, entries []entry) error {
	for _, each := range entries {
		if each.kind == unix.DT_DIR {
			continue
		}
		found, err := dir.look(each.name)
		switch {
		case errors.Is(err, unix.ENOENT):
			continue
		case err != nil:
			err = w.unreadable(join(name, each.name))
		default:
			err = w.add(w.store.item(join(name, each.name), w.class, found, marks.of(each.name)))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *scan) child(ctx context.Context, parent directory, name, base string, depth int) error {
	if depth == maxDepth {
		return w.unreadable(name)
	}
	dir, err := parent.open(base)
	if err != nil {
		return w.unopened(name, err)
	}
	defer dir.close()
	return w.directory(ctx, dir, name, depth)
}

// unopened says why a directory within a declared path was not entered.
func (w *scan) unopened(name string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case errors.Is(err, unix.EACCES) && name == lostAndFound:
		// Every volume with ext4 has lost+found, which only root can read; it has no name and no face in it until a
		// file system check puts something there, and whoever does that is root.
		return nil
	case errors.Is(err, stores.ErrPathRefused):
		return w.add(stores.Item{Key: name, Class: w.class, Standing: stores.Refused})
	default:
		return w.unreadable(name)
	}
}

func (w *scan) unreadable(name string) error {
	return w.add(stores.Item{Key: name, Class: w.class, Standing: stores.Unreadable})
}

func (w *scan) add(item stores.Item) error {
	w.items = append(w.items, item)
	if len(w.items) < showItems {
		return nil
	}
	return w.show()
}

func (w *scan) show() error {
	if len(w.items) == 0 {
		return nil
	}
	err := w.visit(w.items)
	w.items = w.items[:0]
	return err
}

// isForeign reports whether a directory is not to be entered from the one above it: facegov's own, or a declared path
// in another one, which is walked on its own account.
func (s *Store) isForeign(parent, base string) bool {
	name := join(parent, base)
	return name == ownName || s.isDeclared(name)
}

// join returns the path of an entry relative to the root.
func join(directory, base string) string {
	if directory == "." {
		return base
	}
	return directory + "/" + base
}
