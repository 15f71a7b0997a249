// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package facts

import (
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Reference is the workload that somebody else owns and that a deployment refers to. Its pod template is the Template
// of the snapshot.
type Reference struct {
	// Workload is how many pods it asks for and how many of them are Ready. Exists is false when there is no workload of
	// that kind and name.
	Workload
	// Pods is how many pods it has, as its own controller counts them. Those that were there before the deployment are
	// among them and governed by nobody.
	Pods int32
	// Ungoverned are the pods that were there before the deployment, in alphabetical order. They have neither gate nor way
	// in, and are looked for only while Pods counts more than are governed.
	Ungoverned []Pod
	// Governors are the other deployments that govern the same workload, or made it, in alphabetical order.
	Governors []Governor
}

// Governor is another deployment that governs a workload.
type Governor struct {
	// Name of the deployment.
	Name string
	// Older says that it was there first.
	Older bool
}

// IsReference says that the workload of a deployment belongs to somebody else.
func IsReference(d *v1alpha1.FaceRecognitionDeployment) bool {
	return d.Spec.Workload.Type == v1alpha1.WorkloadTypeReference && d.Spec.Workload.Reference != nil
}

// ReferToDeployment returns what a decision looks at of a Deployment of somebody else's.
func ReferToDeployment(d *appsv1.Deployment) (Reference, Template) {
	return Reference{
		Workload: Workload{
			Exists: true, Replicas: replicas(d.Spec.Replicas), ReadyReplicas: d.Status.ReadyReplicas,
			UpdatedReplicas: d.Status.UpdatedReplicas, ObservedCurrent: d.Status.ObservedGeneration >= d.Generation,
		},
		Pods: d.Status.Replicas,
	}, Template{Spec: d.Spec.Template.Spec.DeepCopy()}
}

// ReferToDaemonSet returns what a decision looks at of a DaemonSet of somebody else's.
func ReferToDaemonSet(d *appsv1.DaemonSet) (Reference, Template) {
	return Reference{
		Workload: Workload{
			Exists: true, Replicas: d.Status.DesiredNumberScheduled, ReadyReplicas: d.Status.NumberReady,
			UpdatedReplicas: d.Status.UpdatedNumberScheduled, ObservedCurrent: d.Status.ObservedGeneration >= d.Generation,
		},
		Pods: d.Status.CurrentNumberScheduled + d.Status.NumberMisscheduled,
	}, Template{Spec: d.Spec.Template.Spec.DeepCopy()}
}

// ReferToStatefulSet returns what a decision looks at of a StatefulSet of somebody else's. The claims that it makes for
// each of its pods are among the volumes of the template.
func ReferToStatefulSet(s *appsv1.StatefulSet) (Reference, Template) {
	wanted := replicas(s.Spec.Replicas)
	spec := s.Spec.Template.Spec.DeepCopy()
	spec.Volumes = append(withoutClaimed(spec.Volumes, s.Spec.VolumeClaimTemplates), claimedVolumes(s, wanted)...)
	return Reference{
		Workload: Workload{
			Exists: true, Replicas: wanted, ReadyReplicas: s.Status.ReadyReplicas,
			UpdatedReplicas: s.Status.UpdatedReplicas, ObservedCurrent: s.Status.ObservedGeneration >= s.Generation,
		},
		Pods: s.Status.Replicas,
	}, Template{Spec: spec}
}

// replicas is how many pods a workload asks for; the API's default is one.
func replicas(asked *int32) int32 {
	if asked == nil {
		return 1
	}
	return *asked
}

// withoutClaimed leaves out the volumes that a StatefulSet replaces by claims of its own.
func withoutClaimed(volumes []corev1.Volume, claims []corev1.PersistentVolumeClaim) []corev1.Volume {
	var kept []corev1.Volume
	for i := range volumes {
		isReplaced := false
		for j := range claims {
			isReplaced = isReplaced || claims[j].Name == volumes[i].Name
		}
		if !isReplaced {
			kept = append(kept, volumes[i])
		}
	}
	return kept
}

// maxOrdinals is for how many pods of a StatefulSet the claims are looked at: one more than a deployment can have data
// stores, so that what is left out never makes the difference.
const maxOrdinals = 33

// claimedVolumes are the volumes that a StatefulSet gives its pods, each with a claim of its own.
func claimedVolumes(s *appsv1.StatefulSet, wanted int32) []corev1.Volume {
	var start int32
	if s.Spec.Ordinals != nil {
		start = s.Spec.Ordinals.Start
	}
	var volumes []corev1.Volume
	for i := range s.Spec.VolumeClaimTemplates {
		name := s.Spec.VolumeClaimTemplates[i].Name
		for ordinal := start; ordinal < start+min(max(wanted, 1), maxOrdinals); ordinal++ {
			volumes = append(volumes, corev1.Volume{Name: name, VolumeSource: corev1.VolumeSource{
				PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{
					ClaimName: fmt.Sprintf("%s-%s-%d", name, s.Name, ordinal),
				},
			}})
		}
	}
	return volumes
}
