// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"context"
	"crypto/subtle"
	"errors"
	"runtime"
	"time"

	"golang.org/x/sync/semaphore"
)

// Bounds of hashing in one process.
const (
	hashBudgetKiB = maxMemoryKiB // six hashes at the least cost, one at the highest
	maxHashing    = 32           // waiting and running
	maxHashWait   = 5 * time.Second
)

// errBusy says that an attempt found no place in time; its PIN was not looked at.
var errBusy = errors.New("too many attempts at once; try again in a moment")

// hasher compares PINs with hashes in bounded memory.
type hasher struct {
	places chan struct{}
	memory *semaphore.Weighted
	derive func(stored pinHash, pin []byte) []byte
}

func newHasher() *hasher {
	return &hasher{
		places: make(chan struct{}, maxHashing),
		memory: semaphore.NewWeighted(hashBudgetKiB),
		derive: pinHash.derive,
	}
}

// isMatch says whether pin has the stored hash.
func (h *hasher) isMatch(ctx context.Context, stored pinHash, pin []byte) (bool, error) {
	select {
	case h.places <- struct{}{}:
	default:
		return false, errBusy
	}
	defer func() { <-h.places }()
	ctx, cancel := context.WithTimeout(ctx, maxHashWait)
	defer cancel()
	weight := int64(stored.cost.memoryKiB)
	if err := h.memory.Acquire(ctx, weight); err != nil {
		return false, errBusy
	}
	defer h.memory.Release(weight)
	key := h.derive(stored, pin)
	// The block that argon2 filled is garbage now. Collecting it before the
	// budget is given back is what makes the budget a bound: the heap is small
	// otherwise, so this takes a millisecond.
	runtime.GC()
	return subtle.ConstantTimeCompare(key, stored.key) == 1, nil
}
