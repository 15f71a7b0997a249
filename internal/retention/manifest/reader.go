// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package manifest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

// maxUnresolved bounds the items without a second line that Read keeps in memory. A run has at most one batch of them.
const maxUnresolved = 1 << 16

// Reading is what Read found in a manifest.
type Reading struct {
	// Run is the first line. Its Seq is 0 when the manifest has none.
	Run Run
	// Tally is what the items add up to.
	Tally
	// Unresolved are the items without a second line, in the order of their numbers.
	Unresolved []Intent
	// End is the last line; nil when the run was killed before it wrote one.
	End *End
	// Size is the length of the whole lines in bytes. What follows is half a line that was never made durable.
	Size int64

	tree Tree
	open map[int64]Intent
}

// line is any line of a manifest.
type line struct {
	Run *Run `json:"run"`
	End *End `json:"end"`

	N          int64      `json:"n"`
	ID         string     `json:"id"`
	Class      string     `json:"class"`
	Size       int64      `json:"size"`
	Anchor     time.Time  `json:"anchor"`
	DeletedAt  *time.Time `json:"deletedAt"`
	Verified   bool       `json:"verified"`
	NotDeleted string     `json:"notDeleted"`
}

// Read reads a manifest and checks it: every line must follow from those before it, and the last one must have the
// right counts and root. A manifest that ends early is not an error, since a killed run leaves one.
func Read(in io.Reader) (Reading, error) {
	reading := Reading{open: map[int64]Intent{}}
	lines := bufio.NewReaderSize(in, MaxLine)
	for number := 1; ; number++ {
		text, err := lines.ReadSlice('\n')
		if errors.Is(err, io.EOF) && (len(text) == 0 || reading.End == nil) {
			break // text is the half line of a run that was killed
		}
		if errors.Is(err, io.EOF) {
			return reading, fmt.Errorf("line %d follows the last line", number)
		}
		if err != nil {
			return reading, fmt.Errorf("line %d cannot be read: %w", number, err)
		}
		if err := reading.take(bytes.TrimSuffix(text, []byte{'\n'})); err != nil {
			return reading, fmt.Errorf("line %d %w", number, err)
		}
		reading.Size += int64(len(text))
	}
	for _, intent := range reading.open {
		reading.Unresolved = append(reading.Unresolved, intent)
	}
	slices.SortFunc(reading.Unresolved, func(a, b Intent) int { return int(a.N - b.N) })
	return reading, nil
}

// Verify reads a manifest that must be whole: closed, with an outcome for every item and the right counts and root.
func Verify(in io.Reader) (Run, End, error) {
	reading, err := Read(in)
	if err != nil {
		return Run{}, End{}, err
	}
	if reading.End == nil {
		return Run{}, End{}, errors.New("the manifest has no last line: its run was killed, and the next run closes it")
	}
	return reading.Run, *reading.End, nil
}

func (r *Reading) take(text []byte) error {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return fmt.Errorf("is not the JSON of a manifest: %w", err)
	}
	if r.End != nil {
		return errors.New("follows the last line")
	}
	if (l.Run != nil) != (r.Run.Seq == 0) {
		return errors.New("is a first line in the middle, or the first line is missing")
	}
	if l.End != nil {
		return r.takeEnd(l.End)
	}
	r.tree.Add(text)
	switch {
	case l.Run != nil:
		return r.takeRun(l.Run)
	case l.ID != "":
		return r.takeIntent(l)
	default:
		return r.takeOutcome(l)
	}
}

func (r *Reading) takeRun(run *Run) error {
	if run.Version != Version {
		return fmt.Errorf("has v %d, and this program reads v %d", run.Version, Version)
	}
	if run.Seq < 1 {
		return fmt.Errorf("has seq %d, and runs count from 1", run.Seq)
	}
	r.Run = *run
	return nil
}

func (r *Reading) takeIntent(l line) error {
	r.Items++
	if l.N != r.Items {
		return fmt.Errorf("has item %d where item %d belongs", l.N, r.Items)
	}
	if len(r.open) >= maxUnresolved {
		return fmt.Errorf("is one of more than %d items without an outcome", maxUnresolved)
	}
	r.open[l.N] = Intent{N: l.N, ID: l.ID, Class: l.Class, Size: l.Size, Anchor: l.Anchor}
	return nil
}

func (r *Reading) takeOutcome(l line) error {
	intent, isOpen := r.open[l.N]
	if !isOpen {
		return fmt.Errorf("has an outcome for item %d, which does not wait for one", l.N)
	}
	isGone := l.DeletedAt != nil && l.Verified
	if isGone == (l.NotDeleted != "") {
		return errors.New("says neither that its item is gone nor why it was not deleted")
	}
	delete(r.open, l.N)
	if isGone {
		r.Deleted++
		r.Bytes += intent.Size
	} else {
		r.NotDeleted++
	}
	return nil
}

func (r *Reading) takeEnd(end *End) error {
	if len(r.open) > 0 {
		return fmt.Errorf("closes the manifest while %d items have no outcome", len(r.open))
	}
	if got := (Tally{end.Items, end.Deleted, end.Bytes, end.NotDeleted}); got != r.Tally {
		return fmt.Errorf("counts %+v where the lines add up to %+v", got, r.Tally)
	}
	if root := r.tree.Root(); end.Root != root {
		return fmt.Errorf("has the root %.64q where the lines give %s", end.Root, root)
	}
	r.End = end
	return nil
}
