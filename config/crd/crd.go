// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package crd holds the definitions of facegov's kinds inside the program, so that what the API server would refuse is
// refused without one.
package crd

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed bases/*.yaml
var files embed.FS

// Definitions returns the CustomResourceDefinitions as YAML, in alphabetical order of their files.
func Definitions() ([][]byte, error) {
	paths, err := fs.Glob(files, "bases/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("cannot list the embedded definitions: %w", err)
	}
	definitions := make([][]byte, 0, len(paths))
	for _, path := range paths {
		text, err := files.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("cannot read the embedded definition %s: %w", path, err)
		}
		definitions = append(definitions, text)
	}
	return definitions, nil
}
