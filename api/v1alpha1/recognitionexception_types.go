// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// RecognitionException sets rules aside for a while: on a ground that the law itself knows, asked for by one person,
// approved by another, with a hard end. It reaches the rules of its own instrument only, and never a hard rule. Who
// asked and who approved is stamped at admission; any later change takes the approval away.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:scope=Cluster,shortName=rex,categories=facegov
// +kubebuilder:printcolumn:name="Policy",type=string,JSONPath=`.spec.policy`
// +kubebuilder:printcolumn:name="Exception",type=string,JSONPath=`.spec.exception`
// +kubebuilder:printcolumn:name="State",type=string,JSONPath=`.status.state`,description="Pending, Active, Expired or Refused."
// +kubebuilder:printcolumn:name="From",type=string,JSONPath=`.spec.from`
// +kubebuilder:printcolumn:name="Until",type=string,JSONPath=`.spec.until`
// +kubebuilder:printcolumn:name="Requested-By",type=string,JSONPath=`.spec.requestedBy`,priority=1
// +kubebuilder:printcolumn:name="Approved-By",type=string,JSONPath=`.spec.approvedBy`,priority=1
// +kubebuilder:printcolumn:name="Reason",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].reason`
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
type RecognitionException struct {
	metav1.TypeMeta `json:",inline"`
	// metadata is standard object metadata.
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec says which rules are set aside, for what, why and until when.
	// +required
	Spec RecognitionExceptionSpec `json:"spec"`

	// status says whether it counts now. Written by the operator alone.
	// +optional
	Status RecognitionExceptionStatus `json:"status,omitempty"`
}

// RecognitionExceptionList is a list of RecognitionExceptions.
//
// +kubebuilder:object:root=true
type RecognitionExceptionList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []RecognitionException `json:"items"`
}

// RecognitionExceptionSpec says which rules are set aside, for what, why and until when.
//
// +kubebuilder:validation:XValidation:rule="self.from < self.until",message="until must be later than from: the dates run backwards",reason=FieldValueInvalid,fieldPath=".until"
// +kubebuilder:validation:XValidation:rule="self.until - self.from <= duration('2160h')",message="until must be at most 90 days after from: choose an earlier end, and ask again if it is still needed then",reason=FieldValueInvalid,fieldPath=".until"
// +kubebuilder:validation:XValidation:rule="!has(self.approvedBy) || has(self.approval)",message="approvedBy is stamped with an approval: leave it out, and set approval: Approved as another person than the one who asked",reason=FieldValueForbidden,fieldPath=".approvedBy"
// +kubebuilder:validation:XValidation:rule="!has(self.approvedBy) || !has(self.requestedBy) || self.approvedBy != self.requestedBy",message="approvedBy must be another person than requestedBy: let somebody else approve",reason=FieldValueForbidden,fieldPath=".approvedBy"
type RecognitionExceptionSpec struct {
	// policy is the name of the RecognitionPolicy whose rules are set aside. An exception never reaches another
	// instrument.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Policy string `json:"policy"`

	// exception is the id of one of the exceptions that the policy lists in spec.exceptions. It says which rules are set
	// aside and which evidence it needs.
	// +required
	// +kubebuilder:validation:MaxLength=128
	// +kubebuilder:validation:Pattern=`^[A-Za-z0-9][A-Za-z0-9./-]*(#[a-z0-9-]+)?$`
	Exception string `json:"exception"`

	// appliesTo is what it reaches: single deployments, places, or all deployments of a party.
	// +required
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=64
	AppliesTo []ExceptionSubject `json:"appliesTo"`

	// reason says why the exception is needed here. No personal data.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=1024
	Reason string `json:"reason"`

	// evidence are the names of the ComplianceEvidence that show the ground. Omitted means none; it does not count
	// without every type that the policy's exception needs.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=16
	// +kubebuilder:validation:items:MinLength=1
	// +kubebuilder:validation:items:MaxLength=253
	Evidence []string `json:"evidence,omitempty"`

	// from is the first moment at which it counts.
	// +required
	From metav1.Time `json:"from"`

	// until is the moment from which it no longer counts, at most 90 days after from.
	// +required
	Until metav1.Time `json:"until"`

	// requestedBy is who asked. It is stamped at admission with whoever created the exception or last changed what it
	// asks for; what an author writes here is replaced.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=512
	RequestedBy string `json:"requestedBy,omitempty"`

	// approval is set to Approved by a second person. Omitted means that nobody has approved yet, and it does not count.
	// +optional
	Approval ExceptionApproval `json:"approval,omitempty"`

	// approvedBy is who approved. It is stamped at admission when approval is set; what an author writes here is
	// replaced.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=512
	ApprovedBy string `json:"approvedBy,omitempty"`
}

// ExceptionApproval is the word of the second person.
// +kubebuilder:validation:Enum=Approved
type ExceptionApproval string

// ExceptionApproved says yes. There is no word for no: withhold it, or delete the exception.
const ExceptionApproved ExceptionApproval = "Approved"

// ExceptionSubject is one thing that an exception reaches.
//
// +kubebuilder:validation:XValidation:rule="(self.kind == 'Deployment') == has(self.deployment)",message="deployment must be given for kind Deployment, and only for it: its namespace and name",reason=FieldValueInvalid,fieldPath=".deployment"
// +kubebuilder:validation:XValidation:rule="(self.kind == 'Zone') == has(self.zone)",message="zone must be given for kind Zone, and only for it: the name of the RecognitionZone",reason=FieldValueInvalid,fieldPath=".zone"
// +kubebuilder:validation:XValidation:rule="(self.kind == 'Party') == has(self.party)",message="party must be given for kind Party, and only for it: the id of the responsible party",reason=FieldValueInvalid,fieldPath=".party"
type ExceptionSubject struct {
	// kind says which of the fields below names the subject.
	// +required
	Kind ExceptionSubjectKind `json:"kind"`

	// deployment is one FaceRecognitionDeployment.
	// +optional
	Deployment *DeploymentReference `json:"deployment,omitempty"`

	// zone is the name of a RecognitionZone: what is done there alone.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	Zone string `json:"zone,omitempty"`

	// party is the id of a responsible party: all its deployments.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=64
	Party string `json:"party,omitempty"`
}

// ExceptionSubjectKind says what an exception reaches.
// +kubebuilder:validation:Enum=Deployment;Zone;Party
type ExceptionSubjectKind string

// The kinds of subject.
const (
	// ExceptionForDeployment reaches one deployment.
	ExceptionForDeployment ExceptionSubjectKind = "Deployment"
	// ExceptionForZone reaches a place.
	ExceptionForZone ExceptionSubjectKind = "Zone"
	// ExceptionForParty reaches all deployments of a responsible party.
	ExceptionForParty ExceptionSubjectKind = "Party"
)

// ConditionApproved on a RecognitionException is True when a second person approved what it asks for now. Reasons:
// Approved, NotApproved, SamePerson.
const ConditionApproved = "Approved"

// Reasons of Approved and of Ready on a RecognitionException, besides NotYet.
const (
	// ReasonApproved means that a second person said yes.
	ReasonApproved = "Approved"
	// ReasonNotApproved means that nobody has said yes to what it asks for now.
	ReasonNotApproved = "NotApproved"
	// ReasonSamePerson means that the same person asked and approved.
	ReasonSamePerson = "SamePerson"
	// ReasonActive means that it counts now.
	ReasonActive = "Active"
	// ReasonExpired means that its end has come.
	ReasonExpired = "Expired"
	// ReasonPolicyMissing means that there is no such RecognitionPolicy.
	ReasonPolicyMissing = "PolicyMissing"
	// ReasonNotKnownToLaw means that the policy has no exception with this id.
	ReasonNotKnownToLaw = "NotKnownToLaw"
	// ReasonEvidenceMissing means that a piece of evidence that it needs is not there, or does not count now.
	ReasonEvidenceMissing = "EvidenceMissing"
	// ReasonTooLong means that it lasts longer than 90 days.
	ReasonTooLong = "TooLong"
	// ReasonOnlyHardRules means that every rule that it would set aside is a hard one, which nothing lifts.
	ReasonOnlyHardRules = "OnlyHardRules"
)

// RecognitionExceptionStatus says whether an exception counts now.
type RecognitionExceptionStatus struct {
	// conditions are the state in the usual form: Ready, Reconciling, Stalled and Approved.
	// +optional
	// +listType=map
	// +listMapKey=type
	// +kubebuilder:validation:MaxItems=8
	Conditions []metav1.Condition `json:"conditions,omitempty"`

	// observedGeneration is the generation of the spec that this status speaks of.
	// +optional
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// state says whether it counts now.
	// +optional
	State ExceptionState `json:"state,omitempty"`

	// lifts are the rules that it sets aside while it is active. Hard rules are never among them.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:items:MaxLength=128
	Lifts []string `json:"lifts,omitempty"`
}

// ExceptionState says whether an exception counts.
// +kubebuilder:validation:Enum=Pending;Active;Expired;Refused
type ExceptionState string

// The states of an exception.
const (
	// ExceptionPending waits for its day, for an approval or for evidence.
	ExceptionPending ExceptionState = "Pending"
	// ExceptionActive counts now.
	ExceptionActive ExceptionState = "Active"
	// ExceptionExpired has reached its end.
	ExceptionExpired ExceptionState = "Expired"
	// ExceptionRefused can never count as it is written.
	ExceptionRefused ExceptionState = "Refused"
)
