// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package config

import (
	"context"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
)

// leftovers are the kinds of which an installation makes objects in no namespace, or in one that is not its own.
var leftovers = strings.Join([]string{
	"namespaces", "customresourcedefinitions", "clusterroles", "clusterrolebindings", "roles", "rolebindings",
	"validatingadmissionpolicies", "validatingadmissionpolicybindings",
	"mutatingadmissionpolicies", "mutatingadmissionpolicybindings",
	"validatingwebhookconfigurations", "mutatingwebhookconfigurations",
	"configmaps", "secrets", "services", "serviceaccounts", "deployments", "poddisruptionbudgets",
}, ",")

// TestUninstallLeavesNothingBehind takes away what config/default installed. No finalizer waits for an operator that is
// gone, no guard stands in the way of its own removal, and nothing looks at pods any more.
func TestUninstallLeavesNothingBehind(t *testing.T) {
	enrolled := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{
		Name: "left-alone", Labels: map[string]string{v1alpha1.EnrolledLabel: "true"},
	}}
	if _, err := client.CoreV1().Namespaces().Create(t.Context(), enrolled, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := install(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("install it again: %v", err)
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	// A wait of kubectl's that runs out says nothing yet, because what was asked to go is going: who uninstalls asks again.
	var err error
	for range 4 {
		if _, err = running.Kubectl(ctx, "delete", "--ignore-not-found", "-k", "../../config/default", "--timeout=60s"); err == nil {
			break
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	left, err := running.Kubectl(ctx, "get", leftovers, "--all-namespaces", "-o", "name", "--ignore-not-found")
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.Lines(left) {
		if strings.Contains(name, "facegov") && !strings.Contains(name, "/facegov-cluster:") { // the test cluster's own
			t.Errorf("%s is left behind", strings.TrimSpace(name))
		}
	}
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "any", Namespace: enrolled.Name, Labels: map[string]string{v1alpha1.DeploymentLabel: "x"}},
		Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "c", Image: "registry.example/c:1"}}},
	}
	awaitAccount(t, enrolled.Name)
	if _, err := client.CoreV1().Pods(enrolled.Name).Create(ctx, pod, metav1.CreateOptions{}); err != nil {
		t.Errorf("a pod in a namespace that was enrolled: %v", err)
	}
}

// awaitAccount waits for the ServiceAccount without which no pod is made.
func awaitAccount(t *testing.T, namespace string) {
	t.Helper()
	if _, err := running.Kubectl(t.Context(), "wait", "--for=create", "--timeout=60s", "-n", namespace, "serviceaccount/default"); err != nil {
		t.Fatal(err)
	}
}
