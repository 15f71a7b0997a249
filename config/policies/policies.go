// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package policies holds the laws that facegov ships, one file for each instrument, inside the program: what decides
// without a cluster decides by the same files as a cluster does.
package policies

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
)

//go:embed *.yaml
var files embed.FS

const (
	extension     = ".yaml"
	kustomization = "kustomization"
)

// Names returns the names of the shipped policies, in alphabetical order. A policy has the name of its file.
func Names() []string {
	entries, err := files.ReadDir(".")
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
	slices.Sort(names)
	return names
}

// Select returns the names of the shipped policies that the words choose: "all", "none", a name, or what names begin
// with up to a hyphen, so that "cn" chooses the laws of China. A word that chooses nothing is an error.
func Select(words []string) ([]string, error) {
	var selected []string
	for _, word := range words {
		word = strings.TrimSpace(word)
		found := 0
		for _, name := range Names() {
			if word == "all" || word == name || strings.HasPrefix(name, word+"-") {
				selected = append(selected, name)
				found++
			}
		}
		if found == 0 && word != "none" {
			return nil, fmt.Errorf("%.64q chooses no shipped policy; choose all, none, %s", word, strings.Join(choices(), ", "))
		}
	}
	slices.Sort(selected)
	return slices.Compact(selected), nil
}

// choices are the words that choose something: the first parts of the names, then the names.
func choices() []string {
	var groups []string
	for _, name := range Names() {
		group, _, _ := strings.Cut(name, "-")
		groups = append(groups, group)
	}
	return append(slices.Compact(groups), Names()...)
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
	text, err := files.ReadFile(name + extension)
	if err != nil || name == kustomization {
		return nil, fmt.Errorf("facegov ships no policy %q; it ships %s", name, strings.Join(Names(), ", "))
	}
	return text, nil
}
