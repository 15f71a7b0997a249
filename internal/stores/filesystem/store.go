// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build linux

// Package filesystem is a store on a mounted volume: faces are files beneath declared paths.
//
// Nothing outside the declared paths is reached. Every directory is opened from its parent's handle, one component at a
// time, without following symbolic links, and only if it is on the same mount as the root; names come from listings of
// those handles, so none has a slash or is "..". A directory that is moved while the store works is, at worst, one
// that is no longer found. A file is looked at again just before it is deleted, and left alone if it is not the one
// that was found due; between that look and the deletion lie a few microseconds that no system call can close.
//
// Unlinking a file erases its name and returns its blocks; it overwrites nothing. Snapshots, backups and programs that
// hold the file open keep the data, and are declared elsewhere.
//
// The directory .facegov at the root is facegov's own: records under stores/<store>, marks under ended. A mark is an
// empty file with the path of the file that it marks; its modification time is the moment at which the purpose ended
// or the consent was withdrawn.
package filesystem

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/facegov/facegov/internal/stores"
)

const (
	// ownName is the directory at the root that holds records and marks.
	ownName = ".facegov"
	// endedName is the directory of the marks.
	endedName = ownName + "/ended"
	// lostAndFound is where a file system check of ext4 puts what it finds.
	lostAndFound = "lost+found"

	maxPaths      = 32
	maxPathLength = 1024
	maxClass      = 40
)

// Path is a declared directory beneath the root, and the class of the data in it.
type Path struct {
	// Class is the class of the data.
	Class string
	// Path is where it is, relative to the root; "." is the root itself.
	Path string
}

// ParsePath reads Class:path.
func ParsePath(text string) (Path, error) {
	class, name, found := strings.Cut(text, ":")
	if !found {
		return Path{}, fmt.Errorf("path %.80q has no class; write Class:path, for instance Template:faces", text)
	}
	isLetter := func(c rune) bool { return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' }
	if class == "" || len(class) > maxClass || strings.TrimFunc(class, isLetter) != "" {
		return Path{}, fmt.Errorf("path %.80q has the class %.40q; a class is 1 to %d letters", text, class, maxClass)
	}
	if err := checkPath(name); err != nil {
		return Path{}, fmt.Errorf("path %.80q %w", text, err)
	}
	return Path{Class: class, Path: name}, nil
}

func checkPath(name string) error {
	switch {
	case name == "":
		return errors.New("is empty; write a directory relative to the root, or . for the root itself")
	case len(name) > maxPathLength:
		return fmt.Errorf("is longer than %d characters", maxPathLength)
	case strings.HasPrefix(name, "/"):
		return errors.New("is absolute; write it relative to the root")
	case strings.ContainsRune(name, 0):
		return errors.New("has a zero byte")
	case slices.Contains(strings.Split(name, "/"), ".."):
		return errors.New(`has ".."; write the path without it`)
	case path.Clean(name) != name:
		return fmt.Errorf("is not in its shortest form; write %s", path.Clean(name))
	case name == ownName || strings.HasPrefix(name, ownName+"/"):
		return fmt.Errorf("is in %s, which holds facegov's own records", ownName)
	}
	return nil
}

// Options say which files a store is made of.
type Options struct {
	// Root is where the volume is mounted.
	Root string
	// Paths are the declared directories. Where one lies in another, the inner one gives the class.
	Paths []Path
	// Anchor is the moment from which the period counts.
	Anchor stores.Anchor
	// Erase says that the store is to be emptied: every file counts from when it was written, and all marks go with
	// their files.
	Erase bool
	// Workers is the number of files deleted at a time; 0 means DefaultWorkers.
	Workers int
}

// Store is a store on a mounted volume.
type Store struct {
	rootPath string
	root     directory
	paths    []Path
	anchor   stores.Anchor
	erase    bool
	workers  int
}

var _ stores.Store = (*Store)(nil)

// Open opens a store. The caller calls Close.
func Open(options Options) (*Store, error) {
	if err := checkPaths(options.Paths); err != nil {
		return nil, err
	}
	if !path.IsAbs(options.Root) || path.Clean(options.Root) != options.Root {
		return nil, fmt.Errorf("%w: root %.200q is not an absolute path in its shortest form",
			stores.ErrPathRefused, options.Root)
	}
	root, err := openRoot(options.Root)
	if err != nil {
		return nil, fmt.Errorf("root %s: %w", options.Root, err)
	}
	s := &Store{
		rootPath: options.Root, root: root, paths: options.Paths, anchor: options.Anchor, erase: options.Erase,
		workers: options.Workers,
	}
	if s.workers <= 0 {
		s.workers = DefaultWorkers()
	}
	if err := s.check(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// DefaultWorkers returns four workers for each processor, and at most 16: a deletion mostly waits for the disk.
func DefaultWorkers() int { return min(4*runtime.GOMAXPROCS(0), 16) }

// Close releases the store.
func (s *Store) Close() { s.root.close() }

// checkPaths refuses what cannot be swept without doubt.
func checkPaths(paths []Path) error {
	if len(paths) == 0 || len(paths) > maxPaths {
		return fmt.Errorf("%w: %d paths were given; give 1 to %d", stores.ErrPathRefused, len(paths), maxPaths)
	}
	for i, each := range paths {
		if err := checkPath(each.Path); err != nil {
			return fmt.Errorf("%w: %.80q %w", stores.ErrPathRefused, each.Path, err)
		}
		same := func(other Path) bool { return other.Path == each.Path }
		if slices.ContainsFunc(paths[i+1:], same) {
			return fmt.Errorf("%w: %s is given twice; give each path once", stores.ErrPathRefused, each.Path)
		}
	}
	return nil
}

// check opens every declared path once, so that a store that cannot be swept is refused before anything is deleted.
func (s *Store) check() error {
	if err := s.root.readable(); err != nil {
		return fmt.Errorf("root %s: %w", s.rootPath, err)
	}
	if s.anchor == stores.LastUsed && !s.erase {
		if err := s.root.keepsAccessTimes(); err != nil {
			return fmt.Errorf("root %s: %w", s.rootPath, err)
		}
	}
	for _, each := range s.paths {
		opened, err := s.openBeneath(each.Path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = opened.readable()
			opened.close()
		}
		if err != nil {
			return fmt.Errorf("path %s: %w", each.Path, err)
		}
	}
	return nil
}

// Missing returns the number of declared paths that do not exist. A server that has stored nothing yet may not have
// made its directory, so this is not an error by itself; a path that is written wrong looks the same.
func (s *Store) Missing() (int64, error) {
	var missing int64
	for _, each := range s.paths {
		opened, err := s.openBeneath(each.Path)
		switch {
		case err == nil:
			opened.close()
		case errors.Is(err, fs.ErrNotExist):
			missing++
		default:
			return 0, fmt.Errorf("path %s: %w", each.Path, err)
		}
	}
	return missing, nil
}

// Sync makes all deletions durable: a file whose deletion is still in memory is back after a power cut.
func (s *Store) Sync() error {
	if err := unix.Syncfs(s.root.fd); err != nil {
		return fmt.Errorf("%w: deletions cannot be made durable: %w", stores.ErrUnreadable, err)
	}
	return nil
}

// Records opens the directory in which the record of the named store is kept, and makes it if create is set. Two stores
// on one volume keep their records apart. Without create, a record that does not exist is fs.ErrNotExist.
func (s *Store) Records(store string, create bool) (*os.Root, error) {
	at, err := s.root.again()
	if err != nil {
		return nil, err
	}
	defer func() { at.close() }()
	// The marks are written by others, whose group may be all that they share with this program; records are not.
	for _, step := range []struct {
		name string
		mode uint32
	}{{ownName, 0o770}, {"stores", 0o700}, {store, 0o700}} {
		next, err := s.openRecords(at, step.name, step.mode, create)
		if err != nil {
			return nil, fmt.Errorf("directory of the store's record: %w", err)
		}
		at.close()
		at = next
	}
	return at.asRoot(filepath.Join(s.rootPath, ownName, "stores", store))
}

func (s *Store) openRecords(at directory, name string, mode uint32, create bool) (directory, error) {
	next, err := at.open(name)
	if !create || !errors.Is(err, fs.ErrNotExist) {
		return next, err
	}
	if err := unix.Mkdirat(at.fd, name, mode); err != nil && !errors.Is(err, fs.ErrExist) {
		return directory{}, fmt.Errorf("%w: %w", stores.ErrUnreadable, err)
	}
	return at.open(name)
}

// isDeclared reports whether a directory is one that was declared. Such a directory is swept on its own account, and is
// not removed when it is empty.
func (s *Store) isDeclared(name string) bool {
	return slices.ContainsFunc(s.paths, func(each Path) bool { return each.Path == name })
}
