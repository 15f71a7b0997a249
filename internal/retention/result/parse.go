// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package result

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// maxStore bounds the name of a store, which is a DNS label.
const maxStore = 63

// rootLength is the length of a root: SHA-256 in hexadecimal.
const rootLength = 64

// known are the reasons of each outcome.
var known = map[Outcome][]Reason{
	Succeeded: {Swept, NothingDue, DryRun},
	Failed: {
		DeletionFailed, NotVerified, BlastRadius, Interrupted, RecordFailed, InvalidArguments, ClockDoubt, Busy,
		StoreUnreadable, PathRefused, AnchorUnavailable,
	},
}

// Parse reads a result from a termination message. The result is the last line that begins like one, since a kubelet
// that falls back to the log of a container hands over other lines with it.
func Parse(message string) (Result, error) {
	if len(message) > maxInput {
		message = message[len(message)-maxInput:]
	}
	lines := strings.Split(message, "\n")
	slices.Reverse(lines)
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, `{"v":`) {
			continue
		}
		return parseLine([]byte(line))
	}
	return Result{}, errors.New("the termination message has no result line; look at the log of the job's pod")
}

func parseLine(line []byte) (Result, error) {
	if len(line) > MaxBytes {
		return Result{}, fmt.Errorf("result line is %d bytes long, which is more than %d", len(line), MaxBytes)
	}
	var r Result
	decoder := json.NewDecoder(bytes.NewReader(line))
	if err := decoder.Decode(&r); err != nil {
		return Result{}, fmt.Errorf("result line is not the JSON of a result: %w", err)
	}
	if decoder.More() {
		return Result{}, errors.New("result line has something after the result")
	}
	if err := r.check(); err != nil {
		return Result{}, err
	}
	return r, nil
}

// check refuses a result that the retention program cannot have written.
func (r Result) check() error {
	switch {
	case r.Version != Version:
		return fmt.Errorf("result line has v %d, and this program reads v %d; run the same release of both",
			r.Version, Version)
	case !slices.Contains(known[r.Outcome], r.Reason):
		return fmt.Errorf("result line has the outcome %.20q with the reason %.20q, which do not exist together",
			r.Outcome, r.Reason)
	case r.Store == "" && r.Reason != InvalidArguments:
		return errors.New("result line has no store")
	case len(r.Store) > maxStore:
		return fmt.Errorf("result line has a store of more than %d characters", maxStore)
	case utf8.RuneCountInString(r.Message) > MaxMessage:
		return fmt.Errorf("result line has a message of more than %d characters", MaxMessage)
	case strings.ContainsFunc(r.Store+r.Message, func(c rune) bool { return !unicode.IsPrint(c) }):
		return errors.New("result line has a character that cannot be printed")
	}
	if err := r.checkCounts(); err != nil {
		return err
	}
	if err := r.checkTimes(); err != nil {
		return err
	}
	return r.checkRoots()
}

func (r Result) checkCounts() error {
	counts := []struct {
		name  string
		count int64
	}{
		{"seq", r.Seq},
		{"scanned", r.Scanned},
		{"due", r.Due},
		{"deleted", r.Deleted},
		{"verified", r.Verified},
		{"failed", r.Failed},
		{"unanchored", r.Unanchored},
		{"future", r.Future},
		{"refused", r.Refused},
		{"missing", r.Missing},
		{"recovered", r.Recovered},
		{"bytes", r.Bytes},
		{"cumulative.runs", r.Cumulative.Runs},
		{"cumulative.deleted", r.Cumulative.Deleted},
		{"cumulative.bytes", r.Cumulative.Bytes},
	}
	for _, each := range counts {
		if each.count < 0 {
			return fmt.Errorf("result line has %d for %s, which cannot be less than nothing", each.count, each.name)
		}
	}
	if r.Verified > r.Deleted {
		return fmt.Errorf("result line has %d verified of %d deleted", r.Verified, r.Deleted)
	}
	if r.Outcome == Succeeded && (r.Failed > 0 || r.Verified < r.Deleted) {
		return fmt.Errorf("result line says %s with %d failed and %d verified of %d deleted",
			Succeeded, r.Failed, r.Verified, r.Deleted)
	}
	return nil
}

func (r Result) checkTimes() error {
	if r.StartedAt.IsZero() || r.FinishedAt.IsZero() {
		return errors.New("result line has no startedAt or no finishedAt")
	}
	for _, t := range []time.Time{
		r.StartedAt, r.FinishedAt, r.OldestKept, r.Clock.Node, r.Clock.Scheduled, r.Clock.LastRun,
	} {
		if t.Year() < 1 || t.Year() > 9999 {
			return fmt.Errorf("result line has a moment in the year %d", t.Year())
		}
	}
	return nil
}

func (r Result) checkRoots() error {
	if len(r.Roots) > MaxRoots {
		return fmt.Errorf("result line has %d roots, which is more than %d", len(r.Roots), MaxRoots)
	}
	roots := r.Roots
	if r.Root != "" {
		roots = append(slices.Clone(r.Roots), r.Root)
	}
	for _, root := range roots {
		if _, err := hex.DecodeString(root); err != nil || len(root) != rootLength {
			return errors.New("result line has a root that is not a SHA-256 in hexadecimal")
		}
	}
	if r.Root != "" && (len(r.Roots) == 0 || r.Roots[len(r.Roots)-1] != r.Root) {
		return errors.New("result line has a root that is not the last of its roots")
	}
	return nil
}
