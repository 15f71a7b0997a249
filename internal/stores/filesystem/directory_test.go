// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package filesystem

import (
	"errors"
	"math"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/facegov/facegov/internal/stores"
)

func TestLastUsedNeedsAccessTimes(t *testing.T) {
	tests := map[string]struct {
		flags int64
		want  error
	}{
		"strictatime": {0, nil},
		"relatime":    {unix.ST_RELATIME | unix.ST_NOSUID, nil},
		"nodiratime":  {unix.ST_NODIRATIME, nil},
		"noatime":     {unix.ST_NOATIME | unix.ST_NODEV, stores.ErrAnchorUnavailable},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if err := checkAccessTimes(tc.flags); !errors.Is(err, tc.want) {
				t.Errorf("checkAccessTimes returned %v, want %v", err, tc.want)
			}
		})
	}
}

func TestMomentsStayWithinWhatCanBeWritten(t *testing.T) {
	tests := map[string]struct {
		at   unix.StatxTimestamp
		want time.Time
	}{
		"an ordinary one": {unix.StatxTimestamp{Sec: 1_700_000_000, Nsec: 5}, time.Unix(1_700_000_000, 5)},
		"before 1970":     {unix.StatxTimestamp{Sec: -1}, time.Unix(-1, 0)},
		"the first":       {unix.StatxTimestamp{Sec: math.MinInt64}, earliest},
		"the last":        {unix.StatxTimestamp{Sec: math.MaxInt64}, latest},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := moment(tc.at); !got.Equal(tc.want) {
				t.Errorf("moment = %s, want %s", got, tc.want)
			}
		})
	}
}
