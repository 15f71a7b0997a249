// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package wayin

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
)

func TestContainerChecksTheDeclaredHashes(t *testing.T) {
	frd := deployment()
	c := container(frd, image)
	wantArgs := []string{
		"serve", "--listen=:8443", "--credentials=/etc/facegov/credentials/pins", "--tls-dir=/etc/facegov/credentials",
	}
	if diff := cmp.Diff(wantArgs, c.Args); diff != "" {
		t.Errorf("args (-want +got):\n%s", diff)
	}
	wantMounts := []corev1.VolumeMount{{Name: volumeName, MountPath: "/etc/facegov/credentials", ReadOnly: true}}
	if diff := cmp.Diff(wantMounts, c.VolumeMounts); diff != "" {
		t.Errorf("mounts (-want +got):\n%s", diff)
	}
	volumes := credentials(frd)
	if len(volumes) != 1 || volumes[0].Name != volumeName || volumes[0].Secret.SecretName != "north-gate-fallback" {
		t.Errorf("volumes = %v", volumes)
	}
	if path := c.ReadinessProbe.HTTPGet.Path; path != "/readyz" {
		t.Errorf("it is ready when %s answers, although there are hashes to wait for", path)
	}
}

func TestContainerWithoutHashesWaitsForNone(t *testing.T) {
	frd := deployment()
	frd.Spec.Fallback.Credentials = nil
	c := container(frd, image)
	if diff := cmp.Diff([]string{"serve", "--listen=:8443"}, c.Args); diff != "" {
		t.Errorf("args (-want +got):\n%s", diff)
	}
	if len(c.VolumeMounts) != 0 || len(credentials(frd)) != 0 {
		t.Errorf("mounts = %v, volumes = %v, want none", c.VolumeMounts, credentials(frd))
	}
	if path := c.ReadinessProbe.HTTPGet.Path; path != "/healthz" {
		t.Errorf("it is ready when %s answers, which never does without hashes", path)
	}
}

func TestContainerIsProbedOverHTTPS(t *testing.T) {
	c := container(deployment(), image)
	for name, probe := range map[string]*corev1.Probe{
		"startup": c.StartupProbe, "liveness": c.LivenessProbe, "readiness": c.ReadinessProbe,
	} {
		if probe.HTTPGet.Scheme != corev1.URISchemeHTTPS || probe.HTTPGet.Port.IntVal != Port {
			t.Errorf("%s probe asks %v", name, probe.HTTPGet)
		}
	}
}

func TestContainerMayDoLittle(t *testing.T) {
	security := container(deployment(), image).SecurityContext
	if security.RunAsUser == nil || *security.RunAsUser == 0 || !*security.RunAsNonRoot ||
		!*security.ReadOnlyRootFilesystem || *security.AllowPrivilegeEscalation || *security.Privileged {
		t.Errorf("security context = %v", security)
	}
	if diff := cmp.Diff(&corev1.Capabilities{Drop: []corev1.Capability{"ALL"}}, security.Capabilities); diff != "" {
		t.Errorf("capabilities (-want +got):\n%s", diff)
	}
	if security.SeccompProfile.Type != corev1.SeccompProfileTypeRuntimeDefault {
		t.Errorf("seccomp = %s", security.SeccompProfile.Type)
	}
}

func TestContainerHasRoomToHash(t *testing.T) {
	resources := container(deployment(), image).Resources
	// The program holds itself below 192 MiB; less would have it killed while it checks PINs.
	if memory := resources.Limits.Memory().Value(); memory < 192<<20 {
		t.Errorf("memory limit = %d bytes", memory)
	}
	if resources.Requests.Memory().IsZero() || resources.Requests.Cpu().IsZero() {
		t.Errorf("requests = %v", resources.Requests)
	}
}
