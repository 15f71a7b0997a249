// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
)

func configuration(t *testing.T) *admissionregistrationv1.ValidatingWebhookConfiguration {
	t.Helper()
	c := &admissionregistrationv1.ValidatingWebhookConfiguration{}
	readConfig(t, "configuration", c)
	return c
}

func readConfig(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile("../../config/webhook/" + name + ".yaml")
	if err == nil {
		err = yaml.UnmarshalStrict(data, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheConfigurationCallsWhatIsServed(t *testing.T) {
	var service corev1.Service
	var secret corev1.Secret
	readConfig(t, "service", &service)
	readConfig(t, "certificate", &secret)
	c := configuration(t)
	if c.Name != ConfigurationName || service.Name != ServiceName || secret.Name != SecretName {
		t.Errorf("names %s, %s, %s", c.Name, service.Name, secret.Name)
	}
	if len(secret.Data)+len(secret.StringData) > 0 {
		t.Error("applying the Secret again would take the certificate away")
	}
	got := map[string]admissionregistrationv1.FailurePolicyType{}
	for i := range c.Webhooks {
		w := &c.Webhooks[i]
		if w.ClientConfig.Service.Name != service.Name || w.ClientConfig.Service.Namespace != service.Namespace ||
			*w.ClientConfig.Service.Port != service.Spec.Ports[0].Port {
			t.Errorf("%s calls %+v", w.Name, w.ClientConfig.Service)
		}
		got[*w.ClientConfig.Service.Path] = *w.FailurePolicy
	}
	want := map[string]admissionregistrationv1.FailurePolicyType{
		PathDeploymentsStrict: admissionregistrationv1.Fail,
		PathDeployments:       admissionregistrationv1.Ignore,
		PathPolicies:          admissionregistrationv1.Fail,
		PathZones:             admissionregistrationv1.Fail,
		PathExceptions:        admissionregistrationv1.Ignore,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("paths and failure policies (-want +got):\n%s", diff)
	}
}

// TestTheConfigurationIsInNobodysWay: narrow rules, nothing about deletions, and nobody waits long.
func TestTheConfigurationIsInNobodysWay(t *testing.T) {
	for _, w := range configuration(t).Webhooks {
		t.Run(w.Name, func(t *testing.T) {
			if *w.SideEffects != admissionregistrationv1.SideEffectClassNone || *w.TimeoutSeconds != 5 {
				t.Errorf("side effects %s, %d s", *w.SideEffects, *w.TimeoutSeconds)
			}
			for _, rule := range w.Rules {
				operations := []admissionregistrationv1.OperationType{admissionregistrationv1.Create, admissionregistrationv1.Update}
				if diff := cmp.Diff(operations, rule.Operations); diff != "" {
					t.Errorf("operations (-want +got):\n%s", diff)
				}
				if len(rule.Resources) != 1 || len(rule.APIGroups) != 1 || rule.APIGroups[0] != "recognition.facegov.dev" {
					t.Errorf("rule %+v", rule)
				}
				if *rule.Scope == admissionregistrationv1.NamespacedScope && !leavesOut(w.NamespaceSelector.MatchExpressions) {
					t.Error("kube-system and facegov-system are not left out")
				}
			}
			var conditions []string
			for _, condition := range w.MatchConditions {
				conditions = append(conditions, condition.Name)
			}
			want := []string{"stays", "spec-is-new"}
			if *w.Rules[0].Scope == admissionregistrationv1.NamespacedScope {
				want = append(want, "does-more-than-stop")
			}
			if diff := cmp.Diff(want, conditions); diff != "" {
				t.Errorf("conditions (-want +got):\n%s", diff)
			}
		})
	}
}

// leavesOut says whether the namespaces of the cluster and of facegov are left out.
func leavesOut(requirements []metav1.LabelSelectorRequirement) bool {
	return slices.ContainsFunc(requirements, func(r metav1.LabelSelectorRequirement) bool {
		return r.Key == corev1.LabelMetadataName && r.Operator == metav1.LabelSelectorOpNotIn &&
			slices.Equal(r.Values, []string{metav1.NamespaceSystem, "facegov-system"})
	})
}

func TestTheMutatingConfigurationCallsWhatIsServed(t *testing.T) {
	var service corev1.Service
	readConfig(t, "service", &service)
	c := &admissionregistrationv1.MutatingWebhookConfiguration{}
	readConfig(t, "mutating/configuration", c)
	if c.Name != ConfigurationName {
		t.Errorf("name %s", c.Name)
	}
	type called struct {
		Path     string
		Failures admissionregistrationv1.FailurePolicyType
	}
	got := map[string]called{}
	for i := range c.Webhooks {
		w := &c.Webhooks[i]
		if w.ClientConfig.Service.Name != service.Name || w.ClientConfig.Service.Namespace != service.Namespace ||
			*w.ClientConfig.Service.Port != service.Spec.Ports[0].Port {
			t.Errorf("%s calls %+v", w.Name, w.ClientConfig.Service)
		}
		got[w.Name] = called{*w.ClientConfig.Service.Path, *w.FailurePolicy}
	}
	want := map[string]called{
		"gate.pods.recognition.facegov.dev":             {PathPods, admissionregistrationv1.Fail},
		"adoption.pods.recognition.facegov.dev":         {PathPods, admissionregistrationv1.Ignore},
		"complianceevidences.recognition.facegov.dev":   {PathEvidenceStamps, admissionregistrationv1.Ignore},
		"recognitionexceptions.recognition.facegov.dev": {PathExceptionStamps, admissionregistrationv1.Ignore},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("paths and failure policies (-want +got):\n%s", diff)
	}
}

// TestTheMutatingConfigurationIsInNobodysWay: pods are asked about as they are born and in enrolled namespaces alone, and a
// dead operator refuses only those that say themselves that they are governed.
func TestTheMutatingConfigurationIsInNobodysWay(t *testing.T) {
	c := &admissionregistrationv1.MutatingWebhookConfiguration{}
	readConfig(t, "mutating/configuration", c)
	for _, w := range c.Webhooks {
		t.Run(w.Name, func(t *testing.T) {
			if *w.SideEffects != admissionregistrationv1.SideEffectClassNone || *w.TimeoutSeconds != 5 ||
				*w.ReinvocationPolicy != admissionregistrationv1.IfNeededReinvocationPolicy {
				t.Errorf("side effects %s, %d s, %s", *w.SideEffects, *w.TimeoutSeconds, *w.ReinvocationPolicy)
			}
			operations := []admissionregistrationv1.OperationType{admissionregistrationv1.Create}
			if isOfPods := w.Rules[0].Resources[0] == "pods"; !isOfPods {
				operations = append(operations, admissionregistrationv1.Update)
			} else if w.NamespaceSelector.MatchLabels["recognition.facegov.dev/enrolled"] != "true" ||
				!leavesOut(w.NamespaceSelector.MatchExpressions) {
				t.Errorf("it looks into namespaces %+v", w.NamespaceSelector)
			}
			if diff := cmp.Diff(operations, w.Rules[0].Operations); diff != "" || len(w.Rules) != 1 || len(w.MatchConditions) == 0 {
				t.Errorf("%d rules, %d conditions, operations (-want +got):\n%s", len(w.Rules), len(w.MatchConditions), diff)
			}
			saysSo := w.ObjectSelector != nil && slices.ContainsFunc(w.ObjectSelector.MatchExpressions, func(r metav1.LabelSelectorRequirement) bool {
				return r.Key == v1alpha1.DeploymentLabel && r.Operator == metav1.LabelSelectorOpExists
			})
			if *w.FailurePolicy == admissionregistrationv1.Fail && !saysSo {
				t.Error("a dead operator is in the way of pods that are not governed")
			}
		})
	}
}
