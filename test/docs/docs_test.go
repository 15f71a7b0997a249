// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package docs keeps the documents true: what they link to exists, and what they tell people to type does too.
package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const top = "../.."

var (
	link     = regexp.MustCompile(`\]\(([^)#\s]+)(#[^)]*)?\)`)
	makeCall = regexp.MustCompile("(?:^|`|&& )make ([a-z][a-z0-9-]*)")
	rule     = regexp.MustCompile(`(?m)^([a-z][a-z0-9-]*):[^=]`)
)

// documents are the Markdown files of the repository by path.
func documents(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	read := func(path string) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		found[path] = string(text)
	}
	read(filepath.Join(top, "README.md"))
	err := filepath.WalkDir(filepath.Join(top, "docs"), func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && filepath.Ext(path) == ".md" {
			read(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestLinksLeadSomewhere(t *testing.T) {
	links := 0
	for path, text := range documents(t) {
		for _, match := range link.FindAllStringSubmatch(text, -1) {
			if strings.Contains(match[1], "://") {
				continue
			}
			links++
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), match[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", path, match[1])
			}
		}
	}
	if links == 0 {
		t.Error("no link was found; the documents or the pattern changed")
	}
}

func TestMakeTargetsExist(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(top, "hack/make/*.mk"))
	if err != nil {
		t.Fatal(err)
	}
	var targets []string
	for _, file := range append(files, filepath.Join(top, "Makefile")) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range rule.FindAllStringSubmatch(string(text), -1) {
			targets = append(targets, match[1])
		}
	}
	calls := 0
	for path, text := range documents(t) {
		for line := range strings.SplitSeq(text, "\n") {
			for _, match := range makeCall.FindAllStringSubmatch(line, -1) {
				calls++
				if !slices.Contains(targets, match[1]) {
					t.Errorf("%s says make %s, and there is no such target; make help lists them", path, match[1])
				}
			}
		}
	}
	if calls == 0 {
		t.Error("no call of make was found; the documents or the pattern changed")
	}
}

// TestEveryDecisionIsListed: docs/decisions/README.md is the table of contents.
func TestEveryDecisionIsListed(t *testing.T) {
	folder := filepath.Join(top, "docs", "decisions")
	contents, err := os.ReadFile(filepath.Join(folder, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	records, err := filepath.Glob(filepath.Join(folder, "[0-9]*.md"))
	if err != nil || len(records) == 0 {
		t.Fatalf("no decisions in %s (%v)", folder, err)
	}
	for _, record := range records {
		name := filepath.Base(record)
		text, err := os.ReadFile(record)
		if err != nil {
			t.Fatal(err)
		}
		title, _, _ := strings.Cut(string(text), "\n")
		title = strings.TrimPrefix(title, "# "+name[:4]+" ")
		if !strings.Contains(string(contents), "["+name[:4]+"]("+name+") | "+title+" |") {
			t.Errorf("%s (%q) is not in the table of contents, or under another title", name, title)
		}
	}
}
