// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package offline makes the facts of a decision from objects in files, as a cluster would make them, and has the same
// core decide.
package offline

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/cmd/facegov/internal/manifest"
	"github.com/facegov/facegov/config/policies"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/law/rank"
	"github.com/facegov/facegov/internal/plan/zonelabels"
	"github.com/facegov/facegov/internal/policy"
	"github.com/facegov/facegov/internal/report"
)

// World is everything that the input says.
type World struct {
	// Deployments in the order of the input.
	Deployments []*Deployment
	// Policies by name, those of the input and the shipped ones.
	Policies []*Policy
	// Problems are the faults of the input.
	Problems []report.Problem

	zones      map[string]*zone
	evidence   map[string]*paper[v1alpha1.ComplianceEvidenceSpec]
	exceptions map[string]*paper[v1alpha1.RecognitionExceptionSpec]
	namespaces map[string]map[string]string
	nodes      []node
	notes      []report.Note
	skipped    map[string]int
}

// Deployment is a deployment of the input.
type Deployment struct {
	// Value is the deployment with the defaults of its kind and without a status.
	Value *v1alpha1.FaceRecognitionDeployment

	object   *manifest.Object
	referred referred
}

// Policy is a policy of the input or a shipped one.
type Policy struct {
	// Value is the policy.
	Value *v1alpha1.RecognitionPolicy
	// Compiled is nil when it does not compile.
	Compiled *policy.Compiled
	// Shipped says that it is not of the input.
	Shipped bool

	broken string
}

type zone struct {
	value  *v1alpha1.RecognitionZone
	object *manifest.Object
	nodes  int32
	shared []string
}

type node struct {
	name   string
	labels map[string]string
	object *manifest.Object
}

// Options say how the input is read.
type Options struct {
	// Packs are the shipped policies that are loaded besides those of the input.
	Packs []string
	// Profiles change what violations of the shipped policies do.
	Profiles []policies.Profile
	// Namespace of deployments that name none.
	Namespace string
}

// Load takes the objects of the input. What is wrong with them is in Problems; the error is for what is wrong with the
// program itself.
func Load(in *manifest.Input, o Options) (*World, error) {
	w := &World{
		Problems: slices.Clone(in.Problems), zones: map[string]*zone{}, namespaces: map[string]map[string]string{},
		skipped:    map[string]int{},
		evidence:   map[string]*paper[v1alpha1.ComplianceEvidenceSpec]{},
		exceptions: map[string]*paper[v1alpha1.RecognitionExceptionSpec]{},
	}
	t := &taking{
		World: w, namespace: cmp.Or(o.Namespace, "default"), seen: map[string]*manifest.Object{},
		workloads: map[string]*manifest.Object{},
	}
	for _, object := range in.Objects {
		if err := t.take(object); err != nil {
			return nil, err
		}
	}
	t.refer()
	if err := w.addPacks(o.Packs, o.Profiles); err != nil {
		return nil, err
	}
	w.refuseCrossedExceptions()
	w.refuseCircularSuccession()
	slices.SortStableFunc(w.Problems, func(a, b report.Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	w.placeNodes()
	w.noteNamespaces()
	w.noteMissingEvidence()
	return w, nil
}

// addPacks adds the shipped policies, where the input has none of that name.
func (w *World) addPacks(packs []string, profiles []policies.Profile) error {
	for _, name := range packs {
		shipped, err := policies.Decode(name)
		if err != nil {
			return err
		}
		for i := range profiles {
			profiles[i].Apply(shipped)
		}
		compiled, errs := policy.Compile(name, 1, &shipped.Spec)
		if len(errs) > 0 {
			return fmt.Errorf("the shipped policy %s does not compile: %w", name, errs[0])
		}
		i := slices.IndexFunc(w.Policies, func(p *Policy) bool { return p.Value.Name == name })
		if i < 0 {
			w.Policies = append(w.Policies, &Policy{Value: shipped, Compiled: compiled, Shipped: true})
			continue
		}
		if mine := w.Policies[i].Compiled; mine != nil && mine.Digest() != compiled.Digest() {
			w.note(report.Position{}, "policy %s of the input counts in place of the shipped one, from which it differs", name)
		}
	}
	slices.SortFunc(w.Policies, func(a, b *Policy) int { return cmp.Compare(a.Value.Name, b.Value.Name) })
	return nil
}

func (w *World) note(at report.Position, format string, args ...any) {
	w.notes = append(w.notes, report.Note{Position: at, Message: fmt.Sprintf(format, args...)})
}

// placeNodes counts the nodes of each zone, when the input has nodes at all.
func (w *World) placeNodes() {
	if len(w.nodes) == 0 {
		return
	}
	zones := make([]v1alpha1.RecognitionZone, 0, len(w.zones))
	for _, name := range slices.Sorted(maps.Keys(w.zones)) {
		zones = append(zones, *w.zones[name].value)
	}
	claims := zonelabels.NewClaims(zones)
	for _, n := range w.nodes {
		claimants := claims.Of(n.name, n.labels)
		if len(claimants) == 1 {
			w.zones[claimants[0]].nodes++
			continue
		}
		for _, name := range claimants {
			w.zones[name].shared = append(w.zones[name].shared, n.name)
		}
		if len(claimants) > 1 {
			w.note(n.object.Position(""), "node %s is claimed by the zones %v, so it stands in none and nothing may run there",
				n.name, claimants)
		}
	}
	for _, z := range zones {
		if z.Spec.Nodes != nil && w.zones[z.Name].nodes == 0 {
			w.note(w.zones[z.Name].object.Position("spec.nodes"), "zone %s has none of the nodes of the input", z.Name)
		}
	}
}

// IsEmpty says that nothing of the input is facegov's.
func (w *World) IsEmpty() bool {
	ownLaw := func(p *Policy) bool { return !p.Shipped }
	return len(w.Deployments)+len(w.zones)+len(w.evidence)+len(w.exceptions) == 0 && !slices.ContainsFunc(w.Policies, ownLaw)
}

// ByWeight returns the policies, the weightiest rank first.
func (w *World) ByWeight() []*Policy {
	return slices.SortedFunc(slices.Values(w.Policies), func(a, b *Policy) int {
		weight := func(p *Policy) int { return rank.Order(string(p.Value.Spec.Instrument.Rank)) }
		return cmp.Or(-cmp.Compare(weight(a), weight(b)), cmp.Compare(a.Value.Name, b.Value.Name))
	})
}

func (p *Policy) facts() facts.Policy {
	f := facts.Policy{
		Name: p.Value.Name, Generation: 1, NewestGeneration: 1, Spec: p.Value.Spec, Broken: p.broken,
	}
	if p.Compiled != nil {
		f.Compiled = p.Compiled
	}
	return f
}
