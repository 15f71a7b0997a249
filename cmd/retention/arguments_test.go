// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package main

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/internal/stores"
	"github.com/facegov/facegov/internal/stores/filesystem"
)

// rendered are the arguments of a CronJob that the operator renders.
func rendered() []string {
	return []string{
		"--store=gallery", "--root=/stores/gallery", "--path=Template:faces", "--path=RawImage:frames", "--max=P1Y", "--min=P30D",
		"--anchor=Captured", "--time-zone=Asia/Shanghai", "--termination-log=/dev/termination-log",
		"--job-name=gallery-29499120", "--max-clock-skew=PT5M", "--max-share=50", "--keep-manifests=P3Y", "--dry-run",
		"--ahead=PT24H", "--erase",
	}
}

func TestTheOperatorsArgumentsAreRead(t *testing.T) {
	got, err := parse(rendered(), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	want := []filesystem.Path{{Class: "Template", Path: "faces"}, {Class: "RawImage", Path: "frames"}}
	if diff := cmp.Diff(want, got.paths); diff != "" {
		t.Error(diff)
	}
	texts := []string{
		got.store, got.root, got.terminationLog, got.config.Name, got.config.Job, got.config.Max.String(),
		got.config.Min.String(), got.config.Keep.String(), got.config.Zone.String(), string(got.config.Anchor), got.config.Scope,
	}
	wantTexts := []string{
		"gallery", "/stores/gallery", "/dev/termination-log", "gallery", "gallery-29499120", "P1Y",
		"P30D", "P3Y", "Asia/Shanghai", "Captured", "faces\nframes",
	}
	if diff := cmp.Diff(wantTexts, texts); diff != "" {
		t.Error(diff)
	}
	if got.config.Skew != 5*time.Minute || got.config.MaxShare != 50 || !got.config.DryRun ||
		!got.config.Erase || got.config.Ahead.String() != "PT24H" {
		t.Errorf("skew %s, share %d, dry run %t", got.config.Skew, got.config.MaxShare, got.config.DryRun)
	}
}

func TestTheDefaultsAreTheSafeOnes(t *testing.T) {
	got, err := parse([]string{"--store=s", "--root=/s", "--path=A:.", "--max=P1Y", "--anchor=Enrolled"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	c := got.config
	if c.Skew != 5*time.Minute || c.MaxShare != 100 || c.DryRun || c.Erase || !c.Min.IsZero() || !c.Ahead.IsZero() || c.Keep.String() != "P3Y" ||
		c.Zone != time.UTC || got.terminationLog != "" || c.Anchor != stores.Enrolled {
		t.Errorf("the defaults are %+v", got)
	}
}

func TestBadArgumentsNameTheFieldAndTheWayOut(t *testing.T) {
	tests := map[string]struct{ change, want string }{
		"a store that is no label":         {"--store=Gallery One", "--store is not a DNS label; give"},
		"a store with a slash":             {"--store=../x", "--store is not a DNS label"},
		"a store that is too long":         {"--store=" + strings.Repeat("s", 64), "--store is not a DNS label"},
		"no root":                          {"--root=", "--root and --path say what to sweep; give both"},
		"a path without a class":           {"--path=faces", "write Class:path"},
		"a path that leads out":            {"--path=Template:../faces", `has ".."`},
		"an absolute path":                 {"--path=Template:/faces", "write it relative to the root"},
		"no maximum":                       {"--max=", "--max: period"},
		"a Go duration":                    {"--max=720h", "write an ISO 8601 duration"},
		"a minimum that is no period":      {"--min=30", "--min: period"},
		"a minimum above the maximum":      {"--min=P2Y", "--min P2Y is longer than --max P1Y"},
		"an unknown anchor":                {"--anchor=Born", "choose one of Captured, Enrolled, LastUsed"},
		"no anchor":                        {"--anchor=", "--anchor"},
		"an unknown zone":                  {"--time-zone=Asia/Atlantis", "write one such as Asia/Shanghai"},
		"a zone that depends on the node":  {"--time-zone=Local", "write one such as Asia/Shanghai"},
		"a zone that leads out":            {"--time-zone=../../etc/passwd", "write one such as Asia/Shanghai"},
		"a look ahead of a week":           {"--ahead=P7D", "a store is swept at least daily"},
		"a look ahead in words":            {"--ahead=soon", "--ahead: period"},
		"a skew that is no skew":           {"--max-clock-skew=P1D", "correct the clocks instead"},
		"a share of nothing":               {"--max-share=0", "write 1 to 100 percent"},
		"a share of more than all":         {"--max-share=101", "write 1 to 100 percent"},
		"a share in words":                 {"--max-share=half", "max-share"},
		"an argument that does not exist":  {"--force", "not defined: -force"},
		"a word that is no argument":       {"faces", "every argument begins with --"},
		"a manifest period that is no one": {"--keep-manifests=forever", "--keep-manifests: period"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := parse(append(rendered(), tc.change), io.Discard)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("parse returned %v, want an error that says %q", err, tc.want)
			}
		})
	}
}

func TestHelpListsEveryArgumentAndExitCode(t *testing.T) {
	var out bytes.Buffer
	if _, err := parse([]string{"--help"}, &out); !errors.Is(err, flag.ErrHelp) {
		t.Fatalf("parse returned %v", err)
	}
	for _, argument := range rendered() {
		name, _, _ := strings.Cut(strings.TrimPrefix(argument, "--"), "=")
		if !strings.Contains(out.String(), "-"+name) {
			t.Errorf("the help does not list --%s", name)
		}
	}
	for _, code := range []string{"  0  ", "  1  ", "  2  ", "  3  ", "  4  ", "  5  "} {
		if !strings.Contains(out.String(), code) {
			t.Errorf("the help does not list the exit code%s", code)
		}
	}
}
