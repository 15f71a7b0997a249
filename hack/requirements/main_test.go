// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/internal/policy/rules"
)

func page(t *testing.T) string {
	t.Helper()
	kinds, err := readKinds()
	if err != nil {
		t.Fatal(err)
	}
	text, err := write(kinds)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTheReferenceIsCurrent(t *testing.T) {
	kept, err := os.ReadFile("../../docs/reference/requirements.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(kept), page(t)); diff != "" {
		t.Errorf("run make generate-requirements (-kept +made):\n%s", diff)
	}
}

func TestEveryAnswerIsInTheReference(t *testing.T) {
	text := page(t)
	for _, d := range rules.Descriptions() {
		_, section, found := strings.Cut(text, "\n## "+string(d.Type)+"\n")
		if !found {
			t.Errorf("%s has no section", d.Type)
			continue
		}
		section, _, _ = strings.Cut(section, "\n## ")
		for _, a := range d.Answers {
			if !strings.Contains(section, "| `"+a.Reason+"` |") {
				t.Errorf("the section of %s does not list %s", d.Type, a.Reason)
			}
		}
	}
}

func TestAFactThatNoKindHasIsAnError(t *testing.T) {
	kinds, err := readKinds()
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{
		"spec.dataStores[].retention.max":     true,
		"spec.workload.template.spec":         true,
		"RecognitionZone spec.venue":          true,
		"spec.noSuchField":                    false,
		"spec.purpose[].category":             false,
		"RecognitionZone spec.responsibleFor": false,
		"NoSuchKind spec.venue":               false,
	} {
		t.Run(path, func(t *testing.T) {
			match := fact.FindStringSubmatch(path)
			kind := match[1]
			if kind == "" {
				kind = deployment
			}
			if _, err := find(kinds[kind], match[2]); (err == nil) != want {
				t.Errorf("found is %t, want %t: %v", err == nil, want, err)
			}
		})
	}
}
