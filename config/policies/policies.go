// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package policies holds the laws that facegov ships, one file for each instrument, inside the program: what decides
// without a cluster decides by the same files as a cluster does. A folder is a set of laws that are loaded together.
package policies

import (
	"cmp"
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
)

//go:embed */*.yaml
var files embed.FS

const (
	extension     = ".yaml"
	kustomization = "kustomization"
)

// Default are the sets that are loaded when nobody says otherwise. The other sets are opt-in.
var Default = []string{"cn", "eu"}

// Set is laws that are loaded together.
type Set struct {
	// Name of the set, such as cn, which is that of its folder.
	Name string
	// Policies are the names of the laws, in alphabetical order.
	Policies []string
}

// Sets returns the sets of laws, in alphabetical order.
func Sets() []Set { return slices.Clone(sets()) }

var sets = sync.OnceValue(func() []Set {
	folders, err := files.ReadDir(".")
	if err != nil {
		return nil // an embedded folder can always be read
	}
	var all []Set
	for _, folder := range folders {
		all = append(all, Set{Name: folder.Name(), Policies: namesIn(folder.Name())})
	}
	return all
})

func namesIn(folder string) []string {
	entries, err := files.ReadDir(folder)
	if err != nil {
		return nil // an embedded folder can always be read
	}
	var names []string
	for _, entry := range entries {
		name, found := strings.CutSuffix(entry.Name(), extension)
		if found && name != kustomization {
			names = append(names, name)
		}
	}
	return names
}

// Names returns the names of the shipped policies, in alphabetical order. A policy has the name of its file.
func Names() []string {
	var names []string
	for _, set := range sets() {
		names = append(names, set.Policies...)
	}
	slices.Sort(names)
	return names
}

// SetOf returns the name of the set that a shipped policy is in, empty when there is no such policy.
func SetOf(name string) string {
	for _, set := range sets() {
		if slices.Contains(set.Policies, name) {
			return set.Name
		}
	}
	return ""
}

// Select returns the names of the shipped policies that the words choose: "all", "none", a set or a name. A word that
// chooses nothing is an error.
func Select(words []string) ([]string, error) {
	var selected []string
	for _, word := range words {
		word = strings.TrimSpace(word)
		if word == "none" {
			continue
		}
		chosen := chosenBy(word)
		if len(chosen) == 0 {
			return nil, fmt.Errorf("%.64q chooses no shipped policy; choose %s", word, strings.Join(Words(), ", "))
		}
		selected = append(selected, chosen...)
	}
	slices.Sort(selected)
	return slices.Compact(selected), nil
}

func chosenBy(word string) []string {
	if word == "all" {
		return Names()
	}
	for _, set := range sets() {
		if set.Name == word {
			return set.Policies
		}
	}
	if SetOf(word) == "" {
		return nil
	}
	return []string{word}
}

// Words are what Select understands: all, none, the sets, then the names.
func Words() []string {
	words := []string{"all", "none"}
	for _, set := range sets() {
		words = append(words, set.Name)
	}
	return slices.Compact(append(words, Names()...))
}

// Decode reads a shipped policy.
func Decode(name string) (*v1alpha1.RecognitionPolicy, error) {
	text, err := Source(name)
	if err != nil {
		return nil, err
	}
	policy := &v1alpha1.RecognitionPolicy{}
	if err := yaml.UnmarshalStrict(text, policy); err != nil {
		return nil, fmt.Errorf("the shipped policy %s cannot be read: %w", name, err)
	}
	return policy, nil
}

// Source returns the text of a shipped policy as a lawyer reads it.
func Source(name string) ([]byte, error) {
	if SetOf(name) == "" {
		return nil, fmt.Errorf("facegov ships no policy %q; it ships %s", name, strings.Join(Names(), ", "))
	}
	return files.ReadFile(Path(name))
}

// Path is where a shipped policy stands below this folder.
func Path(name string) string { return path.Join(cmp.Or(SetOf(name), "."), name+extension) }
