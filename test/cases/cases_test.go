// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package cases_test runs the golden cases by the core alone.
package cases_test

import (
	"os"
	"path/filepath"
	"testing"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/test/cases/caseload"
)

// TestCases compares what the core answers with the golden files of every case. UPDATE_GOLDEN=1 rewrites them: read the
// difference as a lawyer would before it is committed.
func TestCases(t *testing.T) {
	names, err := caseload.Names(".")
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Fatal("there is no case")
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			c := load(t, name)
			got := files(t, c)
			if diff := cmp.Diff(got, files(t, c)); diff != "" {
				t.Fatalf("the same facts give two answers:\n%s", diff)
			}
			for file, text := range got {
				compare(t, filepath.Join(c.Dir, file), text)
			}
		})
	}
}

func load(t *testing.T, name string) *caseload.Case {
	t.Helper()
	c, err := caseload.Load(".", name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func files(t *testing.T, c *caseload.Case) map[string]string {
	t.Helper()
	snapshot, err := c.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	answers := caseload.Answer(snapshot)
	files, err := answers.Files()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func compare(t *testing.T, file, got string) {
	t.Helper()
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}
