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
	"github.com/facegov/facegov/config/webhook"
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
	configuration, err := webhook.MutatingConfiguration()
	if err != nil {
		t.Fatal(err)
	}
	f := &Facts{
		Wanted: append(wanted, configuration), Live: map[Key]*unstructured.Unstructured{}, Mutation: MutationPolicy, ServesMutatingPolicies: true,
		Operator: operator, FallbackAuthImage: image,
	}
	for i := range wanted {
		f.Live[KeyOf(&wanted[i])] = wanted[i].DeepCopy()
	}
	return f
}

// withoutPolicies takes away what a cluster before 1.36 does not have.
func withoutPolicies(f *Facts) {
	for key := range f.Live {
		if isMutating(key.Kind) {
			delete(f.Live, key)
		}
	}
}

// withWebhooks installs what takes their place, as the API server keeps it.
func withWebhooks(t *testing.T, f *Facts) {
	configuration, err := webhook.MutatingConfiguration()
	if err != nil {
		t.Fatal(err)
	}
	f.Live[KeyOf(&configuration)] = &configuration
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
				withoutPolicies(f)
			},
			[]string{"MutatingAdmissionPolicy facegov is not served in version 1 by this API server, and " +
				"admission.mutation is Policy: use Kubernetes 1.36 or newer, or set admission.mutation to Webhook"},
		},
		"webhooks were chosen and are not there": {
			func(_ *testing.T, f *Facts) {
				f.Mutation, f.ServesMutatingPolicies = MutationWebhook, false
				withoutPolicies(f)
			},
			[]string{"MutatingWebhookConfiguration facegov is missing"},
		},
		"webhooks were chosen and are there": {
			func(t *testing.T, f *Facts) {
				f.Mutation, f.ServesMutatingPolicies = MutationWebhook, false
				withoutPolicies(f)
				withWebhooks(t, f)
			}, nil,
		},
		"a webhook for pods is told to look away": {
			func(t *testing.T, f *Facts) {
				f.Mutation = MutationWebhook
				withoutPolicies(f)
				withWebhooks(t, f)
				webhooks := f.Live[Key{KindMutatingWebhook, "facegov"}].Object["webhooks"].([]any)
				webhooks[0].(map[string]any)["failurePolicy"] = "Ignore"
			},
			[]string{"MutatingWebhookConfiguration facegov " + changes + "webhooks[0].failurePolicy"},
		},
		"webhooks were chosen and a policy is there": {
			func(t *testing.T, f *Facts) {
				gate := f.Live[Key{KindMutatingPolicy, "facegov-pod-gate"}]
				f.Mutation = MutationWebhook
				withoutPolicies(f)
				withWebhooks(t, f)
				f.Live[KeyOf(gate)] = gate
			},
			[]string{"MutatingAdmissionPolicy facegov-pod-gate is there although admission.mutation is Webhook: delete it, or set " +
				"admission.mutation to Policy"},
		},
		"policies were chosen and the webhooks are there": {
			withWebhooks,
			[]string{"MutatingWebhookConfiguration facegov is there although admission.mutation is Policy: delete it, or set " +
				"admission.mutation to Webhook"},
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
	total := f.Total()
	if total != len(f.Wanted)-1 {
		t.Errorf("%d guards, want all of %d but the webhooks that were not chosen", total, len(f.Wanted))
	}
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
