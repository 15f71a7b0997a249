// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package manifest is the form of the record that each run of the retention program leaves: which items it meant to
// delete, and what became of each. It reads and writes streams, and knows nothing of where they are kept.
//
// A manifest is a file of JSON lines. The first line is the run: store, number, and the root of the manifest before it.
// Before an item is deleted, a line with its number n, its pseudonym, class, size and anchor says so and is made
// durable; afterwards a second line with the same n says when it was found gone, or why it was not deleted. A run that
// was killed in between leaves an item without its second line, which the next run supplies. The last line counts and
// carries the root: that of the Merkle tree of RFC 6962 over all lines before it, without their line breaks. Since the
// first line names the previous root, the roots form a chain: no manifest can be changed, added or taken out without
// changing every later root, and the operator keeps those.
//
//	{"run":{"v":1,"store":"gallery","seq":2,"startedAt":"…","previous":"…","anchor":"Captured","max":"P1Y","scope":"…"}}
//	{"n":1,"id":"…","class":"Template","size":2048,"anchor":"2025-01-31T08:00:00Z"}
//	{"n":1,"deletedAt":"2026-02-01T00:00:03Z","verified":true}
//	{"end":{"finishedAt":"…","reason":"Swept","items":1,"deleted":1,"bytes":2048,"notDeleted":0,"root":"…"}}
//
// The id is an HMAC of the item's path under a key that stays in the store: a path can be a person's name, and PIPL 51
// and 73 ask for pseudonyms where the name is not needed. Whoever knows a path and the key can show that the item was
// deleted; whoever knows only the manifest learns no name.
package manifest

import (
	"time"
)

// Version is the version of the manifest's form.
const Version = 1

// MaxLine bounds one line.
const MaxLine = 4096

// Run is the first line of a manifest.
type Run struct {
	// Version is the version of the manifest's form.
	Version int `json:"v"`
	// Store is the name of the data store.
	Store string `json:"store"`
	// Seq numbers the recorded runs of a store from 1.
	Seq int64 `json:"seq"`
	// StartedAt is when the run began.
	StartedAt time.Time `json:"startedAt"`
	// Previous is the root of the manifest before this one; empty for the first.
	Previous string `json:"previous"`
	// Anchor is the kind of moment from which the period counts.
	Anchor string `json:"anchor"`
	// Max is the period, an ISO 8601 duration.
	Max string `json:"max"`
	// Erase says that the store was emptied, whatever the period.
	Erase bool `json:"erase,omitempty"`
	// Scope is a pseudonym of the paths that the run looked at.
	Scope string `json:"scope"`
}

// Intent says that an item is about to be deleted.
type Intent struct {
	// N numbers the item within the manifest from 1.
	N int64 `json:"n"`
	// ID is the pseudonym of the item's path.
	ID string `json:"id"`
	// Class is the class of data that the item is.
	Class string `json:"class"`
	// Size is its size in bytes.
	Size int64 `json:"size"`
	// Anchor is the moment from which its period counted.
	Anchor time.Time `json:"anchor"`
}

// End is the last line of a manifest.
type End struct {
	// FinishedAt is when the manifest was closed.
	FinishedAt time.Time `json:"finishedAt"`
	// Reason is the reason of the run's outcome.
	Reason string `json:"reason"`
	// Items is the number of items that were about to be deleted.
	Items int64 `json:"items"`
	// Deleted is the number of items that were deleted and found gone.
	Deleted int64 `json:"deleted"`
	// Bytes is their size.
	Bytes int64 `json:"bytes"`
	// NotDeleted is the number of items that were not deleted.
	NotDeleted int64 `json:"notDeleted"`
	// Recovered is the number of items whose fate a later run found out.
	Recovered int64 `json:"recovered,omitempty"`
	// Root is the root of the Merkle tree over all lines before this one.
	Root string `json:"root"`
}

// outcome is the second line of an item.
type outcome struct {
	N          int64      `json:"n"`
	DeletedAt  *time.Time `json:"deletedAt,omitempty"`
	Verified   bool       `json:"verified,omitempty"`
	NotDeleted string     `json:"notDeleted,omitempty"`
}

// Tally is what the lines of a manifest add up to.
type Tally struct {
	// Items, Deleted, Bytes and NotDeleted are the counts of End.
	Items, Deleted, Bytes, NotDeleted int64
}
