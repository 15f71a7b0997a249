// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package retention

import (
	"context"
	"fmt"
	"time"

	"github.com/facegov/facegov/internal/retention/manifest"
	"github.com/facegov/facegov/internal/retention/result"
	"github.com/facegov/facegov/internal/stores"
)

// settle accounts for a run that was killed: it finds out which of the announced deletions were carried out, and closes
// the manifest with them.
func (s *sweep) settle(ctx context.Context) error {
	reading, exists, err := s.ledger.Unfinished()
	if err != nil || !exists {
		return err
	}
	s.logf("the run before was killed; %d of its deletions are to be looked up", len(reading.Unresolved))
	left, isCertain, err := s.left(ctx, reading)
	if err != nil {
		return err
	}
	run, err := s.ledger.Resume()
	if err != nil {
		return err
	}
	at := s.Now().UTC().Truncate(time.Second)
	for _, intent := range reading.Unresolved {
		switch {
		case left[intent.ID]:
			run.NotDeleted(intent.N, "its run was killed before it was deleted")
		case !isCertain:
			run.NotDeleted(intent.N, "its run was killed, and nobody can tell whether it was deleted")
		default:
			run.Gone(intent.N, at)
		}
	}
	end, err := run.Finish(manifest.End{
		FinishedAt: at, Reason: string(result.Interrupted), Recovered: int64(len(reading.Unresolved)),
	})
	if err != nil {
		run.Abandon()
		return because(result.RecordFailed, fmt.Sprintf("Nothing was deleted: the run before was killed, and %s.", err))
	}
	s.result.Recovered += end.Deleted
	return nil
}

// left returns the pseudonyms of the announced items that are still there. Since a manifest has no paths, every path in
// the store is turned into its pseudonym and looked up; one batch of pseudonyms is kept in memory. The answer is
// uncertain if a directory cannot be read, or if other paths are declared now.
func (s *sweep) left(ctx context.Context, reading manifest.Reading) (left map[string]bool, isCertain bool, err error) {
	left = make(map[string]bool, len(reading.Unresolved))
	if len(reading.Unresolved) == 0 {
		return left, true, nil
	}
	announced := make(map[string]bool, len(reading.Unresolved))
	for _, intent := range reading.Unresolved {
		announced[intent.ID] = true
	}
	pseudonyms := s.ledger.Pseudonyms()
	isCertain = pseudonyms.Of(s.Scope) == reading.Run.Scope
	err = s.Store.Scan(ctx, func(items []stores.Item) error {
		for _, item := range items {
			if item.Standing == stores.Unreadable {
				isCertain = false
			}
			if id := pseudonyms.Of(item.Key); announced[id] {
				left[id] = true
			}
		}
		return nil
	})
	return left, isCertain, err
}
