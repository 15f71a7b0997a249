// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package ledger

import (
	"crypto/rand"
	"errors"
	"io"
	"os"
	"syscall"
)

const (
	reserveName = "reserve"
	// reserveSize is room for the announcements of some thousand items, whose deletion then makes more room.
	reserveSize = 1 << 20
)

// isFull reports whether a write failed because the volume or its quota is full.
func isFull(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }

// KeepReserve sets room aside, so that a volume that frames have filled up can still be swept: deletion needs a record,
// and a record needs room. It is best effort; a volume without this much room has none to set aside.
func (l *Ledger) KeepReserve() error {
	if info, err := l.dir.Lstat(reserveName); err == nil && info.Size() >= reserveSize {
		return nil
	}
	file, err := openPlain(l.dir, reserveName, os.O_WRONLY|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return err
	}
	// Random bytes, since holes and zeros take no room on file systems that compress.
	content := make([]byte, reserveSize)
	rand.Read(content) // never fails: it ends the program instead
	_, err = file.Write(content)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		_ = l.dir.Remove(reserveName)
	}
	return err
}

// giveUpReserve makes room and reports whether there was any to make.
func (l *Ledger) giveUpReserve() bool { return l.dir.Remove(reserveName) == nil }

// spare returns a writer to the file that gives up the reserve when the volume is full.
func (l *Ledger) spare(file io.Writer) io.Writer {
	return &spareWriter{out: file, makeRoom: l.giveUpReserve}
}

type spareWriter struct {
	out      io.Writer
	makeRoom func() bool
}

// Write writes all of p. What a full volume took of it stays written, and the rest follows once there is room.
func (w *spareWriter) Write(p []byte) (int, error) {
	written, err := w.out.Write(p)
	if isFull(err) && w.makeRoom() {
		var rest int
		rest, err = w.out.Write(p[written:])
		written += rest
	}
	return written, err
}
