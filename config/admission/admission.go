// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package admission holds the native admission policies inside the program, so that the operator can say which of those
// that it was built with are missing or have been changed. It installs nothing.
package admission

import (
	"embed"
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

//go:embed *.yaml
var files embed.FS

// Guards returns the policies, their bindings and their parameters, in the order in which they are installed: what the
// kustomization of the folder leaves out is not installed, and so is not missing.
func Guards() ([]unstructured.Unstructured, error) {
	text, err := files.ReadFile("kustomization.yaml")
	if err != nil {
		return nil, fmt.Errorf("cannot read the embedded list of guards: %w", err)
	}
	var installed struct {
		Resources []string `json:"resources"`
	}
	if err := yaml.Unmarshal(text, &installed); err != nil {
		return nil, fmt.Errorf("cannot decode the embedded list of guards: %w", err)
	}
	var guards []unstructured.Unstructured
	for _, path := range installed.Resources {
		text, err := files.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("cannot read the embedded guard %s: %w", path, err)
		}
		for document := range strings.SplitSeq(string(text), "\n---\n") {
			guard, err := decode(document)
			if err != nil {
				return nil, fmt.Errorf("cannot decode the embedded guard %s: %w", path, err)
			}
			guards = append(guards, guard)
		}
	}
	return guards, nil
}

func decode(document string) (unstructured.Unstructured, error) {
	var guard unstructured.Unstructured
	data, err := yaml.YAMLToJSON([]byte(document))
	if err == nil {
		err = guard.UnmarshalJSON(data)
	}
	return guard, err
}
