// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package manifest

import (
	"crypto/sha256"
	"encoding/hex"
)

// The prefixes of RFC 6962, section 2.1, keep a leaf from passing for a node.
const (
	leafPrefix = 0x00
	nodePrefix = 0x01
)

type digest = [sha256.Size]byte

// Tree is the Merkle tree of RFC 6962, section 2.1, over leaves that come one after another. It holds one digest for
// each complete subtree, so a million leaves need twenty. The zero value is the empty tree.
type Tree struct {
	subtrees []subtree
	scratch  []byte
}

// subtree is a complete subtree of 2^height leaves.
type subtree struct {
	height int
	sum    digest
}

// Add appends one leaf.
func (t *Tree) Add(leaf []byte) {
	t.scratch = append(append(t.scratch[:0], leafPrefix), leaf...)
	next := subtree{sum: sha256.Sum256(t.scratch)}
	for len(t.subtrees) > 0 && t.subtrees[len(t.subtrees)-1].height == next.height {
		last := len(t.subtrees) - 1
		next = subtree{height: next.height + 1, sum: node(t.subtrees[last].sum, next.sum)}
		t.subtrees = t.subtrees[:last]
	}
	t.subtrees = append(t.subtrees, next)
}

// Root returns the tree's root in hexadecimal. More leaves can be added afterwards.
func (t *Tree) Root() string {
	if len(t.subtrees) == 0 {
		empty := sha256.Sum256(nil)
		return hex.EncodeToString(empty[:])
	}
	sum := t.subtrees[len(t.subtrees)-1].sum
	for i := len(t.subtrees) - 2; i >= 0; i-- {
		sum = node(t.subtrees[i].sum, sum)
	}
	return hex.EncodeToString(sum[:])
}

func node(left, right digest) digest {
	var both [1 + 2*sha256.Size]byte
	both[0] = nodePrefix
	copy(both[1:], left[:])
	copy(both[1+sha256.Size:], right[:])
	return sha256.Sum256(both[:])
}
