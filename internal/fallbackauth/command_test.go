// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// runPiped runs the program with content as its standard input.
func runPiped(t *testing.T, content string, args ...string) (code int, out, errOut string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "stdin")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var outBuffer, errBuffer bytes.Buffer
	code = Command(t.Context(), args, Streams{In: in, Out: &outBuffer, Err: &errBuffer})
	return code, outBuffer.String(), errBuffer.String()
}

func TestCommandLine(t *testing.T) {
	serve := func(flags ...string) []string { return append([]string{"serve"}, flags...) }
	hash := func(flags ...string) []string { return append([]string{"hash"}, flags...) }
	const line = "flat-17:$argon2id$v=19$m=19456,t=2,p=1$"
	cases := map[string]struct {
		stdin    string
		args     []string
		wantCode int
		wantOut  string
		wantErr  string
	}{
		"No command shows the commands":   {"", nil, exitUsage, "", "fallback-auth serve"},
		"Help is asked for and given":     {"", []string{"--help"}, exitOK, "fallback-auth serve", ""},
		"An unknown command":              {"", []string{"open"}, exitUsage, "", "no such command"},
		"The help of a command":           {"", serve("-h"), exitOK, "", "-tls-dir"},
		"An unknown flag":                 {"", serve("--door=n"), exitUsage, "", "not defined"},
		"A language that is not spoken":   {"", serve("--lang=fr"), exitError, "", "one of en, zh-Hans"},
		"A PIN as an argument is refused": {"", hash("839174"), exitUsage, "", "never an argument"},
		"An end that is no time":          {"", hash("--until=tomorrow"), exitError, "", "--until is not a time"},
		"One line is not enough":          {"flat-17\n", hash(), exitError, "", "two lines"},
		"Three lines are too many":        {"a\n839174\nb\n", hash(), exitError, "", "two lines"},
		"More than is ever typed":         {strings.Repeat("a", 999), hash(), exitError, "", "two lines"},
		"A name is no pseudonym":          {"Li Wei\n839174\n", hash(), exitError, "", "pseudonym may hold only"},
		"Five digits are too few":         {"a\n83917\n", hash(), exitError, "", "6 to 12 digits"},
		"What anybody tries first":        {"a\n123456\n", hash(), exitError, "", "take another"},
		"A pseudonym and a PIN":           {"flat-17\n839174\n", hash(), exitOK, line, ""},
		"The same from Windows":           {"flat-17\r\n839174\r\n", hash(), exitOK, line, ""},
		"No line end after the PIN":       {"flat-17\n839174", hash(), exitOK, line, ""},
		"An end is part of the line": {
			"flat-17\n839174\n", hash("--until=2026-12-31T23:59:59+08:00"), exitOK, ":until=20261231T235959+0800\n", "",
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			code, out, errOut := runPiped(t, tc.stdin, tc.args...)
			if code != tc.wantCode || !strings.Contains(out, tc.wantOut) || !strings.Contains(errOut, tc.wantErr) {
				t.Errorf("got %d, %q, %q; want %d, %q, %q", code, out, errOut, tc.wantCode, tc.wantOut, tc.wantErr)
			}
			if strings.Contains(out+errOut, "839174") {
				t.Error("the PIN is shown")
			}
		})
	}
}

func TestHashedLineLetsIn(t *testing.T) {
	_, line, _ := runPiped(t, residentID+"\n"+residentPIN+"\n", "hash", "--until=2026-12-31T23:59:59+08:00")
	d := openDoor(t, strings.TrimSpace(line))
	d.expect(d.verify(residentID, residentPIN), 200, grantedBody)
	d.expect(d.verify(residentID, wrongPIN), 401, deniedBody)
	d.clock.advance(365 * 24 * time.Hour)
	d.expect(d.verify(residentID, residentPIN), 401, deniedBody)
}
