// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package result is what one run of the retention program says about itself: one line of JSON of at most 2 KiB, which
// the program writes to its standard output and to the termination log of its container, and which the operator reads
// back from the status of the pod.
//
// The line has counts, moments and digests. It has no file name, because a file name can be a person's name. The
// reader believes nothing: whoever can write to the volume or to the termination log could have written the line, so
// Parse bounds and checks every value before it can reach a status.
package result

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	// Version is the version of the line's form.
	Version = 1
	// MaxBytes bounds the line. The kubelet keeps the last 4,096 bytes of a termination message; half of that leaves
	// room for a message that another program has written before.
	MaxBytes = 2048
	// MaxMessage bounds the message, in characters.
	MaxMessage = 256
	// MaxRoots is the number of manifest roots that the line carries, so that a reader who missed some runs can still
	// tie this run to the last one it saw.
	MaxRoots = 8
	// maxInput bounds what Parse looks at; a kubelet hands over 4,096 bytes at most.
	maxInput = 16 << 10
)

// Outcome is what came of a run.
type Outcome string

// The outcomes of a run.
const (
	// Succeeded means that nothing past its period was left, and that this was looked for again.
	Succeeded Outcome = "Succeeded"
	// Failed means that something past its period was left, or that the run could not tell.
	Failed Outcome = "Failed"
)

// Reason says in one word why a run had its outcome.
type Reason string

// The reasons of a run's outcome.
const (
	// Swept: what was past its period is gone.
	Swept Reason = "Swept"
	// NothingDue: nothing was past its period.
	NothingDue Reason = "NothingDue"
	// DryRun: the run looked and counted, and changed nothing.
	DryRun Reason = "DryRun"
	// DeletionFailed: something past its period could not be deleted, or not for all its names.
	DeletionFailed Reason = "DeletionFailed"
	// NotVerified: files past their period kept turning up, so the run cannot say that all are gone.
	NotVerified Reason = "NotVerified"
	// BlastRadius: more than the permitted share was due at once, so nothing was deleted.
	BlastRadius Reason = "BlastRadius"
	// Interrupted: the run was asked to stop before it was done.
	Interrupted Reason = "Interrupted"
	// RecordFailed: the record of deletions could not be written or read, so nothing more was deleted.
	RecordFailed Reason = "RecordFailed"
	// InvalidArguments: the run was started with arguments that it does not accept.
	InvalidArguments Reason = "InvalidArguments"
	// ClockDoubt: the clocks do not agree, so nothing was deleted.
	ClockDoubt Reason = "ClockDoubt"
	// Busy: another run holds the store.
	Busy Reason = "Busy"
	// StoreUnreadable: the store's root is missing or cannot be read.
	StoreUnreadable Reason = "StoreUnreadable"
	// PathRefused: a declared path is a symbolic link, a mount of its own, or not a directory.
	PathRefused Reason = "PathRefused"
	// AnchorUnavailable: the store cannot tell the moment from which the period counts.
	AnchorUnavailable Reason = "AnchorUnavailable"
)

// The exit codes of the retention program.
const (
	// ExitSucceeded is the exit code of a run that succeeded.
	ExitSucceeded = 0
	// ExitFailed is the exit code of a run that left something, was stopped, or could not keep its record.
	ExitFailed = 1
	// ExitUsage is the exit code of a run with arguments that it does not accept.
	ExitUsage = 2
	// ExitClockDoubt is the exit code of a run that did nothing because the clocks do not agree.
	ExitClockDoubt = 3
	// ExitBusy is the exit code of a run that did nothing because another run holds the store.
	ExitBusy = 4
	// ExitStoreUnreadable is the exit code of a run that could not read the store or its anchors.
	ExitStoreUnreadable = 5
)

// Result is what one run says about itself.
type Result struct {
	// Version is the version of this form.
	Version int `json:"v"`
	// Store is the name of the data store.
	Store string `json:"store"`
	// Seq numbers the recorded runs of a store from 1. A run that recorded nothing (a dry run, a clock doubt, a busy
	// store) carries the number of the last one that did, or 0 when even that could not be read.
	Seq int64 `json:"seq"`
	// StartedAt is when the run began, by the clock of its node.
	StartedAt time.Time `json:"startedAt"`
	// FinishedAt is when the run ended, by the clock of its node.
	FinishedAt time.Time `json:"finishedAt"`
	// DryRun says that the run changed nothing on purpose.
	DryRun bool `json:"dryRun"`
	// Outcome is what came of the run.
	Outcome Outcome `json:"outcome"`
	// Reason is why, in one word.
	Reason Reason `json:"reason"`
	// Message is why, in one sentence of at most 256 characters and without names.
	Message string `json:"message"`

	// Scanned is the number of regular files looked at.
	Scanned int64 `json:"scanned"`
	// Due is the number of files past their period.
	Due int64 `json:"due"`
	// Deleted is the number of files that this run deleted.
	Deleted int64 `json:"deleted"`
	// Verified is the number of deleted files whose name was looked up again and was gone.
	Verified int64 `json:"verified"`
	// Failed is the number of files past their period that are still there, and of directories that could not be read.
	Failed int64 `json:"failed"`
	// Unanchored is the number of files whose period has not begun, because nothing marks its beginning.
	Unanchored int64 `json:"unanchored"`
	// Future is the number of files whose period begins in the future: their time stamps are in doubt.
	Future int64 `json:"future"`
	// Refused is the number of things that are never followed or deleted: symbolic links, other mounts, special files,
	// and files with more than one name, whose deletion under one name would erase nothing.
	Refused int64 `json:"refused"`
	// Missing is the number of declared paths that do not exist.
	Missing int64 `json:"missing,omitempty"`
	// Recovered is the number of deletions of an earlier, killed run that this run found on record and counted.
	Recovered int64 `json:"recovered,omitempty"`
	// Bytes is the size of what was deleted.
	Bytes int64 `json:"bytes"`
	// OldestKept is the anchor of the oldest file that is left; absent when none is left or no file has an anchor.
	OldestKept time.Time `json:"oldestKept,omitzero"`

	// Cumulative counts over all recorded runs, this one included.
	Cumulative Cumulative `json:"cumulative"`
	// Root is the root of this run's manifest, in hexadecimal; empty when the run recorded nothing.
	Root string `json:"root"`
	// Roots are the last roots of the store, oldest first, this run's included.
	Roots []string `json:"roots"`
	// Clock is what the clocks said.
	Clock Clock `json:"clock"`
}

// Cumulative counts over all recorded runs of a store.
type Cumulative struct {
	// Runs is the number of recorded runs.
	Runs int64 `json:"runs"`
	// Deleted is the number of files that were deleted and found gone.
	Deleted int64 `json:"deleted"`
	// Bytes is their size.
	Bytes int64 `json:"bytes"`
}

// Clock is what the clocks said when the run began.
type Clock struct {
	// Agrees says that no clock contradicted another by more than the permitted skew.
	Agrees bool `json:"agrees"`
	// Node is the clock of the node.
	Node time.Time `json:"node,omitzero"`
	// Scheduled is the moment in the name of the job, written by the control plane; absent for a job started by hand.
	Scheduled time.Time `json:"scheduled,omitzero"`
	// LastRun is the end of the last recorded run; absent for the first.
	LastRun time.Time `json:"lastRun,omitzero"`
}

// ExitCode returns the code with which the program that had this result ends.
func (r Result) ExitCode() int {
	if r.Outcome == Succeeded {
		return ExitSucceeded
	}
	switch r.Reason {
	case InvalidArguments:
		return ExitUsage
	case ClockDoubt:
		return ExitClockDoubt
	case Busy:
		return ExitBusy
	case StoreUnreadable, PathRefused, AnchorUnavailable:
		return ExitStoreUnreadable
	default:
		return ExitFailed
	}
}

// Line returns the result as one line of JSON with its line break, at most MaxBytes long. What does not fit is cut
// from the message, then from the oldest roots.
func (r Result) Line() ([]byte, error) {
	r.Message = cut(r.Message, MaxMessage)
	if r.Roots == nil {
		r.Roots = []string{}
	}
	r.Roots = r.Roots[max(0, len(r.Roots)-MaxRoots):]
	line, err := r.encode()
	for err == nil && len(line) > MaxBytes {
		switch {
		case r.Message != "":
			r.Message = cut(r.Message, utf8.RuneCountInString(r.Message)/2)
		case len(r.Roots) > 1:
			r.Roots = r.Roots[1:]
		default:
			return nil, fmt.Errorf("result is %d bytes long, which is more than %d; shorten the store's name",
				len(line), MaxBytes)
		}
		line, err = r.encode()
	}
	return line, err
}

func (r Result) encode() ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(r); err != nil {
		return nil, fmt.Errorf("result cannot be written as JSON: %w", err)
	}
	return out.Bytes(), nil
}

// cut returns the first limit characters of a text, on one line.
func cut(text string, limit int) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "?")), " ")
	runes := []rune(text)
	if len(runes) <= limit {
		return text
	}
	return string(runes[:limit])
}
