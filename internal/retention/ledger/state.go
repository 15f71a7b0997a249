// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/facegov/facegov/internal/retention/manifest"
)

const (
	stateName = "state.json"
	maxState  = 16 << 10
	// keepRoots is the number of roots that the state keeps.
	keepRoots    = 8
	stateVersion = 1
)

// State is what the ledger knows after its last recorded run.
type State struct {
	// Version is the version of the state's form.
	Version int `json:"v"`
	// Store is the name of the data store.
	Store string `json:"store"`
	// Seq is the number of the last recorded run; 0 before the first.
	Seq int64 `json:"seq"`
	// LastRun is when that run ended.
	LastRun time.Time `json:"lastRun,omitzero"`
	// LastSuccess is when the last run that succeeded ended.
	LastSuccess time.Time `json:"lastSuccess,omitzero"`
	// Runs is the number of recorded runs.
	Runs int64 `json:"runs"`
	// Deleted is the number of items deleted and found gone over all runs.
	Deleted int64 `json:"deleted"`
	// Bytes is their size.
	Bytes int64 `json:"bytes"`
	// Roots are the roots of the last manifests, oldest first.
	Roots []string `json:"roots"`
}

// LastRoot returns the root of the last manifest, or nothing before the first.
func (s State) LastRoot() string {
	if len(s.Roots) == 0 {
		return ""
	}
	return s.Roots[len(s.Roots)-1]
}

// after returns the state with one more closed manifest.
func (s State) after(seq int64, end manifest.End, succeeded bool) State {
	s.Seq = seq
	s.Runs++
	s.Deleted += end.Deleted
	s.Bytes += end.Bytes
	if end.FinishedAt.After(s.LastRun) {
		s.LastRun = end.FinishedAt
	}
	if succeeded {
		s.LastSuccess = end.FinishedAt
	}
	s.Roots = append(slices.Clone(s.Roots), end.Root)
	s.Roots = s.Roots[max(0, len(s.Roots)-keepRoots):]
	return s
}

func readState(dir *os.Root, store string) (State, error) {
	fresh := State{Version: stateVersion, Store: store}
	content, err := readBounded(dir, stateName, maxState)
	if errors.Is(err, fs.ErrNotExist) {
		return fresh, nil
	}
	if err != nil {
		return State{}, fmt.Errorf("the state of the store's record cannot be read: %w", err)
	}
	var state State
	if err := json.Unmarshal(content, &state); err != nil {
		return State{}, fmt.Errorf("%w: %s is not JSON: %w; put it back from a backup", ErrDamaged, stateName, err)
	}
	switch {
	case state.Version != stateVersion:
		return State{}, fmt.Errorf("%w: %s has v %d, and this program reads v %d",
			ErrDamaged, stateName, state.Version, stateVersion)
	case state.Store != store:
		return State{}, fmt.Errorf("%w: %s belongs to another store", ErrDamaged, stateName)
	case state.Seq < 0 || state.Runs < 0 || state.Deleted < 0 || state.Bytes < 0 || len(state.Roots) > keepRoots:
		return State{}, fmt.Errorf("%w: %s has a count that cannot be", ErrDamaged, stateName)
	}
	return state, nil
}

func writeState(dir *os.Root, state State) error {
	content, err := json.MarshalIndent(state, "", "  ")
	if err != nil {
		return fmt.Errorf("the state of the store's record cannot be written as JSON: %w", err)
	}
	if err := replace(dir, stateName, append(content, '\n')); err != nil {
		return fmt.Errorf("the state of the store's record cannot be written: %w", err)
	}
	return nil
}
