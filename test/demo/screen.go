// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"golang.org/x/term"
)

// screen writes for a person: with colour on a terminal, plain elsewhere.
type screen struct {
	out             io.Writer
	colour          bool
	number          int
	checked, failed int
}

func newScreen(file *os.File) *screen {
	return &screen{out: file, colour: term.IsTerminal(int(file.Fd())) && os.Getenv("NO_COLOR") == ""}
}

const (
	bold   = "1"
	red    = "31"
	green  = "32"
	yellow = "33"
	faint  = "2"
)

func (s *screen) paint(code, text string) string {
	if !s.colour {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (s *screen) say(format string, args ...any) { fmt.Fprintf(s.out, format+"\n", args...) }

func (s *screen) scene(title string) {
	s.number++
	s.say("\n%s", s.paint(bold, fmt.Sprintf("%d. %s", s.number, title)))
}

func (s *screen) step(format string, args ...any) {
	s.say("   %s", s.paint(faint, fmt.Sprintf(format, args...)))
}

// expect checks one expectation and says how it went.
func (s *screen) expect(met bool, format string, args ...any) {
	s.checked++
	mark := s.paint(green, "ok  ")
	if !met {
		s.failed++
		mark = s.paint(red, "FAIL")
	}
	s.say("   %s %s", mark, fmt.Sprintf(format, args...))
}

func (s *screen) fail(format string, args ...any) {
	s.say("\n%s", s.paint(red, "demo failed: "+fmt.Sprintf(format, args...)))
}

func (s *screen) done(format string, args ...any) {
	s.say("\n%s", s.paint(green, fmt.Sprintf(format, args...)))
}

// table writes rows under each other; the first row is the heading.
func (s *screen) table(rows [][]string) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 3, ' ', 0)
	for _, row := range rows {
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	_ = w.Flush()
	text := b.String()
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n ")
		switch {
		case strings.Contains(line, " Denied "):
			line = s.paint(red, line)
		case strings.Contains(line, " Unknown "):
			line = s.paint(yellow, line)
		case strings.Contains(line, " Permitted"):
			line = s.paint(green, line)
		}
		s.say("   %s", line)
	}
	return text
}
