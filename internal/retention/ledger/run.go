// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package ledger

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/facegov/facegov/internal/retention/manifest"
	"github.com/facegov/facegov/internal/retention/result"
)

// maxPruned bounds the manifests that one run removes.
const maxPruned = 10_000

// Run is one run's manifest while it is written.
type Run struct {
	*manifest.Writer
	ledger *Ledger
	file   *os.File
	seq    int64
}

// Begin opens the manifest of a new run and makes its first line durable.
func (l *Ledger) Begin(run manifest.Run) (*Run, error) {
	if l.unfinished != "" {
		return nil, errors.New("the manifest of a killed run must be settled before a new one begins")
	}
	run.Seq = l.state.Seq + 1
	run.Previous = l.state.LastRoot()
	name := manifestsName + "/" + manifestName(run.Seq, run.StartedAt)
	file, err := l.create(name)
	if err != nil {
		return nil, fmt.Errorf("the manifest cannot be made: %w", err)
	}
	writer, err := manifest.Begin(l.spare(file), run)
	if err == nil {
		err = file.Sync()
	}
	if err == nil {
		err = syncDirectory(l.dir, manifestsName)
	}
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("the manifest cannot be begun: %w", err)
	}
	return &Run{Writer: writer, ledger: l, file: file, seq: run.Seq}, nil
}

// create makes a manifest's file. A full volume may have no room for even that, until the reserve is given up.
func (l *Ledger) create(name string) (*os.File, error) {
	const flags = os.O_RDWR | os.O_CREATE | os.O_EXCL
	file, err := openPlain(l.dir, name, flags)
	if isFull(err) && l.giveUpReserve() {
		file, err = openPlain(l.dir, name, flags)
	}
	return file, err
}

// Commit makes everything written so far durable. Only then may the items that it announces be deleted.
func (r *Run) Commit() error {
	if err := r.Flush(); err != nil {
		return err
	}
	if err := r.file.Sync(); err != nil {
		return fmt.Errorf("the manifest cannot be made durable: %w", err)
	}
	return nil
}

// Finish closes the manifest, counts it, and returns its last line.
func (r *Run) Finish(end manifest.End) (manifest.End, error) {
	end, err := r.End(end)
	if err == nil {
		err = r.file.Sync()
	}
	if closeErr := r.file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return manifest.End{}, fmt.Errorf("the manifest cannot be closed: %w", err)
	}
	return end, r.ledger.count(r.seq, end)
}

// Abandon leaves the manifest open, for the next run to settle.
func (r *Run) Abandon() { r.file.Close() }

// count adds a closed manifest to the state.
func (l *Ledger) count(seq int64, end manifest.End) error {
	next := l.state.after(seq, end, isSuccess(end.Reason))
	if err := writeState(l.dir, next); err != nil {
		return err
	}
	l.state = next
	return nil
}

// catchUp counts the manifest that the state lags behind, or remembers it as unfinished.
func (l *Ledger) catchUp() error {
	name, err := l.find(l.state.Seq + 1)
	if err != nil || name == "" {
		return err
	}
	file, reading, err := l.read(name)
	if err != nil {
		return err
	}
	defer file.Close()
	switch {
	case reading.Run.Seq == 0:
		// Killed before the first line was durable: it cannot have announced anything, let alone deleted it.
		return l.dir.Remove(name)
	case reading.End == nil:
		l.unfinished = name
		return nil
	default:
		l.caughtUp = reading.End.Deleted
		return l.count(reading.Run.Seq, *reading.End)
	}
}

// find returns the name of the manifest with a number, or nothing.
func (l *Ledger) find(seq int64) (string, error) {
	found := ""
	err := l.eachManifest(func(name string) error {
		if number, _, ok := parseManifestName(name); ok && number == seq {
			found = manifestsName + "/" + name
		}
		return nil
	})
	return found, err
}

// read opens a manifest and reads it. A line that is whole but wrong is not something that a killed run leaves behind.
func (l *Ledger) read(name string) (*os.File, manifest.Reading, error) {
	file, err := openPlain(l.dir, name, os.O_RDWR)
	if err != nil {
		return nil, manifest.Reading{}, fmt.Errorf("the manifest of the run before cannot be read: %w", err)
	}
	reading, err := manifest.Read(file)
	if err != nil {
		file.Close()
		return nil, manifest.Reading{}, fmt.Errorf("%w: manifest %s: %w; keep a copy of it as evidence and move it away",
			ErrDamaged, name, err)
	}
	return file, reading, nil
}

// Unfinished returns what the killed run before this one left, if it left anything to settle.
func (l *Ledger) Unfinished() (manifest.Reading, bool, error) {
	if l.unfinished == "" {
		return manifest.Reading{}, false, nil
	}
	file, reading, err := l.read(l.unfinished)
	if err != nil {
		return manifest.Reading{}, false, err
	}
	return reading, true, file.Close()
}

// Resume goes on with the manifest that a killed run left. The caller supplies the outcomes that Unfinished says are
// missing, and finishes it.
func (l *Ledger) Resume() (*Run, error) {
	file, reading, err := l.read(l.unfinished)
	if err != nil {
		return nil, err
	}
	// Half a line at the end was never durable, so nothing was deleted on its account.
	if err = file.Truncate(reading.Size); err == nil {
		_, err = file.Seek(reading.Size, io.SeekStart)
	}
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("the manifest of the run before cannot be continued: %w", err)
	}
	l.unfinished = ""
	writer := manifest.Resume(l.spare(file), reading)
	return &Run{Writer: writer, ledger: l, file: file, seq: reading.Run.Seq}, nil
}

// Prune removes manifests whose own period is over, as told by when their run began, never the last one. It returns
// how many it removed.
func (l *Ledger) Prune(isOver func(startedAt time.Time) bool) (int, error) {
	var old []string
	err := l.eachManifest(func(name string) error {
		seq, startedAt, ok := parseManifestName(name)
		if ok && seq < l.state.Seq && len(old) < maxPruned && isOver(startedAt) {
			old = append(old, manifestsName+"/"+name)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for i, name := range old {
		if err := l.dir.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return i, fmt.Errorf("a manifest past its own period cannot be removed: %w", err)
		}
	}
	return len(old), nil
}

// eachManifest calls visit with the name of each file in the directory of the manifests, in no order.
func (l *Ledger) eachManifest(visit func(name string) error) error {
	dir, err := l.dir.Open(manifestsName)
	if err != nil {
		return fmt.Errorf("the directory of the manifests cannot be read: %w", err)
	}
	defer dir.Close()
	for {
		names, err := dir.Readdirnames(1024)
		for _, name := range names {
			if err := visit(name); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("the directory of the manifests cannot be read: %w", err)
		}
	}
}

func parseManifestName(name string) (seq int64, startedAt time.Time, ok bool) {
	number, rest, found := strings.Cut(strings.TrimSuffix(name, ".jsonl"), "-")
	if !found || !strings.HasSuffix(name, ".jsonl") {
		return 0, time.Time{}, false
	}
	seq, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return 0, time.Time{}, false
	}
	startedAt, err = time.Parse(stamp, rest)
	return seq, startedAt, err == nil
}

// isSuccess reports whether the reason in a manifest's last line is that of a run that succeeded.
func isSuccess(reason string) bool {
	return slices.Contains([]result.Reason{result.Swept, result.NothingDue}, result.Reason(reason))
}
