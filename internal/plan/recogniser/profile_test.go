// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package recogniser

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
)

// hostile asks for all that a pod security profile forbids.
func hostile(spec *corev1.PodSpec) {
	unconfined := &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeUnconfined}
	armourless := &corev1.AppArmorProfile{Type: corev1.AppArmorProfileTypeUnconfined}
	spec.HostNetwork, spec.HostPID, spec.HostIPC = true, true, true
	spec.SecurityContext = &corev1.PodSecurityContext{
		RunAsNonRoot: new(false), RunAsUser: new(int64(0)), SeccompProfile: unconfined, AppArmorProfile: armourless,
	}
	greedy := corev1.Container{
		Name: "greedy", Ports: []corev1.ContainerPort{{ContainerPort: 554, HostPort: 554, HostIP: "192.0.2.1"}},
		SecurityContext: &corev1.SecurityContext{
			Privileged: new(true), AllowPrivilegeEscalation: new(true), RunAsNonRoot: new(false), RunAsUser: new(int64(0)),
			Capabilities: &corev1.Capabilities{Add: []corev1.Capability{"NET_BIND_SERVICE", "CHOWN", "SYS_ADMIN"}},
			ProcMount:    new(corev1.UnmaskedProcMount), SeccompProfile: unconfined, AppArmorProfile: armourless,
		},
	}
	spec.Containers = append(spec.Containers, greedy)
	greedy.Name = "greedy-at-first"
	spec.InitContainers = append(spec.InitContainers, *greedy.DeepCopy())
}

// TestEveryPodPassesRestricted holds the rendered pod against the Kubernetes pod security standard Restricted, which
// includes Baseline, control by control.
func TestEveryPodPassesRestricted(t *testing.T) {
	for name, change := range map[string]func(*corev1.PodSpec){
		"a template that says nothing of security": func(*corev1.PodSpec) {},
		"a template that asks for everything":      hostile,
	} {
		t.Run(name, func(t *testing.T) {
			spec := Template(snapshot(withSpec(change)), image).Spec
			if spec.HostNetwork || spec.HostPID || spec.HostIPC {
				t.Error("host namespaces")
			}
			pod := spec.SecurityContext
			if pod.RunAsNonRoot == nil || !*pod.RunAsNonRoot || pod.RunAsUser != nil && *pod.RunAsUser == 0 {
				t.Errorf("the pod may run as root: %v", pod)
			}
			if pod.SeccompProfile == nil || pod.SeccompProfile.Type != corev1.SeccompProfileTypeRuntimeDefault {
				t.Errorf("seccomp of the pod: %v", pod.SeccompProfile)
			}
			if pod.AppArmorProfile != nil && pod.AppArmorProfile.Type == corev1.AppArmorProfileTypeUnconfined {
				t.Error("the pod is not confined by AppArmor")
			}
			for _, c := range append(spec.InitContainers, spec.Containers...) {
				checkRestricted(t, &c)
			}
		})
	}
}

func checkRestricted(t *testing.T, c *corev1.Container) {
	t.Helper()
	for _, port := range c.Ports {
		if port.HostPort != 0 || port.HostIP != "" {
			t.Errorf("%s: host port %d", c.Name, port.HostPort)
		}
	}
	security := c.SecurityContext
	if security == nil {
		t.Fatalf("%s: no security context", c.Name)
	}
	if security.Privileged != nil && *security.Privileged {
		t.Errorf("%s: privileged", c.Name)
	}
	if security.AllowPrivilegeEscalation == nil || *security.AllowPrivilegeEscalation {
		t.Errorf("%s: privilege escalation", c.Name)
	}
	if security.RunAsNonRoot == nil || !*security.RunAsNonRoot || security.RunAsUser != nil && *security.RunAsUser == 0 {
		t.Errorf("%s: root", c.Name)
	}
	if !cmp.Equal(security.Capabilities.Drop, []corev1.Capability{"ALL"}) {
		t.Errorf("%s: drops %v", c.Name, security.Capabilities.Drop)
	}
	for _, added := range security.Capabilities.Add {
		if added != "NET_BIND_SERVICE" {
			t.Errorf("%s: adds %s", c.Name, added)
		}
	}
	if security.ProcMount != nil && *security.ProcMount != corev1.DefaultProcMount {
		t.Errorf("%s: proc mount %s", c.Name, *security.ProcMount)
	}
	if security.SeccompProfile != nil && security.SeccompProfile.Type == corev1.SeccompProfileTypeUnconfined {
		t.Errorf("%s: seccomp unconfined", c.Name)
	}
	if security.AppArmorProfile != nil && security.AppArmorProfile.Type == corev1.AppArmorProfileTypeUnconfined {
		t.Errorf("%s: AppArmor unconfined", c.Name)
	}
}

func TestRestrictedKeepsWhatItPermits(t *testing.T) {
	local := &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeLocalhost, LocalhostProfile: new("faces.json")}
	spec := Template(snapshot(withSpec(func(spec *corev1.PodSpec) {
		spec.SecurityContext = &corev1.PodSecurityContext{RunAsUser: new(int64(1000)), FSGroup: new(int64(1000)), SeccompProfile: local}
		spec.Containers[0].SecurityContext = &corev1.SecurityContext{
			RunAsUser: new(int64(1001)), ReadOnlyRootFilesystem: new(true),
			Capabilities: &corev1.Capabilities{Add: []corev1.Capability{"NET_BIND_SERVICE"}},
		}
	})), image).Spec
	wantPod := &corev1.PodSecurityContext{
		RunAsNonRoot: new(true), RunAsUser: new(int64(1000)), FSGroup: new(int64(1000)), SeccompProfile: local,
	}
	if diff := cmp.Diff(wantPod, spec.SecurityContext); diff != "" {
		t.Errorf("pod (-want +got):\n%s", diff)
	}
	want := &corev1.SecurityContext{
		RunAsNonRoot: new(true), RunAsUser: new(int64(1001)), ReadOnlyRootFilesystem: new(true),
		AllowPrivilegeEscalation: new(false),
		Capabilities:             &corev1.Capabilities{Add: []corev1.Capability{"NET_BIND_SERVICE"}, Drop: []corev1.Capability{"ALL"}},
	}
	if diff := cmp.Diff(want, spec.Containers[0].SecurityContext); diff != "" {
		t.Errorf("container (-want +got):\n%s", diff)
	}
}

func TestBaselineForbidsLess(t *testing.T) {
	spec := Template(snapshot(withProfile("Baseline"), withSpec(hostile)), image).Spec
	if spec.HostNetwork || spec.HostPID || spec.HostIPC {
		t.Error("host namespaces")
	}
	want := &corev1.SecurityContext{
		AllowPrivilegeEscalation: new(true), RunAsNonRoot: new(false), RunAsUser: new(int64(0)),
		Capabilities: &corev1.Capabilities{Add: []corev1.Capability{"NET_BIND_SERVICE", "CHOWN"}},
	}
	greedy := spec.Containers[1]
	if diff := cmp.Diff(want, greedy.SecurityContext); diff != "" {
		t.Errorf("container (-want +got):\n%s", diff)
	}
	if greedy.Ports[0].HostPort != 0 {
		t.Errorf("host port %d", greedy.Ports[0].HostPort)
	}
}

func TestPrivilegedForbidsNothing(t *testing.T) {
	s := snapshot(withProfile("Privileged"), withSpec(hostile))
	spec := Template(s, image).Spec
	if !spec.HostNetwork || !spec.HostPID || !spec.HostIPC {
		t.Error("host namespaces were taken away")
	}
	if diff := cmp.Diff(s.Template.Spec.Containers, spec.Containers); diff != "" {
		t.Errorf("containers (-want +got):\n%s", diff)
	}
	checkRestricted(t, &spec.InitContainers[0]) // The way in beside it stays what it is.
}

func TestAnUnknownProfileIsTheStrictest(t *testing.T) {
	unknown := Template(snapshot(withProfile("Open"), withSpec(hostile)), image)
	restricted := Template(snapshot(withSpec(hostile)), image)
	if diff := cmp.Diff(restricted, unknown); diff != "" {
		t.Errorf("templates (-Restricted +unknown):\n%s", diff)
	}
}
