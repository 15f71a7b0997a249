// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package architecture

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// goPackage is what the go command says of a package, tests left out.
type goPackage struct {
	ImportPath string
	Name       string
	Dir        string
	Standard   bool
	GoFiles    []string
	Imports    []string
	Deps       []string
	Module     *struct {
		Path string
		Main bool
	}
}

// folder is where the package stands below the root of its module.
func (p goPackage) folder() string {
	return strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, p.Module.Path), "/")
}

// listPackages returns the packages of the module in dir, by import path, and which packages are of the standard
// library.
func listPackages(t *testing.T, dir string) (ours []goPackage, standard map[string]bool) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-deps", "-json=ImportPath,Name,Dir,Standard,GoFiles,Imports,Deps,Module", "./...")
	command.Dir = dir
	var stderr bytes.Buffer
	command.Stderr = &stderr
	output, err := command.Output()
	if err != nil {
		t.Fatalf("go list in %s: %v\n%s", dir, err, stderr.String())
	}
	standard = map[string]bool{}
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return ours, standard
		} else if err != nil {
			t.Fatalf("go list in %s: %v", dir, err)
		}
		switch {
		case p.Standard:
			standard[p.ImportPath] = true
		case p.Module != nil && p.Module.Main:
			ours = append(ours, p)
		}
	}
}

// moduleRoot is the root of the module that holds this test.
func moduleRoot(t *testing.T) string {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		t.Fatal(fmt.Errorf("go list -m: %w", err))
	}
	return strings.TrimSpace(string(output))
}
