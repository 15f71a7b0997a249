// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"strings"
	"unicode"
)

// Wrap breaks a text into lines of at most width columns. The first line begins with the lead, the others are indented
// as far. Chinese and Japanese break between any two characters, but not before a closing mark.
func Wrap(lead, text string, width int) []string {
	indent := strings.Repeat(" ", columns(lead))
	var lines []string
	line, used, empty := lead, columns(lead), true
	for _, token := range tokens(text) {
		space := 0
		if token.spaced && !empty {
			space = 1
		}
		if size := columns(token.text); !empty && used+space+size > width {
			lines = append(lines, line)
			line, used, space = indent, len(indent), 0
		}
		line += strings.Repeat(" ", space) + token.text
		used += space + columns(token.text)
		empty = false
	}
	return append(lines, line)
}

// token is what stays on one line. Spaced says that a space stands before it.
type token struct {
	text   string
	spaced bool
}

// tokens parts a text where a line may end.
func tokens(text string) []token {
	var parted []token
	for word := range strings.FieldsSeq(text) {
		spaced, begin := true, 0
		for i, r := range word {
			if i > begin && mayBreak(lastRune(word[:i]), r) {
				parted = append(parted, token{word[begin:i], spaced})
				spaced, begin = false, i
			}
		}
		parted = append(parted, token{word[begin:], spaced})
	}
	return parted
}

func lastRune(text string) rune {
	runes := []rune(text)
	return runes[len(runes)-1]
}

const (
	closing = "\u3001\u3002\u300b\u300d\u300f\u3011\uff01\uff09\uff0c\uff1a\uff1b\uff1f\u201d"
	opening = "\u300a\u300c\u300e\u3010\uff08\u201c"
)

// mayBreak says whether a line may end between two characters of one word.
func mayBreak(before, after rune) bool {
	if strings.ContainsRune(closing, after) || strings.ContainsRune(opening, before) {
		return false
	}
	return isWide(before) || isWide(after)
}

// isWide says that a character takes two columns of a terminal.
func isWide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) ||
		(r >= 0x3000 && r <= 0x303f) || (r >= 0xff01 && r <= 0xff60)
}

func columns(text string) int {
	n := 0
	for _, r := range text {
		n++
		if isWide(r) {
			n++
		}
	}
	return n
}
