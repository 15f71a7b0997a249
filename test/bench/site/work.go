// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package site

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// Timing is how long requests took, each and together.
type Timing struct {
	Total    time.Duration
	Requests []time.Duration
}

// Quantile of the requests' times.
func (t Timing) Quantile(q float64) time.Duration {
	if len(t.Requests) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(t.Requests))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

// Each does something for every number below n, by so many writers at once, and says how long each took. It goes on
// after an error.
func Each(ctx context.Context, writers, n int, do func(context.Context, int) error) (Timing, error) {
	t := Timing{Requests: make([]time.Duration, n)}
	errs := make([]error, writers)
	next := make(chan int)
	started := time.Now()
	var wait sync.WaitGroup
	for w := range writers {
		wait.Go(func() {
			for i := range next {
				begun := time.Now()
				if err := do(ctx, i); err != nil && errs[w] == nil {
					errs[w] = err
				}
				t.Requests[i] = time.Since(begun)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wait.Wait()
	t.Total = time.Since(started)
	return t, errors.Join(errs...)
}
