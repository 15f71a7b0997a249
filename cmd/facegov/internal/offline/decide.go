// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package offline

import (
	"maps"
	"slices"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
	"github.com/facegov/facegov/internal/report"
)

// Snapshot is what a cluster with the objects of the input would know of a deployment before it starts.
func (w *World) Snapshot(d *Deployment, now time.Time) *facts.Snapshot {
	s := &facts.Snapshot{
		Now: now, Deployment: d.Value,
		Namespace: facts.Namespace{Name: d.Value.Namespace, Labels: w.labelsOf(d.Value.Namespace)},
		Template:  templateOf(d), Reference: d.referred.reference,
		// The way in is attached with the object itself and stays whatever the verdict.
		WayIn: facts.WayIn{Exists: true, Wanted: 1, Ready: 1},
	}
	for _, name := range facts.ZonesNamed(d.Value) {
		z, found := w.zones[name]
		if !found {
			s.Zones = append(s.Zones, facts.Zone{Name: name})
			continue
		}
		s.Zones = append(s.Zones, facts.Zone{
			Name: name, Found: true, Generation: 1, Spec: z.value.Spec, NodeCount: z.nodes, Overlapping: z.shared,
		})
	}
	s.Policies, s.Evidence, s.Exceptions, s.Party = w.Laws(), w.documents(), w.granted(), w.partyOf(d)
	s.Claimants = w.claimantsBeside(d)
	return s
}

// claimantsBeside are the other deployments of the input that name a claim of this one. Files have no dates: the first
// by name counts as the first.
func (w *World) claimantsBeside(d *Deployment) []facts.Claimant {
	all := make([]*v1alpha1.FaceRecognitionDeployment, 0, len(w.Deployments))
	for _, each := range w.Deployments {
		all = append(all, each.Value)
	}
	return facts.ClaimantsOf(d.Value, facts.ClaimsNamed(d.Value), all)
}

// Laws returns the policies as facts, by name.
func (w *World) Laws() []facts.Policy {
	var laws []facts.Policy
	for _, p := range w.Policies {
		laws = append(laws, p.facts())
	}
	return laws
}

// labelsOf returns the labels of a namespace. That of its name is there without anybody's doing.
func (w *World) labelsOf(namespace string) map[string]string {
	labels := map[string]string{"kubernetes.io/metadata.name": namespace}
	maps.Copy(labels, w.namespaces[namespace])
	return labels
}

// Decide decides about every deployment of the input at a moment.
func (w *World) Decide(now time.Time) *report.Report {
	r := &report.Report{Now: now, Problems: w.Problems, Notes: slices.Clone(w.notes)}
	for _, p := range w.ByWeight() {
		r.Policies = append(r.Policies, p.reported(now))
	}
	for _, d := range w.Deployments {
		r.Deployments = append(r.Deployments, w.decide(d, now))
	}
	for i := range r.Deployments {
		r.Notes = append(r.Notes, w.noteSets(&r.Deployments[i])...)
	}
	for _, kind := range slices.Sorted(maps.Keys(w.skipped)) {
		r.Skipped = append(r.Skipped, report.Skipped{Kind: kind, Count: w.skipped[kind]})
	}
	return r
}

func (w *World) decide(d *Deployment, now time.Time) report.Deployment {
	decided := report.Deployment{
		Namespace: d.Value.Namespace, Name: d.Value.Name, Position: d.object.Position(""),
		Verdict: policy.Evaluate(w.Snapshot(d, now)), Positions: map[string]report.Position{},
	}
	for _, findings := range [][]v1alpha1.Finding{decided.Verdict.Findings, decided.Verdict.Reported} {
		for i := range findings {
			field := findings[i].FieldPath
			decided.Positions[field] = d.object.Position(field)
		}
	}
	return decided
}

func (p *Policy) reported(now time.Time) report.Policy {
	r := report.Policy{Name: p.Value.Name, Spec: &p.Value.Spec, Shipped: p.Shipped, State: policy.StateBroken}
	if p.Compiled != nil {
		r.Enforcement, r.State, _ = p.Compiled.EnforcementAt(now)
	}
	return r
}
