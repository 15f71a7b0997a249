// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package gather

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// origin reads where a recogniser pod comes from.
func origin(p *corev1.Pod, pod *facts.Pod, workload *v1alpha1.Workload, deployment string) facts.Origin {
	return facts.Origin{
		Static:       isStatic(p),
		Unowned:      !isOwned(p, pod.TemplateHash, workload, deployment),
		Unnarrowed:   !pod.Gated && !isNarrowed(pod.Affinity),
		WithoutWayIn: !beginsWithWayIn(&p.Spec),
		Images:       images(&p.Spec),
	}
}

// isStatic says that a pod is a kubelet's report of a pod that it runs from a folder of its node.
func isStatic(p *corev1.Pod) bool {
	_, isMirror := p.Annotations[corev1.MirrorPodAnnotationKey]
	controller := metav1.GetControllerOf(p)
	return isMirror || controller != nil && controller.Kind == "Node"
}

// isOwned says that a pod has the controller that pods of the deployment's workload have. A Deployment owns pods
// through a ReplicaSet that is named after it and after the hash of its template.
func isOwned(p *corev1.Pod, hash string, workload *v1alpha1.Workload, deployment string) bool {
	owner := metav1.GetControllerOf(p)
	if owner == nil {
		return false
	}
	kind, name := "Deployment", deployment
	if workload.Reference != nil && workload.Type == v1alpha1.WorkloadTypeReference {
		kind, name = workload.Reference.Kind, workload.Reference.Name
	}
	if kind == "Deployment" {
		return owner.Kind == "ReplicaSet" && owner.Name == name+"-"+hash
	}
	return owner.Kind == kind && owner.Name == name
}

// isNarrowed says that every node-selector term names zones, or matches nothing.
func isNarrowed(affinity *corev1.NodeAffinity) bool {
	if affinity == nil || affinity.RequiredDuringSchedulingIgnoredDuringExecution == nil {
		return false
	}
	terms := affinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms
	return len(terms) > 0 && !slices.ContainsFunc(terms, func(t corev1.NodeSelectorTerm) bool {
		matchesNothing := len(t.MatchExpressions) == 0 && len(t.MatchFields) == 0
		return !matchesNothing && !slices.ContainsFunc(t.MatchExpressions, func(r corev1.NodeSelectorRequirement) bool {
			return r.Key == v1alpha1.ZoneNodeLabel && r.Operator == corev1.NodeSelectorOpIn
		})
	})
}

// beginsWithWayIn says that the first container of a pod is the sidecar that serves the way in.
func beginsWithWayIn(spec *corev1.PodSpec) bool {
	if len(spec.InitContainers) == 0 {
		return false
	}
	first := &spec.InitContainers[0]
	return first.Name == facts.FallbackContainer && first.RestartPolicy != nil &&
		*first.RestartPolicy == corev1.ContainerRestartPolicyAlways
}

func images(spec *corev1.PodSpec) map[string]string {
	found := map[string]string{}
	for i := range spec.InitContainers {
		found[spec.InitContainers[i].Name] = spec.InitContainers[i].Image
	}
	for i := range spec.Containers {
		found[spec.Containers[i].Name] = spec.Containers[i].Image
	}
	for i := range spec.EphemeralContainers {
		found[spec.EphemeralContainers[i].Name] = spec.EphemeralContainers[i].Image
	}
	return found
}

// trimContainers keeps of containers what tells where a pod comes from: their names, their images, and which is the way
// in. What they are given may hold secrets and is dropped.
func trimContainers(containers []corev1.Container) []corev1.Container {
	trimmed := make([]corev1.Container, 0, len(containers))
	for i := range containers {
		trimmed = append(trimmed, corev1.Container{
			Name: containers[i].Name, Image: containers[i].Image, RestartPolicy: containers[i].RestartPolicy,
		})
	}
	return trimmed
}

func trimEphemeral(containers []corev1.EphemeralContainer) []corev1.EphemeralContainer {
	trimmed := make([]corev1.EphemeralContainer, 0, len(containers))
	for i := range containers {
		trimmed = append(trimmed, corev1.EphemeralContainer{EphemeralContainerCommon: corev1.EphemeralContainerCommon{
			Name: containers[i].Name, Image: containers[i].Image,
		}})
	}
	return trimmed
}

// trimAnnotations keeps the one annotation that tells a static pod from others.
func trimAnnotations(annotations map[string]string) map[string]string {
	mirror, isMirror := annotations[corev1.MirrorPodAnnotationKey]
	if !isMirror {
		return nil
	}
	return map[string]string{corev1.MirrorPodAnnotationKey: mirror}
}
