// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy"
)

// document is the report in the form for programs. Its names are stable: fields are added, never renamed.
type document struct {
	Statement   string               `json:"statement"`
	Version     string               `json:"version"`
	Now         string               `json:"now"`
	Outcome     Outcome              `json:"outcome"`
	Policies    []policyDocument     `json:"policies"`
	Deployments []deploymentDocument `json:"deployments"`
	Problems    []Problem            `json:"problems"`
	Notes       []Note               `json:"notes"`
	Skipped     []Skipped            `json:"skipped"`
}

type policyDocument struct {
	Name  string        `json:"name"`
	Title string        `json:"title"`
	Rank  v1alpha1.Rank `json:"rank"`
	// Status of the instrument: a draft has a state as well, and is not in force.
	Status        v1alpha1.InstrumentStatus `json:"status"`
	State         policy.State              `json:"state"`
	Enforcement   v1alpha1.Enforcement      `json:"enforcement"`
	Jurisdictions []string                  `json:"jurisdictions"`
	From          string                    `json:"from"`
	Until         string                    `json:"until,omitempty"`
	Rules         int                       `json:"rules"`
	Shipped       bool                      `json:"shipped"`
}

type deploymentDocument struct {
	Namespace string           `json:"namespace"`
	Name      string           `json:"name"`
	Verdict   v1alpha1.Verdict `json:"verdict"`
	// Observed says that what refuses does not act yet: an existing installation is observed.
	Observed bool `json:"observed,omitempty"`
	Position
	Findings      []findingDocument             `json:"findings"`
	Reported      []findingDocument             `json:"reported,omitempty"`
	Deadlines     []v1alpha1.Deadline           `json:"deadlines"`
	Documents     []usedDocument                `json:"documents,omitempty"`
	Effective     v1alpha1.EffectiveObligations `json:"effective"`
	Jurisdictions []string                      `json:"jurisdictions"`
	Policies      []v1alpha1.ConsultedPolicy    `json:"policies"`
	AllowedZones  []string                      `json:"allowedZones"`
	RefusedZones  []string                      `json:"refusedZones"`
	MissingZones  []string                      `json:"missingZones"`
}

// usedDocument is a document that the verdict relied on.
type usedDocument struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	SHA256 string `json:"sha256"`
	// KeepUntil is until when it must be kept, omitted when nothing asks for a time.
	KeepUntil string `json:"keepUntil,omitempty"`
}

type findingDocument struct {
	v1alpha1.Finding
	Position
}

func documentOf(r *Report) document {
	d := document{
		Statement: Statement, Version: r.Version, Now: r.Now.UTC().Format(time.RFC3339), Outcome: r.Outcome(),
		Policies: policyDocuments(r.Policies), Deployments: []deploymentDocument{},
		Problems: list(r.Problems), Notes: list(r.Notes), Skipped: list(r.Skipped),
	}
	for i := range r.Deployments {
		d.Deployments = append(d.Deployments, deploymentOf(&r.Deployments[i]))
	}
	return d
}

func policyDocuments(policies []Policy) []policyDocument {
	documents := []policyDocument{}
	for i := range policies {
		p := &policies[i]
		documents = append(documents, policyDocument{
			Name: p.Name, Title: p.Spec.Instrument.Title, Rank: p.Spec.Instrument.Rank,
			Status: p.Spec.Instrument.Status, State: p.State,
			Enforcement: p.Enforcement, Jurisdictions: list(p.Spec.Jurisdictions), From: p.Spec.Effective.From,
			Until: p.Spec.Effective.Until, Rules: len(p.Spec.Rules), Shipped: p.Shipped,
		})
	}
	return documents
}

func deploymentOf(d *Deployment) deploymentDocument {
	v := &d.Verdict
	return deploymentDocument{
		Namespace: d.Namespace, Name: d.Name, Verdict: v.Result, Observed: v.Observed, Position: d.Position,
		Findings: findingsOf(d, v.Findings), Reported: findingsOf(d, v.Reported), Deadlines: list(v.Deadlines),
		Documents: usedDocuments(v.Documents),
		Effective: v.Effective, Jurisdictions: list(v.Jurisdictions), Policies: list(v.Policies),
		AllowedZones: list(v.AllowedZones), RefusedZones: list(v.RefusedZones), MissingZones: list(v.MissingZones),
	}
}

func usedDocuments(documents []policy.DocumentUse) []usedDocument {
	var used []usedDocument
	for i := range documents {
		d := &documents[i]
		u := usedDocument{Name: d.Name, Type: d.Type, SHA256: d.SHA256}
		if !d.KeepUntil.IsZero() {
			u.KeepUntil = d.KeepUntil.UTC().Format(time.RFC3339)
		}
		used = append(used, u)
	}
	return used
}

func findingsOf(d *Deployment, findings []v1alpha1.Finding) []findingDocument {
	documents := []findingDocument{}
	for i := range findings {
		documents = append(documents, findingDocument{findings[i], d.Positions[findings[i].FieldPath]})
	}
	return documents
}

// list makes an empty list of none, so that programs need no second case.
func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

// JSON is the report for programs.
func JSON(r *Report) ([]byte, error) { return indented(documentOf(r)) }

// YAML is the report for programs, as JSON has it.
func YAML(r *Report) ([]byte, error) {
	text, err := yaml.Marshal(documentOf(r))
	if err != nil {
		return nil, fmt.Errorf("the report cannot be written as YAML: %w", err)
	}
	return text, nil
}

func indented(value any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return nil, fmt.Errorf("the report cannot be written as JSON: %w", err)
	}
	return text.Bytes(), nil
}
