// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// crowd starts attempts at once on a hasher whose computations wait for gate.
type crowd struct {
	hasher  *hasher
	gate    chan struct{}
	running atomic.Int64 // computations
	memory  atomic.Int64 // KiB in use
	done    sync.WaitGroup

	mu      sync.Mutex
	matches int
	busy    int
}

func newCrowd() *crowd {
	c := &crowd{hasher: newHasher(), gate: make(chan struct{})}
	c.hasher.derive = func(stored pinHash, _ []byte) []byte {
		c.running.Add(1)
		c.memory.Add(int64(stored.cost.memoryKiB))
		<-c.gate
		c.running.Add(-1)
		c.memory.Add(-int64(stored.cost.memoryKiB))
		return stored.key
	}
	return c
}

func (c *crowd) join(ctx context.Context, count int, memoryKiB uint32) {
	stored := pinHash{cost: cost{memoryKiB: memoryKiB, passes: 1, lanes: 1}, key: make([]byte, 32)}
	for range count {
		c.done.Go(func() {
			match, err := c.hasher.isMatch(ctx, stored, nil)
			c.mu.Lock()
			defer c.mu.Unlock()
			if match {
				c.matches++
			}
			if errors.Is(err, errBusy) {
				c.busy++
			}
		})
	}
}

func TestHashingIsBounded(t *testing.T) {
	cases := map[string]struct {
		memoryKiB   uint32
		wantRunning int64
	}{
		"Six hashes at the least cost run at once":  {minMemoryKiB, 6},
		"Two hashes at half the budget run at once": {hashBudgetKiB / 2, 2},
		"One hash at the highest cost runs alone":   {maxMemoryKiB, 1},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCrowd()
				c.join(t.Context(), maxHashing+8, tc.memoryKiB)
				synctest.Wait()
				if got := c.running.Load(); got != tc.wantRunning {
					t.Errorf("%d hashes run at once, want %d", got, tc.wantRunning)
				}
				if got := c.memory.Load(); got > hashBudgetKiB {
					t.Errorf("%d KiB are in use, the budget is %d", got, hashBudgetKiB)
				}
				if c.busy != 8 {
					t.Errorf("%d were told to come back, want the 8 that found no place", c.busy)
				}
				close(c.gate)
				c.done.Wait()
				if c.matches != maxHashing {
					t.Errorf("%d got an answer in the end, want %d", c.matches, maxHashing)
				}
			})
		})
	}
}

func TestHashingDoesNotKeepAnybodyWaitingForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd()
		c.join(t.Context(), 1, maxMemoryKiB)
		synctest.Wait()
		begin := time.Now() // the bubble's clock, which moves only while all wait
		_, err := c.hasher.isMatch(t.Context(), pinHash{cost: newHashCost}, nil)
		if waited := time.Since(begin); !errors.Is(err, errBusy) || waited != maxHashWait {
			t.Errorf("after %s got %v, want to be told to come back after %s", waited, err, maxHashWait)
		}
		close(c.gate)
		c.done.Wait()
	})
}

func TestHashingForgetsWhoWentAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd()
		c.join(t.Context(), 1, maxMemoryKiB)
		synctest.Wait()
		gone, leave := context.WithCancel(t.Context())
		c.join(gone, maxHashing-1, minMemoryKiB)
		synctest.Wait()
		leave()
		synctest.Wait()
		if c.busy != maxHashing-1 || len(c.hasher.places) != 1 {
			t.Errorf("%d left and %d places are taken, want %d and 1", c.busy, len(c.hasher.places), maxHashing-1)
		}
		close(c.gate)
		c.done.Wait()
	})
}
