// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package retention

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/facegov/facegov/internal/retention/result"
)

// maxDelay is how long after its scheduled time a job may still begin: a day and the hour of summer time.
const maxDelay = 25 * time.Hour

// scheduledName matches the name of a job that a CronJob made: its controller ends it with the scheduled time in
// minutes since 1970, which has eight digits from 1989 until 2160.
var scheduledName = regexp.MustCompile(`-([0-9]{8})$`)

// scheduledTime returns the time in a job's name, if it has one.
func scheduledTime(job string) (time.Time, bool) {
	match := scheduledName.FindStringSubmatch(job)
	if match == nil {
		return time.Time{}, false
	}
	minutes, err := strconv.ParseInt(match[1], 10, 64)
	if err != nil {
		return time.Time{}, false
	}
	return time.Unix(minutes*60, 0).UTC(), true
}

// compareClocks compares the clock of the node with that of the control plane and with the record of the run before. A
// clock that runs ahead deletes what must stay; one that runs behind keeps what must go and calls it done.
func compareClocks(node time.Time, job string, lastRun time.Time, skew time.Duration) (result.Clock, error) {
	clock := result.Clock{Node: node.UTC().Truncate(time.Second), LastRun: lastRun}
	var isScheduled bool
	clock.Scheduled, isScheduled = scheduledTime(job)
	switch {
	case isScheduled && node.Before(clock.Scheduled.Add(-skew)):
		return clock, doubt("the node's clock is %s before the time for which the job was scheduled; correct the node's"+
			" clock", clock.Scheduled.Sub(node))
	case isScheduled && node.After(clock.Scheduled.Add(maxDelay)):
		return clock, doubt("the node's clock is %s after the time for which the job was scheduled; correct the node's"+
			" clock, or give a job by hand a name that does not end in eight digits", node.Sub(clock.Scheduled))
	case !lastRun.IsZero() && node.Before(lastRun.Add(-skew)):
		return clock, doubt("the node's clock is %s before the end of the last run; correct the node's clock, or, if it"+
			" was wrong at that run, lastRun in the store's state.json", lastRun.Sub(node))
	}
	clock.Agrees = true
	return clock, nil
}

func doubt(format string, by time.Duration) error {
	return because(result.ClockDoubt, fmt.Sprintf("Nothing was deleted: "+format+".", by.Round(time.Second)))
}
