// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"slices"
	"strings"
)

// around is how many equal lines are shown beside a difference.
const around = 3

// difference says where two texts differ, line by line: - for lines of the first, + for lines of the second, and a few
// lines around them.
func difference(first, second string) []string {
	a, b := strings.Split(strings.TrimRight(first, "\n"), "\n"), strings.Split(strings.TrimRight(second, "\n"), "\n")
	var lines []string
	common := longestCommon(a, b)
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			lines, i, j = append(lines, "  "+a[i]), i+1, j+1
		case j == len(b) || (i < len(a) && common[i+1][j] >= common[i][j+1]):
			lines, i = append(lines, "- "+a[i]), i+1
		default:
			lines, j = append(lines, "+ "+b[j]), j+1
		}
	}
	return onlyAround(lines)
}

// longestCommon holds, for every rest of a and of b, how many lines they have in common in the same order.
func longestCommon(a, b []string) [][]int32 {
	common := make([][]int32, len(a)+1)
	for i := range common {
		common[i] = make([]int32, len(b)+1)
	}
	for i, first := range slices.Backward(a) {
		for j, second := range slices.Backward(b) {
			if first == second {
				common[i][j] = common[i+1][j+1] + 1
				continue
			}
			common[i][j] = max(common[i+1][j], common[i][j+1])
		}
	}
	return common
}

// onlyAround leaves out equal lines far from any difference.
func onlyAround(lines []string) []string {
	var shown []string
	last := -1
	for i := range lines {
		near := false
		for j := max(0, i-around); j < min(len(lines), i+around+1); j++ {
			near = near || lines[j][0] != ' '
		}
		if !near {
			continue
		}
		if i > last+1 {
			shown = append(shown, "  …")
		}
		shown, last = append(shown, lines[i]), i
	}
	return shown
}
