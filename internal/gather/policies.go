// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package gather

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

// PolicyCache compiles each generation of each policy once. When the newest generation does not compile it goes on
// with the last one that did, which it remembers itself or finds in a ControllerRevision of the operator's namespace
// after a restart.
type PolicyCache struct {
	reader    client.Reader
	namespace string

	mu       sync.Mutex
	compiled map[types.UID]*compilation
}

// compilation is what is known of one policy.
type compilation struct {
	generation int64
	newest     *policy.Compiled
	errors     []error
	// last is the newest generation that compiles.
	last *policy.Compiled
}

// NewPolicyCache returns an empty cache. The namespace is the operator's own.
func NewPolicyCache(reader client.Reader, namespace string) *PolicyCache {
	return &PolicyCache{reader: reader, namespace: namespace, compiled: map[types.UID]*compilation{}}
}

// Compilation is what became of a policy's newest generation.
type Compilation struct {
	// Newest is the newest generation, nil when it does not compile.
	Newest *policy.Compiled
	// InForce is the newest generation that compiles, nil when none does.
	InForce *policy.Compiled
	// Errors say why the newest generation does not compile.
	Errors []error
}

// All reads and compiles all policies, in alphabetical order.
func (c *PolicyCache) All(ctx context.Context) ([]facts.Policy, error) {
	var list v1alpha1.RecognitionPolicyList
	if err := c.reader.List(ctx, &list, client.UnsafeDisableDeepCopy); err != nil {
		return nil, fmt.Errorf("cannot list the policies: %w", err)
	}
	c.forgetAllBut(list.Items)
	policies := make([]facts.Policy, 0, len(list.Items))
	for i := range list.Items {
		compilation, err := c.Compile(ctx, &list.Items[i])
		if err != nil {
			return nil, err
		}
		policies = append(policies, policyFacts(&list.Items[i], compilation))
	}
	slices.SortFunc(policies, func(a, b facts.Policy) int { return cmp.Compare(a.Name, b.Name) })
	return policies, nil
}

// Compile compiles a policy unless that generation was compiled before.
func (c *PolicyCache) Compile(ctx context.Context, p *v1alpha1.RecognitionPolicy) (Compilation, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	known := c.compiled[p.UID]
	if known == nil {
		known = &compilation{generation: -1}
		c.compiled[p.UID] = known
	}
	if known.generation < p.Generation {
		known.generation = p.Generation
		known.newest, known.errors = policy.Compile(p.Name, p.Generation, p.Spec.DeepCopy())
		if known.newest != nil {
			known.last = known.newest
		}
	}
	if known.last == nil {
		last, err := c.lastGood(ctx, p)
		if err != nil {
			return Compilation{}, err
		}
		known.last = last
	}
	return Compilation{Newest: known.newest, InForce: known.last, Errors: known.errors}, nil
}

// forgetAllBut drops policies that are gone, so that the cache is no larger than the cluster.
func (c *PolicyCache) forgetAllBut(policies []v1alpha1.RecognitionPolicy) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.compiled) <= len(policies) {
		return
	}
	for uid := range c.compiled {
		if !slices.ContainsFunc(policies, func(p v1alpha1.RecognitionPolicy) bool { return p.UID == uid }) {
			delete(c.compiled, uid)
		}
	}
}

// lastGood finds the last generation that compiled before the operator was restarted. One that no longer compiles with
// this release is no use.
func (c *PolicyCache) lastGood(ctx context.Context, p *v1alpha1.RecognitionPolicy) (*policy.Compiled, error) {
	var list appsv1.ControllerRevisionList
	if err := c.reader.List(ctx, &list, client.InNamespace(c.namespace), client.UnsafeDisableDeepCopy); err != nil {
		return nil, fmt.Errorf("cannot list the generations on record: %w", err)
	}
	var newest *policy.Compiled
	for i := range list.Items {
		revision := &list.Items[i]
		if !metav1.IsControlledBy(revision, p) || (newest != nil && revision.Revision <= newest.Generation) {
			continue
		}
		spec := &v1alpha1.RecognitionPolicySpec{}
		if err := json.Unmarshal(revision.Data.Raw, spec); err != nil {
			continue
		}
		if compiled, _ := policy.Compile(p.Name, revision.Revision, spec); compiled != nil {
			newest = compiled
		}
	}
	return newest, nil
}

// policyFacts says what a decision may know of a policy.
func policyFacts(p *v1alpha1.RecognitionPolicy, c Compilation) facts.Policy {
	f := facts.Policy{Name: p.Name, NewestGeneration: p.Generation, Created: p.CreationTimestamp.Time}
	if len(c.Errors) > 0 {
		f.Broken = policy.Shorten(joined(c.Errors), maxText)
	}
	if c.InForce == nil {
		f.Generation = p.Generation
		p.Spec.DeepCopyInto(&f.Spec)
		return f
	}
	f.Generation, f.Spec, f.Compiled = c.InForce.Generation, *c.InForce.Spec, c.InForce
	return f
}

// joined says several errors in one line.
func joined(errs []error) string {
	texts := make([]string, 0, len(errs))
	for _, err := range errs {
		texts = append(texts, err.Error())
	}
	return strings.Join(texts, "; ")
}
