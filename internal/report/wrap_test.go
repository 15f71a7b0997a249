// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

func TestWrap(t *testing.T) {
	cases := map[string]struct {
		lead, text string
		width      int
		want       []string
	}{
		"a short text is one line":                  {"- ", "a gate", 20, []string{"- a gate"}},
		"a long one is indented below its lead":     {"- ", "one two three four", 9, []string{"- one two", "  three", "  four"}},
		"a word that fits nowhere stands alone":     {"", "a verylongword b", 6, []string{"a", "verylongword", "b"}},
		"no text leaves the lead":                   {"Remedy: ", "", 20, []string{"Remedy: "}},
		"spaces and line ends count once":           {"", " a \n\t b ", 20, []string{"a b"}},
		"Chinese breaks anywhere, two columns":      {"", "人脸识别技术", 8, []string{"人脸识别", "技术"}},
		"but not before a closing mark":             {"", "人脸识别，技术", 8, []string{"人脸识", "别，技术"}},
		"nor after an opening one":                  {"", "人脸识（技术）", 8, []string{"人脸识", "（技术）"}},
		"Latin words among Chinese stay whole":      {"", "设为spec.notice即可", 12, []string{"设为", "spec.notice", "即可"}},
		"a Chinese lead is indented by its columns": {"要求: ", "人脸识别技术", 14, []string{"要求: 人脸识别", "      技术"}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, Wrap(tc.lead, tc.text, tc.width)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func FuzzWrapLosesNothing(f *testing.F) {
	f.Add("人脸识别，one two（三）", 10)
	f.Add("a\u3000b\xff", 1)
	f.Fuzz(func(t *testing.T, text string, width int) {
		squeeze := func(text string) string {
			return strings.Map(func(r rune) rune {
				if unicode.IsSpace(r) {
					return -1
				}
				return r
			}, text)
		}
		text = strings.ToValidUTF8(text, "?") // joining lines could make characters of broken halves
		if diff := cmp.Diff(squeeze(text), squeeze(strings.Join(Wrap("", text, width%200), ""))); diff != "" {
			t.Error(diff)
		}
	})
}
