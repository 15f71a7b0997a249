// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package ledger

import (
	"bytes"
	"errors"
	"os"
	"syscall"
	"testing"
)

// smallDisk takes some bytes and is full after that. Filling a real volume needs the right to mount one.
type smallDisk struct {
	bytes.Buffer
	room int
}

func (d *smallDisk) Write(p []byte) (int, error) {
	taken := min(len(p), d.room)
	d.room -= taken
	d.Buffer.Write(p[:taken])
	if taken < len(p) {
		return taken, &os.PathError{Op: "write", Path: "manifest", Err: syscall.ENOSPC}
	}
	return taken, nil
}

func TestAFullVolumeIsWrittenOnceItsReserveIsGivenUp(t *testing.T) {
	dir, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	l := &Ledger{dir: dir}
	if err := l.KeepReserve(); err != nil {
		t.Fatal(err)
	}
	disk := &smallDisk{room: 5}
	out := &spareWriter{out: disk, makeRoom: func() bool {
		disk.room += 5
		return l.giveUpReserve()
	}}
	if n, err := out.Write([]byte("01234567")); n != 8 || err != nil || disk.String() != "01234567" {
		t.Errorf("Write took %d, %v: %q", n, err, disk.String())
	}
	if _, err := dir.Lstat(reserveName); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the reserve is still there: %v", err)
	}
	if n, err := out.Write([]byte("89abc")); n != 2 || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("without a reserve, Write took %d, %v", n, err)
	}
}

func TestTheReserveTakesRealRoom(t *testing.T) {
	where := t.TempDir()
	dir, err := os.OpenRoot(where)
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	l := &Ledger{dir: dir}
	for range 2 {
		if err := l.KeepReserve(); err != nil {
			t.Fatal(err)
		}
	}
	info, err := dir.Lstat(reserveName)
	if err != nil {
		t.Fatal(err)
	}
	if st, ok := info.Sys().(*syscall.Stat_t); !ok || info.Size() != reserveSize || st.Blocks*512 < reserveSize {
		t.Errorf("the reserve has %d bytes and takes %d", info.Size(), st.Blocks*512)
	}
}
