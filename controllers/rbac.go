// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package controllers

// What the operator may do. Of Secrets it may read and write one, by name, in its own namespace: the certificate of its
// webhooks (config/webhook). It may create pods because the API server asks for that right before it
// says whether it would accept one; the operator only ever asks, with a dry run.

// Its own kinds.
// +kubebuilder:rbac:groups=recognition.facegov.dev,resources=facerecognitiondeployments,verbs=get;list;watch;patch
// +kubebuilder:rbac:groups=recognition.facegov.dev,resources=facerecognitiondeployments/status,verbs=patch
// +kubebuilder:rbac:groups=recognition.facegov.dev,resources=facerecognitiondeployments/finalizers,verbs=update
// +kubebuilder:rbac:groups=recognition.facegov.dev,resources=recognitionzones;recognitionpolicies,verbs=get;list;watch
// +kubebuilder:rbac:groups=recognition.facegov.dev,resources=recognitionpolicies,verbs=create;patch
// +kubebuilder:rbac:groups=recognition.facegov.dev,resources=recognitionzones/status,verbs=patch
// +kubebuilder:rbac:groups=recognition.facegov.dev,resources=recognitionpolicies/status,verbs=patch
// +kubebuilder:rbac:groups=recognition.facegov.dev,resources=complianceevidences;recognitionexceptions,verbs=get;list;watch
// +kubebuilder:rbac:groups=recognition.facegov.dev,resources=complianceevidences/status,verbs=patch
// +kubebuilder:rbac:groups=recognition.facegov.dev,resources=recognitionexceptions/status,verbs=patch
// +kubebuilder:rbac:groups=recognition.facegov.dev,resources=recognitionrecords,verbs=get;list;watch;create;patch
// +kubebuilder:rbac:groups=recognition.facegov.dev,resources=recognitionrecords/status,verbs=patch

// What decisions look at.
// +kubebuilder:rbac:groups="",resources=namespaces;persistentvolumeclaims,verbs=get;list;watch

// Workloads of somebody else's, which are governed and never edited.
// +kubebuilder:rbac:groups=apps,resources=statefulsets;daemonsets,verbs=get;list;watch

// The label that says which zone a node stands in.
// +kubebuilder:rbac:groups="",resources=nodes,verbs=get;list;watch;patch

// Pods: tried, let through the gate, sent away.
// +kubebuilder:rbac:groups="",resources=pods,verbs=get;list;watch;create;patch;delete
// +kubebuilder:rbac:groups="",resources=pods/eviction,verbs=create

// What it attaches.
// +kubebuilder:rbac:groups="",resources=services;serviceaccounts,verbs=get;list;watch;create;patch
// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get;list;watch;create;patch;delete
// +kubebuilder:rbac:groups=batch,resources=cronjobs;jobs,verbs=get;list;watch;create;patch;delete
// +kubebuilder:rbac:groups=networking.k8s.io,resources=networkpolicies,verbs=get;list;watch;create;patch;delete
// +kubebuilder:rbac:groups=policy,resources=poddisruptionbudgets,verbs=get;list;watch;create;patch

// The last good generation of each policy, in its own namespace.
// +kubebuilder:rbac:groups=apps,namespace=facegov-system,resources=controllerrevisions,verbs=get;list;watch
// +kubebuilder:rbac:groups=apps,namespace=facegov-system,resources=controllerrevisions,verbs=create;delete

// The guards at admission: looked at, never written. Of configurations and ConfigMaps it reads facegov's own.
// +kubebuilder:rbac:groups=admissionregistration.k8s.io,resources=validatingadmissionpolicies;validatingadmissionpolicybindings;mutatingadmissionpolicies;mutatingadmissionpolicybindings,verbs=get;list;watch
// +kubebuilder:rbac:groups=admissionregistration.k8s.io,resources=validatingwebhookconfigurations;mutatingwebhookconfigurations,resourceNames=facegov,verbs=get;list;watch
// +kubebuilder:rbac:groups="",namespace=facegov-system,resources=configmaps,resourceNames=facegov-admission,verbs=get;list;watch
// +kubebuilder:rbac:groups=apps,namespace=facegov-system,resources=deployments/status,resourceNames=facegov-controller-manager,verbs=patch

// What came past the guards.
// +kubebuilder:rbac:groups=apps,resources=replicasets,verbs=list;delete

// What it tells.
// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create;patch
