// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package network renders the NetworkPolicies: nothing passes that is not declared, and video passes from and to the
// declared cameras alone.
package network

import (
	"cmp"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan/owned"
	"github.com/facegov/facegov/internal/plan/wayin"
)

// Policies returns the NetworkPolicies of a deployment, one for each part.
func Policies(s *facts.Snapshot) []*networkingv1.NetworkPolicy {
	return []*networkingv1.NetworkPolicy{recogniser(s), standingWayIn(s.Deployment), sweeps(s.Deployment)}
}

// recogniser lets video through from and to the declared cameras, lets everybody reach the way in beside it, and lets
// those through who are declared, in and out. Name resolution is no exception: a name server could carry anything out,
// so one that is needed is declared under network.egress like any other destination.
func recogniser(s *facts.Snapshot) *networkingv1.NetworkPolicy {
	frd := s.Deployment
	policy := denyAll(frd, v1alpha1.ComponentRecogniser, map[string]string{v1alpha1.DeploymentLabel: frd.Name})
	policy.Spec.Ingress = []networkingv1.NetworkPolicyIngressRule{toWayIn()}
	if cameras := peers(cameraNetworks(s)); len(cameras) > 0 {
		policy.Spec.Ingress = append(policy.Spec.Ingress, networkingv1.NetworkPolicyIngressRule{From: cameras})
		policy.Spec.Egress = append(policy.Spec.Egress, networkingv1.NetworkPolicyEgressRule{To: cameras})
	}
	policy.Spec.Ingress = append(policy.Spec.Ingress, declaredIngress(frd)...)
	policy.Spec.Egress = append(policy.Spec.Egress, declaredEgress(frd)...)
	return policy
}

// standingWayIn lets everybody reach the way in, and lets it reach nothing.
func standingWayIn(frd *v1alpha1.FaceRecognitionDeployment) *networkingv1.NetworkPolicy {
	policy := denyAll(frd, v1alpha1.ComponentWayIn, wayin.StandingLabels(frd))
	policy.Spec.Ingress = []networkingv1.NetworkPolicyIngressRule{toWayIn()}
	return policy
}

// sweeps lets nothing reach the sweeps, and lets them reach nothing: they delete files.
func sweeps(frd *v1alpha1.FaceRecognitionDeployment) *networkingv1.NetworkPolicy {
	return denyAll(frd, v1alpha1.ComponentSweep, map[string]string{
		v1alpha1.MountsLabel: frd.Name, v1alpha1.ComponentLabel: v1alpha1.ComponentSweep,
	})
}

func denyAll(
	frd *v1alpha1.FaceRecognitionDeployment, component string, selector map[string]string,
) *networkingv1.NetworkPolicy {
	return &networkingv1.NetworkPolicy{
		TypeMeta:   metav1.TypeMeta{APIVersion: "networking.k8s.io/v1", Kind: "NetworkPolicy"},
		ObjectMeta: owned.Meta(frd, frd.Name+"-"+component, component),
		Spec: networkingv1.NetworkPolicySpec{
			PodSelector: metav1.LabelSelector{MatchLabels: selector},
			PolicyTypes: []networkingv1.PolicyType{networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress},
		},
	}
}

func toWayIn() networkingv1.NetworkPolicyIngressRule {
	return networkingv1.NetworkPolicyIngressRule{Ports: ports([]int32{wayin.Port})}
}

// cameraNetworks returns the addresses of the cameras that the deployment declares and that its zones know.
func cameraNetworks(s *facts.Snapshot) []string {
	var networks []string
	for i := range s.Deployment.Spec.Sources {
		source := &s.Deployment.Spec.Sources[i]
		zone := s.Zone(source.Zone)
		for _, device := range zone.Spec.CaptureDevices {
			if slices.Contains(source.Devices, device.Name) {
				networks = append(networks, device.Addresses...)
			}
		}
	}
	slices.Sort(networks)
	return slices.Compact(networks)
}

// passage is a declared network with its ports, in or out.
type passage struct {
	cidr  string
	ports []int32
}

func declaredIngress(frd *v1alpha1.FaceRecognitionDeployment) []networkingv1.NetworkPolicyIngressRule {
	var declared []passage
	for _, rule := range frd.Spec.Network.Ingress {
		declared = append(declared, passage{rule.CIDR, rule.Ports})
	}
	var rules []networkingv1.NetworkPolicyIngressRule
	for _, p := range inOrder(declared) {
		rules = append(rules, networkingv1.NetworkPolicyIngressRule{From: peers([]string{p.cidr}), Ports: ports(p.ports)})
	}
	return rules
}

func declaredEgress(frd *v1alpha1.FaceRecognitionDeployment) []networkingv1.NetworkPolicyEgressRule {
	var declared []passage
	for _, rule := range frd.Spec.Network.Egress {
		declared = append(declared, passage{rule.CIDR, rule.Ports})
	}
	var rules []networkingv1.NetworkPolicyEgressRule
	for _, p := range inOrder(declared) {
		rules = append(rules, networkingv1.NetworkPolicyEgressRule{To: peers([]string{p.cidr}), Ports: ports(p.ports)})
	}
	return rules
}

// inOrder lists each passage once, always in the same order.
func inOrder(passages []passage) []passage {
	for i := range passages {
		passages[i].ports = slices.Sorted(slices.Values(passages[i].ports))
	}
	slices.SortFunc(passages, func(a, b passage) int {
		return cmp.Or(cmp.Compare(a.cidr, b.cidr), slices.Compare(a.ports, b.ports))
	})
	return slices.CompactFunc(passages, func(a, b passage) bool {
		return a.cidr == b.cidr && slices.Equal(a.ports, b.ports)
	})
}

func peers(networks []string) []networkingv1.NetworkPolicyPeer {
	var found []networkingv1.NetworkPolicyPeer
	for _, network := range networks {
		found = append(found, networkingv1.NetworkPolicyPeer{IPBlock: &networkingv1.IPBlock{CIDR: network}})
	}
	return found
}

func ports(numbers []int32) []networkingv1.NetworkPolicyPort {
	var found []networkingv1.NetworkPolicyPort
	for _, number := range numbers {
		found = append(found, networkingv1.NetworkPolicyPort{
			Protocol: new(corev1.ProtocolTCP), Port: new(intstr.FromInt32(number)),
		})
	}
	return found
}
