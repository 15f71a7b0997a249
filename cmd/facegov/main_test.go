// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// build builds the program under the names by which people call it.
func build(t *testing.T) (facegov, plugin string) {
	t.Helper()
	folder := t.TempDir()
	facegov, plugin = filepath.Join(folder, "facegov"), filepath.Join(folder, "kubectl-facegov")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", facegov, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := os.Link(facegov, plugin); err != nil {
		t.Fatal(err)
	}
	return facegov, plugin
}

func call(t *testing.T, stdin, program string, args ...string) (code int, out string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), program, args...)
	command.Stdin = strings.NewReader(stdin)
	// A machine without time zones, on which the dates of laws are local dates all the same.
	command.Env = append(os.Environ(), "ZONEINFO=/nonexistent")
	text, err := command.CombinedOutput()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), string(text)
}

func TestTheProgram(t *testing.T) {
	facegov, plugin := build(t)
	const samples = "../../config/samples"
	gate := filepath.Join(t.TempDir(), "gate")
	for _, tc := range []struct {
		sentence string
		program  string
		stdin    string
		args     []string
		want     int
		says     string
	}{
		{"the samples are denied", facegov, "", []string{"check", "-f", samples}, 1, "maple-court/south-gate"},
		{"a recogniser in a room that nobody knows is unknown", facegov, "", []string{
			"check", "-f", samples + "/annexe-door.yaml", "-f", samples + "/zones.yaml", "-f", samples + "/namespaces.yaml",
		}, 2, "Unknown"},
		{"broken YAML is bad input", facegov, "a: [", []string{"check", "-f", "-"}, 3, "stdin:1"},
		{"an unknown flag is bad input", facegov, "", []string{"check", "--nothing"}, 3, "unknown flag"},
		{"a first deployment is written", facegov, "", []string{"init", "--preset", "residential-gate", "--out", gate}, 0, "notice.html"},
		{"and waits for its documents", facegov, "", []string{"check", "-f", gate}, 1, "residence-gate-consent-form"},
		{"and not written twice", facegov, "", []string{"init", "--preset", "hotel-desk", "--out", gate}, 3, "nothing was written"},
		{"the plugin says its own name", plugin, "", []string{"check", "--help"}, 0, "kubectl facegov check -f"},
		{"and decides the same", plugin, "", []string{"check", "-f", gate}, 1, "residence-gate-consent-form"},
		{"no colour without a terminal", facegov, "", []string{"check", "-f", gate}, 1, "residence/gate: Denied "},
		{"help is no fault", facegov, "", nil, 0, "Available Commands"},
	} {
		t.Run(tc.sentence, func(t *testing.T) {
			code, out := call(t, tc.stdin, tc.program, tc.args...)
			if code != tc.want || !strings.Contains(out, tc.says) {
				t.Errorf("exit code %d, want %d, and %q in\n%s", code, tc.want, tc.says, out)
			}
		})
	}
}
