// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package retention

import (
	"slices"
	"strings"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/law/moment"
	"github.com/facegov/facegov/internal/law/period"
)

const (
	pathArgument   = "--path="
	eraseArgument  = "--erase"
	jobName        = "JOB_NAME"
	terminationLog = "/dev/termination-log"
	// wholeVolume is the path of a store that names none.
	wholeVolume = "."
)

// rootOf is where a store's volume is mounted.
func rootOf(store string) string { return "/stores/" + store }

// arguments are what the retention program is told about a store. Nothing personal is among them.
func arguments(s *facts.Snapshot, store *v1alpha1.DataStore, demands []v1alpha1.EffectiveRetention) []string {
	words := []string{"--store=" + store.Name, "--root=" + rootOf(store.Name)}
	for _, path := range pathsOf(store) {
		words = append(words, pathArgument+literal(string(path.Class)+":"+path.Path))
	}
	words = append(words,
		"--max="+store.Retention.Max,
		"--anchor="+string(store.Retention.Anchor),
		"--time-zone="+timeZoneOf(s),
		"--termination-log="+terminationLog,
		"--job-name=$("+jobName+")",
		"--max-clock-skew=PT5M",
	)
	if shortest := minimumOf(store, demands); shortest != "" {
		words = append(words, "--min="+shortest)
	}
	return words
}

// pathsOf returns the directories of a store. One that names none is a volume full of its first class.
func pathsOf(store *v1alpha1.DataStore) []v1alpha1.StorePath {
	if len(store.Volume.Paths) > 0 {
		return store.Volume.Paths
	}
	whole := v1alpha1.StorePath{Path: wholeVolume}
	if len(store.Classes) > 0 {
		whole.Class = store.Classes[0]
	}
	return []v1alpha1.StorePath{whole}
}

// literal keeps Kubernetes from replacing $(NAME) in what a deployer wrote.
func literal(text string) string { return strings.ReplaceAll(text, "$", "$$") }

// meant undoes literal.
func meant(text string) string { return strings.ReplaceAll(text, "$$", "$") }

// timeZoneOf returns where calendar periods are counted: at the first place that the cameras see, else at the first
// where pods stand, else in UTC. A place whose time zone nobody knows must not stop deletions.
func timeZoneOf(s *facts.Snapshot) string {
	var places []string
	for i := range s.Deployment.Spec.Sources {
		places = append(places, s.Deployment.Spec.Sources[i].Zone)
	}
	places = append(places, s.Deployment.Spec.Placement.Zones...)
	for _, place := range places {
		zone := s.Zone(place)
		if !zone.Found {
			continue
		}
		if _, err := moment.Zone(zone.Spec.TimeZone); err == nil {
			return zone.Spec.TimeZone
		}
	}
	return "UTC"
}

// minimumOf returns the longest legal minimum of what a store keeps, empty when there is none. A minimum that nothing
// could outlive before its maximum is left out: that conflict is for a human, and the verdict says so.
func minimumOf(store *v1alpha1.DataStore, demands []v1alpha1.EffectiveRetention) string {
	longest, err := period.Parse(store.Retention.Max)
	if err != nil {
		return ""
	}
	var found period.Period
	for i := range demands {
		if demands[i].Min == "" || !slices.Contains(store.Classes, demands[i].Class) {
			continue
		}
		shortest, err := period.Parse(demands[i].Min)
		if err == nil && fitsBelow(shortest, longest) && period.Compare(shortest, found, firstOfMonths[0]) > 0 {
			found = shortest
		}
	}
	if found.IsZero() {
		return ""
	}
	return found.String()
}

// firstOfMonths are the months of four years, the whole cycle of the calendar.
var firstOfMonths = func() []time.Time {
	var months []time.Time
	for month := range time.Month(4 * 12) {
		months = append(months, time.Date(2024, time.January+month, 1, 0, 0, 0, 0, time.UTC))
	}
	return months
}()

// fitsBelow says that a minimum is not longer than a maximum in every month, which is when the retention program
// refuses the two. A month has 28 to 31 days, so the answer must not depend on today.
func fitsBelow(shortest, longest period.Period) bool {
	return slices.ContainsFunc(firstOfMonths, func(at time.Time) bool {
		return period.Compare(shortest, longest, at) <= 0
	})
}
