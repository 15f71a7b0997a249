// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package retention

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/facegov/facegov/internal/retention/ledger"
	"github.com/facegov/facegov/internal/retention/manifest"
	"github.com/facegov/facegov/internal/retention/result"
	"github.com/facegov/facegov/internal/stores"
)

// failure is an error that says why a run failed.
type failure struct {
	reason  result.Reason
	message string
}

// Error returns the failure's message.
func (f failure) Error() string { return f.message }

func because(reason result.Reason, message string) error { return failure{reason, message} }

// Run sweeps a store once and returns what came of it. When ctx is done, it stops after the batch in hand.
func Run(ctx context.Context, config Config) result.Result {
	started := config.Now()
	s := &sweep{
		Config:   config,
		selected: selectionOf(&config, started),
		result: result.Result{
			Version:   result.Version,
			Store:     config.Name,
			StartedAt: started.UTC().Truncate(time.Second),
			DryRun:    config.DryRun,
		},
	}
	var err error
	if config.DryRun {
		err = s.dryRun(ctx)
	} else {
		err = s.recorded(ctx)
	}
	s.conclude(err)
	return s.result
}

// Failure returns the result of a run that could not even begin.
func Failure(store string, err error, at time.Time) result.Result {
	at = at.UTC().Truncate(time.Second)
	r := result.Result{Version: result.Version, Store: store, StartedAt: at, FinishedAt: at, Outcome: result.Failed}
	r.Reason, r.Message = reasonOf(err), err.Error()
	return r
}

// sweep is one run.
type sweep struct {
	Config
	selected selection
	result   result.Result
	ledger   *ledger.Ledger
}

// conclude fills in the parts of the result that every run has.
func (s *sweep) conclude(err error) {
	s.result.FinishedAt = s.Now().UTC().Truncate(time.Second)
	s.result.Outcome = result.Succeeded
	if err != nil {
		s.result.Outcome = result.Failed
		s.result.Reason, s.result.Message = reasonOf(err), err.Error()
	}
	s.logf("%s, %s: %s", s.result.Outcome, s.result.Reason, s.result.Message)
}

// reasonOf translates an error to the reason that it is.
func reasonOf(err error) result.Reason {
	var known failure
	switch {
	case errors.As(err, &known):
		return known.reason
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return result.Interrupted
	case errors.Is(err, ledger.ErrBusy):
		return result.Busy
	case errors.Is(err, stores.ErrAnchorUnavailable):
		return result.AnchorUnavailable
	case errors.Is(err, stores.ErrPathRefused):
		return result.PathRefused
	case errors.Is(err, stores.ErrUnreadable):
		return result.StoreUnreadable
	default:
		return result.RecordFailed
	}
}

// dryRun counts what a run would delete. It takes no lock and writes nothing.
func (s *sweep) dryRun(ctx context.Context) error {
	state, err := s.peek()
	if err != nil {
		return err
	}
	s.report(state)
	if s.result.Clock, err = compareClocks(s.selected.now, s.Job, state.LastRun, s.Skew); err != nil {
		return err
	}
	counted, err := s.count(ctx)
	if err != nil {
		return interrupted(err, "Nothing was changed")
	}
	s.adopt(counted)
	s.result.Failed = counted.stuck
	if s.result.Missing, err = s.Store.Missing(); err != nil {
		return err
	}
	s.result.Reason = result.DryRun
	s.result.Message = fmt.Sprintf("%d of %d files are %s and would be deleted; nothing was changed.",
		counted.due, counted.scanned, s.rule())
	if err := s.brake(counted); err != nil {
		s.result.Message = fmt.Sprintf("A run would stop: %s", err)
	}
	if counted.stuck > 0 {
		return because(result.DeletionFailed, fmt.Sprintf(
			"A run would fail: %d files or directories cannot be deleted or read; nothing was changed.", counted.stuck))
	}
	return nil
}

// peek reads the state of the record, which a store that was never swept has not.
func (s *sweep) peek() (ledger.State, error) {
	records, err := s.Records(false)
	if errors.Is(err, fs.ErrNotExist) {
		return ledger.State{}, nil
	}
	if err != nil {
		return ledger.State{}, err
	}
	defer func() { _ = records.Close() }()
	return ledger.Peek(records, s.Name)
}

// recorded runs with the record in hand.
func (s *sweep) recorded(ctx context.Context) error {
	records, err := s.Records(true)
	if err != nil {
		return fmt.Errorf("the store's record cannot be opened: %w", err)
	}
	defer func() { _ = records.Close() }()
	s.ledger, err = ledger.Open(records, s.Name)
	if errors.Is(err, ledger.ErrBusy) {
		if state, err := ledger.Peek(records, s.Name); err == nil {
			s.report(state)
		}
		return because(result.Busy, "Another run holds the store; this one did nothing.")
	}
	if err != nil {
		return err
	}
	defer s.ledger.Close()
	defer func() { s.report(s.ledger.State()) }()
	s.result.Recovered = s.ledger.CaughtUp()
	if err := s.compareClocks(); err != nil {
		return err
	}
	if err := s.settle(ctx); err != nil {
		return interrupted(err, "Nothing was deleted")
	}
	return s.sweep(ctx)
}

// compareClocks also counts the beginning of a killed run as a time that has been.
func (s *sweep) compareClocks() error {
	last := s.ledger.State().LastRun
	unfinished, exists, err := s.ledger.Unfinished()
	if err != nil {
		return err
	}
	if exists && unfinished.Run.StartedAt.After(last) {
		last = unfinished.Run.StartedAt
	}
	s.result.Clock, err = compareClocks(s.selected.now, s.Job, last, s.Skew)
	return err
}

// report copies the state of the record into the result.
func (s *sweep) report(state ledger.State) {
	s.result.Seq = state.Seq
	s.result.Roots = state.Roots
	s.result.Cumulative = result.Cumulative{Runs: state.Runs, Deleted: state.Deleted, Bytes: state.Bytes}
}

// sweep deletes what is due under a new manifest, and closes the manifest whatever came of it.
func (s *sweep) sweep(ctx context.Context) error {
	pseudonyms := s.ledger.Pseudonyms()
	run, err := s.ledger.Begin(manifest.Run{
		Store: s.Name, StartedAt: s.result.StartedAt, Anchor: string(s.Anchor), Max: s.Max.String(),
		Erase: s.Erase, Scope: pseudonyms.Of(s.Scope),
	})
	if err != nil {
		return err
	}
	sweepErr := s.deleteAll(ctx, &deletion{sweep: s, run: run, pseudonyms: pseudonyms})
	// What was deleted is gone for good before the manifest says that the run is over.
	if err := s.Store.Sync(); err != nil && sweepErr == nil {
		sweepErr = err
	}
	reason := s.result.Reason
	if sweepErr != nil {
		reason = reasonOf(sweepErr)
	}
	end, err := run.Finish(manifest.End{FinishedAt: s.Now().UTC().Truncate(time.Second), Reason: string(reason)})
	if err != nil {
		run.Abandon()
		return because(result.RecordFailed, fmt.Sprintf("Deletion stopped: %s; the next run accounts for this one.", err))
	}
	s.result.Root = end.Root
	s.maintain()
	return sweepErr
}

// maintain looks after the record itself. A run does not fail for it.
func (s *sweep) maintain() {
	isOver := func(startedAt time.Time) bool { return s.Keep.HasPassed(startedAt.In(s.Zone), s.selected.now) }
	if pruned, err := s.ledger.Prune(isOver); err != nil {
		s.logf("old manifests were left: %s", err)
	} else if pruned > 0 {
		s.logf("%d manifests older than %s were removed", pruned, s.Keep)
	}
	if err := s.ledger.KeepReserve(); err != nil {
		s.logf("no room was set aside for the record: %s", err)
	}
}
