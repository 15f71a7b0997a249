// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

// Package retention deletes what a store has kept past its period: it selects, records what it is about to do, deletes,
// looks again, and records what came of it. It works on any store, and writes nothing about a person anywhere.
//
// PIPL 19 lets personal data be kept for the shortest time that the purpose needs, and PIPL 47 orders its deletion when
// that is over; a sweep that reports what the system call returned rather than what is left shows neither. So a run
// ends well only if, looking through the whole store again, it finds nothing past its period.
//
// Nothing is deleted on a doubtful clock: the clock of the node must not contradict the one that scheduled the job, nor
// the record of the run before. Nothing is deleted unrecorded: the announcement of a deletion is durable before the
// deletion begins, so that the next run can account for one that was killed.
package retention

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/facegov/facegov/internal/law/period"
	"github.com/facegov/facegov/internal/stores"
)

// DefaultBatch is the number of files whose deletion is announced, made durable and carried out together. A killed run
// leaves at most one batch to be looked up again.
const DefaultBatch = 4096

// Config says what a run does.
type Config struct {
	// Name is the name of the store.
	Name string
	// Store is what is swept.
	Store stores.Store
	// Records opens the directory of the store's record. Without create it returns fs.ErrNotExist if there is none.
	Records func(create bool) (*os.Root, error)
	// Scope names what the run looks at; a killed run can only be accounted for by one with the same scope.
	Scope string

	// Anchor is the moment from which the period counts.
	Anchor stores.Anchor
	// Max is the period after which an item is deleted.
	Max period.Period
	// Min is a legal minimum: nothing younger is deleted, whatever Max says. Zero means none.
	Min period.Period
	// Ahead is the time until the next run. What would be past Max before that is deleted now, so that nothing is kept
	// past its period between two runs. Zero looks no further than now. It never goes below Min.
	Ahead period.Period
	// Erase deletes everything, whatever its period, as far as Min allows: the store is given up. The store counts the
	// age of an item from when it was written then.
	Erase bool
	// Zone is where the calendar is read.
	Zone *time.Location

	// Skew is how far clocks may be apart.
	Skew time.Duration
	// Job is the name of the job; empty or a name given by hand means that it tells no time.
	Job string
	// MaxShare is the share of the files, in percent, above which a run deletes nothing. 100 means no limit.
	MaxShare int
	// Keep is how long manifests are kept.
	Keep period.Period
	// DryRun counts, and changes nothing.
	DryRun bool
	// Batch is the number of items recorded and deleted together; 0 means DefaultBatch.
	Batch int

	// Now is the clock of the node.
	Now func() time.Time
	// Log takes lines for a person, without names.
	Log io.Writer
}

// CheckPeriods refuses a minimum that no item could outlive before its maximum: RecognitionPolicies that ask for both
// contradict each other, and a person has to say which gives way.
func CheckPeriods(shortest, longest period.Period) error {
	// A month is 28 to 31 days and a year 365 or 366, so P30D and P1M contradict each other in some months only. What
	// holds in all the months of four years holds always; in the others each item is kept until both are over.
	for month := range 4 * 12 {
		at := time.Date(2024, time.January+time.Month(month), 1, 0, 0, 0, 0, time.UTC)
		if period.Compare(shortest, longest, at) <= 0 {
			return nil
		}
	}
	return fmt.Errorf("--min %s is longer than --max %s, so nothing could be deleted on time;"+
		" lengthen the maximum or shorten the minimum", shortest, longest)
}

// rule says in words which items are due.
func (c Config) rule() string {
	switch {
	case c.Erase && c.Min.IsZero():
		return "to be erased"
	case c.Erase:
		return fmt.Sprintf("to be erased after %s", c.Min)
	case !c.Ahead.IsZero():
		return fmt.Sprintf("past %s since %s within %s", c.Max, c.Anchor, c.Ahead)
	default:
		return fmt.Sprintf("past %s since %s", c.Max, c.Anchor)
	}
}

func (c Config) batch() int {
	if c.Batch > 0 {
		return c.Batch
	}
	return DefaultBatch
}

// logf writes one line for a person.
func (c Config) logf(format string, args ...any) {
	text := strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", " ")
	fmt.Fprintf(c.Log, "%s retention %s: %s\n", c.Now().UTC().Format(time.RFC3339), c.Name, text)
}
