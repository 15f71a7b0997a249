// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package retention renders what deletes: one CronJob for each data store that keeps its period, and the jobs that
// empty a store for good. PIPL articles 19 and 47.
package retention

import (
	"fmt"
	"hash/fnv"
	"time"

	"github.com/facegov/facegov/internal/law/period"
)

// timeZone is where schedules count, whatever the place: without summer time no run falls into an hour that is skipped.
const timeZone = "Etc/UTC"

// sharesOfPeriod is how often a store is swept within its period, at least where minutes allow it.
const sharesOfPeriod = 24

// intervals are the times between two sweeps that a cron schedule can keep, longest first. They divide the hour or the
// day, so that no step at its end is shorter or longer.
var intervals = []time.Duration{
	24 * time.Hour, 12 * time.Hour, 8 * time.Hour, 6 * time.Hour, 4 * time.Hour, 3 * time.Hour, 2 * time.Hour, time.Hour,
	30 * time.Minute, 20 * time.Minute, 15 * time.Minute, 10 * time.Minute, 5 * time.Minute, 2 * time.Minute, time.Minute,
}

// Schedule returns a cron schedule for a period and the time between two of its runs: at most a 24th of the period and
// never more than a day. Each run also deletes what would be overdue before the next, so that nothing is kept past its
// period; below 24 minutes the schedule is every minute and keeps the period just so. The hash chooses the minute and
// the hour, so that the sweeps of a cluster do not all begin at once.
func Schedule(longest period.Period, hash uint32) (cron string, interval time.Duration) {
	interval = intervalFor(longest)
	return cronOf(interval, hash), interval
}

func cronOf(interval time.Duration, hash uint32) string {
	const minutesOfDay = 24 * 60
	first := time.Duration(hash%minutesOfDay) * time.Minute % interval
	hour, minute := first/time.Hour, first%time.Hour/time.Minute
	switch {
	case interval == time.Minute:
		return "* * * * *"
	case interval < time.Hour:
		return fmt.Sprintf("%d-59/%d * * * *", minute, interval/time.Minute)
	case interval == time.Hour:
		return fmt.Sprintf("%d * * * *", minute)
	case interval < 24*time.Hour:
		return fmt.Sprintf("%d %d-23/%d * * *", minute, hour, interval/time.Hour)
	default:
		return fmt.Sprintf("%d %d * * *", minute, hour)
	}
}

func intervalFor(longest period.Period) time.Duration {
	// A period has a length only from a moment on. From this one a month has 28 days and a year 365: the shortest.
	start := time.Date(2001, time.February, 1, 0, 0, 0, 0, time.UTC)
	share := longest.AddTo(start).Sub(start) / sharesOfPeriod
	for _, interval := range intervals {
		if interval <= share {
			return interval
		}
	}
	return intervals[len(intervals)-1]
}

// hashOf is the same for a store as long as it keeps its names.
func hashOf(namespace, name, store string) uint32 {
	hash := fnv.New32a()
	fmt.Fprintf(hash, "%s/%s/%s", namespace, name, store)
	return hash.Sum32()
}

// iso writes a time between two sweeps as an ISO 8601 duration.
func iso(interval time.Duration) string {
	if interval%time.Hour == 0 {
		return fmt.Sprintf("PT%dH", interval/time.Hour)
	}
	return fmt.Sprintf("PT%dM", interval/time.Minute)
}
