// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package plan turns facts and a verdict into what should be there: typed desired objects, pods to let through or to
// send away, and objects to remove. It is pure. The order of a plan is the order in which it protects people: the way
// in without a face and the deletions come first and are there in every verdict; the recogniser comes last.
package plan

import (
	"time"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/plan/placement"
)

// Settings are what the operator was started with.
type Settings struct {
	// FallbackAuthImage is the image of the way in without a face.
	FallbackAuthImage string
	// RetentionImage is the image of the sweeps.
	RetentionImage string
}

// Plan is what should be there.
type Plan struct {
	// ServiceAccounts without rights and without mounted tokens, one for each part.
	ServiceAccounts []*corev1.ServiceAccount
	// WayIn is the standing way in without a face, there in every verdict.
	WayIn WayIn
	// Sweeps are the CronJobs that delete, one for each data store of type Volume, there in every verdict.
	Sweeps []*batchv1.CronJob
	// Erasures are the jobs that empty a store for good: of a store that was removed from the spec, or of a deployment
	// that is being deleted.
	Erasures []*batchv1.Job
	// NetworkPolicies deny everything that is not declared.
	NetworkPolicies []*networkingv1.NetworkPolicy
	// Recogniser is the recogniser's Deployment, nil when there should be none and there is none to scale down.
	Recogniser *appsv1.Deployment
	// Lifts are pods at the gate that may start.
	Lifts []Lift
	// Leaving are the names of pods that have to leave and are still there, asked to leave or not, those on their way out
	// included. The eviction began when it was first not empty and is over when it is empty again.
	Leaving []string
	// LeavingRule is the rule that asks for it, empty when it is no rule of a law.
	LeavingRule string
	// Evictions are pods that are asked to leave in this pass.
	Evictions []Eviction
	// Static are the names of static pods that carry the deployment's label. They run and cannot be sent away.
	Static []string
	// Removals are owned objects that are no longer wanted.
	Removals []Removal
	// Record is what remains of the deployment when it is gone. It is written before the finalizer is released.
	Record *v1alpha1.RecognitionRecord
	// Finalizer says what becomes of the erase finalizer.
	Finalizer FinalizerChange
	// RecheckAt is when the deployment must be looked at again although nothing changed, zero when there is no such
	// moment.
	RecheckAt time.Time
}

// WayIn is the standing way in without a face.
type WayIn struct {
	// Deployment of the way in.
	Deployment *appsv1.Deployment
	// Service that reaches the standing pods and the sidecars.
	Service *corev1.Service
	// PodDisruptionBudget that keeps it there while nodes are drained.
	PodDisruptionBudget *policyv1.PodDisruptionBudget
}

// Lift lets one pod through the gate.
type Lift = placement.Lift

// Eviction sends one pod away.
type Eviction = placement.Eviction

// Removal is an owned object that is no longer wanted.
type Removal struct {
	// Kind of the object: CronJob, Job, Deployment or NetworkPolicy.
	Kind string
	// Name of the object in the deployment's namespace.
	Name string
}

// FinalizerChange says what becomes of the erase finalizer.
type FinalizerChange string

// What becomes of the erase finalizer.
const (
	// FinalizerKeep leaves it as it is.
	FinalizerKeep FinalizerChange = ""
	// FinalizerAdd adds it, before anything that could store a face starts.
	FinalizerAdd FinalizerChange = "Add"
	// FinalizerRelease removes it: everything is erased and verified, or Retain was asked for.
	FinalizerRelease FinalizerChange = "Release"
	// FinalizerReleaseUnproven removes it although erasure is not proven.
	FinalizerReleaseUnproven FinalizerChange = "ReleaseUnproven"
)

// Outcome is what applying a plan did.
type Outcome struct {
	// Failures are objects that could not be written.
	Failures []Failure
	// Applied is how many attached objects were written. Each of them comes back as a change to look at; the record does
	// not.
	Applied int
	// Reverted are the kinds of the objects that somebody else had changed and that were put back, one for each object.
	Reverted []string
	// Lifted are the names of pods that were let through.
	Lifted []string
	// Evicted are the names of pods that were asked to leave.
	Evicted []string
	// Blocked are the names of pods whose eviction a PodDisruptionBudget forbids for now.
	Blocked []string
	// Released says that the erase finalizer was removed.
	Released bool
	// RecordVersion is the resource version of the record that was written, empty when nothing was.
	RecordVersion string
}

// Failure is one object that could not be written.
type Failure struct {
	// Kind of the object.
	Kind string
	// Name of the object.
	Name string
	// Invalid says that the API server does not accept it, so that trying again does not help.
	Invalid bool
	// Message of the API server, with field paths and without values.
	Message string
}

// Failed returns the first failure of the kind and name, and whether there is one.
func (o *Outcome) Failed(kind, name string) (Failure, bool) {
	for _, f := range o.Failures {
		if f.Kind == kind && f.Name == name {
			return f, true
		}
	}
	return Failure{}, false
}
