// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package facts

import (
	"testing"
	"time"
)

func TestLawsAreWaitedForUntilNoMoreCome(t *testing.T) {
	now := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	cases := map[string]struct {
		created []time.Time
		want    time.Time
	}{
		"no law at all":                                {},
		"a law from a file":                            {created: []time.Time{{}}},
		"a law that has been there":                    {created: []time.Time{now.Add(-5 * time.Second)}},
		"a law that has just come":                     {created: []time.Time{now}, want: now.Add(5 * time.Second)},
		"the newest of several counts":                 {created: []time.Time{now.Add(-time.Second), now.Add(-3 * time.Second)}, want: now.Add(4 * time.Second)},
		"a clock that is behind holds nobody for ever": {created: []time.Time{now.Add(time.Hour)}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			s := &Snapshot{Now: now}
			for _, created := range tc.created {
				s.Policies = append(s.Policies, Policy{Created: created})
			}
			if got := s.LawsSettle(); !got.Equal(tc.want) {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}
