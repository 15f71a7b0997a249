// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestForms compares every form of the report with its golden file. UPDATE_GOLDEN=1 rewrites them: read the difference
// before it is committed.
func TestForms(t *testing.T) {
	text := func(write func(*Report, TextOptions) []byte, o TextOptions) func(*Report) ([]byte, error) {
		return func(r *Report) ([]byte, error) { return write(r, o), nil }
	}
	reasons := func(r *Report) ([]byte, error) {
		return Reasons(r, &r.Deployments[0], []Place{
			{
				Zone: "gate", Role: "camera front", Venue: "residential-compound", Class: "property-managed-area",
				Access: "Restricted", Jurisdiction: "CN-SH",
			},
			{Zone: "nowhere", Role: "pods"},
		}, TextOptions{}), nil
	}
	for file, tc := range map[string]struct {
		report *Report
		write  func(*Report) ([]byte, error)
	}{
		"report.txt":        {world(), text(Text, TextOptions{})},
		"report.narrow.txt": {quiet(), text(Text, TextOptions{Width: 60})},
		"report.colour.txt": {world(), text(Text, TextOptions{Colour: true})},
		"report.empty.txt":  {&Report{}, text(Text, TextOptions{})},
		"report.json":       {world(), JSON},
		"report.empty.json": {&Report{}, JSON},
		"report.yaml":       {world(), YAML},
		"report.sarif":      {world(), SARIF},
		"empty.sarif":       {&Report{}, SARIF},
		"report.junit.xml":  {world(), JUnit},
		"report.html":       {world(), HTML},
		"empty.html":        {&Report{}, HTML},
		"reasons.txt":       {quiet(), reasons},
		"laws.txt":          {world(), text(Laws, TextOptions{})},
		"laws.empty.txt":    {&Report{}, text(Laws, TextOptions{})},
		"laws.json":         {world(), LawsJSON},
		"laws.yaml":         {world(), LawsYAML},
	} {
		t.Run(file, func(t *testing.T) {
			got, err := tc.write(tc.report)
			if err != nil {
				t.Fatal(err)
			}
			again, err := tc.write(tc.report)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(got), string(again)); diff != "" {
				t.Errorf("the same report gives two texts:\n%s", diff)
			}
			compare(t, filepath.Join("testdata", file), got)
		})
	}
}

func compare(t *testing.T, path string, got []byte) {
	t.Helper()
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
