// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package config

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// TestTheOperatorRunsUnderTheRestrictedProfile: its namespace enforces the profile, and a Deployment that breaks it is
// accepted and never gets a pod, so a pod of the template is tried.
func TestTheOperatorRunsUnderTheRestrictedProfile(t *testing.T) {
	namespace, err := client.CoreV1().Namespaces().Get(t.Context(), system, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got := namespace.Labels["pod-security.kubernetes.io/enforce"]; got != "restricted" {
		t.Fatalf("the namespace enforces %q, want restricted", got)
	}
	manager, err := client.AppsV1().Deployments(system).Get(t.Context(), operator, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "manager"}, Spec: manager.Spec.Template.Spec}
	if _, err := client.CoreV1().Pods(system).Create(t.Context(), pod, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}}); err != nil {
		t.Errorf("a pod of the operator: %v", err)
	}
	pod.Spec.Containers[0].SecurityContext = nil
	if _, err := client.CoreV1().Pods(system).Create(t.Context(), pod, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}}); err == nil {
		t.Error("a pod without a security context is accepted too: the profile is not enforced here")
	}
}
