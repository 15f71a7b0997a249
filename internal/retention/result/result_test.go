// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package result_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/internal/retention/result"
)

func aResult() result.Result {
	root := strings.Repeat("ab", 32)
	return result.Result{
		Version: 1, Store: "gallery", Seq: 7,
		StartedAt:  time.Date(2026, time.February, 1, 3, 0, 0, 0, time.UTC),
		FinishedAt: time.Date(2026, time.February, 1, 3, 0, 9, 0, time.UTC),
		Outcome:    result.Succeeded, Reason: result.Swept, Message: "All 3 files past P1Y since Captured are gone.",
		Scanned: 10, Due: 3, Deleted: 3, Verified: 3, Bytes: 6144,
		OldestKept: time.Date(2025, time.March, 1, 0, 0, 0, 0, time.UTC),
		Cumulative: result.Cumulative{Runs: 7, Deleted: 40, Bytes: 81920},
		Root:       root, Roots: []string{root},
		Clock: result.Clock{Agrees: true, Node: time.Date(2026, time.February, 1, 3, 0, 0, 0, time.UTC)},
	}
}

func TestALineReadsBackAsWritten(t *testing.T) {
	want := aResult()
	line, err := want.Line()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(line), "\n") != 1 || !strings.HasSuffix(string(line), "\n") {
		t.Errorf("the line is not one line: %q", line)
	}
	got, err := result.Parse(string(line))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestALineHasTheAgreedFields(t *testing.T) {
	line, err := aResult().Line()
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"v":1,"store":"gallery","seq":7,"startedAt":"2026-02-01T03:00:00Z","finishedAt":"2026-02-01T03:00:09Z",` +
		`"dryRun":false,"outcome":"Succeeded","reason":"Swept","message":"All 3 files past P1Y since Captured are gone.",` +
		`"scanned":10,"due":3,"deleted":3,"verified":3,"failed":0,"unanchored":0,"future":0,"refused":0,"bytes":6144,` +
		`"oldestKept":"2025-03-01T00:00:00Z","cumulative":{"runs":7,"deleted":40,"bytes":81920},` +
		`"root":"abababababababababababababababababababababababababababababababab",` +
		`"roots":["abababababababababababababababababababababababababababababababab"],` +
		`"clock":{"agrees":true,"node":"2026-02-01T03:00:00Z"}}` + "\n"
	if diff := cmp.Diff(want, string(line)); diff != "" {
		t.Error(diff)
	}
}

func TestTheLongestLineFits(t *testing.T) {
	r := aResult()
	r.Store = strings.Repeat("s", 63)
	r.Outcome, r.Reason = result.Failed, result.AnchorUnavailable
	r.Message = strings.Repeat("\"人\n", 5000)
	for _, count := range []*int64{
		&r.Seq, &r.Scanned, &r.Due, &r.Deleted, &r.Verified, &r.Failed, &r.Unanchored, &r.Future, &r.Refused, &r.Missing,
		&r.Recovered, &r.Bytes, &r.Cumulative.Runs, &r.Cumulative.Deleted, &r.Cumulative.Bytes,
	} {
		*count = math.MaxInt64
	}
	r.Clock.Scheduled, r.Clock.LastRun = r.StartedAt, r.StartedAt
	for i := range 40 {
		r.Roots = append(r.Roots, fmt.Sprintf("%064x", i))
	}
	r.Root = r.Roots[len(r.Roots)-1]
	line, err := r.Line()
	if err != nil {
		t.Fatal(err)
	}
	if len(line) > result.MaxBytes {
		t.Errorf("the line has %d bytes", len(line))
	}
	got, err := result.Parse(string(line))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Roots) != result.MaxRoots || got.Root != r.Root {
		t.Errorf("%d roots survived, the last %s", len(got.Roots), got.Root)
	}
	if got.Message == "" || strings.Contains(got.Message, "\n") {
		t.Errorf("the message became %q", got.Message)
	}
}

func TestParseFindsTheLineAmongOthers(t *testing.T) {
	line, err := aResult().Line()
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]string{
		"after the lines of a log":         "2026-02-01T03:00:00Z retention gallery: …\n" + string(line),
		"before a line of another program": string(line) + "end of log\n",
		"after the line of an earlier run": strings.Replace(string(line), `"seq":7`, `"seq":6`, 1) + string(line),
		"after a flood":                    strings.Repeat("x", 1<<20) + "\n" + string(line),
		"with the line breaks of Windows":  strings.ReplaceAll(string(line), "\n", "\r\n"),
	}
	for name, message := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := result.Parse(message)
			if err != nil || got.Seq != 7 {
				t.Errorf("Parse found run %d, %v", got.Seq, err)
			}
		})
	}
}

func TestParseRefusesWhatTheProgramCannotHaveWritten(t *testing.T) {
	tests := map[string]struct {
		change func(fields map[string]any)
		want   string
	}{
		"another version":             {func(f map[string]any) { f["v"] = 2 }, "reads v 1"},
		"no store":                    {func(f map[string]any) { f["store"] = "" }, "no store"},
		"a long store":                {func(f map[string]any) { f["store"] = strings.Repeat("s", 64) }, "more than 63"},
		"an unknown outcome":          {func(f map[string]any) { f["outcome"] = "Perfect" }, "do not exist together"},
		"an unknown reason":           {func(f map[string]any) { f["reason"] = "Why" }, "do not exist together"},
		"a success by failing":        {func(f map[string]any) { f["reason"] = "ClockDoubt" }, "do not exist together"},
		"a success with failures":     {func(f map[string]any) { f["failed"] = 1 }, "says Succeeded"},
		"a success unverified":        {func(f map[string]any) { f["verified"] = 2 }, "says Succeeded"},
		"more verified than deleted":  {func(f map[string]any) { f["verified"] = 4 }, "4 verified of 3"},
		"a count below nothing":       {func(f map[string]any) { f["deleted"], f["verified"] = -1, -2 }, "cannot be less"},
		"a count that is a text":      {func(f map[string]any) { f["bytes"] = "many" }, "not the JSON"},
		"a long message":              {func(f map[string]any) { f["message"] = strings.Repeat("m", 257) }, "more than 256"},
		"a message with a bell":       {func(f map[string]any) { f["message"] = "ring\a" }, "cannot be printed"},
		"a message that turns around": {func(f map[string]any) { f["message"] = "a\u202eb" }, "cannot be printed"},
		"no time":                     {func(f map[string]any) { delete(f, "startedAt") }, "no startedAt"},
		"a root that is no digest":    {func(f map[string]any) { f["root"] = "abc" }, "not a SHA-256"},
		"a root outside its roots":    {func(f map[string]any) { f["root"] = strings.Repeat("cd", 32) }, "not the last"},
		"a root without its roots":    {func(f map[string]any) { f["roots"] = []string{} }, "not the last"},
		"too many roots":              {func(f map[string]any) { f["roots"] = make([]string, 9) }, "more than 8"},
		"more than 2 KiB":             {func(f map[string]any) { f["more"] = strings.Repeat("m", 2048) }, "more than 2048"},
	}
	line, err := aResult().Line()
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			var fields map[string]any
			if err := json.Unmarshal(line, &fields); err != nil {
				t.Fatal(err)
			}
			tc.change(fields)
			version := fields["v"]
			delete(fields, "v")
			rest, err := json.Marshal(fields)
			if err != nil {
				t.Fatal(err)
			}
			_, err = result.Parse(fmt.Sprintf(`{"v":%v,%s`, version, rest[1:]))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("Parse returned %v, want an error that says %q", err, tc.want)
			}
		})
	}
	for name, message := range map[string]string{
		"nothing": "", "a log": "panic: out of memory\n", "two results on a line": strings.TrimSpace(string(line)) + string(line),
		"half a line": string(line[:200]),
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := result.Parse(message); err == nil {
				t.Errorf("Parse returned %+v", got)
			}
		})
	}
}

func TestEachReasonHasItsExitCode(t *testing.T) {
	tests := map[result.Reason]int{
		result.DeletionFailed: 1, result.NotVerified: 1, result.BlastRadius: 1, result.Interrupted: 1, result.RecordFailed: 1,
		result.InvalidArguments: 2, result.ClockDoubt: 3, result.Busy: 4, result.StoreUnreadable: 5, result.PathRefused: 5,
		result.AnchorUnavailable: 5,
	}
	for reason, want := range tests {
		t.Run(string(reason), func(t *testing.T) {
			if got := (result.Result{Outcome: result.Failed, Reason: reason}).ExitCode(); got != want {
				t.Errorf("ExitCode = %d, want %d", got, want)
			}
		})
	}
	if got := aResult().ExitCode(); got != 0 {
		t.Errorf("a success has the exit code %d", got)
	}
}

func FuzzParse(f *testing.F) {
	line, err := aResult().Line()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(line))
	f.Add(`{"v":1}`)
	f.Fuzz(func(t *testing.T, message string) {
		r, err := result.Parse(message)
		if err != nil {
			return
		}
		if line, err := r.Line(); err != nil || len(line) > result.MaxBytes {
			t.Errorf("what Parse accepted cannot be written: %d bytes, %v", len(line), err)
		}
	})
}
