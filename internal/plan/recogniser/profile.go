// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package recogniser

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/facegov/facegov/api/v1alpha1"
)

// The pod security profiles of Kubernetes, as the API names them.
const (
	profileRestricted = "Restricted"
	profileBaseline   = "Baseline"
	profilePrivileged = "Privileged"
)

// baselineCapabilities are what the profile Baseline lets a container add.
var baselineCapabilities = []corev1.Capability{
	"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
	"SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
}

// profileOf returns the profile of a deployment's recogniser. A profile that is not known is the strictest.
func profileOf(frd *v1alpha1.FaceRecognitionDeployment) string {
	security := frd.Spec.Workload.PodSecurity
	if security != nil && (security.Profile == profileBaseline || security.Profile == profilePrivileged) {
		return security.Profile
	}
	return profileRestricted
}

// secure leaves out what a profile forbids and, for Restricted, fills in what it demands. What cannot be left out
// without breaking the pod, such as a volume of the node, stays and is refused by the cluster.
func secure(spec *corev1.PodSpec, profile string) {
	if profile == profilePrivileged {
		return
	}
	spec.HostNetwork, spec.HostPID, spec.HostIPC = false, false, false
	if spec.SecurityContext == nil {
		spec.SecurityContext = &corev1.PodSecurityContext{}
	}
	pod := spec.SecurityContext
	pod.SeccompProfile, pod.AppArmorProfile = confined(pod.SeccompProfile), confinedByAppArmor(pod.AppArmorProfile)
	if profile == profileRestricted {
		pod.RunAsNonRoot, pod.RunAsUser = new(true), notRoot(pod.RunAsUser)
		if pod.SeccompProfile == nil {
			pod.SeccompProfile = &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault}
		}
	}
	for i := range spec.InitContainers {
		secureContainer(&spec.InitContainers[i], profile)
	}
	for i := range spec.Containers {
		secureContainer(&spec.Containers[i], profile)
	}
}

func secureContainer(c *corev1.Container, profile string) {
	for i := range c.Ports {
		c.Ports[i].HostPort, c.Ports[i].HostIP = 0, ""
	}
	if c.SecurityContext == nil {
		c.SecurityContext = &corev1.SecurityContext{}
	}
	security := c.SecurityContext
	security.Privileged, security.ProcMount = nil, nil
	security.SeccompProfile = confined(security.SeccompProfile)
	security.AppArmorProfile = confinedByAppArmor(security.AppArmorProfile)
	if profile == profileBaseline {
		keepCapabilities(security.Capabilities, baselineCapabilities)
		return
	}
	security.AllowPrivilegeEscalation = new(false)
	security.RunAsNonRoot, security.RunAsUser = new(true), notRoot(security.RunAsUser)
	if security.Capabilities == nil {
		security.Capabilities = &corev1.Capabilities{}
	}
	keepCapabilities(security.Capabilities, []corev1.Capability{"NET_BIND_SERVICE"})
	security.Capabilities.Drop = []corev1.Capability{"ALL"}
}

func keepCapabilities(c *corev1.Capabilities, kept []corev1.Capability) {
	if c == nil {
		return
	}
	c.Add = slices.DeleteFunc(c.Add, func(added corev1.Capability) bool { return !slices.Contains(kept, added) })
	if len(c.Add) == 0 {
		c.Add = nil
	}
}

func confined(profile *corev1.SeccompProfile) *corev1.SeccompProfile {
	if profile != nil && profile.Type == corev1.SeccompProfileTypeUnconfined {
		return nil
	}
	return profile
}

func confinedByAppArmor(profile *corev1.AppArmorProfile) *corev1.AppArmorProfile {
	if profile != nil && profile.Type == corev1.AppArmorProfileTypeUnconfined {
		return nil
	}
	return profile
}

// notRoot leaves the choice to the image when a template asks for root.
func notRoot(user *int64) *int64 {
	if user != nil && *user == 0 {
		return nil
	}
	return user
}
