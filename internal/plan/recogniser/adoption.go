// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package recogniser

import (
	"cmp"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan/wayin"
)

// Adopter returns the deployment whose spec.workload.reference names the workload that makes a pod, nil when there is
// none. Of two that name it the older one adopts, as it is the younger one that is denied.
func Adopter(frds []v1alpha1.FaceRecognitionDeployment, pod *corev1.Pod) *v1alpha1.FaceRecognitionDeployment {
	var adopter *v1alpha1.FaceRecognitionDeployment
	for i := range frds {
		if adopts(&frds[i], pod) && (adopter == nil || isOlder(&frds[i], adopter)) {
			adopter = &frds[i]
		}
	}
	return adopter
}

func isOlder(a, b *v1alpha1.FaceRecognitionDeployment) bool {
	return cmp.Or(a.CreationTimestamp.Compare(b.CreationTimestamp.Time), strings.Compare(a.Name, b.Name)) < 0
}

// adopts says what the native policy facegov-pod-adoption says, in the same order.
func adopts(frd *v1alpha1.FaceRecognitionDeployment, pod *corev1.Pod) bool {
	reference := frd.Spec.Workload.Reference
	if frd.Spec.Workload.Type != v1alpha1.WorkloadTypeReference || reference == nil {
		return false
	}
	// A pod has one deployment, and the standing way in is not adopted: a gate would shut it.
	if _, governed := pod.Labels[v1alpha1.DeploymentLabel]; governed ||
		pod.Labels[v1alpha1.ComponentLabel] == v1alpha1.ComponentWayIn && strings.HasSuffix(reference.Name, wayin.Suffix) {
		return false
	}
	kind, name := reference.Kind, reference.Name
	if kind == "Deployment" {
		// It owns a pod through the ReplicaSet that is named after it and after the hash of its template.
		kind, name = "ReplicaSet", name+"-"+pod.Labels["pod-template-hash"]
	}
	return slices.ContainsFunc(pod.OwnerReferences, func(o metav1.OwnerReference) bool {
		return o.Controller != nil && *o.Controller && strings.HasPrefix(o.APIVersion, "apps/") &&
			o.Kind == kind && o.Name == name
	})
}

// Adopt returns the pod of somebody else's workload as it is governed: with the labels by which it is found, the gate
// and the way in without a face (final measures, CAC and MPS Order 19, article 10). A way in that it has already stays
// as it is, finds the PINs where any other does, and is looked at like any other when the pod is admitted.
func Adopt(frd *v1alpha1.FaceRecognitionDeployment, pod *corev1.Pod, sidecarImage string) *corev1.Pod {
	adopted := pod.DeepCopy()
	if adopted.Labels == nil {
		adopted.Labels = map[string]string{}
	}
	adopted.Labels[v1alpha1.ComponentLabel] = v1alpha1.ComponentRecogniser
	identify(adopted.Labels, frd, &pod.Spec)
	hasWayIn := slices.ContainsFunc(pod.Spec.InitContainers, func(c corev1.Container) bool {
		return c.Name == facts.FallbackContainer
	})
	if hasWayIn {
		adopted.Spec.Volumes = wayin.AddCredentials(adopted.Spec.Volumes, frd)
	} else {
		adopted.Spec = *wayin.AddSidecar(&adopted.Spec, frd, sidecarImage)
	}
	return Gate(adopted)
}

// Gate returns the pod with the verdict's gate, after those of others. One that names its node cannot have any: it is
// refused elsewhere.
func Gate(pod *corev1.Pod) *corev1.Pod {
	gated := pod.DeepCopy()
	ours := corev1.PodSchedulingGate{Name: v1alpha1.VerdictGate}
	if pod.Spec.NodeName == "" && !slices.Contains(pod.Spec.SchedulingGates, ours) {
		gated.Spec.SchedulingGates = append(gated.Spec.SchedulingGates, ours)
	}
	return gated
}
