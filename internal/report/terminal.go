// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/facegov/facegov/api/v1alpha1"
)

// The colours of a terminal.
const (
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	bold   = "\x1b[1m"
	plain  = "\x1b[0m"
)

// Printable leaves out what would command a terminal or turn the order of characters: what is shown is what is there.
func Printable(text string) string { return printable(text, false) }

// printable keeps the report's own colours when it is coloured.
func printable(text string, coloured bool) string {
	var kept strings.Builder
	for i := 0; i < len(text); {
		if code := colourAt(text[i:]); coloured && code != "" {
			kept.WriteString(code)
			i += len(code)
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsControl(r) && !unicode.Is(unicode.Bidi_Control, r) {
			kept.WriteRune(r)
		}
		i += size
	}
	return kept.String()
}

// colourAt is the colour with which a text begins, empty when it begins with none of the report's own.
func colourAt(text string) string {
	for _, code := range []string{red, green, yellow, bold, plain} {
		if strings.HasPrefix(text, code) {
			return code
		}
	}
	return ""
}

func (w *writer) paint(colour, text string) string {
	if !w.colour {
		return text
	}
	return colour + text + plain
}

func colourOf(v v1alpha1.Verdict) string {
	switch v {
	case v1alpha1.VerdictPermitted, v1alpha1.VerdictPermittedWithObligations:
		return green
	case v1alpha1.VerdictUnknown:
		return yellow
	default:
		return red
	}
}

func colourOfFinding(f v1alpha1.FindingResult) string {
	switch f {
	case v1alpha1.FindingDenied:
		return red
	case v1alpha1.FindingUnknown, v1alpha1.FindingWarning:
		return yellow
	default:
		return green
	}
}

// wrap writes a text in lines of the width. The first begins with the lead, the others below what follows it.
func (w *writer) wrap(lead, text string) {
	for _, line := range Wrap(lead, text, w.width) {
		w.line("%s", line)
	}
}

// count says a number of things.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
