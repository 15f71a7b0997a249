// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package guardstatus

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/facegov/facegov/config/admission"
)

const (
	operator = "system:serviceaccount:facegov-system:facegov-controller-manager"
	image    = "facegov/fallback-auth:dev"
)

// installed is a cluster in which every guard stands.
func installed(t *testing.T) *Facts {
	t.Helper()
	wanted, err := admission.Guards()
	if err != nil {
		t.Fatal(err)
	}
	f := &Facts{
		Wanted: wanted, Live: map[Key]*unstructured.Unstructured{}, Mutation: MutationPolicy, ServesMutatingPolicies: true,
		Operator: operator, FallbackAuthImage: image,
	}
	for i := range wanted {
		f.Live[KeyOf(&wanted[i])] = wanted[i].DeepCopy()
	}
	return f
}

func set(t *testing.T, f *Facts, kind, name string, value any, path ...string) {
	t.Helper()
	guard := f.Live[Key{kind, name}]
	if guard == nil {
		t.Fatalf("there is no %s %s", kind, name)
	}
	if err := unstructured.SetNestedField(guard.Object, value, path...); err != nil {
		t.Fatal(err)
	}
}

const (
	policy  = "ValidatingAdmissionPolicy"
	binding = "ValidatingAdmissionPolicyBinding"
	changes = "is not as this version of facegov installs it: "
)

func TestFaults(t *testing.T) {
	tests := map[string]struct {
		change func(t *testing.T, f *Facts)
		want   []string
	}{
		"all guards stand": {func(*testing.T, *Facts) {}, nil},
		"what the API server adds by default is no change": {
			func(t *testing.T, f *Facts) {
				set(t, f, policy, "facegov-pod-lift", "Equivalent", "spec", "matchConstraints", "matchPolicy")
				set(t, f, policy, "facegov-status", map[string]any{}, "spec", "matchConstraints", "namespaceSelector")
			}, nil,
		},
		"another program folded the lines of an expression": {
			func(t *testing.T, f *Facts) {
				path := []string{"spec", "validations"}
				name := Key{policy, "facegov-pod-lift"}
				list, _, err := unstructured.NestedSlice(f.Live[name].Object, path...)
				if err != nil {
					t.Fatal(err)
				}
				lift := list[1].(map[string]any)
				lift["expression"] = strings.ReplaceAll(lift["expression"].(string), "\n", "\n\n")
				set(t, f, policy, name.Name, list, path...)
			}, nil,
		},
		"a policy is deleted": {
			func(_ *testing.T, f *Facts) { delete(f.Live, Key{policy, "facegov-pod-lift"}) },
			[]string{"ValidatingAdmissionPolicy facegov-pod-lift is missing"},
		},
		"a policy is unbound": {
			func(_ *testing.T, f *Facts) { delete(f.Live, Key{binding, "facegov-pod-lift"}) },
			[]string{"ValidatingAdmissionPolicyBinding facegov-pod-lift is missing"},
		},
		"a policy fails open": {
			func(t *testing.T, f *Facts) { set(t, f, policy, "facegov-pod-lift", "Ignore", "spec", "failurePolicy") },
			[]string{"ValidatingAdmissionPolicy facegov-pod-lift " + changes + "spec.failurePolicy"},
		},
		"a policy is told to look away": {
			func(t *testing.T, f *Facts) {
				set(t, f, policy, "facegov-claims", []any{map[string]any{"name": "never", "expression": "false"}},
					"spec", "matchConditions")
			},
			[]string{"ValidatingAdmissionPolicy facegov-claims " + changes + "spec.matchConditions"},
		},
		"a policy asks for nothing": {
			func(t *testing.T, f *Facts) {
				set(t, f, policy, "facegov-connect", []any{map[string]any{"expression": "true"}}, "spec", "validations")
			},
			[]string{"ValidatingAdmissionPolicy facegov-connect " + changes + "spec.validations[0].expression"},
		},
		"a binding only warns": {
			func(t *testing.T, f *Facts) {
				set(t, f, binding, "facegov-binding", []any{"Warn"}, "spec", "validationActions")
			},
			[]string{"ValidatingAdmissionPolicyBinding facegov-binding " + changes + "spec.validationActions[0]"},
		},
		"a binding is narrowed to one namespace": {
			func(t *testing.T, f *Facts) {
				set(t, f, binding, "facegov-binding", map[string]any{}, "spec", "matchResources")
			},
			[]string{"ValidatingAdmissionPolicyBinding facegov-binding " + changes + "spec.matchResources"},
		},
		"the parameters are deleted": {
			func(_ *testing.T, f *Facts) { delete(f.Live, Key{KindConfigMap, "facegov-admission"}) },
			[]string{"ConfigMap facegov-admission is missing"},
		},
		"the site adds face servers and a scheduler of its own": {
			func(t *testing.T, f *Facts) {
				set(t, f, KindConfigMap, "facegov-admission", "registry.example/ours\n", "data", "recogniserImages")
				set(t, f, KindConfigMap, "facegov-admission", "system:kube-scheduler\nours\n", "data", "schedulers")
				set(t, f, KindConfigMap, "facegov-admission", "", "data", "breakGlassGroups")
			}, nil,
		},
		"the parameters name somebody else as the operator": {
			func(t *testing.T, f *Facts) {
				set(t, f, KindConfigMap, "facegov-admission", "erin", "data", "operator")
			},
			[]string{"ConfigMap facegov-admission names another operator than this one, which is " + operator},
		},
		"a list of the parameters is emptied": {
			func(t *testing.T, f *Facts) {
				set(t, f, KindConfigMap, "facegov-admission", "\n", "data", "recogniserImages")
			},
			[]string{"ConfigMap facegov-admission has nothing under recogniserImages"},
		},
		"everybody may break the glass": {
			func(t *testing.T, f *Facts) {
				set(t, f, KindConfigMap, "facegov-admission", "system:authenticated", "data", "breakGlassGroups")
			},
			[]string{"ConfigMap facegov-admission lets system:authenticated break the glass"},
		},
		"the operator renders another way in than the guards accept": {
			func(_ *testing.T, f *Facts) { f.FallbackAuthImage = "facegov/fallback-auth:v2" },
			[]string{"ConfigMap facegov-admission lacks facegov/fallback-auth:v2 under fallbackAuthImages, " +
				"so that no governed pod is born"},
		},
		"the cluster is too old for the chosen mutation": {
			func(_ *testing.T, f *Facts) {
				f.ServesMutatingPolicies = false
				for key := range f.Live {
					if isMutating(key.Kind) {
						delete(f.Live, key)
					}
				}
			},
			[]string{"MutatingAdmissionPolicy facegov is not served in version 1 by this API server, and " +
				"admission.mutation is Policy: use Kubernetes 1.36 or newer, or set admission.mutation to Webhook"},
		},
		"a webhook was chosen and is not there": {
			func(_ *testing.T, f *Facts) {
				f.Mutation, f.ServesMutatingPolicies = MutationWebhook, false
				webhook := unstructured.Unstructured{}
				webhook.SetKind(KindMutatingWebhook)
				webhook.SetName("facegov")
				f.Wanted = append(f.Wanted, webhook)
			},
			[]string{"MutatingWebhookConfiguration facegov is missing"},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			f := installed(t)
			tc.change(t, f)
			var got []string
			for _, fault := range Of(f) {
				got = append(got, fault.String())
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

func TestConditionSaysExactlyWhatIsMissing(t *testing.T) {
	f := installed(t)
	total := len(f.Wanted)
	if got := Condition(Of(f), total); got.Status != metav1.ConditionFalse || got.Reason != ReasonGuardsInPlace {
		t.Errorf("with every guard in place: %+v", got)
	}
	delete(f.Live, Key{policy, "facegov-pod-lift"})
	want := metav1.Condition{
		Type: ConditionDegraded, Status: metav1.ConditionTrue, Reason: ReasonGuardsMissing,
		Message: "ValidatingAdmissionPolicy facegov-pod-lift is missing; apply config/admission again, or upgrade the release",
	}
	if diff := cmp.Diff(want, Condition(Of(f), total)); diff != "" {
		t.Errorf("condition (-want +got):\n%s", diff)
	}
	f.Live = nil
	all := Condition(Of(f), total)
	if len(all.Message) > maxMessage || !strings.Contains(all.Message, "; and ") {
		t.Errorf("with none in place, %d bytes: %s", len(all.Message), all.Message)
	}
}
