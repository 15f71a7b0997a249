// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"path"
	"strings"

	"github.com/facegov/facegov/api/v1alpha1"
)

const (
	sarifSchema = "https://json.schemastore.org/sarif-2.1.0.json"
	homepage    = "https://github.com/facegov/facegov"
	// badInput is the rule of faults of the input.
	badInput = "facegov/bad-input"
)

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool        sarifTool         `json:"tool"`
	Invocations []sarifInvocation `json:"invocations"`
	ColumnKind  string            `json:"columnKind"`
	Results     []sarifResult     `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name           string      `json:"name"`
	Version        string      `json:"version,omitempty"`
	InformationURI string      `json:"informationUri"`
	Rules          []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID               string          `json:"id"`
	ShortDescription *sarifText      `json:"shortDescription,omitempty"`
	FullDescription  *sarifText      `json:"fullDescription,omitempty"`
	Help             *sarifText      `json:"help,omitempty"`
	HelpURI          string          `json:"helpUri,omitempty"`
	Properties       sarifProperties `json:"properties"`
}

type sarifProperties struct {
	Tags []string `json:"tags"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifInvocation struct {
	ExecutionSuccessful bool `json:"executionSuccessful"`
}

type sarifResult struct {
	RuleID       string            `json:"ruleId"`
	RuleIndex    int               `json:"ruleIndex"`
	Level        string            `json:"level"`
	Message      sarifText         `json:"message"`
	Locations    []sarifLocation   `json:"locations,omitempty"`
	Fingerprints map[string]string `json:"partialFingerprints"`
}

type sarifLocation struct {
	Physical *sarifPhysical `json:"physicalLocation,omitempty"`
	Logical  []sarifLogical `json:"logicalLocations,omitempty"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
}

type sarifLogical struct {
	FullyQualifiedName string `json:"fullyQualifiedName"`
	Kind               string `json:"kind"`
}

// SARIF is the report for code scanning, SARIF 2.1.0: what blocks is an error, what is not met and does not block a
// warning, what is only reported a note. What is met is left out.
func SARIF(r *Report) ([]byte, error) {
	s := &sarifWriter{report: r, index: map[string]int{}}
	for i := range r.Problems {
		s.problem(&r.Problems[i])
	}
	for i := range r.Deployments {
		d := &r.Deployments[i]
		for j := range d.Verdict.Findings {
			s.finding(d, &d.Verdict.Findings[j], levelOf(d.Verdict.Findings[j].Result))
		}
		for j := range d.Verdict.Reported {
			if levelOf(d.Verdict.Reported[j].Result) != "" {
				s.finding(d, &d.Verdict.Reported[j], "note")
			}
		}
	}
	return indented(sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{{
		Tool: sarifTool{Driver: sarifDriver{
			Name: "facegov", Version: r.Version, InformationURI: homepage, Rules: list(s.rules),
		}},
		Invocations: []sarifInvocation{{ExecutionSuccessful: len(r.Problems) == 0}},
		ColumnKind:  "unicodeCodePoints",
		Results:     list(s.results),
	}}})
}

func levelOf(result v1alpha1.FindingResult) string {
	switch result {
	case v1alpha1.FindingPermitted, v1alpha1.FindingPermittedWithObligations:
		return ""
	case v1alpha1.FindingWarning:
		return "warning"
	default:
		return "error"
	}
}

type sarifWriter struct {
	report  *Report
	rules   []sarifRule
	index   map[string]int
	results []sarifResult
}

func (s *sarifWriter) problem(p *Problem) {
	rule := sarifRule{
		ID: badInput, ShortDescription: &sarifText{"The input has a fault"},
		Properties: sarifProperties{Tags: []string{"input"}},
	}
	text := p.Message
	if p.Object != "" {
		text = p.Object + ": " + text
	}
	s.add(badInput, rule, sarifResult{
		Level: "error", Message: sarifText{text}, Locations: locationOf(p.Position, p.Object, p.Field),
		Fingerprints: fingerprint(badInput, p.Object, p.Field, p.Message),
	})
}

func (s *sarifWriter) finding(d *Deployment, f *v1alpha1.Finding, level string) {
	if level == "" {
		return
	}
	text := f.Message
	if f.Citation != "" {
		text += "\n" + f.Citation
	}
	if f.Remedy != "" {
		text += "\nRemedy: " + f.Remedy
	}
	name := d.Namespace + "/" + d.Name
	s.add(f.Policy+"/"+f.Rule, s.ruleOf(f), sarifResult{
		Level: level, Message: sarifText{name + ": " + text},
		Locations:    locationOf(d.Positions[f.FieldPath], "FaceRecognitionDeployment "+name, f.FieldPath),
		Fingerprints: fingerprint(f.Policy, f.Rule, name, f.FieldPath, f.Reason),
	})
}

func (s *sarifWriter) add(key string, rule sarifRule, result sarifResult) {
	i, known := s.index[key]
	if !known {
		i = len(s.rules)
		s.index[key] = i
		s.rules = append(s.rules, rule)
	}
	result.RuleID, result.RuleIndex = s.rules[i].ID, i
	s.results = append(s.results, result)
}

func (s *sarifWriter) ruleOf(f *v1alpha1.Finding) sarifRule {
	rule := s.report.rule(f.Policy, f.Rule)
	if rule == nil {
		return sarifRule{
			ID: f.Rule, ShortDescription: &sarifText{f.Citation},
			Properties: sarifProperties{Tags: []string{"facegov"}},
		}
	}
	instrument := &s.report.policy(f.Policy).Spec.Instrument
	text := rule.Text["en"]
	described := sarifRule{
		ID: f.Rule, ShortDescription: &sarifText{rule.Title},
		Properties: sarifProperties{Tags: []string{f.Policy, rule.Article, string(instrument.Rank)}},
	}
	if text.Demand != "" {
		described.FullDescription = &sarifText{text.Demand}
	}
	if text.Remedy != "" {
		described.Help = &sarifText{instrument.Title + ", " + rule.Article + ". Remedy: " + text.Remedy}
	}
	if strings.HasPrefix(instrument.Source, "https://") {
		described.HelpURI = instrument.Source
	}
	return described
}

func locationOf(at Position, object, field string) []sarifLocation {
	var location sarifLocation
	if at.File != "" {
		location.Physical = &sarifPhysical{Artifact: sarifArtifact{URI: uri(at.File)}}
		if at.Line > 0 {
			location.Physical.Region = &sarifRegion{StartLine: at.Line, StartColumn: at.Column}
		}
	}
	if object != "" {
		location.Logical = []sarifLogical{{FullyQualifiedName: strings.TrimRight(object+" "+field, " "), Kind: "object"}}
	}
	if location.Physical == nil && location.Logical == nil {
		return nil
	}
	return []sarifLocation{location}
}

// uri writes a path so that it is relative to the repository, or absolute when it was given so.
func uri(file string) string {
	address := url.URL{Path: path.Clean(file)}
	if path.IsAbs(file) {
		address.Scheme = "file"
	}
	return address.String()
}

// fingerprint keeps a finding the same when lines move.
func fingerprint(parts ...string) map[string]string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return map[string]string{"facegov/v1": hex.EncodeToString(sum[:])}
}
