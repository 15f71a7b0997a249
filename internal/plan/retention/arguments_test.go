// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package retention

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

func TestArguments(t *testing.T) {
	store := gallery()
	want := []string{
		"--store=gallery", "--root=/stores/gallery", "--path=Template:faces", "--max=P1Y", "--anchor=PurposeEnded",
		"--time-zone=Asia/Shanghai", "--termination-log=/dev/termination-log", "--job-name=$(JOB_NAME)",
		"--max-clock-skew=PT5M",
	}
	if diff := cmp.Diff(want, arguments(snapshot(store), &store, nil)); diff != "" {
		t.Errorf("arguments (-want +got):\n%s", diff)
	}
}

func TestAStoreWithoutPathsIsAWholeVolumeOfItsFirstClass(t *testing.T) {
	store := matches()
	words := arguments(snapshot(store), &store, nil)
	if !slices.Contains(words, "--path=MatchLog:.") {
		t.Errorf("arguments = %q", words)
	}
}

func TestWhatADeployerWritesIsNoVariable(t *testing.T) {
	store := gallery()
	store.Volume.Paths[0].Path = "faces/$(JOB_NAME)/$x:y"
	words := arguments(snapshot(store), &store, nil)
	if !slices.Contains(words, "--path=Template:faces/$$(JOB_NAME)/$$x:y") {
		t.Errorf("arguments = %q", words)
	}
	for _, word := range words {
		if path, isPath := pathIn(word); isPath && path != store.Volume.Paths[0].Path {
			t.Errorf("path read back = %q", path)
		}
	}
}

func TestTimeZone(t *testing.T) {
	withZone := func(name, zone string) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) {
			for i := range s.Zones {
				if s.Zones[i].Name == name {
					s.Zones[i].Spec.TimeZone = zone
				}
			}
		}
	}
	missing := func(s *facts.Snapshot) { s.Zones[0].Found = false }
	tests := map[string]struct {
		changes []func(*facts.Snapshot)
		want    string
	}{
		"that of what the cameras see":                    {nil, "Asia/Shanghai"},
		"that of where pods stand when no camera is told": {[]func(*facts.Snapshot){func(s *facts.Snapshot) { s.Deployment.Spec.Sources = nil }}, "Europe/Amsterdam"},
		"the next when a place is missing":                {[]func(*facts.Snapshot){missing}, "Europe/Amsterdam"},
		"the next when nobody knows such a time zone":     {[]func(*facts.Snapshot){withZone("gate", "Asia/Nowhere")}, "Europe/Amsterdam"},
		"UTC when no place is known":                      {[]func(*facts.Snapshot){missing, withZone("lobby", "Local")}, "UTC"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := timeZoneOf(with(snapshot(), tc.changes...)); got != tc.want {
				t.Errorf("timeZoneOf = %s, want %s", got, tc.want)
			}
		})
	}
}

func TestMinimum(t *testing.T) {
	demand := func(class v1alpha1.DataClass, shortest string) v1alpha1.EffectiveRetention {
		return v1alpha1.EffectiveRetention{Class: class, Min: shortest}
	}
	log, metadata := v1alpha1.DataMatchLog, v1alpha1.DataMetadata
	tests := map[string]struct {
		max     string
		demands []v1alpha1.EffectiveRetention
		want    string
	}{
		"none when no law sets one":               {"P30D", []v1alpha1.EffectiveRetention{demand(log, "")}, ""},
		"none of a class that is not kept here":   {"P30D", []v1alpha1.EffectiveRetention{demand(v1alpha1.DataVideo, "P7D")}, ""},
		"that of a class that is":                 {"P30D", []v1alpha1.EffectiveRetention{demand(log, "P7D")}, "P7D"},
		"as long as the maximum":                  {"P30D", []v1alpha1.EffectiveRetention{demand(log, "P30D")}, "P30D"},
		"the longest of two classes":              {"P30D", []v1alpha1.EffectiveRetention{demand(log, "P7D"), demand(metadata, "P2W")}, "P2W"},
		"in either order":                         {"P30D", []v1alpha1.EffectiveRetention{demand(log, "P2W"), demand(metadata, "P7D")}, "P2W"},
		"not one that nothing could outlive":      {"P30D", []v1alpha1.EffectiveRetention{demand(log, "P6M"), demand(metadata, "P7D")}, "P7D"},
		"a month fits thirty days in some months": {"P30D", []v1alpha1.EffectiveRetention{demand(log, "P1M")}, "P1M"},
		"thirty-two days fit no month":            {"P1M", []v1alpha1.EffectiveRetention{demand(log, "P32D")}, ""},
		"none that cannot be read":                {"P30D", []v1alpha1.EffectiveRetention{demand(log, "a while")}, ""},
		"none under a maximum that cannot be":     {"P1W2D", []v1alpha1.EffectiveRetention{demand(log, "P1D")}, ""},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			store := matches()
			store.Retention.Max = tc.max
			if got := minimumOf(&store, tc.demands); got != tc.want {
				t.Errorf("minimumOf = %q, want %q", got, tc.want)
			}
			words := arguments(snapshot(store), &store, tc.demands)
			hasMinimum := slices.ContainsFunc(words, func(word string) bool { return strings.HasPrefix(word, "--min=") })
			if hasMinimum != (tc.want != "") {
				t.Errorf("arguments = %q", words)
			}
		})
	}
}
