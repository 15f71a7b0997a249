// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package retention

import (
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	long := strings.Repeat("a", 48)
	tests := map[string]struct{ deployment, store, want string }{
		"short names are joined":                          {"north-gate", "gallery", "north-gate-gallery-sweep"},
		"a store with a hyphen could be read in two ways": {"north", "gate-gallery", "north-gate-gallery-a922899f-sweep"},
		"a name that just fits stays":                     {long[:38], "gallery", long[:38] + "-gallery-sweep"},
		"a longer one is cut":                             {long[:39], "gallery", long[:37] + "-1dd16ac7-sweep"},
		"no hyphen is left where it is cut":               {long[:36], "matchrecords", long[:36] + "-1b2198f5-sweep"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := SweepName(tc.deployment, tc.store); got != tc.want {
				t.Errorf("SweepName(%s, %s) = %s, want %s", tc.deployment, tc.store, got, tc.want)
			}
		})
	}
}

func TestNamesNeverMeet(t *testing.T) {
	parts := []string{"a", "b", "a-b", "b-a", "a-b-c", "c", "b-c", strings.Repeat("a", 40), strings.Repeat("a", 39) + "b"}
	seen := map[string]string{}
	for _, deployment := range parts {
		for _, store := range parts {
			for _, name := range []string{SweepName(deployment, store), EraseName(deployment, store)} {
				if other, taken := seen[name]; taken {
					t.Errorf("%s names %s and %s/%s", name, other, deployment, store)
				}
				seen[name] = deployment + "/" + store
				if len(name) > maxName {
					t.Errorf("%s has %d characters", name, len(name))
				}
			}
		}
	}
}

func TestEraseNameTellsNoTime(t *testing.T) {
	// The retention program reads a scheduled time from a job's name that ends in eight digits.
	if name := EraseName("north-gate", "12345678"); !strings.HasSuffix(name, "-erase") {
		t.Errorf("EraseName = %s", name)
	}
}
