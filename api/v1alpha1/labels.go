// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

// Labels, annotations and names that facegov puts on objects. They are part of the API: other tools may select by them.
const (
	// EnrolledLabel on a namespace, with value "true", is the one switch that brings the namespace under facegov's
	// guards at admission.
	EnrolledLabel = Group + "/enrolled"

	// DeploymentLabel on a pod names the FaceRecognitionDeployment that governs it. Every pod of the recogniser has it.
	DeploymentLabel = Group + "/deployment"

	// WayInLabel on a pod names the FaceRecognitionDeployment whose way in without a face the pod serves. Recogniser
	// pods carry it for their sidecar, the pods of `<name>-way-in` carry it for themselves.
	WayInLabel = Group + "/way-in"

	// ComponentLabel says what part an owned object plays: recogniser, way-in or sweep.
	ComponentLabel = Group + "/component"

	// StoreLabel on a sweep's CronJob, Job and pod names the data store that it empties.
	StoreLabel = Group + "/store"

	// MountsLabel on a pod names the FaceRecognitionDeployment whose data volumes the pod mounts. Sweeps find the node of
	// a ReadWriteOnce volume by it.
	MountsLabel = Group + "/mounts"

	// TemplateLabel on a recogniser pod that facegov renders is the digest of the template that it was born from. A pod
	// passes the gate only when that is the template of the spec that the verdict is about.
	TemplateLabel = Group + "/template"

	// DigestAnnotation holds the digest of what facegov last applied to an owned object, so that an unchanged world
	// needs no write to find out that it is unchanged.
	DigestAnnotation = Group + "/digest"

	// VerdictGate is the scheduling gate that every recogniser pod is born with. Only the operator lifts it, from a
	// verdict computed that moment.
	VerdictGate = Group + "/verdict"

	// ZoneNodeLabel on a node names the one RecognitionZone that the node stands in. Kubelets cannot write it: the
	// node-restriction.kubernetes.io suffix is reserved by the NodeRestriction admission plugin.
	ZoneNodeLabel = "facegov.node-restriction.kubernetes.io/zone"

	// EraseFinalizer keeps a FaceRecognitionDeployment until its stores are erased and verified. It is there only while
	// data may be unerased.
	EraseFinalizer = Group + "/erase"

	// ReleaseDataAnnotation, written with a reason as its value by somebody who may approve the deployment, such as the
	// data protection officer, releases EraseFinalizer although erasure is not proven. Whoever only deploys may not
	// write it (role facegov-approver).
	ReleaseDataAnnotation = Group + "/release-data"

	// ApproveLapseAnnotation, written with the id of a rule as its value by somebody who may approve the deployment, lets
	// a soft lapse of that rule take effect although it stops more at once than the brake lets through. Whoever only
	// deploys may not write it (role facegov-approver).
	ApproveLapseAnnotation = Group + "/approve-lapse"

	// FieldManager is the one server-side apply field owner of everything that facegov writes.
	FieldManager = "facegov"
)

// Values of ComponentLabel.
const (
	// ComponentRecogniser marks the recogniser's Deployment and pods.
	ComponentRecogniser = "recogniser"
	// ComponentWayIn marks the Deployment, Service and PodDisruptionBudget of the way in without a face.
	ComponentWayIn = "way-in"
	// ComponentSweep marks the CronJobs, Jobs and pods that delete faces.
	ComponentSweep = "sweep"
)
