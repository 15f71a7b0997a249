// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Group is the API group of every facegov kind.
const Group = "recognition.facegov.dev"

var (
	// GroupVersion is the group and version of the kinds in this package.
	GroupVersion = schema.GroupVersion{Group: Group, Version: "v1alpha1"}

	// SchemeGroupVersion is GroupVersion under the name that generated code expects.
	SchemeGroupVersion = GroupVersion

	// SchemeBuilder collects the functions that add these kinds to a scheme.
	SchemeBuilder = runtime.NewSchemeBuilder(addKnownTypes)

	// AddToScheme adds the kinds of this package to a scheme.
	AddToScheme = SchemeBuilder.AddToScheme
)

func addKnownTypes(scheme *runtime.Scheme) error {
	scheme.AddKnownTypes(GroupVersion,
		&ComplianceEvidence{}, &ComplianceEvidenceList{},
		&FaceRecognitionDeployment{}, &FaceRecognitionDeploymentList{},
		&RecognitionException{}, &RecognitionExceptionList{},
		&RecognitionPolicy{}, &RecognitionPolicyList{},
		&RecognitionRecord{}, &RecognitionRecordList{},
		&RecognitionZone{}, &RecognitionZoneList{},
	)
	metav1.AddToGroupVersion(scheme, GroupVersion)
	return nil
}
