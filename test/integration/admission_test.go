// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package integration

import (
	"context"
	"strings"
	"testing"
	"time"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

// TestWhatAdmissionChangesIsSaidAndNotSentAgain: a cluster may change what is written to it. That is said, because what
// stands there is not what was decided about, and it is not fought, because nobody would win.
func TestWhatAdmissionChangesIsSaidAndNotSentAgain(t *testing.T) {
	w := newWorld(t, func(d *v1alpha1.FaceRecognitionDeployment) { d.Finalizers = []string{v1alpha1.EraseFinalizer} })
	policy := &admissionregistrationv1.MutatingAdmissionPolicy{
		ObjectMeta: metav1.ObjectMeta{Name: "resize"},
		Spec: admissionregistrationv1.MutatingAdmissionPolicySpec{
			ReinvocationPolicy: admissionregistrationv1.NeverReinvocationPolicy,
			MatchConstraints: &admissionregistrationv1.MatchResources{
				NamespaceSelector: &metav1.LabelSelector{MatchLabels: map[string]string{"kubernetes.io/metadata.name": w.namespace}},
				ResourceRules: []admissionregistrationv1.NamedRuleWithOperations{{RuleWithOperations: admissionregistrationv1.RuleWithOperations{
					Operations: []admissionregistrationv1.OperationType{admissionregistrationv1.Create, admissionregistrationv1.Update},
					Rule: admissionregistrationv1.Rule{
						APIGroups: []string{"apps"}, APIVersions: []string{"v1"}, Resources: []string{"deployments"},
					},
				}}},
			},
			Mutations: []admissionregistrationv1.Mutation{{
				PatchType: admissionregistrationv1.PatchTypeApplyConfiguration,
				ApplyConfiguration: &admissionregistrationv1.ApplyConfiguration{
					Expression: `Object{spec: Object.spec{revisionHistoryLimit: 7}}`,
				},
			}},
		},
	}
	binding := &admissionregistrationv1.MutatingAdmissionPolicyBinding{
		ObjectMeta: metav1.ObjectMeta{Name: "resize"},
		Spec:       admissionregistrationv1.MutatingAdmissionPolicyBindingSpec{PolicyName: "resize"},
	}
	for _, object := range []client.Object{policy, binding} {
		w.create(object)
		t.Cleanup(func() {
			if err := admin.Delete(context.Background(), object); err != nil {
				t.Error(err)
			}
		})
	}
	w.awaitMutation()

	for step := range 3 {
		var writes int
		var message string
		writes = len(w.writes(func() {
			outcome := w.apply(permitted)
			wantFailures(t, outcome, "Deployment/north-gate-way-in invalid=false")
			message = outcome.Failures[0].Message
		}))
		if !strings.Contains(message, "spec.revisionHistoryLimit") {
			t.Errorf("step %d: the failure does not name the field: %s", step, message)
		}
		if step > 0 && writes > 0 {
			t.Errorf("step %d: %d requests, want none: what admission changed was sent again", step, writes)
		}
	}
	if w.exists("north-gate", &appsv1.Deployment{}) {
		t.Error("the recogniser was started although the way in is not what it should be")
	}
}

// awaitMutation waits until the API server has read the policy, which it does when it gets to it.
func (w *world) awaitMutation() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), time.Minute)
	defer cancel()
	err := wait.PollUntilContextCancel(ctx, 50*time.Millisecond, true, func(ctx context.Context) (bool, error) {
		probe := &appsv1.Deployment{
			ObjectMeta: metav1.ObjectMeta{Namespace: w.namespace, Name: "probe"},
			Spec: appsv1.DeploymentSpec{
				RevisionHistoryLimit: new(int32(1)),
				Selector:             &metav1.LabelSelector{MatchLabels: map[string]string{"app": "probe"}},
			},
		}
		probe.Spec.Template.Labels = map[string]string{"app": "probe"}
		probe.Spec.Template.Spec.Containers = []corev1.Container{{Name: "app", Image: "example.test/app"}}
		err := admin.Create(ctx, probe, client.DryRunAll)
		return err == nil && *probe.Spec.RevisionHistoryLimit == 7, err
	})
	if err != nil {
		w.t.Fatalf("the policy does not act: %v", err)
	}
}
