// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package placement decides which recogniser pods pass the gate, where they may then stand, and which have to leave.
package placement

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

// Lift lets one pod through the gate. In the same update every node-selector term is narrowed to the permitted zones.
type Lift struct {
	// Name of the pod.
	Name string
	// UID of the pod.
	UID types.UID
	// ResourceVersion of the pod that the decision saw.
	ResourceVersion string
	// NodeAffinity is the pod's whole node affinity after narrowing.
	NodeAffinity *corev1.NodeAffinity
	// SchedulingGates are the gates that remain: those of others.
	SchedulingGates []corev1.PodSchedulingGate
}

// Lifts returns the pods at the gate that may start. The digest is that of the template that facegov renders from the
// spec; a pod that was born from another one waits, because the verdict is not about it. A workload that somebody else
// owns has no such template: of its pods those wait that mount what nobody declares, unless it is observed. What the
// workload did not make is not let in, and nobody is while laws are still coming.
func Lifts(s *facts.Snapshot, v *policy.Verdict, digest string) []Lift {
	frd := s.Deployment
	if !v.MayStart() || frd.Spec.Suspend || !frd.DeletionTimestamp.IsZero() || len(v.AllowedZones) == 0 {
		return nil
	}
	if !s.LawsSettle().IsZero() {
		return nil
	}
	isJudged := func(pod *facts.Pod) bool { return digest != "" && pod.TemplateDigest == digest }
	if frd.Spec.Workload.Type == v1alpha1.WorkloadTypeReference {
		isJudged = func(pod *facts.Pod) bool { return v.Observed || policy.AreDeclared(&frd.Spec, pod.Volumes) }
	}
	var lifts []Lift
	for i := range s.Pods {
		pod := &s.Pods[i]
		if !pod.Gated || pod.Terminating || !isJudged(pod) {
			continue
		}
		if IntrusionOf(s, pod, digest) != IntrusionNone {
			continue
		}
		lifts = append(lifts, Lift{
			Name: pod.Name, UID: pod.UID, ResourceVersion: pod.ResourceVersion,
			NodeAffinity:    facts.Narrow(pod.Affinity, v.AllowedZones),
			SchedulingGates: slices.Clone(pod.OtherGates),
		})
	}
	return lifts
}
