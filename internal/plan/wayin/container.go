// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package wayin renders the way in without a face: pods of its own that stand in every verdict, a Service, a
// PodDisruptionBudget, and the sidecar beside each recogniser. Face recognition must not be the only way in: final
// measures (CAC and MPS Order 19) article 10; SPC interpretation of 2021 article 10.
package wayin

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan/owned"
)

const (
	// Port is where it listens, over HTTPS.
	Port int32 = 8443
	// Suffix ends the name of what stands for itself.
	Suffix = "-way-in"

	volumeName = "fallback-auth-credentials"
	mountPath  = "/etc/facegov/credentials"
)

// Name returns the name of the Deployment, Service and PodDisruptionBudget.
func Name(frd *v1alpha1.FaceRecognitionDeployment) string { return frd.Name + Suffix }

// Labels returns the labels by which the Service finds the pods of the way in, standing or beside a recogniser.
func Labels(frd *v1alpha1.FaceRecognitionDeployment) map[string]string {
	return map[string]string{v1alpha1.WayInLabel: frd.Name}
}

// container returns the program as both kinds of pod run it.
func container(frd *v1alpha1.FaceRecognitionDeployment, image string) corev1.Container {
	security := owned.ContainerSecurity()
	security.RunAsUser, security.RunAsGroup = new(owned.User), new(owned.User)
	c := corev1.Container{
		Name: facts.FallbackContainer, Image: image, ImagePullPolicy: corev1.PullIfNotPresent,
		Args:            []string{"serve", "--listen=:8443"},
		Ports:           []corev1.ContainerPort{{Name: "way-in", ContainerPort: Port, Protocol: corev1.ProtocolTCP}},
		StartupProbe:    probe("/healthz", 1, 60),
		LivenessProbe:   probe("/healthz", 10, 3),
		ReadinessProbe:  probe("/readyz", 5, 3),
		Resources:       resources(),
		SecurityContext: security,
	}
	if frd.Spec.Fallback.Credentials == nil {
		// No PIN is offered at the kiosk, so there is none to wait for: being up is being ready.
		c.ReadinessProbe = probe("/healthz", 5, 3)
		return c
	}
	c.Args = append(c.Args, "--credentials="+mountPath+"/pins", "--tls-dir="+mountPath)
	c.VolumeMounts = []corev1.VolumeMount{{Name: volumeName, MountPath: mountPath, ReadOnly: true}}
	return c
}

// credentials returns the volume that holds the hashes, or nothing when none are declared. A missing Secret shows as
// the kubelet's error, because facegov has no right to look at Secrets. Only the way in mounts it, so that its files
// need no owner within the pod.
func credentials(frd *v1alpha1.FaceRecognitionDeployment) []corev1.Volume {
	if frd.Spec.Fallback.Credentials == nil {
		return nil
	}
	return []corev1.Volume{{Name: volumeName, VolumeSource: corev1.VolumeSource{Secret: &corev1.SecretVolumeSource{
		SecretName: frd.Spec.Fallback.Credentials.SecretName, DefaultMode: new(int32(0o444)), Optional: new(false),
	}}}}
}

func probe(path string, period, failures int32) *corev1.Probe {
	return &corev1.Probe{
		ProbeHandler: corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{
			Path: path, Port: intstr.FromInt32(Port), Scheme: corev1.URISchemeHTTPS,
		}},
		PeriodSeconds: period, TimeoutSeconds: 3, FailureThreshold: failures,
	}
}

// resources are what one process needs. Hashing a PIN with argon2id takes memory on purpose; the program holds itself
// below 192 MiB.
func resources() corev1.ResourceRequirements {
	return corev1.ResourceRequirements{
		Requests: corev1.ResourceList{
			corev1.ResourceCPU: resource.MustParse("20m"), corev1.ResourceMemory: resource.MustParse("64Mi"),
		},
		Limits: corev1.ResourceList{
			corev1.ResourceCPU: resource.MustParse("1"), corev1.ResourceMemory: resource.MustParse("256Mi"),
		},
	}
}
