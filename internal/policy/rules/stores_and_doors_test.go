// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

func TestRetention(t *testing.T) {
	store := func(kind v1alpha1.DataStoreType, period string, classes ...v1alpha1.DataClass) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) {
			s.Deployment.Spec.DataStores = []v1alpha1.DataStore{{
				Name: "store", Type: kind, Classes: classes,
				Retention: v1alpha1.Retention{Max: period, Anchor: v1alpha1.AnchorEnrolled},
			}}
		}
	}
	const volume, memory = v1alpha1.DataStoreVolume, v1alpha1.DataStoreMemory
	const template, raw = v1alpha1.DataTemplate, v1alpha1.DataRawImage
	const path = "spec.dataStores[0].retention"
	month := v1alpha1.RetentionRequirement{Max: "P1M"}
	tests := map[string]struct {
		demand v1alpha1.RetentionRequirement
		ruleCase
	}{
		"within the longest period": {month, ruleCase{store(volume, "P30D", template), []brief{{Met, "PeriodKept", "spec.dataStores"}}}},
		"longer than the longest":   {month, ruleCase{store(volume, "P32D", template), []brief{{Violated, "KeptTooLong", path + ".max"}}}},
		"thirty days are more than a month in March": {month, ruleCase{func(s *facts.Snapshot) {
			store(volume, "P30D", template)(s)
			s.Now = time.Date(2027, time.March, 15, 0, 0, 0, 0, time.UTC)
		}, []brief{{Violated, "KeptTooLong", path + ".max"}}}},
		"the same instant in another time zone is judged the same": {month, ruleCase{func(s *facts.Snapshot) {
			store(volume, "P30D", template)(s)
			s.Now = time.Date(2027, time.March, 30, 23, 0, 0, 0, time.UTC).In(time.FixedZone("far", 14*3600))
		}, []brief{{Met, "PeriodKept", "spec.dataStores"}}}},
		"what memory holds is not kept": {
			v1alpha1.RetentionRequirement{Classes: []v1alpha1.DataClass{raw}, Max: "PT0S"},
			ruleCase{store(memory, "PT1M", raw), []brief{{Met, "NothingStored", "spec.dataStores"}}},
		},
		"a class that the rule does not bind": {
			v1alpha1.RetentionRequirement{Classes: []v1alpha1.DataClass{raw}, Max: "PT0S"},
			ruleCase{store(volume, "P9Y", template), []brief{{Met, "NothingStored", "spec.dataStores"}}},
		},
		"a face captured along the way is bound": {
			month, ruleCase{store(volume, "P9Y", v1alpha1.DataBystander), []brief{{Violated, "KeptTooLong", path + ".max"}}},
		},
		"anonymised data is free": {month, ruleCase{store(volume, "P9Y", v1alpha1.DataAnonymised), []brief{{Met, "NothingStored", "spec.dataStores"}}}},
		"two classes of one store are two findings": {
			month, ruleCase{store(volume, "P1Y", template, raw), []brief{
				{Violated, "KeptTooLong", path + ".max"}, {Violated, "KeptTooLong", path + ".max"},
			}},
		},
		"shorter than the shortest": {
			v1alpha1.RetentionRequirement{Min: "P30D"}, ruleCase{store(volume, "P29D", template), []brief{{Violated, "KeptTooShort", path + ".max"}}},
		},
		"counted from the wrong moment": {
			v1alpha1.RetentionRequirement{Anchors: []v1alpha1.RetentionAnchor{v1alpha1.AnchorPurposeEnded}},
			ruleCase{store(volume, "P1D", template), []brief{{Violated, "WrongAnchor", path + ".anchor"}}},
		},
		"no reason given": {
			v1alpha1.RetentionRequirement{Reason: "Required"},
			ruleCase{store(volume, "P1D", template), []brief{{Unknown, "ReasonMissing", path + ".reason"}}},
		},
		"a period that cannot be read": {month, ruleCase{store(volume, "P1W2D", template), []brief{{Unknown, "PeriodUnreadable", path + ".max"}}}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			r, errs := compileRetention(&tc.demand)
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			tc.run(t, r)
		})
	}
}

func TestRetentionIsLookedAtAgainWhenTheCalendarTurns(t *testing.T) {
	r, errs := compileRetention(&v1alpha1.RetentionRequirement{Max: "P1M"})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	w := worldOf(func(s *facts.Snapshot) {
		s.Deployment.Spec.DataStores = []v1alpha1.DataStore{{
			Type: v1alpha1.DataStoreVolume, Classes: []v1alpha1.DataClass{v1alpha1.DataTemplate},
			Retention: v1alpha1.Retention{Max: "P30D"},
		}}
	})
	// From 21 November a month is 31 days. From the first of December it is 30.
	want := time.Date(2026, time.December, 1, 0, 0, 0, 0, time.UTC)
	if got := r.(Timed).NextChange(w); !got.Equal(want) {
		t.Errorf("NextChange is %s, want %s", got, want)
	}
}

func TestFallback(t *testing.T) {
	methods := func(methods ...v1alpha1.FallbackMethod) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) { s.Deployment.Spec.Fallback.Methods = methods }
	}
	const path = "spec.fallback.methods"
	pin, card := v1alpha1.FallbackMethod{Type: v1alpha1.FallbackPIN}, v1alpha1.FallbackMethod{Type: v1alpha1.FallbackAccessCard}
	app := v1alpha1.FallbackMethod{Type: v1alpha1.FallbackMobileApp}
	days := v1alpha1.FallbackMethod{Type: v1alpha1.FallbackStaff, Hours: "Mo-Fr 08:00-18:00"}
	met := []brief{{Met, "WayInOffered", path}}
	two := v1alpha1.FallbackRequirement{MinMethods: 2, MinOutsideCluster: 1, MinWithoutSmartphone: 1}
	tests := map[string]struct {
		demand v1alpha1.FallbackRequirement
		ruleCase
	}{
		"a card and a PIN":                       {two, ruleCase{methods(pin, card), met}},
		"none at all is said once":               {two, ruleCase{methods(), []brief{{Violated, "TooFewWaysIn", path}}}},
		"a demand without a number asks for one": {v1alpha1.FallbackRequirement{}, ruleCase{methods(), []brief{{Violated, "TooFewWaysIn", path}}}},
		"a PIN alone is in the cluster": {two, ruleCase{methods(pin), []brief{
			{Violated, "TooFewWaysIn", path}, {Violated, "NoWayInOutsideCluster", path},
		}}},
		"an app alone needs a smartphone": {
			v1alpha1.FallbackRequirement{MinMethods: 1, MinWithoutSmartphone: 1},
			ruleCase{methods(app), []brief{{Violated, "NoWayInWithoutSmartphone", path}}},
		},
		"a PIN at the door works without the cluster": {two, ruleCase{methods(app,
			v1alpha1.FallbackMethod{Type: v1alpha1.FallbackPIN, Where: v1alpha1.FallbackAtDoor}), met}},
		"a desk that is closed at night": {two, ruleCase{methods(pin, days), []brief{
			{Violated, "TooFewWaysIn", path}, {Violated, "NoWayInOutsideCluster", path},
		}}},
		"a place that is closed at night as well": {two, ruleCase{func(s *facts.Snapshot) {
			methods(pin, days)(s)
			s.Zones[0].Spec.Hours = "Mo-Fr 09:00-17:00"
		}, met}},
		"a place whose hours cannot be read": {two, ruleCase{func(s *facts.Snapshot) {
			s.Zones[0].Spec.Hours = "sometimes"
		}, []brief{{Unknown, "HoursUnreadable", "spec.sources[0].zone"}}}},
		"a method whose hours cannot be read": {two, ruleCase{
			methods(pin, v1alpha1.FallbackMethod{Type: v1alpha1.FallbackStaff, Hours: "by day"}),
			[]brief{{Unknown, "HoursUnreadable", path + "[1].hours"}},
		}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) { tc.run(t, compileFallback(&tc.demand)) })
	}
}

func TestWaysOutsideTheCluster(t *testing.T) {
	for name, tc := range map[string]struct {
		edit func(s *facts.Snapshot)
		want int
	}{
		"a card at the door": {nil, 1},
		"a person by day at a place that never closes": {func(s *facts.Snapshot) {
			s.Deployment.Spec.Fallback.Methods = []v1alpha1.FallbackMethod{{Type: v1alpha1.FallbackStaff, Hours: "Mo-Su 08:00-20:00"}}
		}, 0},
		"hours that cannot be read": {func(s *facts.Snapshot) { s.Deployment.Spec.Fallback.Methods[1].Hours = "?" }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := WaysOutsideCluster(worldOf(tc.edit)); got != tc.want {
				t.Errorf("%d, want %d", got, tc.want)
			}
		})
	}
}

func TestEgress(t *testing.T) {
	door := func(d *v1alpha1.Door) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) { s.Deployment.Spec.Door = d }
	}
	open := &v1alpha1.DoorUnavailable{In: "Staff", Out: "AlwaysOpen"}
	tests := map[string]ruleCase{
		"nothing said":         {door(nil), []brief{{Unknown, "WayOutUnknown", "spec.door"}}},
		"the way in alone":     {door(&v1alpha1.Door{Controls: v1alpha1.DoorControlsIn}), []brief{{Met, "WayOutNotControlled", "spec.door.controls"}}},
		"no door":              {door(&v1alpha1.Door{Controls: v1alpha1.DoorControlsNone}), []brief{{Met, "WayOutNotControlled", "spec.door.controls"}}},
		"free, also when away": {door(&v1alpha1.Door{Controls: v1alpha1.DoorControlsBoth, Egress: v1alpha1.EgressFree, OnUnavailable: open}), []brief{{Met, "WayOutFree", "spec.door.egress"}}},
		"by card":              {door(&v1alpha1.Door{Controls: v1alpha1.DoorControlsOut, Egress: v1alpha1.EgressCredential, OnUnavailable: open}), []brief{{Violated, "WayOutNotFree", "spec.door.egress"}}},
		"by face, closed when away": {
			door(&v1alpha1.Door{Controls: v1alpha1.DoorControlsOut, Egress: v1alpha1.EgressFace, OnUnavailable: &v1alpha1.DoorUnavailable{In: "Closed", Out: "Closed"}}),
			[]brief{{Violated, "WayOutNotFree", "spec.door.egress"}, {Violated, "WayOutClosesOnFailure", "spec.door.onUnavailable.out"}},
		},
		"controlled and not said how": {
			door(&v1alpha1.Door{Controls: v1alpha1.DoorControlsOut}),
			[]brief{{Unknown, "WayOutUnknown", "spec.door.egress"}, {Unknown, "WayOutUnknown", "spec.door.onUnavailable"}},
		},
		"a direction that nobody knows is controlled": {
			door(&v1alpha1.Door{Controls: "Sideways", Egress: v1alpha1.EgressFree}),
			[]brief{{Unknown, "WayOutUnknown", "spec.door.onUnavailable"}},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) { tc.run(t, Egress{}) })
	}
}

func TestWhereAMethodIsAnswered(t *testing.T) {
	want := map[v1alpha1.FallbackMethodType]v1alpha1.FallbackWhere{
		v1alpha1.FallbackPIN: v1alpha1.FallbackAtKiosk, v1alpha1.FallbackQRCode: v1alpha1.FallbackAtKiosk,
		v1alpha1.FallbackMobileApp: v1alpha1.FallbackAtKiosk, v1alpha1.FallbackAccessCard: v1alpha1.FallbackAtDoor,
		v1alpha1.FallbackKey: v1alpha1.FallbackAtDoor, v1alpha1.FallbackStaff: v1alpha1.FallbackAtDesk,
	}
	got := map[v1alpha1.FallbackMethodType]v1alpha1.FallbackWhere{}
	for kind := range want {
		got[kind] = Where(&v1alpha1.FallbackMethod{Type: kind})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
