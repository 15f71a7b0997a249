// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package architecture

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// violations says, for every package, which arrow it breaks, in alphabetical order.
func violations(t *testing.T, packages []goPackage, standard map[string]bool) []string {
	t.Helper()
	var found []string
	for _, p := range packages {
		r, ok := roomOf(p.folder())
		if !ok {
			found = append(found, p.folder()+" stands in no room")
			continue
		}
		found = append(found, importsOf(p, r, standard)...)
		if r.core || r.clientless {
			found = append(found, clientsWithinReachOf(p)...)
		}
		if r.core {
			found = append(found, clockReadsOf(t, p)...)
		}
		found = append(found, missingZonesOf(p)...)
	}
	slices.Sort(found)
	return found
}

// importsOf checks what a package imports itself.
func importsOf(p goPackage, r room, standard map[string]bool) []string {
	var found []string
	for _, path := range p.Imports {
		if ok := mayImport(p, r, path, standard); !ok {
			found = append(found, fmt.Sprintf("%s imports %s", p.folder(), strings.TrimPrefix(path, p.Module.Path+"/")))
		}
	}
	return found
}

func mayImport(p goPackage, r room, path string, standard map[string]bool) bool {
	switch {
	case standard[path]:
		return !r.core || withinAny(path, values) || !withinAny(path, offLimits)
	case within(path, p.Module.Path):
		folder := strings.TrimPrefix(path, p.Module.Path+"/")
		return within(folder, r.path) || withinAny(folder, r.ours)
	default:
		return withinAny(path, r.libraries)
	}
}

// clientsWithinReachOf checks what a package imports, however many imports away.
func clientsWithinReachOf(p goPackage) []string {
	var found []string
	for _, client := range clients {
		reached := func(path string) bool { return within(path, client) }
		if i := slices.IndexFunc(p.Deps, reached); i >= 0 && !slices.ContainsFunc(p.Imports, reached) {
			found = append(found, fmt.Sprintf("%s reaches %s", p.folder(), client))
		}
	}
	return found
}

// clockReadsOf finds the places where a package asks for the time.
func clockReadsOf(t *testing.T, p goPackage) []string {
	t.Helper()
	var found []string
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		local := localName(file, "time")
		if local == "." {
			found = append(found, fmt.Sprintf("%s hides time behind a dot import in %s", p.folder(), name))
		}
		ast.Inspect(file, func(n ast.Node) bool {
			selector, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := selector.X.(*ast.Ident); ok && x.Name == local && slices.Contains(clock, selector.Sel.Name) {
				found = append(found, fmt.Sprintf("%s uses time.%s in %s", p.folder(), selector.Sel.Name, name))
			}
			return true
		})
	}
	return found
}

// localName is the name under which a file knows a package, empty when it does not import it.
func localName(file *ast.File, path string) string {
	for _, spec := range file.Imports {
		if strings.Trim(spec.Path.Value, `"`) != path {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return path
	}
	return ""
}

// missingZonesOf checks that a program that looks up time zones carries them: the image holds nothing but the program.
func missingZonesOf(p goPackage) []string {
	const zones = "time/tzdata"
	needs := slices.Contains(p.Deps, p.Module.Path+"/internal/law/moment")
	if p.Name != "main" || !within(p.folder(), "cmd") || !needs || slices.Contains(p.Deps, zones) {
		return nil
	}
	return []string{fmt.Sprintf("%s needs time zones and does not import %s", p.folder(), zones)}
}
