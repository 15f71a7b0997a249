// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cel

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWhatIsShippedIsAccepted: samples, their repairs and the laws, strictly, so that a misspelt field is seen.
func TestWhatIsShippedIsAccepted(t *testing.T) {
	if _, err := running.Kubectl(t.Context(), "apply", "-f", "../../config/samples/namespaces.yaml"); err != nil {
		t.Fatal(err)
	}
	tried := map[string]int{}
	for _, folder := range []string{"../../config/samples", "../../config/samples/*", "../../config/policies/*"} {
		files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			for _, o := range read(t, file) {
				if plurals[o.GetKind()] == "" {
					continue
				}
				tried[o.GetKind()]++
				if err := dryCreate(t.Context(), o); err != nil {
					t.Errorf("%s: %v", file, err)
				}
			}
		}
	}
	for kind := range plurals {
		// What the operator writes alone is not shipped, and an exception is for a case that only a site knows.
		if tried[kind] == 0 && kind != "RecognitionRecord" && kind != "RecognitionException" {
			t.Errorf("no %s is shipped", kind)
		}
	}
}

// TestARepairChangesOnlyWhatItSays: the second file of a sample differs from the first in the fields that its head names.
func TestARepairChangesOnlyWhatItSays(t *testing.T) {
	before := read(t, "../../config/samples/south-gate.yaml")[0]
	after := read(t, "../../config/samples/repair/south-gate.yaml")[0]
	for _, field := range []string{"fallback", "door"} {
		without(before.Object, []step{"spec", field})
		without(after.Object, []step{"spec", field})
	}
	if diff := cmp.Diff(before.Object, after.Object); diff != "" {
		t.Errorf("repair/south-gate.yaml changes more than fallback and door:\n%s", diff)
	}
}
