// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policies

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/api/v1alpha1"
)

// TestProfilesChangeWhatTheyAreFor holds that strict is about every recommended standard and draft-2023 about the draft,
// about nothing else, and that both change one field.
func TestProfilesChangeWhatTheyAreFor(t *testing.T) {
	isFor := map[string]func(*v1alpha1.RecognitionPolicy) bool{
		"strict": func(p *v1alpha1.RecognitionPolicy) bool {
			return p.Spec.Instrument.Rank == v1alpha1.RankRecommendedStandard
		},
		"draft-2023": func(p *v1alpha1.RecognitionPolicy) bool { return p.Name == "cn-cac-frt-draft-2023" },
	}
	profiles, err := SelectProfiles(ProfileNames())
	if err != nil || len(profiles) != len(isFor) {
		t.Fatalf("%d profiles, %v", len(profiles), err)
	}
	for i := range profiles {
		profile := &profiles[i]
		for _, name := range Names() {
			policy, err := Decode(name)
			if err != nil {
				t.Fatal(err)
			}
			want := policy.DeepCopy()
			if isFor[profile.Name](policy) {
				want.Spec.Enforcement = v1alpha1.EnforcementEnforce
			}
			if about := profile.Apply(policy); about != isFor[profile.Name](policy) {
				t.Errorf("profile %s is about %s: %t", profile.Name, name, about)
			}
			if diff := cmp.Diff(want, policy); diff != "" {
				t.Errorf("profile %s changes %s (-want +got):\n%s", profile.Name, name, diff)
			}
		}
	}
}

func TestAProfileThatIsNoneIsNamed(t *testing.T) {
	_, err := SelectProfiles([]string{"strict", "lenient"})
	if err == nil || !strings.Contains(err.Error(), `"lenient" is no profile; choose draft-2023, strict`) {
		t.Errorf("the error is %v", err)
	}
}

func TestAProfileSetsNothingButTheEnforcement(t *testing.T) {
	for name, patch := range map[string]string{
		"another field": "- {op: add, path: /spec/rules, value: Enforce}",
		"two steps":     "- {op: add, path: /spec/enforcement, value: Enforce}\n- {op: add, path: /spec/enforcement, value: Warn}",
		"a removal":     "- {op: remove, path: /spec/enforcement}",
		"no patch":      "",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := (&componentPatch{Patch: patch}).read(); err == nil {
				t.Error("it is read")
			}
		})
	}
}
