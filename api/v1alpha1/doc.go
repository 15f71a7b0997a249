// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package v1alpha1 holds the kinds of recognition.facegov.dev: what runs (FaceRecognitionDeployment), the law it is
// held to (RecognitionPolicy) and the places where cameras and nodes stand (RecognitionZone).
//
// Different people write different kinds, so separation of duties is ordinary RBAC: a deployer declares, a data
// protection officer loads the law, a site owner says what a place is. A declaration can only add duties; what a
// camera sees and where a node stands is taken from the zones.
//
// +kubebuilder:object:generate=true
// +kubebuilder:ac:generate=true
// +kubebuilder:ac:output:package=../applyconfiguration
// +groupName=recognition.facegov.dev
package v1alpha1
