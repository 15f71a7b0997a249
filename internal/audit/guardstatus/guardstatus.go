// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package guardstatus says which of the guards at admission are missing or no longer what was installed. Native
// policies cannot guard themselves: whoever administers the cluster can delete or edit them, so the operator looks, and
// says so where people look. It is pure.
package guardstatus

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Mutation says what completes governed pods as they are born: the value admission.mutation of the chart.
type Mutation string

// What completes governed pods.
const (
	// MutationPolicy means MutatingAdmissionPolicy, version 1, which clusters have from Kubernetes 1.36 on.
	MutationPolicy Mutation = "Policy"
	// MutationWebhook means webhooks that the operator answers, for older clusters.
	MutationWebhook Mutation = "Webhook"
)

// Kinds of guards.
const (
	KindConfigMap       = "ConfigMap"
	KindMutatingPolicy  = "MutatingAdmissionPolicy"
	KindMutatingBinding = "MutatingAdmissionPolicyBinding"
	KindMutatingWebhook = "MutatingWebhookConfiguration"
)

// ConditionDegraded on the operator's own Deployment is True while a guard is missing or is not what was installed.
// Reasons: GuardsMissing, GuardsInPlace.
const ConditionDegraded = "Degraded"

// Reasons of ConditionDegraded, and of the events that tell of it.
const (
	// ReasonGuardsMissing means that at least one guard is missing or has been changed.
	ReasonGuardsMissing = "GuardsMissing"
	// ReasonGuardsInPlace means that all are as they were installed.
	ReasonGuardsInPlace = "GuardsInPlace"
)

// Key names a guard.
type Key struct{ Kind, Name string }

// KeyOf names an object.
func KeyOf(object *unstructured.Unstructured) Key {
	return Key{Kind: object.GetKind(), Name: object.GetName()}
}

// Facts are everything that the answer depends on.
type Facts struct {
	// Wanted are the guards that this program was built with, for both choices of Mutation.
	Wanted []unstructured.Unstructured
	// Live are those that exist.
	Live map[Key]*unstructured.Unstructured
	// Mutation is what the install chose.
	Mutation Mutation
	// ServesMutatingPolicies says that the API server has MutatingAdmissionPolicy in version 1.
	ServesMutatingPolicies bool
	// Operator is the name under which the API server knows this operator, empty when it did not say.
	Operator string
	// FallbackAuthImage is the image of the way in that this operator renders.
	FallbackAuthImage string
}

// Fault is one guard that does not stand as it was installed.
type Fault struct {
	Key
	// Says what is wrong with it.
	Says string
}

// String is the fault in a sentence.
func (f Fault) String() string { return f.Kind + " " + f.Name + " " + f.Says }

const isMissing = "is missing"

// Of returns every fault, by kind and name.
func Of(f *Facts) []Fault {
	var faults []Fault
	if f.Mutation == MutationPolicy && !f.ServesMutatingPolicies {
		faults = append(faults, Fault{Key{KindMutatingPolicy, "facegov"}, "is not served in version 1 by this API server, " +
			"and admission.mutation is Policy: use Kubernetes 1.36 or newer, or set admission.mutation to Webhook"})
	}
	for i := range f.Wanted {
		want := &f.Wanted[i]
		key := KeyOf(want)
		have := f.Live[key]
		switch {
		case !f.expects(key.Kind) && have == nil:
		case !f.expects(key.Kind):
			faults = append(faults, Fault{key, fmt.Sprintf("is there although admission.mutation is %s: delete it, or set "+
				"admission.mutation to %s", f.Mutation, f.Mutation.other())})
		case have == nil:
			faults = append(faults, Fault{key, isMissing})
		case key.Kind == KindConfigMap:
			for _, says := range parameters(f, want, have) {
				faults = append(faults, Fault{key, says})
			}
		default:
			if at := changed(want, have); at != "" {
				faults = append(faults, Fault{key, "is not as this version of facegov installs it: " + at})
			}
		}
	}
	slices.SortFunc(faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Says, b.Says))
	})
	return faults
}

// expects says whether guards of a kind belong to what the install chose. Policies that the API server does not serve
// are one fault and not ten.
func (f *Facts) expects(kind string) bool {
	switch {
	case isMutating(kind):
		return f.Mutation == MutationPolicy && f.ServesMutatingPolicies
	case kind == KindMutatingWebhook:
		return f.Mutation == MutationWebhook
	default:
		return true
	}
}

// Total is how many guards there should be.
func (f *Facts) Total() int {
	total := 0
	for i := range f.Wanted {
		if f.expects(f.Wanted[i].GetKind()) {
			total++
		}
	}
	return total
}

func (m Mutation) other() Mutation {
	if m == MutationPolicy {
		return MutationWebhook
	}
	return MutationPolicy
}

func isMutating(kind string) bool { return kind == KindMutatingPolicy || kind == KindMutatingBinding }

// changed returns the path of the first field of a policy, binding or configuration that is not as it was installed.
func changed(want, have *unstructured.Unstructured) string {
	for _, part := range []string{"spec", "webhooks"} {
		wanted, known := want.Object[part]
		if !known {
			continue
		}
		if at := difference(part, wanted, have.Object[part]); at != "" {
			return at
		}
	}
	return ""
}

const maxMessage = 1024

// Condition says it as a condition. The time of its last change is the caller's.
func Condition(faults []Fault, total int) metav1.Condition {
	if len(faults) == 0 {
		return metav1.Condition{
			Type: ConditionDegraded, Status: metav1.ConditionFalse, Reason: ReasonGuardsInPlace,
			Message: fmt.Sprintf("All %d guards at admission are as they were installed", total),
		}
	}
	return metav1.Condition{
		Type: ConditionDegraded, Status: metav1.ConditionTrue, Reason: ReasonGuardsMissing, Message: message(faults),
	}
}

// message lists as many faults as fit and says how many more there are.
func message(faults []Fault) string {
	const remedy = "; apply config/admission again, or upgrade the release"
	texts := make([]string, 0, len(faults))
	length := 0
	for i, fault := range faults {
		text := fault.String()
		length += len(text) + len("; ")
		if length > maxMessage-len(remedy)-len("; and 100 more") {
			texts = append(texts, fmt.Sprintf("and %d more", len(faults)-i))
			break
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, "; ") + remedy
}
