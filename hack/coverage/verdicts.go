// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"
)

// verdict is what a case says of the rules.
type verdict struct {
	// name of the case: its folder below the cases, such as cn/a-camera-inside-a-hotel-guest-room.
	name string
	// notMet are the rules that refuse, are unknown or warn; met are those that are met, the excepted ones included.
	notMet, met []string
	// excepted are the rules that an exception sets aside; exceptions are what the case relies on, by the id that the law
	// gives them.
	excepted, exceptions []string
}

// excepts says whether the case relies on the exception and a rule that it lifts is set aside.
func (v verdict) excepts(exception string, lifts []string) bool {
	return slices.Contains(v.exceptions, exception) && slices.ContainsFunc(lifts, func(rule string) bool {
		return slices.Contains(v.excepted, rule)
	})
}

// excepted is the reason of a rule that an exception sets aside.
const excepted = "ExceptionGranted"

// Files of a case.
const (
	verdictFile = "want.verdict.yaml"
	clusterFile = "cluster.yaml"
)

// readVerdicts reads the verdict of every case below the folder. Those in which the fewest rules are not met come
// first: they show best what a rule does by itself.
func readVerdicts(folder string) ([]verdict, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*", "*", verdictFile))
	if err != nil {
		return nil, err
	}
	verdicts := make([]verdict, 0, len(paths))
	for _, path := range paths {
		of := filepath.Dir(path)
		name, err := filepath.Rel(folder, of)
		if err != nil {
			return nil, err
		}
		v := verdict{name: filepath.ToSlash(name)}
		err = errors.Join(readFile(of, verdictFile, v.readFindings), readFile(of, clusterFile, v.readExceptions))
		if err != nil {
			return nil, err
		}
		verdicts = append(verdicts, v)
	}
	slices.SortFunc(verdicts, func(a, b verdict) int {
		return cmp.Or(cmp.Compare(len(a.notMet), len(b.notMet)), cmp.Compare(a.name, b.name))
	})
	return verdicts, nil
}

func readFile(folder, name string, read func([]byte) error) error {
	path := filepath.Join(folder, name)
	text, err := os.ReadFile(path) //nolint:gosec // a case of this project
	if err != nil {
		return err
	}
	if err := read(text); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// readFindings reads which rules are met and which are not.
func (v *verdict) readFindings(text []byte) error {
	var file struct {
		NotMet []struct {
			Rule string `json:"rule"`
		} `json:"notMet"`
		Met []string `json:"met"`
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		return err
	}
	for _, finding := range file.NotMet {
		v.notMet = append(v.notMet, finding.Rule)
	}
	for _, line := range file.Met {
		rule, reason, _ := strings.Cut(line, " ") // what is to be kept up follows in brackets
		v.met = append(v.met, rule)
		if strings.Contains(reason, excepted) {
			v.excepted = append(v.excepted, rule)
		}
	}
	return nil
}

// readExceptions reads on which exceptions the case relies.
func (v *verdict) readExceptions(text []byte) error {
	var file struct {
		Exceptions []struct {
			Spec struct {
				Exception string `json:"exception"`
			} `json:"spec"`
		} `json:"exceptions"`
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		return err
	}
	for _, exception := range file.Exceptions {
		v.exceptions = append(v.exceptions, exception.Spec.Exception)
	}
	return nil
}
