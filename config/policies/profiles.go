// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policies

import (
	"embed"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
)

// profileFiles are components of kustomize, so that a profile is one file for whoever applies it and for the program.
//
//go:embed profiles/*/kustomization.yaml
var profileFiles embed.FS

const profileFolder = "profiles"

// Profile changes openly what violations of some laws do.
type Profile struct {
	// Name of the profile, such as strict.
	Name string

	changes []enforcementChange
}

type enforcementChange struct {
	policies    *regexp.Regexp
	enforcement v1alpha1.Enforcement
}

// component is what a profile may hold: patches that set the enforcement of policies and nothing else.
type component struct {
	APIVersion string           `json:"apiVersion"`
	Kind       string           `json:"kind"`
	Patches    []componentPatch `json:"patches"`
}

type componentPatch struct {
	Target struct {
		Kind string `json:"kind"`
		Name string `json:"name"`
	} `json:"target"`
	Patch string `json:"patch"`
}

// operation is one step of a JSON patch.
type operation struct {
	Op    string               `json:"op"`
	Path  string               `json:"path"`
	Value v1alpha1.Enforcement `json:"value"`
}

// ProfileNames returns the names of the profiles, in alphabetical order.
func ProfileNames() []string {
	folders, err := profileFiles.ReadDir(profileFolder)
	if err != nil {
		return nil // an embedded folder can always be read
	}
	names := make([]string, 0, len(folders))
	for _, folder := range folders {
		names = append(names, folder.Name())
	}
	return names
}

// SelectProfiles returns the profiles of these names. A name that is none is an error.
func SelectProfiles(names []string) ([]Profile, error) {
	var chosen []Profile
	for _, name := range names {
		name = strings.TrimSpace(name)
		if !slices.Contains(ProfileNames(), name) {
			return nil, fmt.Errorf("%.64q is no profile; choose %s", name, strings.Join(ProfileNames(), ", "))
		}
		profile, err := readProfile(name)
		if err != nil {
			return nil, fmt.Errorf("the profile %s cannot be read: %w", name, err)
		}
		chosen = append(chosen, profile)
	}
	return chosen, nil
}

func readProfile(name string) (Profile, error) {
	profile := Profile{Name: name}
	text, err := profileFiles.ReadFile(path.Join(profileFolder, name, kustomization+extension))
	if err != nil {
		return profile, err
	}
	var file component
	if err := yaml.UnmarshalStrict(text, &file); err != nil {
		return profile, err
	}
	for _, patch := range file.Patches {
		change, err := patch.read()
		if err != nil {
			return profile, err
		}
		profile.changes = append(profile.changes, change)
	}
	return profile, nil
}

func (p *componentPatch) read() (enforcementChange, error) {
	// Kustomize takes a name as a whole.
	named, err := regexp.Compile("^(?:" + p.Target.Name + ")$")
	if err != nil {
		return enforcementChange{}, err
	}
	var steps []operation
	if err := yaml.UnmarshalStrict([]byte(p.Patch), &steps); err != nil {
		return enforcementChange{}, err
	}
	if len(steps) != 1 || steps[0].Op != "add" || steps[0].Path != "/spec/enforcement" {
		return enforcementChange{}, fmt.Errorf("a profile sets spec.enforcement and nothing else, not %q", p.Patch)
	}
	return enforcementChange{policies: named, enforcement: steps[0].Value}, nil
}

// Apply changes a policy as the profile says. It returns whether the profile is about that policy.
func (p *Profile) Apply(policy *v1alpha1.RecognitionPolicy) bool {
	about := false
	for _, change := range p.changes {
		if change.policies.MatchString(policy.Name) {
			policy.Spec.Enforcement, about = change.enforcement, true
		}
	}
	return about
}
