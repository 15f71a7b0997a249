// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policies

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEveryFileIsShippedUnderItsName(t *testing.T) {
	paths, err := filepath.Glob("*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, path := range paths {
		if name := strings.TrimSuffix(path, ".yaml"); name != "kustomization" {
			want = append(want, name)
		}
	}
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
		onDisk, err := os.ReadFile(name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(onDisk), string(source)); diff != "" {
			t.Error(diff)
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
		"a beginning chooses its kin":        {words: []string{"cn-cac"}, want: []string{"cn-cac-frt-2025", "cn-cac-frt-draft-2023"}},
		"words add up and repeat nothing":    {words: []string{"cn-pipl", " cn-pipl", "cn-video-799"}, want: []string{"cn-pipl", "cn-video-799"}},
		"half a word chooses nothing":        {words: []string{"cn-p"}, wantError: `"cn-p" chooses no shipped policy`},
		"a kustomization is no policy":       {words: []string{"kustomization"}, wantError: "chooses no shipped policy; choose all, none, cn"},
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
	for _, name := range []string{"kustomization", "xx-nothing", "../crd/kustomization", ""} {
		if _, err := Decode(name); err == nil || !strings.Contains(err.Error(), "it ships cn-cac-frt-2025") {
			t.Errorf("Decode(%q) gives the error %v", name, err)
		}
	}
}
