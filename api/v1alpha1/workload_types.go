// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// Workload is what runs.
//
// +kubebuilder:validation:XValidation:rule="(self.type == 'Template') == has(self.template)",message="template must be given for type Template, and only for it",reason=FieldValueInvalid,fieldPath=".template"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Reference') == has(self.reference)",message="reference must be given for type Reference, and only for it",reason=FieldValueInvalid,fieldPath=".reference"
type Workload struct {
	// type says whether facegov renders the recogniser from a Template or governs one that somebody else owns by
	// Reference.
	// +required
	Type WorkloadType `json:"type"`

	// template is what facegov renders.
	// +optional
	Template *WorkloadTemplate `json:"template,omitempty"`

	// reference is a workload that somebody else owns. facegov never edits it; its pods are governed as they are born.
	// +optional
	Reference *WorkloadReference `json:"reference,omitempty"`

	// otherVolumes lists volumes of the template that hold no faces, each with a reason. A mounted volume that is
	// neither here nor in dataStores is Unknown. ConfigMaps, Secrets, projected volumes and the downward API need no
	// entry.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=32
	OtherVolumes []OtherVolume `json:"otherVolumes,omitempty"`

	// podSecurity loosens the pod security profile Restricted with a reason, for cameras and GPUs. It is a finding.
	// Omitted means Restricted.
	// +optional
	PodSecurity *PodSecurity `json:"podSecurity,omitempty"`
}

// WorkloadType says who owns what runs.
// +kubebuilder:validation:Enum=Template;Reference
type WorkloadType string

// The types of workload.
const (
	// WorkloadTypeTemplate is rendered by facegov.
	WorkloadTypeTemplate WorkloadType = "Template"
	// WorkloadTypeReference is owned by somebody else.
	WorkloadTypeReference WorkloadType = "Reference"
)

// WorkloadTemplate is a recogniser that facegov renders as a Deployment.
type WorkloadTemplate struct {
	// replicas is how many pods. Default 1. The scale subresource writes it.
	// +optional
	// +kubebuilder:default=1
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=1000
	Replicas *int32 `json:"replicas,omitempty"`

	// metadata is added to the pods. facegov's own labels win.
	// +optional
	Metadata *TemplateMetadata `json:"metadata,omitempty"`

	// spec is a core/v1 PodSpec, kept exactly as written. It is decoded strictly: an unknown field is an error that
	// names it. Before it is rendered, the API server checks it by a dry run.
	// +required
	// +kubebuilder:pruning:PreserveUnknownFields
	// +kubebuilder:validation:Schemaless
	// +kubebuilder:validation:Type=object
	Spec runtime.RawExtension `json:"spec"`
}

// TemplateMetadata is what may be set on a rendered pod.
type TemplateMetadata struct {
	// labels are added to the pods. Keys under recognition.facegov.dev are facegov's own and refused.
	// +optional
	// +kubebuilder:validation:MaxProperties=32
	// +kubebuilder:validation:XValidation:rule="self.all(k, !k.startsWith('recognition.facegov.dev/'))",message="labels under recognition.facegov.dev are facegov's own; remove them"
	Labels map[string]LabelValue `json:"labels,omitempty"`

	// annotations are added to the pods. Keys under recognition.facegov.dev are facegov's own and refused.
	// +optional
	// +kubebuilder:validation:MaxProperties=32
	// +kubebuilder:validation:XValidation:rule="self.all(k, !k.startsWith('recognition.facegov.dev/'))",message="annotations under recognition.facegov.dev are facegov's own; remove them"
	Annotations map[string]AnnotationValue `json:"annotations,omitempty"`
}

// LabelValue is the value of a label.
// +kubebuilder:validation:MaxLength=63
type LabelValue string

// AnnotationValue is the value of an annotation.
// +kubebuilder:validation:MaxLength=4096
type AnnotationValue string

// WorkloadReference names a workload that somebody else owns.
type WorkloadReference struct {
	// kind of the workload, of API group apps.
	// +required
	// +kubebuilder:validation:Enum=Deployment;StatefulSet;DaemonSet
	Kind string `json:"kind"`

	// name of the workload in the deployment's namespace.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name"`
}

// Observation is a time in which an installation that was there before gets ready.
type Observation struct {
	// until is when it ends: at most thirty days after the creation of the object.
	// +required
	Until metav1.Time `json:"until"`
}

// OtherVolume is a volume that holds no faces.
type OtherVolume struct {
	// name is the volume's name in the pod template.
	// +required
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`
	Name string `json:"name"`

	// reason says what it holds and why that is no face.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=256
	Reason string `json:"reason"`
}

// PodSecurity loosens the profile Restricted.
type PodSecurity struct {
	// profile is the Kubernetes pod security profile that the recogniser needs.
	// +required
	// +kubebuilder:validation:Enum=Restricted;Baseline;Privileged
	Profile string `json:"profile"`

	// reason says why.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=512
	Reason string `json:"reason"`
}
