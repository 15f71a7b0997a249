// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

// Package ledger keeps the record of a store's deletions in a directory beside the store's data: one manifest per run,
// a state that counts over all runs, and the key of the pseudonyms. One run holds the ledger at a time.
//
//	lock             held while a run lasts
//	key              32 random bytes, made by the first run
//	state.json       number of the last run, counts over all runs, last roots
//	reserve          1 MiB that is given up when the volume is full, so that a full volume can still be swept
//	manifests/       00000007-20260201T000000Z.jsonl, one per run, kept for three years by default
//
// A run writes its manifest as it goes, closes it, and then replaces the state in one step. The state therefore lags at
// most one manifest behind, and Open finds that one: a closed manifest is counted as it stands; an open one, whose run
// was killed, is handed to the caller to be settled first. Each manifest is counted once, because its number is.
package ledger

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"
)

const (
	lockName      = "lock"
	manifestsName = "manifests"
	fileMode      = 0o600
	directoryMode = 0o700
)

// ErrBusy is returned by Open while another run holds the ledger.
var ErrBusy = errors.New("another run holds the store's record")

// ErrDamaged is returned when a part of the ledger cannot be what a run left behind.
var ErrDamaged = errors.New("the store's record is damaged")

// Ledger is the record of one store, held by one run.
type Ledger struct {
	dir        *os.Root
	lock       *os.File
	state      State
	key        []byte
	unfinished string
	caughtUp   int64
}

// Open takes the ledger in dir for one run, creating what is missing. It counts a manifest that was closed but not yet
// counted. The caller owns dir, and calls Close when the run is over.
func Open(dir *os.Root, store string) (*Ledger, error) {
	l := &Ledger{dir: dir}
	if err := l.take(); err != nil {
		return nil, err
	}
	if err := l.load(store); err != nil {
		l.Close()
		return nil, err
	}
	return l, nil
}

// take locks the ledger. The lock belongs to the open file, so that the kernel drops it when the process dies.
func (l *Ledger) take() error {
	lock, err := openPlain(l.dir, lockName, os.O_RDWR|os.O_CREATE)
	if err != nil {
		return fmt.Errorf("the store's record cannot be locked: %w", err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		lock.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return ErrBusy
		}
		return fmt.Errorf("the store's record cannot be locked: %w", err)
	}
	l.lock = lock
	return nil
}

func (l *Ledger) load(store string) error {
	if err := l.dir.Mkdir(manifestsName, directoryMode); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("the directory of the manifests cannot be made: %w", err)
	}
	state, err := readState(l.dir, store)
	if err != nil {
		return err
	}
	l.state = state
	if l.key, err = loadKey(l.dir); err != nil {
		return err
	}
	return l.catchUp()
}

// Close lets the next run have the ledger.
func (l *Ledger) Close() {
	l.lock.Close()
}

// State returns the state after the last recorded run.
func (l *Ledger) State() State { return l.state }

// CaughtUp returns the number of deletions that Open found closed but not counted, and counted.
func (l *Ledger) CaughtUp() int64 { return l.caughtUp }

// Peek returns the state without taking the ledger or writing anything, for a dry run.
func Peek(dir *os.Root, store string) (State, error) { return readState(dir, store) }

// openPlain opens a file of the ledger. The directory confines every name to itself; a symbolic link is refused even
// so, because nothing that a run left behind is one.
func openPlain(dir *os.Root, name string, flags int) (*os.File, error) {
	file, err := dir.OpenFile(name, flags|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, fileMode)
	if err != nil {
		return nil, err
	}
	opened, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, err
	}
	named, err := dir.Lstat(name)
	if err != nil || !opened.Mode().IsRegular() || !os.SameFile(opened, named) {
		file.Close()
		return nil, fmt.Errorf("%w: %s is not a regular file; move it out of the record's directory", ErrDamaged, name)
	}
	return file, nil
}

// replace writes a file anew in one step: readers see the old one or the new one, also after a power cut.
func replace(dir *os.Root, name string, content []byte) error {
	temporary := name + ".new"
	if err := dir.Remove(temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := openPlain(dir, temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = dir.Rename(temporary, name)
	}
	if err != nil {
		return err
	}
	return syncDirectory(dir, ".")
}

// syncDirectory makes the names in a directory durable.
func syncDirectory(dir *os.Root, name string) error {
	opened, err := dir.Open(name)
	if err != nil {
		return err
	}
	defer opened.Close()
	return opened.Sync()
}

// readBounded reads a small file of the ledger.
func readBounded(dir *os.Root, name string, limit int64) ([]byte, error) {
	file, err := openPlain(dir, name, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err == nil && int64(len(content)) > limit {
		err = fmt.Errorf("%w: %s is longer than %d bytes", ErrDamaged, name, limit)
	}
	return content, err
}

// stamp is the form of a moment in a manifest's name.
const stamp = "20060102T150405Z"

func manifestName(seq int64, at time.Time) string {
	return fmt.Sprintf("%08d-%s.jsonl", seq, at.UTC().Format(stamp))
}
