// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package owned says what the objects that facegov attaches to a deployment have in common: labels, owner, the account
// they run under and how little they may do.
package owned

import (
	"maps"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
)

// User is the user and group of facegov's own programs.
const User int64 = 65532

// Labels returns the labels of an object that plays this part.
func Labels(frd *v1alpha1.FaceRecognitionDeployment, component string) map[string]string {
	return map[string]string{
		"app.kubernetes.io/name":       "facegov",
		"app.kubernetes.io/instance":   frd.Name,
		"app.kubernetes.io/component":  component,
		"app.kubernetes.io/managed-by": "facegov",
		v1alpha1.ComponentLabel:        component,
	}
}

// LabelsWith returns the labels of an object that plays this part, and others beside them. The others never win.
func LabelsWith(
	frd *v1alpha1.FaceRecognitionDeployment, component string, others map[string]string,
) map[string]string {
	labels := maps.Clone(others)
	if labels == nil {
		labels = map[string]string{}
	}
	maps.Copy(labels, Labels(frd, component))
	return labels
}

// Meta returns the metadata of an owned object. It goes when its deployment goes.
func Meta(frd *v1alpha1.FaceRecognitionDeployment, name, component string) metav1.ObjectMeta {
	return metav1.ObjectMeta{
		Name: name, Namespace: frd.Namespace, Labels: Labels(frd, component),
		OwnerReferences: []metav1.OwnerReference{{
			APIVersion: v1alpha1.GroupVersion.String(), Kind: "FaceRecognitionDeployment",
			Name: frd.Name, UID: frd.UID, Controller: new(true), BlockOwnerDeletion: new(true),
		}},
	}
}

// AccountName returns the name of the ServiceAccount that a part runs under.
func AccountName(frd *v1alpha1.FaceRecognitionDeployment, component string) string {
	return frd.Name + "-" + component
}

// ServiceAccount returns the account of a part: without rights, and without a token that could gain any.
func ServiceAccount(frd *v1alpha1.FaceRecognitionDeployment, component string) *corev1.ServiceAccount {
	return &corev1.ServiceAccount{
		TypeMeta:                     metav1.TypeMeta{APIVersion: "v1", Kind: "ServiceAccount"},
		ObjectMeta:                   Meta(frd, AccountName(frd, component), component),
		AutomountServiceAccountToken: new(false),
	}
}

// PodSecurity returns the security context of a pod of facegov's own: the profile Restricted.
func PodSecurity(user, group int64) *corev1.PodSecurityContext {
	return &corev1.PodSecurityContext{
		RunAsNonRoot: new(true), RunAsUser: &user, RunAsGroup: &group,
		SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
	}
}

// ContainerSecurity returns the security context of a container of facegov's own: the profile Restricted, and nothing
// to write to but what is mounted.
func ContainerSecurity() *corev1.SecurityContext {
	return &corev1.SecurityContext{
		Privileged: new(false), AllowPrivilegeEscalation: new(false), ReadOnlyRootFilesystem: new(true),
		RunAsNonRoot: new(true),
		Capabilities: &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}},
		SeccompProfile: &corev1.SeccompProfile{
			Type: corev1.SeccompProfileTypeRuntimeDefault,
		},
	}
}
