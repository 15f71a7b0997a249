// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package caseload

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/facegov/facegov/api/v1alpha1"
	packs "github.com/facegov/facegov/config/policies"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

// policiesFile is what policies.yaml holds.
type policiesFile struct {
	// Packs are laws that facegov ships, by the names of their files.
	Packs []string `json:"packs,omitempty"`
	// Changed is what somebody changed in them, by name.
	Changed map[string]change `json:"changed,omitempty"`
	// Policies are written out in full.
	Policies []v1alpha1.RecognitionPolicy `json:"policies,omitempty"`
	// LastGood are earlier generations of policies whose newest generation does not compile.
	LastGood []v1alpha1.RecognitionPolicy `json:"lastGood,omitempty"`
}

// change is what a data protection officer may change in a shipped law.
type change struct {
	Enforcement v1alpha1.Enforcement `json:"enforcement,omitempty"`
	Softening   *v1alpha1.Softening  `json:"softening,omitempty"`
	Effective   *v1alpha1.Effective  `json:"effective,omitempty"`
}

func (c *Case) readPolicies() error {
	var file policiesFile
	if err := c.read(PoliciesFile, &file); err != nil {
		return err
	}
	for _, name := range file.Packs {
		p, err := packs.Decode(name)
		if err != nil {
			return fmt.Errorf("case %s: %w", c.Name, err)
		}
		p.Generation = 1
		file.Changed[name].apply(&p.Spec)
		c.Policies = append(c.Policies, p)
	}
	for name := range file.Changed {
		if !slices.Contains(file.Packs, name) {
			return fmt.Errorf("case %s changes %s, which is not among its packs", c.Name, name)
		}
	}
	for i := range file.Policies {
		c.Policies = append(c.Policies, &file.Policies[i])
	}
	slices.SortFunc(c.Policies, func(a, b *v1alpha1.RecognitionPolicy) int { return cmp.Compare(a.Name, b.Name) })
	c.LastGood = map[string]*v1alpha1.RecognitionPolicy{}
	for i := range file.LastGood {
		c.LastGood[file.LastGood[i].Name] = &file.LastGood[i]
	}
	return nil
}

func (c change) apply(spec *v1alpha1.RecognitionPolicySpec) {
	if c.Enforcement != "" {
		spec.Enforcement, spec.Softening = c.Enforcement, c.Softening
	}
	if c.Effective != nil {
		spec.Effective = *c.Effective
	}
}

// compile does what a cluster does: the newest generation, or the last one that compiles.
func compile(p, lastGood *v1alpha1.RecognitionPolicy) (facts.Policy, error) {
	fact := facts.Policy{Name: p.Name, Generation: p.Generation, NewestGeneration: p.Generation, Spec: p.Spec}
	compiled, errs := policy.Compile(p.Name, p.Generation, &p.Spec)
	if len(errs) == 0 {
		fact.Compiled = compiled
		return fact, nil
	}
	fact.Broken = errors.Join(errs...).Error()
	if lastGood == nil {
		return fact, nil
	}
	if compiled, errs = policy.Compile(p.Name, lastGood.Generation, &lastGood.Spec); len(errs) > 0 {
		return facts.Policy{}, fmt.Errorf("the last good generation of %s does not compile: %w", p.Name, errors.Join(errs...))
	}
	fact.Generation, fact.Spec, fact.Compiled = lastGood.Generation, lastGood.Spec, compiled
	return fact, nil
}
