// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"
)

// verdict is what the cases say of the rules, taken from a want.verdict.yaml.
type verdict struct {
	// name of the case: its folder below the cases, such as cn/a-camera-inside-a-hotel-guest-room.
	name string
	// notMet are the rules that refuse, are unknown or warn; met are those that are met.
	notMet, met []string
	// text is the whole file.
	text string
}

// names says whether the verdict speaks of the rule or exception.
func (v verdict) names(id string) bool {
	for field := range strings.FieldsFuncSeq(v.text, notInID) {
		if field == id {
			return true
		}
	}
	return false
}

// notInID says whether a character cannot be part of the id of a rule.
func notInID(r rune) bool {
	return !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./#-", r)
}

// readVerdicts reads the verdict of every case below the folder, by name.
func readVerdicts(folder string) ([]verdict, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*", "*", "want.verdict.yaml"))
	if err != nil {
		return nil, err
	}
	verdicts := make([]verdict, 0, len(paths))
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		name, err := filepath.Rel(folder, filepath.Dir(path))
		if err != nil {
			return nil, err
		}
		v, err := readVerdict(filepath.ToSlash(name), text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		verdicts = append(verdicts, v)
	}
	return verdicts, nil
}

func readVerdict(name string, text []byte) (verdict, error) {
	var file struct {
		NotMet []struct {
			Rule string `json:"rule"`
		} `json:"notMet"`
		Met []string `json:"met"`
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		return verdict{}, err
	}
	v := verdict{name: name, text: string(text)}
	for _, finding := range file.NotMet {
		v.notMet = append(v.notMet, finding.Rule)
	}
	for _, line := range file.Met {
		rule, _, _ := strings.Cut(line, " ") // what is to be kept up follows in brackets
		v.met = append(v.met, rule)
	}
	return v, nil
}
