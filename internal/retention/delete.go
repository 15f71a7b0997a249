// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package retention

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/facegov/facegov/internal/retention/ledger"
	"github.com/facegov/facegov/internal/retention/manifest"
	"github.com/facegov/facegov/internal/retention/result"
	"github.com/facegov/facegov/internal/stores"
)

// maxPasses bounds how often a run walks the store. The first walk deletes, the second verifies; more are needed only
// on file systems whose listings skip entries while others are deleted.
const maxPasses = 4

// deleteAll deletes what is due until a walk over the whole store finds nothing more to delete.
func (s *sweep) deleteAll(ctx context.Context, d *deletion) error {
	if s.MaxShare < 100 {
		counted, err := s.count(ctx)
		if err != nil {
			return interrupted(err, "Nothing was deleted")
		}
		if err := s.brake(counted); err != nil {
			s.adopt(counted)
			s.result.Failed = counted.due
			return err
		}
	}
	for pass := range maxPasses {
		counted, done, err := d.pass(ctx)
		s.result.Deleted += done.deleted
		s.result.Verified += done.deleted
		s.result.Bytes += done.bytes
		due, scanned := s.result.Due, s.result.Scanned
		s.adopt(counted)
		if pass > 0 {
			s.result.Scanned, s.result.Due = scanned, max(due, s.result.Deleted+done.failed)
		}
		s.result.Failed = done.failed + counted.stuck
		if err != nil {
			s.result.OldestKept = time.Time{} // the walk did not get to see all that stays
			return interrupted(err, fmt.Sprintf("%d files were deleted before", s.result.Deleted))
		}
		if done.deleted == 0 {
			return s.verdict(ctx, done)
		}
	}
	return because(result.NotVerified, fmt.Sprintf("Files past their period kept turning up in %d walks over the store;"+
		" see whether the file system takes deletions back or a program writes files with old time stamps.", maxPasses))
}

// verdict says what it means that there was nothing more to delete.
func (s *sweep) verdict(ctx context.Context, last done) error {
	tidied, err := s.Store.Tidy(ctx)
	if err != nil {
		return interrupted(err, fmt.Sprintf("%d files were deleted before", s.result.Deleted))
	}
	if tidied != (stores.Tidied{}) {
		s.logf("%d empty directories and %d marks were removed, %d could not be removed",
			tidied.Directories, tidied.Marks, tidied.Left)
	}
	if s.result.Missing, err = s.Store.Missing(); err != nil {
		return err
	}
	if s.result.Failed > 0 {
		return because(result.DeletionFailed, fmt.Sprintf("%d files or directories could not be deleted or read%s;"+
			" see the permissions of the volume and the user that the sweep runs as.", s.result.Failed, last.because()))
	}
	s.result.Reason = result.Swept
	s.result.Message = fmt.Sprintf("All %d files %s are gone; %d files stay.",
		s.result.Deleted, s.rule(), max(0, s.result.Scanned-s.result.Deleted))
	if s.result.Deleted == 0 {
		s.result.Reason = result.NothingDue
		s.result.Message = fmt.Sprintf("None of %d files is %s.", s.result.Scanned, s.rule())
	}
	if s.result.Missing > 0 {
		s.result.Message += fmt.Sprintf(" %d of the declared paths do not exist.", s.result.Missing)
	}
	return nil
}

// interrupted words the end of a run that was asked to stop, and leaves other errors alone.
func interrupted(err error, soFar string) error {
	if !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return because(result.Interrupted, soFar+": the run was asked to stop; the next run goes on.")
}

// brake stops a run that would delete more than it may: a wrong period or time stamp is likelier than so much at once.
func (s *sweep) brake(counted census) error {
	if s.MaxShare >= 100 || counted.due*100 <= int64(s.MaxShare)*counted.scanned {
		return nil
	}
	return because(result.BlastRadius, fmt.Sprintf("%d of %d files are due, more than --max-share=%d percent; nothing"+
		" was deleted. See whether that is meant, then run once with a larger --max-share.",
		counted.due, counted.scanned, s.MaxShare))
}

// count walks the store without deleting.
func (s *sweep) count(ctx context.Context) (census, error) {
	counted := census{classes: map[string]classCount{}}
	err := s.Store.Scan(ctx, func(items []stores.Item) error {
		for _, item := range items {
			if counted.take(item, &s.selected) {
				counted.keep(item.Anchor)
			}
		}
		return nil
	})
	for _, class := range slices.Sorted(maps.Keys(counted.classes)) {
		count := counted.classes[class]
		s.logf("%s: %d of %d files are %s", class, count.due, count.scanned, s.rule())
	}
	return counted, err
}

// adopt copies the counts of a walk into the result.
func (s *sweep) adopt(counted census) {
	s.result.Scanned, s.result.Due = counted.scanned, counted.due
	s.result.Unanchored, s.result.Future, s.result.Refused = counted.unanchored, counted.future, counted.refused
	s.result.OldestKept = counted.oldest.UTC().Truncate(time.Second)
}

// deletion deletes under one manifest.
type deletion struct {
	*sweep
	run        *ledger.Run
	pseudonyms *ledger.Pseudonyms
}

// done counts what became of the items of one walk.
type done struct {
	deleted, bytes, failed int64
	oldest                 time.Time
	why                    string
}

// because returns the first reason why an item could not be deleted, as a part of a sentence.
func (d done) because() string {
	if d.why == "" {
		return ""
	}
	return " (" + strings.TrimSuffix(d.why, ".") + ")"
}

// pass walks the store and deletes what is due, a batch at a time, while the walk goes on.
func (d *deletion) pass(ctx context.Context) (census, done, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	batches := make(chan []stores.Item)
	var (
		sum       done
		recordErr error
		deleting  sync.WaitGroup
	)
	deleting.Go(func() {
		for batch := range batches {
			if ctx.Err() != nil {
				return // the walk may have won a race against the end of ctx
			}
			if recordErr = d.batchOf(batch, &sum); recordErr != nil {
				stop()
				return
			}
		}
	})
	counted := census{classes: map[string]classCount{}}
	err := d.walk(ctx, &counted, batches)
	close(batches)
	deleting.Wait()
	if recordErr != nil {
		err = recordErr
	}
	if sum.failed > 0 {
		counted.keep(sum.oldest)
	}
	return counted, sum, err
}

// walk sends what is due in batches.
func (d *deletion) walk(ctx context.Context, counted *census, batches chan<- []stores.Item) error {
	batch := make([]stores.Item, 0, d.batch())
	send := func() error {
		select {
		case batches <- batch:
			batch = make([]stores.Item, 0, d.batch())
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err := d.Store.Scan(ctx, func(items []stores.Item) error {
		for _, item := range items {
			if !counted.take(item, &d.selected) {
				continue
			}
			batch = append(batch, item)
			if len(batch) < d.batch() {
				continue
			}
			if err := send(); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && len(batch) > 0 {
		err = send()
	}
	return err
}

// batchOf announces the deletion of some items, makes that durable, deletes them, and records what became of each.
func (d *deletion) batchOf(items []stores.Item, sum *done) error {
	first := int64(0)
	for i, item := range items {
		n := d.run.Intend(manifest.Intent{
			ID: d.pseudonyms.Of(item.Key), Class: item.Class, Size: item.Size, Anchor: item.Anchor,
		})
		if i == 0 {
			first = n
		}
	}
	if err := d.run.Commit(); err != nil {
		return because(result.RecordFailed, fmt.Sprintf("Deletion stopped, because it could not be recorded: %s.", err))
	}
	outcomes := d.Store.Delete(items)
	at := d.Now()
	for i, outcome := range outcomes {
		sum.take(items[i], outcome)
		if n := first + int64(i); outcome.Fate == stores.Gone {
			d.run.Gone(n, at)
		} else {
			d.run.NotDeleted(n, reasonNotDeleted(outcome))
		}
	}
	d.logf("%d files deleted so far in this walk, %d could not be deleted", sum.deleted, sum.failed)
	return nil
}

func (d *done) take(item stores.Item, outcome stores.Outcome) {
	if outcome.Fate == stores.Gone {
		d.deleted++
		d.bytes += item.Size
	}
	if outcome.Fate != stores.Failed {
		return
	}
	d.failed++
	if d.why == "" {
		d.why = outcome.Why
	}
	if d.oldest.IsZero() || item.Anchor.Before(d.oldest) {
		d.oldest = item.Anchor
	}
}

func reasonNotDeleted(outcome stores.Outcome) string {
	if outcome.Fate == stores.Vanished {
		return "someone else had deleted it before"
	}
	return outcome.Why
}
