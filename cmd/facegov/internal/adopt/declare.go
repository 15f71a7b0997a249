// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package adopt

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/facegov/facegov/api/v1alpha1"
)

// What a member declares, as the template of the proposal asks for it.

// Functions are what its servers compute.
func (m *member) Functions() []v1alpha1.Function {
	var functions []v1alpha1.Function
	for _, server := range m.InOrder() {
		functions = append(functions, server.Functions...)
	}
	slices.Sort(functions)
	return slices.Compact(functions)
}

// InOrder returns its servers in the order of its containers.
func (m *member) InOrder() []*Server {
	var servers []*Server
	for i := range m.Pod.Containers {
		if server, known := m.Servers[m.Pod.Containers[i].Name]; known {
			servers = append(servers, server)
		}
	}
	return servers
}

// Stores are the stores to declare.
func (m *member) Stores() []dataStore {
	var stores []dataStore
	for i := range m.Volumes {
		stores = append(stores, m.Volumes[i].Stores...)
	}
	return stores
}

// OtherVolumes are the volumes that keep no faces.
func (m *member) OtherVolumes() []v1alpha1.OtherVolume {
	var others []v1alpha1.OtherVolume
	for i := range m.Volumes {
		if v := &m.Volumes[i]; v.NoFaces != "" {
			others = append(others, v1alpha1.OtherVolume{Name: v.Name, Reason: v.NoFaces})
		}
	}
	return others
}

// Doubts are what is not known of its volumes.
func (m *member) Doubts() []string {
	var doubts []string
	for i := range m.Volumes {
		for _, doubt := range m.Volumes[i].Doubts {
			doubts = append(doubts, "volume "+m.Volumes[i].Name+": "+doubt)
		}
	}
	return doubts
}

// AllPeers are whom its servers have to reach.
func (m *member) AllPeers() []Peer {
	var peers []Peer
	for _, server := range m.InOrder() {
		peers = append(peers, server.Peers...)
	}
	return peers
}

// AllPorts are those on which its servers listen.
func (m *member) AllPorts() []Port {
	var ports []Port
	for _, server := range m.InOrder() {
		ports = append(ports, server.Ports...)
	}
	return ports
}

// RawImageAdvice says what to set so that no original pictures are kept, and whether it is set.
func (m *member) RawImageAdvice() []string {
	var advice []string
	for _, server := range m.InOrder() {
		if server.RawImages == nil {
			continue
		}
		text := server.RawImages.Set
		if want := server.RawImages.Env; want != nil {
			text += "; in the pod template it " + m.shows(want)
		}
		advice = append(advice, text)
	}
	return advice
}

func (m *member) shows(want *corev1.EnvVar) string {
	for i := range m.Pod.Containers {
		for _, env := range m.Pod.Containers[i].Env {
			switch {
			case env.Name != want.Name:
			case env.ValueFrom != nil:
				return "comes from elsewhere, so look there"
			case env.Value == want.Value:
				return "is set so"
			default:
				return "is set otherwise"
			}
		}
	}
	return "is not set"
}

// Leavings say what stays behind when its servers are told to delete somebody.
func (m *member) Leavings() []string {
	var leavings []string
	for _, server := range m.InOrder() {
		if server.Leaves != "" {
			leavings = append(leavings, server.Leaves)
		}
	}
	return leavings
}

// Profile is the pod security profile that it needs as it is, empty for Restricted.
func (m *member) Profile() string {
	pod := m.Pod
	if pod.HostNetwork || pod.HostPID || pod.HostIPC ||
		slices.ContainsFunc(pod.Volumes, func(v corev1.Volume) bool { return v.HostPath != nil }) ||
		slices.ContainsFunc(pod.Containers, isPrivileged) {
		return "Privileged"
	}
	podRunsAsNonRoot := pod.SecurityContext != nil && isTrue(pod.SecurityContext.RunAsNonRoot)
	for i := range pod.Containers {
		own := pod.Containers[i].SecurityContext
		if !podRunsAsNonRoot && (own == nil || !isTrue(own.RunAsNonRoot)) {
			return "Baseline"
		}
	}
	return ""
}

func isPrivileged(c corev1.Container) bool {
	return c.SecurityContext != nil && isTrue(c.SecurityContext.Privileged)
}

func isTrue(b *bool) bool { return b != nil && *b }

// RunAs is who can delete in its volumes, nil when that is root or not said.
func (m *member) RunAs() *v1alpha1.RunAs {
	var runAs v1alpha1.RunAs
	if pod := m.Pod.SecurityContext; pod != nil {
		if pod.RunAsUser != nil {
			runAs.User = *pod.RunAsUser
		}
		runAs.FSGroup = pod.FSGroup
	}
	for i := range m.Pod.Containers {
		own := m.Pod.Containers[i].SecurityContext
		if _, known := m.Servers[m.Pod.Containers[i].Name]; known && own != nil && own.RunAsUser != nil {
			runAs.User = *own.RunAsUser
		}
	}
	if runAs.FSGroup != nil && *runAs.FSGroup == 0 {
		runAs.FSGroup = nil
	}
	if runAs.User == 0 {
		return nil
	}
	return &runAs
}
