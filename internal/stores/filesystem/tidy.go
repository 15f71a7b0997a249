// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package filesystem

import (
	"context"
	"errors"
	"io/fs"
	"slices"

	"golang.org/x/sys/unix"

	"github.com/facegov/facegov/internal/stores"
)

// Tidy removes empty directories beneath the declared paths, and the marks of files that are gone: many face servers
// name a person's directory after the person. The declared paths themselves stay, and so do marks whose declared path
// is gone, since what took it away may bring it back; not so when the store is erased. What cannot be opened here is
// what Scan reports.
func (s *Store) Tidy(ctx context.Context) (stores.Tidied, error) {
	t := &tidying{store: s}
	for _, each := range s.paths {
		isThere, err := t.tree(ctx, each.Path, each.Path, t.keepFiles)
		if err == nil && (s.erase || s.anchor.IsMarked() && isThere) {
			_, err = t.tree(ctx, join(endedName, each.Path), each.Path, t.dropMarks)
		}
		if err != nil {
			return t.done, err
		}
	}
	return t.done, nil
}

// tree tidies what is in one directory, and reports whether it is there.
func (t *tidying) tree(ctx context.Context, at, name string, files filesFunc) (isThere bool, err error) {
	dir, openErr := t.store.openBeneath(at)
	if openErr != nil {
		return false, nil
	}
	defer dir.close()
	_, err = t.bottomUp(ctx, dir, name, 0, files)
	return true, err
}

type tidying struct {
	store    *Store
	done     stores.Tidied
	listings [maxDepth]listing
}

// filesFunc deals with the files of one directory and reports whether any of them stays.
type filesFunc func(dir directory, name string, files []entry) bool

// bottomUp removes the empty directories in a directory and reports whether nothing is left in it. Name is the path of
// the data, in a walk over marks too.
func (t *tidying) bottomUp(
	ctx context.Context, dir directory, name string, depth int, files filesFunc,
) (isEmpty bool, err error) {
	isEmpty = true
	listing := &t.listings[depth]
	listing.reset(dir)
	for {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		entries, err := listing.next()
		if err != nil {
			return false, nil //nolint:nilerr // Scan has reported it, and the run fails for it
		}
		if len(entries) == 0 {
			return isEmpty, nil
		}
		for _, each := range entries {
			if each.kind != unix.DT_DIR {
				continue
			}
			isGone, err := t.child(ctx, dir, name, each.name, depth+1, files)
			if err != nil {
				return false, err
			}
			isEmpty = isEmpty && isGone
		}
		entries = slices.DeleteFunc(entries, func(e entry) bool { return e.kind == unix.DT_DIR })
		if files(dir, name, entries) {
			isEmpty = false
		}
	}
}

// child tidies one directory in another, and removes it if nothing is left in it.
func (t *tidying) child(
	ctx context.Context, parent directory, name, base string, depth int, files filesFunc,
) (isGone bool, err error) {
	if t.store.isForeign(name, base) || depth == maxDepth {
		return false, nil
	}
	dir, err := parent.open(base)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist), nil
	}
	isEmpty, err := t.bottomUp(ctx, dir, join(name, base), depth, files)
	dir.close()
	if err != nil || !isEmpty || join(name, base) == lostAndFound {
		return false, err
	}
	switch err := unlinkat(parent.fd, base, unix.AT_REMOVEDIR); {
	case err == nil:
		t.done.Directories++
		return true, nil
	case errors.Is(err, unix.ENOENT):
		return true, nil
	case errors.Is(err, unix.ENOTEMPTY), errors.Is(err, unix.EEXIST):
		return false, nil // someone has put a file there meanwhile
	default:
		t.done.Left++
		return false, nil
	}
}

func (t *tidying) keepFiles(_ directory, _ string, files []entry) bool { return len(files) > 0 }

// dropMarks removes the marks whose files are gone, and reports whether any mark stays.
func (t *tidying) dropMarks(dir directory, name string, files []entry) bool {
	data, err := t.store.openBeneath(name)
	isGone := errors.Is(err, fs.ErrNotExist)
	if err != nil && !isGone {
		return len(files) > 0
	}
	if !isGone {
		defer data.close()
	}
	stays := false
	for _, each := range files {
		if !isGone {
			if _, err := data.look(each.name); !errors.Is(err, unix.ENOENT) {
				stays = true
				continue
			}
		}
		if err := unlinkat(dir.fd, each.name, 0); err != nil && !errors.Is(err, unix.ENOENT) {
			t.done.Left++
			stays = true
			continue
		}
		t.done.Marks++
	}
	return stays
}
