// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// Transfer is one way in which faces, or what is made from them, reach somebody else.
type Transfer struct {
	// name identifies the transfer within this deployment.
	// +required
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`
	Name string `json:"name"`

	// kind says what sort of transfer it is.
	// +required
	Kind TransferKind `json:"kind"`

	// recipient is who receives, as a registered name or a host. Omitted only where faces are published.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Recipient string `json:"recipient,omitempty"`

	// jurisdiction where the recipient is. Omitted is Unknown where a law asks about the border.
	// +optional
	// +kubebuilder:validation:MaxLength=16
	// +kubebuilder:validation:Pattern=`^[A-Z]{2,3}(-[A-Z0-9]{1,4}){0,2}$`
	Jurisdiction string `json:"jurisdiction,omitempty"`

	// classes of data that are transferred.
	// +required
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=9
	Classes []DataClass `json:"classes"`

	// consideration says whether anything of value is given for it: Paid or Unpaid. Omitted is Unknown where a law asks.
	// +optional
	Consideration Consideration `json:"consideration,omitempty"`

	// ground on which it happens. Omitted is Unknown where a law asks for consent or another ground.
	// +optional
	Ground LawfulBasisKind `json:"ground,omitempty"`
}

// TransferKind is a sort of transfer.
// +kubebuilder:validation:Enum=Entrusted;Provided;Published;CrossBorder
type TransferKind string

// The sorts of transfer.
const (
	// TransferEntrusted goes to a processor under contract (PIPL article 21; GDPR article 28).
	TransferEntrusted TransferKind = "Entrusted"
	// TransferProvided goes to another party for its own ends (PIPL article 23).
	TransferProvided TransferKind = "Provided"
	// TransferPublished goes to anybody (PIPL article 25; GB/T 35273-2020 9.4 f: never).
	TransferPublished TransferKind = "Published"
	// TransferCrossBorder leaves the country (PIPL article 38; GDPR chapter V).
	TransferCrossBorder TransferKind = "CrossBorder"
)

// Consideration says whether something is given for a transfer.
// +kubebuilder:validation:Enum=Paid;Unpaid
type Consideration string

// Whether something is given for a transfer.
const (
	// ConsiderationPaid gives money or anything else of value.
	ConsiderationPaid Consideration = "Paid"
	// ConsiderationUnpaid gives nothing.
	ConsiderationUnpaid Consideration = "Unpaid"
)

// Protection lists the technical measures around the faces.
type Protection struct {
	// measures that are in place, of those that final measures article 14 names. What is not listed is not in place.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=8
	Measures []ProtectionMeasure `json:"measures,omitempty"`

	// inTransit says whether faces travel encrypted. Omitted is Unknown where a law asks.
	// +optional
	InTransit EncryptionState `json:"inTransit,omitempty"`
}

// ProtectionMeasure is a technical measure.
// +kubebuilder:validation:Enum=SecurityAudit;AccessControl;AuthorisationManagement;IntrusionDetection;AccessReason;CaptureTrigger
type ProtectionMeasure string

// The measures.
const (
	// MeasureSecurityAudit records who did what.
	MeasureSecurityAudit ProtectionMeasure = "SecurityAudit"
	// MeasureAccessControl lets in only who has to.
	MeasureAccessControl ProtectionMeasure = "AccessControl"
	// MeasureAuthorisationManagement gives and takes away rights by role.
	MeasureAuthorisationManagement ProtectionMeasure = "AuthorisationManagement"
	// MeasureIntrusionDetection notices and stops intruders.
	MeasureIntrusionDetection ProtectionMeasure = "IntrusionDetection"
	// MeasureAccessReason records why somebody looked (State Council Order 799 article 16).
	MeasureAccessReason ProtectionMeasure = "AccessReason"
	// MeasureCaptureTrigger captures only when somebody starts it, so that bystanders stay out (draft provisions 2023
	// article 18).
	MeasureCaptureTrigger ProtectionMeasure = "CaptureTrigger"
)

// Prompting says how people are asked for their face.
type Prompting struct {
	// default is what comes first or is preselected: None, Alternative or Face. Omitted is Unknown where a standard asks.
	// +optional
	Default PromptDefault `json:"default,omitempty"`

	// minInterval is the shortest time between two requests to a person who refused, an ISO 8601 duration such as PT48H.
	// Omitted is Unknown where a standard asks.
	// +optional
	// +kubebuilder:validation:MaxLength=24
	// +kubebuilder:validation:Pattern=`^P([0-9]{1,5}W|([0-9]{1,5}Y)?([0-9]{1,5}M)?([0-9]{1,5}D)?(T([0-9]{1,5}H)?([0-9]{1,5}M)?([0-9]{1,5}S)?)?)$`
	// +kubebuilder:validation:XValidation:rule="self.matches('[0-9][YMWDHS]$')",message="must be an ISO 8601 duration with at least one part, such as PT48H"
	MinInterval string `json:"minInterval,omitempty"`

	// atCapture is how the purpose is told at the moment of capture: Voice, Text, VoiceAndText or None. Omitted is Unknown
	// where a law asks.
	// +optional
	AtCapture CapturePrompt `json:"atCapture,omitempty"`
}

// PromptDefault is what comes first.
// +kubebuilder:validation:Enum=None;Alternative;Face
type PromptDefault string

// What comes first.
const (
	// PromptDefaultNone preselects nothing.
	PromptDefaultNone PromptDefault = "None"
	// PromptDefaultAlternative preselects a way without a face.
	PromptDefaultAlternative PromptDefault = "Alternative"
	// PromptDefaultFace preselects the face.
	PromptDefaultFace PromptDefault = "Face"
)

// CapturePrompt is how the purpose is told at the moment of capture.
// +kubebuilder:validation:Enum=Voice;Text;VoiceAndText;None
type CapturePrompt string

// How the purpose is told at the moment of capture.
const (
	// CapturePromptVoice speaks.
	CapturePromptVoice CapturePrompt = "Voice"
	// CapturePromptText shows.
	CapturePromptText CapturePrompt = "Text"
	// CapturePromptVoiceAndText does both.
	CapturePromptVoiceAndText CapturePrompt = "VoiceAndText"
	// CapturePromptNone does neither.
	CapturePromptNone CapturePrompt = "None"
)

// Rights says how people exercise their rights.
type Rights struct {
	// contact is where people turn to: an https page, an address or a telephone of a role, not of a person.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=256
	Contact string `json:"contact"`

	// ways that are offered. What is not listed is not offered.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=8
	Ways []SubjectRight `json:"ways,omitempty"`

	// maxResponse is the longest time to an answer, an ISO 8601 duration such as P15D. Omitted is Unknown where a law
	// sets a limit.
	// +optional
	// +kubebuilder:validation:MaxLength=24
	// +kubebuilder:validation:Pattern=`^P([0-9]{1,5}W|([0-9]{1,5}Y)?([0-9]{1,5}M)?([0-9]{1,5}D)?(T([0-9]{1,5}H)?([0-9]{1,5}M)?([0-9]{1,5}S)?)?)$`
	// +kubebuilder:validation:XValidation:rule="self.matches('[0-9][YMWDHS]$')",message="must be an ISO 8601 duration with at least one part, such as P15D"
	MaxResponse string `json:"maxResponse,omitempty"`
}

// SubjectRight is a right of the people concerned.
// +kubebuilder:validation:Enum=Access;Correction;Erasure;Restriction;Objection;Portability;Withdrawal;Explanation
type SubjectRight string

// The rights.
const (
	// RightAccess is to see and copy one's data (PIPL article 45; GDPR article 15).
	RightAccess SubjectRight = "Access"
	// RightCorrection is to have it put right (PIPL article 46; GDPR article 16).
	RightCorrection SubjectRight = "Correction"
	// RightErasure is to have it deleted (PIPL article 47; GDPR article 17).
	RightErasure SubjectRight = "Erasure"
	// RightRestriction is to have its use stopped (PIPL article 44; GDPR article 18).
	RightRestriction SubjectRight = "Restriction"
	// RightObjection is to refuse its use (PIPL article 44; GDPR article 21).
	RightObjection SubjectRight = "Objection"
	// RightPortability is to take it along (PIPL article 45; GDPR article 20).
	RightPortability SubjectRight = "Portability"
	// RightWithdrawal is to take consent back (PIPL article 15; GDPR article 7(3)).
	RightWithdrawal SubjectRight = "Withdrawal"
	// RightExplanation is to have the rules explained (PIPL article 48).
	RightExplanation SubjectRight = "Explanation"
)

// Incident is a security incident that touched faces.
type Incident struct {
	// name identifies the incident within this deployment.
	// +required
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`
	Name string `json:"name"`

	// severity says how much it matters: a Major one asks for a new assessment.
	// +required
	Severity IncidentSeverity `json:"severity"`

	// at is when it was found.
	// +required
	At metav1.Time `json:"at"`
}

// IncidentSeverity says how much an incident matters.
// +kubebuilder:validation:Enum=Major;Minor
type IncidentSeverity string

// How much an incident matters.
const (
	// IncidentMajor leaked, changed or lost faces, or may have.
	IncidentMajor IncidentSeverity = "Major"
	// IncidentMinor did not.
	IncidentMinor IncidentSeverity = "Minor"
)
