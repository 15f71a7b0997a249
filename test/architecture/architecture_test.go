// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package architecture holds the arrows between the rooms of this repository: who may import whom, that the core
// touches nothing outside itself and is told the time, and that the small programs have no Kubernetes client.
package architecture

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestArrows(t *testing.T) {
	packages, standard := listPackages(t, moduleRoot(t))
	for _, found := range violations(t, packages, standard) {
		t.Errorf("%s; docs/architecture.md says what each room may use", found)
	}
	for _, room := range []string{"api/v1alpha1", "internal/law", "internal/facts", "internal/policy", "internal/plan"} {
		inside := func(p goPackage) bool { return within(p.folder(), room) }
		if !slices.ContainsFunc(packages, inside) {
			t.Errorf("the room %s is empty; it was renamed without this test, which then holds nothing", room)
		}
	}
}

// TestArrowsAreSeenToBreak keeps TestArrows honest: a module of the same name that breaks each arrow once.
func TestArrowsAreSeenToBreak(t *testing.T) {
	packages, standard := listPackages(t, "testdata/broken")
	want := []string{
		"api/v1alpha1 imports k8s.io/client-go/rest",
		"attic stands in no room",
		"cmd/facegov needs time zones and does not import time/tzdata",
		"cmd/retention reaches k8s.io/client-go",
		"internal/apply imports internal/gather",
		"internal/facts hides time behind a dot import in facts.go",
		"internal/law imports internal/facts",
		"internal/law/moment uses time.Now in moment.go",
		"internal/law/moment uses time.Since in moment.go",
		"internal/plan imports context",
		"internal/plan imports math/rand/v2",
		"internal/plan imports os",
		"internal/policy imports internal/gather",
		"internal/policy reaches k8s.io/client-go",
		"internal/retention imports example.com/elsewhere",
		"internal/retention reaches k8s.io/client-go",
	}
	if diff := cmp.Diff(want, violations(t, packages, standard)); diff != "" {
		t.Errorf("broken arrows (-want +got):\n%s", diff)
	}
}
