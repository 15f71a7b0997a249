// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package wayin

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// AddSidecar returns the pod spec with the way in as a native sidecar before everything else: it has started before
// anything that sees a face starts, and ends after it. The name and the volume of the sidecar are facegov's own; what a
// template has under them is left out. Adding twice is adding once.
func AddSidecar(spec *corev1.PodSpec, frd *v1alpha1.FaceRecognitionDeployment, image string) *corev1.PodSpec {
	added := spec.DeepCopy()
	sidecar := container(frd, image)
	sidecar.RestartPolicy = new(corev1.ContainerRestartPolicyAlways)
	isSidecar := func(c corev1.Container) bool { return c.Name == facts.FallbackContainer }
	added.InitContainers = slices.Insert(slices.DeleteFunc(added.InitContainers, isSidecar), 0, sidecar)
	added.Containers = slices.DeleteFunc(added.Containers, isSidecar)

	added.Volumes = append(slices.DeleteFunc(added.Volumes, isCredentials), credentials(frd)...)
	keepCredentialsFrom(added.InitContainers[1:])
	keepCredentialsFrom(added.Containers)
	return added
}

// AddCredentials returns the volumes of a pod that has its way in already, with the one that holds the PINs when there
// are any. What the pod has under its name is replaced.
func AddCredentials(volumes []corev1.Volume, frd *v1alpha1.FaceRecognitionDeployment) []corev1.Volume {
	pins := credentials(frd)
	if at := slices.IndexFunc(volumes, isCredentials); at >= 0 && len(pins) > 0 {
		return slices.Replace(slices.Clone(volumes), at, at+1, pins...)
	}
	return slices.Concat(volumes, pins)
}

func isCredentials(v corev1.Volume) bool { return v.Name == volumeName } //nolint:gocritic // the form that slices asks for

// keepCredentialsFrom leaves out mounts by which a recogniser would read the hashes.
func keepCredentialsFrom(containers []corev1.Container) {
	isCredentials := func(m corev1.VolumeMount) bool { return m.Name == volumeName }
	for i := range containers {
		containers[i].VolumeMounts = slices.DeleteFunc(containers[i].VolumeMounts, isCredentials)
	}
}
