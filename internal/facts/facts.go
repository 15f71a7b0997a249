// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package facts holds the Snapshot: everything that a decision may look at, and nothing else. It is values only. The
// time is one of the facts, so that a decision about the same facts is the same decision whenever it is made.
package facts

import (
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Snapshot is the world as one decision sees it.
type Snapshot struct {
	// Now is the moment of the decision.
	Now time.Time
	// Deployment is the object that is decided about, with the status of the last decision.
	Deployment *v1alpha1.FaceRecognitionDeployment
	// Namespace is where the deployment lives.
	Namespace Namespace
	// Zones are the zones that the deployment names, by name, in alphabetical order. A zone that does not exist is in
	// the list with Found false.
	Zones []Zone
	// Policies are all policies of the cluster, in alphabetical order.
	Policies []Policy
	// Template is the recogniser's pod template, decoded. For a Reference it is that of the workload that is referred to.
	Template Template
	// Pods are the recogniser pods that exist, in alphabetical order.
	Pods []Pod
	// WayIn is the standing way in without a face as it is now.
	WayIn WayIn
	// Claims are the PersistentVolumeClaims that the data stores and the retired stores name, in alphabetical order. A
	// claim that does not exist is in the list with Found false.
	Claims []Claim
	// Claimants are the other deployments of the namespace that name one of these claims, by claim, who had it first in front.
	Claimants []Claimant
	// Sweeps are the newest results of the sweeps, by store.
	Sweeps []Sweep
	// Workload is the Deployment that facegov renders for the recogniser, as it is now. A workload that somebody else owns
	// is never here.
	Workload Workload
	// Reference is the workload that somebody else owns, zero for a Template.
	Reference Reference
	// Retired are stores whose sweep still exists although the spec no longer lists them with type Volume, by name.
	Retired []RetiredStore
	// Erasures are the erasing jobs that exist, of retired stores and of a deployment that is being deleted, by store.
	Erasures []Erasure
	// Evidence are all documents on record that may speak of the deployment, by name.
	Evidence []Evidence
	// Exceptions are the exceptions that may speak of the deployment, by name.
	Exceptions []Exception
	// Record is what is on record of the deployment, or of an earlier one of its name; nil when nothing is.
	Record *v1alpha1.RecognitionRecord
	// Party is what is known of the responsible party beyond this deployment.
	Party Party
	// Fleet is what is known of all deployments together. It is read only when a soft lapse is on record.
	Fleet Fleet
}

// Namespace is the deployment's namespace.
type Namespace struct {
	// Name of the namespace.
	Name string
	// Labels of the namespace.
	Labels map[string]string
	// Terminating says that the namespace is being deleted.
	Terminating bool
}

// Zone is a RecognitionZone, or the knowledge that it does not exist.
type Zone struct {
	// Name of the zone.
	Name string
	// Found says whether the zone exists.
	Found bool
	// Generation of its spec.
	Generation int64
	// Spec of the zone.
	Spec v1alpha1.RecognitionZoneSpec
	// NodeCount is how many nodes carry the zone's label.
	NodeCount int32
	// Overlapping are nodes that another zone claims too.
	Overlapping []string
}

// CompiledPolicy is a policy in the form that evaluation runs. It is opaque here: policy.Compile makes it.
type CompiledPolicy interface {
	// Digest of the spec that was compiled, sha256 in hexadecimal.
	Digest() string
}

// Policy is a RecognitionPolicy.
type Policy struct {
	// Name of the policy.
	Name string
	// Generation whose spec is below: the newest that compiles, or the newest when none does.
	Generation int64
	// NewestGeneration is the generation of the object.
	NewestGeneration int64
	// Spec of that generation.
	Spec v1alpha1.RecognitionPolicySpec
	// Broken says what is wrong with the newest generation, when something is.
	Broken string
	// Compiled is Spec in the form that evaluation runs, nil when no generation compiles. A policy that does not compile
	// is Unknown for whoever it applies to, never absent.
	Compiled CompiledPolicy
	// Created is when the policy came into the cluster, zero where there is no cluster.
	Created time.Time
}

// Template is the recogniser's pod template.
type Template struct {
	// Spec is the decoded pod spec, nil when it does not decode or when the workload that is referred to does not exist.
	Spec *corev1.PodSpec
	// Error says why it does not decode, naming the field.
	Error string
}

// Pod is a recogniser pod.
type Pod struct {
	// Name of the pod.
	Name string
	// UID of the pod.
	UID types.UID
	// ResourceVersion that was seen.
	ResourceVersion string
	// Gated says that the verdict's scheduling gate is still on.
	Gated bool
	// OtherGates are the scheduling gates of others that are still on.
	OtherGates []corev1.PodSchedulingGate
	// Affinity is the node affinity that the pod has.
	Affinity *corev1.NodeAffinity
	// Node that the pod is bound to, empty while it is not.
	Node string
	// Zone of that node, empty when the node has none.
	Zone string
	// NodeReachable says that the node answers.
	NodeReachable bool
	// Running says that the pod is bound and has not ended.
	Running bool
	// Ready says that the pod is Ready.
	Ready bool
	// Terminating says that the pod is being deleted.
	Terminating bool
	// Budgeted says that a PodDisruptionBudget selects it, so that it leaves by eviction first.
	Budgeted bool
	// FallbackReady says that its sidecar answers.
	FallbackReady bool
	// TemplateHash is the label that ties it to its ReplicaSet.
	TemplateHash string
	// TemplateDigest is the value of v1alpha1.TemplateLabel: the rendered template that the pod was born from, empty for
	// a pod that facegov did not render.
	TemplateDigest string
	// Volumes of a pod that waits at the gate. One that facegov did not render may be of an earlier template than the one
	// that is judged, so what it mounts is judged itself.
	Volumes []corev1.Volume
	// Origin tells it from a pod that facegov did not let in.
	Origin Origin
}

// AtGate says that a pod waits at the gate and is bound nowhere, so that it does nothing.
func (p *Pod) AtGate() bool { return p.Gated && p.Node == "" }

// WayIn is the standing way in without a face.
type WayIn struct {
	// Exists says that its Deployment exists.
	Exists bool
	// Wanted is how many pods it asks for.
	Wanted int32
	// Ready is how many of them are Ready.
	Ready int32
}

// Workload is the Deployment that facegov renders for the recogniser.
type Workload struct {
	// Exists says that it exists.
	Exists bool
	// Replicas that its spec asks for.
	Replicas int32
	// ReadyReplicas that are Ready.
	ReadyReplicas int32
	// UpdatedReplicas that run the newest template.
	UpdatedReplicas int32
	// ObservedCurrent says that its controller has seen its newest generation.
	ObservedCurrent bool
}

// Claim is a PersistentVolumeClaim.
type Claim struct {
	// Name of the claim.
	Name string
	// Found says whether it exists.
	Found bool
	// Bound says whether it has a volume.
	Bound bool
	// AccessModes of the volume when bound, of the claim otherwise.
	AccessModes []corev1.PersistentVolumeAccessMode
}

// Sweep is the newest result of a store's sweep.
type Sweep struct {
	// Store that was swept.
	Store string
	// Active says that a sweep runs now.
	Active bool
	// LastRun is when a sweep last ended, zero when none has.
	LastRun time.Time
	// LastSuccess is when a sweep last succeeded, zero when none has.
	LastSuccess time.Time
	// Succeeded says that the last one did.
	Succeeded bool
	// Verified says that it looked again and found nothing left of what it deleted.
	Verified bool
	// Reason of a failure, one CamelCase word.
	Reason string
	// Message of a failure, without any file name.
	Message string
	// Deleted is how many items were deleted since the store was declared.
	Deleted int64
	// Failed is how many items could not be deleted.
	Failed int64
	// OldestKept is the anchor of the oldest item that is still kept, zero when none is.
	OldestKept time.Time
	// Root of the last manifest.
	Root string
}

// RetiredStore is a store that the spec no longer lists and whose sweep still exists.
type RetiredStore struct {
	// Name of the store.
	Name string
	// ClaimName that its sweep mounts.
	ClaimName string
	// Template is the pod template of its sweep, the last place that knows its paths and who may delete there.
	Template corev1.PodTemplateSpec
}

// Erasure is the erasing job of one store.
type Erasure struct {
	// Store that is erased.
	Store string
	// Finished says that the job has ended.
	Finished bool
	// FinishedAt is when it ended, zero while it runs.
	FinishedAt time.Time
	// Verified says that nothing is left.
	Verified bool
	// Message of a failure.
	Message string
}

// Zone returns the named zone. Its Found is false when the deployment does not name it or it does not exist.
func (s *Snapshot) Zone(name string) Zone {
	for i := range s.Zones {
		if s.Zones[i].Name == name {
			return s.Zones[i]
		}
	}
	return Zone{Name: name}
}

// Claim returns the named claim. Its Found is false when it does not exist.
func (s *Snapshot) Claim(name string) Claim {
	for i := range s.Claims {
		if s.Claims[i].Name == name {
			return s.Claims[i]
		}
	}
	return Claim{Name: name}
}

// Sweep returns the newest result for the named store, and whether there is one.
func (s *Snapshot) Sweep(store string) (Sweep, bool) {
	for i := range s.Sweeps {
		if s.Sweeps[i].Store == store {
			return s.Sweeps[i], true
		}
	}
	return Sweep{}, false
}

// arriving is how long further laws are waited for after one has come.
const arriving = 5 * time.Second

// LawsSettle is when laws that have just come are no longer taken for the first of several, zero when none has. Laws are
// applied one after the other: what the first few permit must not start, because what the next one forbids would then be
// a lapse with its grace, and not a start that is refused.
func (s *Snapshot) LawsSettle() time.Time {
	var settle time.Time
	for i := range s.Policies {
		at := s.Policies[i].Created
		if !s.Now.Before(at) && s.Now.Before(at.Add(arriving)) && settle.Before(at.Add(arriving)) {
			settle = at.Add(arriving)
		}
	}
	return settle
}

// Started says that this generation of the spec was permitted and that a pod of it was let in, so that what is violated
// now is a lapse.
func (s *Snapshot) Started() bool {
	return s.Deployment.Status.DecidedGeneration != 0 &&
		s.Deployment.Status.DecidedGeneration == s.Deployment.Generation
}

// Runs says that a recogniser pod is bound to a node and has not ended.
func (s *Snapshot) Runs() bool {
	for i := range s.Pods {
		if s.Pods[i].Running {
			return true
		}
	}
	return false
}

// WayInAnswers says that somewhere the way in without a face is Ready: in the standing pods or in a sidecar.
func (s *Snapshot) WayInAnswers() bool {
	if s.WayIn.Ready > 0 {
		return true
	}
	for i := range s.Pods {
		if s.Pods[i].FallbackReady && !s.Pods[i].Terminating {
			return true
		}
	}
	return false
}
