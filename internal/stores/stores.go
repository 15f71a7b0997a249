// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package stores says what facegov asks of a place where faces are kept: to show what is there, to delete what it is
// told to, and to look again. What is due, and in which order things are done and recorded, is not a store's business.
package stores

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Anchor is the kind of moment from which a retention period counts.
type Anchor string

// The anchors.
const (
	// Captured counts from when the image was taken.
	Captured Anchor = "Captured"
	// Enrolled counts from when the template was stored.
	Enrolled Anchor = "Enrolled"
	// LastUsed counts from when the template was last read or written.
	LastUsed Anchor = "LastUsed"
	// PurposeEnded counts from when the purpose ended for the person, for instance when a resident moved out.
	PurposeEnded Anchor = "PurposeEnded"
	// ConsentWithdrawn counts from when the person withdrew the consent.
	ConsentWithdrawn Anchor = "ConsentWithdrawn"
)

// Anchors returns all anchors.
func Anchors() []Anchor {
	return []Anchor{Captured, Enrolled, LastUsed, PurposeEnded, ConsentWithdrawn}
}

// ParseAnchor returns the anchor of a name.
func ParseAnchor(name string) (Anchor, error) {
	names := make([]string, 0, len(Anchors()))
	for _, anchor := range Anchors() {
		if string(anchor) == name {
			return anchor, nil
		}
		names = append(names, string(anchor))
	}
	return "", fmt.Errorf("anchor %.40q is not known; choose one of %s", name, strings.Join(names, ", "))
}

// IsMarked reports whether the anchor is a moment that the data cannot tell, and that someone must mark.
func (a Anchor) IsMarked() bool { return a == PurposeEnded || a == ConsentWithdrawn }

// The errors of a store that cannot be used. Their text names paths of the configuration, never of a stored thing.
var (
	// ErrUnreadable means that the store is missing or cannot be read.
	ErrUnreadable = errors.New("the store cannot be read")
	// ErrPathRefused means that a path of the configuration is one that is never followed.
	ErrPathRefused = errors.New("the path is refused")
	// ErrAnchorUnavailable means that the store cannot tell the moment from which the period counts.
	ErrAnchorUnavailable = errors.New("the anchor is not available")
)

// Standing says how an item can be dealt with.
type Standing uint8

// The standings of an item.
const (
	// Deletable items may be deleted when they are due.
	Deletable Standing = iota
	// Unanchored items are not due, because nothing marks the beginning of their period.
	Unanchored
	// Shared items have another name elsewhere, so that deleting them here would erase nothing.
	Shared
	// Refused items are never followed, read or deleted.
	Refused
	// Unreadable items may hide others.
	Unreadable
)

// Item is one thing in a store.
type Item struct {
	// Key is where the thing is in its store. It can be a person's name: it must not reach a log, a status or a record.
	Key string
	// Class is the class of data that the thing is.
	Class string
	// Size is its size in bytes.
	Size int64
	// Anchor is the moment from which its period counts; zero for an item that has none.
	Anchor time.Time
	// Standing says how the item can be dealt with.
	Standing Standing
	// Version tells this thing from a later one under the same key. Only its store can read it.
	Version [2]uint64
}

// Fate is what became of an item that was to be deleted.
type Fate uint8

// The fates of an item.
const (
	// Gone: it was deleted, and was not there when its name was looked up again.
	Gone Fate = iota + 1
	// Vanished: someone else had deleted it before.
	Vanished
	// Changed: it was no longer the thing that had been found due, and was left alone.
	Changed
	// Failed: it could not be deleted.
	Failed
)

// Outcome is what became of one item.
type Outcome struct {
	// Fate is what became of it.
	Fate Fate
	// Why says why it is still there, in words without a name; empty when it is not.
	Why string
}

// Tidied counts what Tidy did.
type Tidied struct {
	// Directories is the number of empty directories removed.
	Directories int
	// Marks is the number of marks removed, whose things are gone.
	Marks int
	// Left is the number of empty directories and marks that could not be removed.
	Left int
}

// Store is a place where faces are kept.
type Store interface {
	// Scan shows every item, some at a time. The slice belongs to the store again when visit returns. Items may come
	// and go meanwhile; what is deleted after it was shown does not keep others from being shown. Scan stops at the
	// first error of visit or of ctx, and returns it.
	Scan(ctx context.Context, visit func([]Item) error) error
	// Delete deletes the items that are still what Scan showed, and looks each up again. It returns one outcome for
	// each item, in the same order, and works on several at a time.
	Delete(items []Item) []Outcome
	// Tidy removes what deleted items leave behind, where a name could still tell of them.
	Tidy(ctx context.Context) (Tidied, error)
	// Missing returns the number of declared paths that do not exist.
	Missing() (int64, error)
	// Sync makes all deletions durable.
	Sync() error
}
