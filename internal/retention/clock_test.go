// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package retention_test

import (
	"strings"
	"testing"
	"time"

	"github.com/facegov/facegov/internal/retention"
	"github.com/facegov/facegov/internal/retention/result"
	"github.com/facegov/facegov/internal/stores"
)

func TestClocksThatDoNotAgreeStopDeletion(t *testing.T) {
	// 29499120 minutes after 1970 it was noon.
	tests := map[string]struct {
		job       string
		now       time.Time
		wantDoubt string
	}{
		"a job that is on time":                         {"gallery-29499120", noon, ""},
		"a node that is five minutes behind":            {"gallery-29499120", noon.Add(-5 * time.Minute), ""},
		"a node that is more than five minutes behind":  {"gallery-29499120", noon.Add(-5*time.Minute - time.Second), "5m1s before the time"},
		"a job that begins 25 hours late":               {"gallery-29499120", noon.Add(25 * time.Hour), ""},
		"a job that begins later than that":             {"gallery-29499120", noon.Add(25*time.Hour + time.Second), "25h0m1s after the time"},
		"a node that is ten years ahead":                {"gallery-29499120", noon.AddDate(10, 0, 0), "after the time"},
		"a job by hand":                                 {"gallery-by-hand", noon, ""},
		"a job by hand with a short number":             {"gallery-2", noon, ""},
		"a job by hand that ends in a date":             {"gallery-20260201", noon, "does not end in eight digits"},
		"no job":                                        {"", noon, ""},
		"five minutes before the end of the last run":   {"", noon.Add(-time.Hour - 5*time.Minute), ""},
		"more than that before the end of the last run": {"", noon.Add(-time.Hour - 6*time.Minute), "6m0s before the end of the last run"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			v := newVolume(t)
			v.plantMany(1, 0)
			config := v.config(stores.Captured)
			config.Now = func() time.Time { return noon.Add(-time.Hour) }
			v.run(config)
			v.plantMany(4, 0)
			config.Now = func() time.Time { return tc.now }
			config.Job = tc.job
			before := v.snapshot()
			r := v.run(config)
			if tc.wantDoubt == "" {
				if r.Outcome != result.Succeeded || !r.Clock.Agrees || r.Deleted != 4 {
					t.Errorf("the run ended with %s: %s", r.Reason, r.Message)
				}
				return
			}
			v.expect(r, "Failed ClockDoubt scanned=0 due=0 deleted=0 verified=0 failed=0 unanchored=0 future=0 refused=0 exit=3")
			if !strings.Contains(r.Message, tc.wantDoubt) || r.Clock.Agrees {
				t.Errorf("the message %q does not say %q", r.Message, tc.wantDoubt)
			}
			if r.Seq != 1 || len(v.snapshot()) != len(before) || v.files() != 4 {
				t.Errorf("a run in doubt changed the store: run %d, %d files", r.Seq, v.files())
			}
		})
	}
}

func TestADoubtfulRunDoesNotBecomeTheNextOnesReference(t *testing.T) {
	v := newVolume(t)
	v.plantMany(1, 0)
	config := v.config(stores.Captured)
	v.run(config)
	v.plantMany(4, 0)
	config.Now = func() time.Time { return noon.AddDate(-1, 0, 0) }
	for range 2 {
		if r := v.run(config); r.Reason != result.ClockDoubt {
			t.Errorf("the run ended with %s", r.Reason)
		}
	}
	config.Now = func() time.Time { return noon.Add(time.Hour) }
	if r := v.run(config); r.Deleted != 4 {
		t.Errorf("with the clock put right, %d files were deleted: %s", r.Deleted, r.Message)
	}
}

func TestADryRunDoubtsTheClocksToo(t *testing.T) {
	v := newVolume(t)
	v.plantMany(4, 0)
	config := v.config(stores.Captured)
	config.DryRun, config.Job = true, "gallery-29499120"
	config.Now = func() time.Time { return noon.AddDate(1, 0, 0) }
	v.expect(v.run(config),
		"Failed ClockDoubt scanned=0 due=0 deleted=0 verified=0 failed=0 unanchored=0 future=0 refused=0 exit=3")
}

func TestAMinimumAboveTheMaximumIsRefused(t *testing.T) {
	tests := map[string]struct {
		shortest, longest string
		want              bool
	}{
		"no minimum":                             {"PT0S", "PT0S", true},
		"equal":                                  {"P30D", "P30D", true},
		"below":                                  {"P30D", "P1Y", true},
		"above in February alone":                {"P30D", "P1M", true},
		"above in all months but those of 31":    {"P31D", "P1M", true},
		"above in every month":                   {"P32D", "P1M", false},
		"above in years that are no leap years":  {"P366D", "P1Y", true},
		"above in every year":                    {"P367D", "P1Y", false},
		"a minimum while nothing is to be kept":  {"PT1S", "PT0S", false},
		"thirty days against a maximum of a day": {"P30D", "P1D", false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			err := retention.CheckPeriods(parsed(tc.shortest), parsed(tc.longest))
			if (err == nil) != tc.want {
				t.Errorf("CheckPeriods returned %v", err)
			}
			if err != nil && (!strings.Contains(err.Error(), "--min "+tc.shortest) || !strings.Contains(err.Error(), "lengthen")) {
				t.Errorf("error %q names no field or no way out", err)
			}
		})
	}
}
