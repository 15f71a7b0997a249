// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package network

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

func snapshot(sources []v1alpha1.Source, egress ...v1alpha1.EgressRule) *facts.Snapshot {
	return &facts.Snapshot{
		Deployment: &v1alpha1.FaceRecognitionDeployment{
			ObjectMeta: metav1.ObjectMeta{Name: "north-gate", Namespace: "maple-court"},
			Spec: v1alpha1.FaceRecognitionDeploymentSpec{
				Sources: sources, Network: v1alpha1.Network{Egress: egress},
			},
		},
		Zones: []facts.Zone{
			{Name: "gate", Found: true, Spec: v1alpha1.RecognitionZoneSpec{CaptureDevices: []v1alpha1.CaptureDevice{
				{Name: "cam-1", Addresses: []string{"192.0.2.11/32", "192.0.2.10/32"}},
				{Name: "cam-2", Addresses: []string{"192.0.2.20/32"}},
				{Name: "cam-3"},
			}}},
			{Name: "lobby", Found: true, Spec: v1alpha1.RecognitionZoneSpec{CaptureDevices: []v1alpha1.CaptureDevice{
				{Name: "cam-1", Addresses: []string{"2001:db8::1/128", "192.0.2.10/32"}},
			}}},
		},
	}
}

func reachedBy(ingress ...v1alpha1.IngressRule) *facts.Snapshot {
	s := snapshot(nil)
	s.Deployment.Spec.Network.Ingress = ingress
	return s
}

func source(zone string, devices ...string) v1alpha1.Source {
	return v1alpha1.Source{Name: zone, Zone: zone, Devices: devices}
}

func blocks(networks ...string) []networkingv1.NetworkPolicyPeer {
	var peers []networkingv1.NetworkPolicyPeer
	for _, network := range networks {
		peers = append(peers, networkingv1.NetworkPolicyPeer{IPBlock: &networkingv1.IPBlock{CIDR: network}})
	}
	return peers
}

func tcp(numbers ...int32) []networkingv1.NetworkPolicyPort {
	var ports []networkingv1.NetworkPolicyPort
	for _, number := range numbers {
		ports = append(ports, networkingv1.NetworkPolicyPort{
			Protocol: new(corev1.ProtocolTCP), Port: new(intstr.FromInt32(number)),
		})
	}
	return ports
}

func TestRecogniserReachesWhatIsDeclared(t *testing.T) {
	wayIn := networkingv1.NetworkPolicyIngressRule{Ports: tcp(8443)}
	from := func(networks ...string) networkingv1.NetworkPolicyIngressRule {
		return networkingv1.NetworkPolicyIngressRule{From: blocks(networks...)}
	}
	to := func(networks ...string) networkingv1.NetworkPolicyEgressRule {
		return networkingv1.NetworkPolicyEgressRule{To: blocks(networks...)}
	}
	tests := map[string]struct {
		facts       *facts.Snapshot
		wantIngress []networkingv1.NetworkPolicyIngressRule
		wantEgress  []networkingv1.NetworkPolicyEgressRule
	}{
		"nothing declared": {
			snapshot(nil), []networkingv1.NetworkPolicyIngressRule{wayIn}, nil,
		},
		"a source without devices lets no video through": {
			snapshot([]v1alpha1.Source{source("gate")}), []networkingv1.NetworkPolicyIngressRule{wayIn}, nil,
		},
		"a camera without addresses, one that the zone does not know, and a zone that does not exist neither": {
			snapshot([]v1alpha1.Source{source("gate", "cam-3", "cam-9"), source("mall", "cam-1")}),
			[]networkingv1.NetworkPolicyIngressRule{wayIn},
			nil,
		},
		"a camera's addresses, and not its neighbour's": {
			snapshot([]v1alpha1.Source{source("gate", "cam-1")}),
			[]networkingv1.NetworkPolicyIngressRule{wayIn, from("192.0.2.10/32", "192.0.2.11/32")},
			[]networkingv1.NetworkPolicyEgressRule{to("192.0.2.10/32", "192.0.2.11/32")},
		},
		"cameras of two places, each address once and in order": {
			snapshot([]v1alpha1.Source{source("lobby", "cam-1"), source("gate", "cam-2", "cam-1")}),
			[]networkingv1.NetworkPolicyIngressRule{
				wayIn,
				from("192.0.2.10/32", "192.0.2.11/32", "192.0.2.20/32", "2001:db8::1/128"),
			},
			[]networkingv1.NetworkPolicyEgressRule{
				to("192.0.2.10/32", "192.0.2.11/32", "192.0.2.20/32", "2001:db8::1/128"),
			},
		},
		"declared destinations, each once and in order": {
			snapshot(nil,
				v1alpha1.EgressRule{CIDR: "203.0.113.0/24", Reason: "any port"},
				v1alpha1.EgressRule{CIDR: "198.51.100.7/32", Ports: []int32{8443, 443}, Reason: "licence"},
				v1alpha1.EgressRule{CIDR: "198.51.100.7/32", Ports: []int32{443, 8443}, Reason: "twice"},
			),
			[]networkingv1.NetworkPolicyIngressRule{wayIn},
			[]networkingv1.NetworkPolicyEgressRule{
				{To: blocks("198.51.100.7/32"), Ports: tcp(443, 8443)}, {To: blocks("203.0.113.0/24")},
			},
		},
		"who is declared to reach it, each once and in order": {
			reachedBy(
				v1alpha1.IngressRule{CIDR: "203.0.113.0/24", Reason: "any port"},
				v1alpha1.IngressRule{CIDR: "198.51.100.7/32", Ports: []int32{8443, 80}, Reason: "door controller"},
				v1alpha1.IngressRule{CIDR: "198.51.100.7/32", Ports: []int32{80, 8443}, Reason: "twice"},
			),
			[]networkingv1.NetworkPolicyIngressRule{
				wayIn, {From: blocks("198.51.100.7/32"), Ports: tcp(80, 8443)}, {From: blocks("203.0.113.0/24")},
			},
			nil,
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			before := tc.facts.Deployment.DeepCopy()
			policy := Policies(tc.facts)[0]
			if diff := cmp.Diff(tc.wantIngress, policy.Spec.Ingress); diff != "" {
				t.Errorf("ingress (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.wantEgress, policy.Spec.Egress); diff != "" {
				t.Errorf("egress (-want +got):\n%s", diff)
			}
			want := metav1.LabelSelector{MatchLabels: map[string]string{v1alpha1.DeploymentLabel: "north-gate"}}
			if diff := cmp.Diff(want, policy.Spec.PodSelector); diff != "" {
				t.Errorf("selector (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(before, tc.facts.Deployment); diff != "" {
				t.Errorf("the deployment was changed:\n%s", diff)
			}
		})
	}
}

func TestEveryPolicyDeniesBothDirections(t *testing.T) {
	policies := Policies(snapshot([]v1alpha1.Source{source("gate", "cam-1")}))
	both := []networkingv1.PolicyType{networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress}
	var names []string
	for _, policy := range policies {
		names = append(names, policy.Name)
		if diff := cmp.Diff(both, policy.Spec.PolicyTypes); diff != "" {
			t.Errorf("%s (-want +got):\n%s", policy.Name, diff)
		}
		if len(policy.Spec.PodSelector.MatchLabels) == 0 {
			t.Errorf("%s selects every pod of the namespace", policy.Name)
		}
	}
	if diff := cmp.Diff([]string{"north-gate-recogniser", "north-gate-way-in", "north-gate-sweep"}, names); diff != "" {
		t.Errorf("policies (-want +got):\n%s", diff)
	}
}

func TestWayInIsReachedAndReachesNothing(t *testing.T) {
	policy := Policies(snapshot(nil))[1]
	want := []networkingv1.NetworkPolicyIngressRule{{Ports: tcp(8443)}}
	if diff := cmp.Diff(want, policy.Spec.Ingress); diff != "" || len(policy.Spec.Egress) != 0 {
		t.Errorf("egress = %v, ingress (-want +got):\n%s", policy.Spec.Egress, diff)
	}
	selector := map[string]string{v1alpha1.WayInLabel: "north-gate", v1alpha1.ComponentLabel: "way-in"}
	if diff := cmp.Diff(selector, policy.Spec.PodSelector.MatchLabels); diff != "" {
		t.Errorf("selector (-want +got):\n%s", diff)
	}
}

func TestSweepsReachNothing(t *testing.T) {
	policy := Policies(snapshot(nil))[2]
	if len(policy.Spec.Ingress)+len(policy.Spec.Egress) != 0 {
		t.Errorf("policy = %v", policy.Spec)
	}
	selector := map[string]string{v1alpha1.MountsLabel: "north-gate", v1alpha1.ComponentLabel: "sweep"}
	if diff := cmp.Diff(selector, policy.Spec.PodSelector.MatchLabels); diff != "" {
		t.Errorf("selector (-want +got):\n%s", diff)
	}
}
