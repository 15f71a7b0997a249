// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policies

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"
)

func TestEveryFileIsShippedUnderItsName(t *testing.T) {
	paths, err := filepath.Glob("*/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, path := range paths {
		if name := strings.TrimSuffix(filepath.Base(path), ".yaml"); name != "kustomization" {
			want = append(want, name)
		}
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, Names()); diff != "" {
		t.Errorf("shipped policies (-files +names):\n%s", diff)
	}
	for _, name := range Names() {
		policy, err := Decode(name)
		if err != nil {
			t.Error(err)
			continue
		}
		if policy.Name != name || len(policy.Spec.Rules) == 0 {
			t.Errorf("file %s holds policy %q with %d rules", name, policy.Name, len(policy.Spec.Rules))
		}
		source, err := Source(name)
		if err != nil {
			t.Error(err)
		}
		onDisk, err := os.ReadFile(Path(name))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(onDisk), string(source)); diff != "" {
			t.Error(diff)
		}
	}
}

// TestALawStandsInASet holds that no file is forgotten beside the folders, where nothing would load it.
func TestALawStandsInASet(t *testing.T) {
	paths, err := filepath.Glob("*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"kustomization.yaml"}, paths); diff != "" {
		t.Errorf("files beside the sets (-want +got):\n%s", diff)
	}
}

// TestEverySetIsAKustomizationOfItsLaws holds that whoever applies a folder loads what --packs would.
func TestEverySetIsAKustomizationOfItsLaws(t *testing.T) {
	for _, set := range Sets() {
		var want []string
		for _, name := range set.Policies {
			want = append(want, name+".yaml")
		}
		if diff := cmp.Diff(want, resources(t, filepath.Join(set.Name, "kustomization.yaml"))); diff != "" {
			t.Errorf("set %s (-folder +kustomization):\n%s", set.Name, diff)
		}
	}
	if diff := cmp.Diff(Default, resources(t, "kustomization.yaml")); diff != "" {
		t.Errorf("the sets that are loaded when nobody says otherwise (-default +kustomization):\n%s", diff)
	}
}

func resources(t *testing.T, file string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var kustomization struct{ Resources []string }
	if err := yaml.Unmarshal(text, &kustomization); err != nil {
		t.Fatal(err)
	}
	return kustomization.Resources
}

// TestALawOfASetHoldsWhereTheSetIsNamedAfter holds that opting in to a place brings the laws of that place.
func TestALawOfASetHoldsWhereTheSetIsNamedAfter(t *testing.T) {
	within := map[string][]string{"eu": {"EU", "FR", "NL"}}
	for _, set := range Sets() {
		places := within[set.Name]
		if places == nil {
			places = []string{strings.ToUpper(set.Name)}
		}
		for _, name := range set.Policies {
			policy, err := Decode(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, jurisdiction := range policy.Spec.Jurisdictions {
				if !slices.Contains(places, jurisdiction) {
					t.Errorf("%s is in the set %s and holds in %s", name, set.Name, jurisdiction)
				}
			}
		}
	}
}

func TestSelect(t *testing.T) {
	cases := map[string]struct {
		words     []string
		want      []string
		wantError string
	}{
		"all chooses every policy":           {words: []string{"all"}, want: Names()},
		"none chooses nothing":               {words: []string{"none"}},
		"no word chooses nothing":            {},
		"a name chooses one":                 {words: []string{"cn-pipl"}, want: []string{"cn-pipl"}},
		"a set chooses its laws":             {words: []string{"gb", "us-il"}, want: []string{"gb-ico", "us-il-bipa"}},
		"words add up and repeat nothing":    {words: []string{"cn-pipl", " cn-pipl", "cn-video-799"}, want: []string{"cn-pipl", "cn-video-799"}},
		"half a word chooses nothing":        {words: []string{"cn-p"}, wantError: `"cn-p" chooses no shipped policy`},
		"a kustomization is no policy":       {words: []string{"kustomization"}, wantError: "chooses no shipped policy; choose all, none, ca-qc, cn, eu, gb, us-co"},
		"an empty word chooses nothing":      {words: []string{""}, wantError: `"" chooses no shipped policy`},
		"one wrong word spoils the sentence": {words: []string{"all", "xx"}, wantError: `"xx" chooses no shipped policy`},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := Select(tc.words)
			if tc.wantError != "" {
				if err == nil || !strings.Contains(err.Error(), tc.wantError) {
					t.Fatalf("error %v, want %q", err, tc.wantError)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatIsNotShippedIsNamed(t *testing.T) {
	for _, name := range []string{"kustomization", "xx-nothing", "../crd/kustomization", "cn/cn-pipl", ""} {
		if _, err := Decode(name); err == nil || !strings.Contains(err.Error(), "it ships ca-qc-lccjti") {
			t.Errorf("Decode(%q) gives the error %v", name, err)
		}
	}
}
