// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package retention_test

import (
	"testing"
	"time"

	"github.com/facegov/facegov/internal/retention"
	"github.com/facegov/facegov/internal/stores"
	"github.com/facegov/facegov/internal/stores/filesystem"
)

func TestWhatWouldBePastItsPeriodBeforeTheNextRunGoesNow(t *testing.T) {
	v := newVolume(t)
	v.plant("faces/"+person+"-tomorrow.bin", noon.AddDate(0, 0, -29).Add(-12*time.Hour))
	v.plant("faces/"+person+"-next-week.bin", noon.AddDate(0, 0, -23))
	config := v.config(stores.Captured)
	config.Max = parsed("P30D")
	v.expect(v.run(config),
		"Succeeded NothingDue scanned=2 due=0 deleted=0 verified=0 failed=0 unanchored=0 future=0 refused=0 exit=0")
	config.Ahead = parsed("P1D")
	v.expect(v.run(config),
		"Succeeded Swept scanned=2 due=1 deleted=1 verified=1 failed=0 unanchored=0 future=0 refused=0 exit=0")
}

func TestLookingAheadNeverGoesBelowTheLegalMinimum(t *testing.T) {
	v := newVolume(t)
	v.plant("faces/"+person+".bin", noon.AddDate(0, 0, -29).Add(-12*time.Hour))
	config := v.config(stores.Captured)
	config.Min, config.Max, config.Ahead = parsed("P30D"), parsed("P30D"), parsed("P1D")
	v.expect(v.run(config),
		"Succeeded NothingDue scanned=1 due=0 deleted=0 verified=0 failed=0 unanchored=0 future=0 refused=0 exit=0")
}

// erasing is a run that empties the store.
func (v volume) erasing(anchor stores.Anchor) retention.Config {
	v.t.Helper()
	store, err := filesystem.Open(filesystem.Options{
		Root: v.root, Paths: []filesystem.Path{{Class: "Template", Path: "faces"}}, Anchor: anchor, Erase: true,
	})
	v.must(err)
	v.t.Cleanup(store.Close)
	config := configFor(store, anchor)
	config.Erase = true
	return config
}

func TestErasingLeavesNothingWhateverItsPeriod(t *testing.T) {
	for _, anchor := range stores.Anchors() {
		t.Run(string(anchor), func(t *testing.T) {
			v := newVolume(t)
			v.plant("faces/"+person+"-old.bin", noon.AddDate(-9, 0, 0))
			v.plant("faces/"+person+"-new.bin", noon)
			v.plant("faces/"+person+"-later.bin", noon.Add(time.Hour))
			v.mark("faces/"+person+"-old.bin", noon.AddDate(-1, 0, 0))
			r := v.run(v.erasing(anchor))
			v.expect(r, "Succeeded Swept scanned=3 due=3 deleted=3 verified=3 failed=0 unanchored=0 future=0 refused=0 exit=0")
			if !r.OldestKept.IsZero() {
				t.Errorf("something of %s is kept", r.OldestKept)
			}
			if left := v.files(); left != 0 || v.exists(".facegov/ended/faces/"+person+"-old.bin") {
				t.Errorf("%d files are left, or a mark", left)
			}
		})
	}
}

func TestErasingKeepsWhatALawKeeps(t *testing.T) {
	for _, anchor := range []stores.Anchor{stores.Captured, stores.PurposeEnded} {
		t.Run(string(anchor), func(t *testing.T) {
			v := newVolume(t)
			v.plant("faces/"+person+"-old.bin", noon.AddDate(0, 0, -40))
			v.plant("faces/"+person+"-new.bin", noon.AddDate(0, 0, -3))
			v.plant("faces/"+person+"-later.bin", noon.Add(time.Hour))
			config := v.erasing(anchor)
			config.Min = parsed("P30D")
			r := v.run(config)
			v.expect(r, "Succeeded Swept scanned=3 due=1 deleted=1 verified=1 failed=0 unanchored=0 future=1 refused=0 exit=0")
			if !r.OldestKept.Equal(noon.AddDate(0, 0, -3)) {
				t.Errorf("the oldest kept is of %s", r.OldestKept)
			}
		})
	}
}
