// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/facegov/facegov/api/v1alpha1"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string          `xml:"name,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Timestamp  string          `xml:"timestamp,attr"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Class   string       `xml:"classname,attr"`
	Name    string       `xml:"name,attr"`
	File    string       `xml:"file,attr,omitempty"`
	Line    int          `xml:"line,attr,omitempty"`
	Failure *junitFailed `xml:"failure,omitempty"`
	Error   *junitFailed `xml:"error,omitempty"`
	Output  string       `xml:"system-out,omitempty"`
}

type junitFailed struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// JUnit is the report for test results: a suite for each deployment, a case for each finding. What is denied failed,
// what is unknown is an error; warnings pass and say so.
func JUnit(r *Report) ([]byte, error) {
	all := junitSuites{Name: "facegov"}
	if len(r.Problems) > 0 {
		all.add(r.inputSuite())
	}
	for i := range r.Deployments {
		all.add(r.suiteOf(&r.Deployments[i]))
	}
	text, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("the report cannot be written as XML: %w", err)
	}
	return bytes.Join([][]byte{[]byte(xml.Header), text, []byte("\n")}, nil), nil
}

func (all *junitSuites) add(suite junitSuite) {
	suite.tellApart()
	suite.Tests = len(suite.Cases)
	for i := range suite.Cases {
		if suite.Cases[i].Failure != nil {
			suite.Failures++
		}
		if suite.Cases[i].Error != nil {
			suite.Errors++
		}
	}
	all.Tests += suite.Tests
	all.Failures += suite.Failures
	all.Errors += suite.Errors
	all.Suites = append(all.Suites, suite)
}

// tellApart numbers cases of the same name: whoever reads results goes by it.
func (suite *junitSuite) tellApart() {
	seen := map[string]int{}
	for i := range suite.Cases {
		c := &suite.Cases[i]
		seen[c.Name]++
		if n := seen[c.Name]; n > 1 {
			c.Name = fmt.Sprintf("%s %d", c.Name, n)
		}
	}
}

func (r *Report) newSuite(name, verdict string) junitSuite {
	return junitSuite{
		Name: name, Timestamp: r.Now.UTC().Format("2006-01-02T15:04:05"),
		Properties: []junitProperty{{"verdict", verdict}, {"statement", Statement}},
	}
}

func (r *Report) inputSuite() junitSuite {
	suite := r.newSuite("input", string(OutcomeBadInput))
	for i := range r.Problems {
		p := &r.Problems[i]
		suite.Cases = append(suite.Cases, junitCase{
			Class: "input", Name: cmp.Or(strings.TrimSpace(p.Object+" "+p.Field), p.File, "input"), File: p.File, Line: p.Line,
			Error: &junitFailed{Type: string(OutcomeBadInput), Message: p.Message, Text: Line(p)},
		})
	}
	return suite
}

func (r *Report) suiteOf(d *Deployment) junitSuite {
	suite := r.newSuite(d.Namespace+"/"+d.Name, string(d.Verdict.Result))
	for i := range d.Verdict.Findings {
		suite.Cases = append(suite.Cases, caseOf(d, &d.Verdict.Findings[i]))
	}
	for i := range d.Verdict.Reported {
		reported := caseOf(d, &d.Verdict.Reported[i])
		if failed := reported.Failure; failed != nil {
			reported.Failure, reported.Output = nil, "Only reported: "+failed.Text
		}
		if failed := reported.Error; failed != nil {
			reported.Error, reported.Output = nil, "Only reported: "+failed.Text
		}
		suite.Cases = append(suite.Cases, reported)
	}
	if len(suite.Cases) == 0 {
		suite.Cases = []junitCase{{Class: suite.Name, Name: "verdict", File: d.File, Line: d.Line}}
	}
	return suite
}

func caseOf(d *Deployment, f *v1alpha1.Finding) junitCase {
	at := d.Positions[f.FieldPath]
	c := junitCase{Class: d.Namespace + "/" + d.Name, Name: f.Rule, File: at.File, Line: at.Line}
	if f.FieldPath != "" {
		c.Name += " (" + f.FieldPath + ")"
	}
	failed := &junitFailed{
		Type: string(f.Result), Message: f.Message,
		Text: fmt.Sprintf("%s\nArticle: %s\nRemedy: %s", f.Message, f.Citation, f.Remedy),
	}
	switch f.Result {
	case v1alpha1.FindingPermitted:
	case v1alpha1.FindingPermittedWithObligations:
		c.Output = "Due as long as it runs: " + f.Message
	case v1alpha1.FindingWarning:
		c.Output = "Warning: " + failed.Text
	case v1alpha1.FindingUnknown:
		c.Error = failed
	default:
		c.Failure = failed
	}
	return c
}
