// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package facts

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"

	"github.com/facegov/facegov/api/v1alpha1"
)

func in(key string, values ...string) corev1.NodeSelectorRequirement {
	return corev1.NodeSelectorRequirement{Key: key, Operator: corev1.NodeSelectorOpIn, Values: values}
}

func inZones(names ...string) corev1.NodeSelectorRequirement {
	return in(v1alpha1.ZoneNodeLabel, names...)
}

func term(expressions ...corev1.NodeSelectorRequirement) corev1.NodeSelectorTerm {
	return corev1.NodeSelectorTerm{MatchExpressions: expressions}
}

func fieldTerm(fields ...corev1.NodeSelectorRequirement) corev1.NodeSelectorTerm {
	return corev1.NodeSelectorTerm{MatchFields: fields}
}

func required(terms ...corev1.NodeSelectorTerm) *corev1.NodeAffinity {
	return &corev1.NodeAffinity{
		RequiredDuringSchedulingIgnoredDuringExecution: &corev1.NodeSelector{NodeSelectorTerms: terms},
	}
}

var preferred = []corev1.PreferredSchedulingTerm{{Weight: 5, Preference: term(in("disk", "ssd"))}}

func TestNarrowAddsTheZonesToEveryTerm(t *testing.T) {
	gpu, arm, name := in("gpu", "yes"), in("arch", "arm64"), in("metadata.name", "edge-1")
	ours := inZones("gate", "lobby")
	tests := map[string]struct{ affinity, want *corev1.NodeAffinity }{
		"no affinity gives one term": {nil, required(term(ours))},
		"an affinity without a required part gives one term and keeps what is preferred": {
			&corev1.NodeAffinity{PreferredDuringSchedulingIgnoredDuringExecution: preferred},
			&corev1.NodeAffinity{
				RequiredDuringSchedulingIgnoredDuringExecution: required(term(ours)).
					RequiredDuringSchedulingIgnoredDuringExecution,
				PreferredDuringSchedulingIgnoredDuringExecution: preferred,
			},
		},
		"a required part without terms gives one term":  {required(), required(term(ours))},
		"one term is narrowed, its own condition first": {required(term(gpu)), required(term(gpu, ours))},
		"each of two terms is narrowed, in their order": {
			required(term(gpu), term(arm)), required(term(gpu, ours), term(arm, ours)),
		},
		"a term that matches by field alone is narrowed too": {
			required(fieldTerm(name)),
			required(corev1.NodeSelectorTerm{
				MatchFields: fieldTerm(name).MatchFields, MatchExpressions: term(ours).MatchExpressions,
			}),
		},
		"a term without any condition matches nothing and must not begin to": {
			required(term(), term(gpu)), required(term(), term(gpu, ours)),
		},
		"a term that asks for a zone of its own choice is narrowed to both": {
			required(term(inZones("mall"))), required(term(inZones("mall"), ours)),
		},
		"a term that has the zones already stays as it is": {required(term(ours, gpu)), required(term(ours, gpu))},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			before := tc.affinity.DeepCopy()
			zones := []string{"lobby", "gate"}
			got := Narrow(tc.affinity, zones)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("Narrow (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(got, Narrow(got, zones)); diff != "" {
				t.Errorf("narrowing twice differs from once:\n%s", diff)
			}
			if diff := cmp.Diff(before, tc.affinity); diff != "" {
				t.Errorf("the affinity of the pod was changed:\n%s", diff)
			}
			if diff := cmp.Diff([]string{"lobby", "gate"}, zones); diff != "" {
				t.Errorf("the zones were changed:\n%s", diff)
			}
		})
	}
}

func TestWhatIsNarrowedIsWithinTheZones(t *testing.T) {
	gpu := in("gpu", "yes")
	tests := map[string]struct {
		affinity *corev1.NodeAffinity
		want     bool
	}{
		"no affinity leads anywhere":                            {nil, false},
		"no required part leads anywhere":                       {&corev1.NodeAffinity{}, false},
		"a term without a zone leads anywhere":                  {required(term(gpu)), false},
		"one of two terms without a zone leads anywhere":        {required(term(inZones("gate")), term(gpu)), false},
		"a zone that is not allowed leads there":                {required(term(inZones("gate", "mall"))), false},
		"every term leads into an allowed zone":                 {required(term(gpu, inZones("gate")), term(inZones("lobby"))), true},
		"a term without any condition leads nowhere":            {required(term(), term(inZones("gate"))), true},
		"excluding a zone leads into all others":                {required(term(not(inZones("gate")))), false},
		"what Narrow returns for a pod with terms of its own":   {Narrow(required(term(gpu)), []string{"gate"}), true},
		"what Narrow returns for a pod without terms":           {Narrow(nil, []string{"lobby", "gate"}), true},
		"what Narrow returned for zones of which one was taken": {Narrow(nil, []string{"gate", "mall"}), false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := IsWithin(tc.affinity, []string{"gate", "lobby"}); got != tc.want {
				t.Errorf("IsWithin = %t, want %t", got, tc.want)
			}
		})
	}
}

func not(r corev1.NodeSelectorRequirement) corev1.NodeSelectorRequirement {
	r.Operator = corev1.NodeSelectorOpNotIn
	return r
}
