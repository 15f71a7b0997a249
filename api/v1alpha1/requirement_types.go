// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

// Requirement is what a rule demands, one of several types.
//
// +kubebuilder:validation:XValidation:rule="(self.type == 'Venue') == has(self.venue)",message="venue must be given for type Venue, and only for it",reason=FieldValueInvalid,fieldPath=".venue"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Retention') == has(self.retention)",message="retention must be given for type Retention, and only for it",reason=FieldValueInvalid,fieldPath=".retention"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Storage') == has(self.storage)",message="storage must be given for type Storage, and only for it",reason=FieldValueInvalid,fieldPath=".storage"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Fallback') == has(self.fallback)",message="fallback must be given for type Fallback, and only for it",reason=FieldValueInvalid,fieldPath=".fallback"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Egress') == has(self.egress)",message="egress must be given for type Egress, and only for it",reason=FieldValueInvalid,fieldPath=".egress"
// +kubebuilder:validation:XValidation:rule="(self.type == 'LawfulBasis') == has(self.lawfulBasis)",message="lawfulBasis must be given for type LawfulBasis, and only for it",reason=FieldValueInvalid,fieldPath=".lawfulBasis"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Minors') == has(self.minors)",message="minors must be given for type Minors, and only for it",reason=FieldValueInvalid,fieldPath=".minors"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Gallery') == has(self.gallery)",message="gallery must be given for type Gallery, and only for it",reason=FieldValueInvalid,fieldPath=".gallery"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Provider') == has(self.provider)",message="provider must be given for type Provider, and only for it",reason=FieldValueInvalid,fieldPath=".provider"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Attributes') == has(self.attributes)",message="attributes must be given for type Attributes, and only for it",reason=FieldValueInvalid,fieldPath=".attributes"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Functions') == has(self.functions)",message="functions must be given for type Functions, and only for it",reason=FieldValueInvalid,fieldPath=".functions"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Evidence') == has(self.evidence)",message="evidence must be given for type Evidence, and only for it",reason=FieldValueInvalid,fieldPath=".evidence"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Filing') == has(self.filing)",message="filing must be given for type Filing, and only for it",reason=FieldValueInvalid,fieldPath=".filing"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Separation') == has(self.separation)",message="separation must be given for type Separation, and only for it",reason=FieldValueInvalid,fieldPath=".separation"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Encryption') == has(self.encryption)",message="encryption must be given for type Encryption, and only for it",reason=FieldValueInvalid,fieldPath=".encryption"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Network') == has(self.network)",message="network must be given for type Network, and only for it",reason=FieldValueInvalid,fieldPath=".network"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Transfer') == has(self.transfer)",message="transfer must be given for type Transfer, and only for it",reason=FieldValueInvalid,fieldPath=".transfer"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Access') == has(self.access)",message="access must be given for type Access, and only for it",reason=FieldValueInvalid,fieldPath=".access"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Threshold') == has(self.threshold)",message="threshold must be given for type Threshold, and only for it",reason=FieldValueInvalid,fieldPath=".threshold"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Prompting') == has(self.prompting)",message="prompting must be given for type Prompting, and only for it",reason=FieldValueInvalid,fieldPath=".prompting"
// +kubebuilder:validation:XValidation:rule="(self.type == 'HumanReview') == has(self.humanReview)",message="humanReview must be given for type HumanReview, and only for it",reason=FieldValueInvalid,fieldPath=".humanReview"
// +kubebuilder:validation:XValidation:rule="(self.type == 'ActiveWindow') == has(self.activeWindow)",message="activeWindow must be given for type ActiveWindow, and only for it",reason=FieldValueInvalid,fieldPath=".activeWindow"
// +kubebuilder:validation:XValidation:rule="(self.type == 'SubjectRights') == has(self.subjectRights)",message="subjectRights must be given for type SubjectRights, and only for it",reason=FieldValueInvalid,fieldPath=".subjectRights"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Notice') == has(self.notice)",message="notice must be given for type Notice, and only for it",reason=FieldValueInvalid,fieldPath=".notice"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Expression') == has(self.expression)",message="expression must be given for type Expression, and only for it",reason=FieldValueInvalid,fieldPath=".expression"
type Requirement struct {
	// type says which of the fields below holds the demand. A type that the operator does not know makes the rule
	// Unknown, never a no-op.
	// +required
	Type RequirementType `json:"type"`

	// venue demands something of the places that cameras see and that pods stand in.
	// +optional
	Venue *VenueRequirement `json:"venue,omitempty"`

	// retention bounds how long data is kept.
	// +optional
	Retention *RetentionRequirement `json:"retention,omitempty"`

	// storage bounds where data is kept, or whether it is stored at all.
	// +optional
	Storage *StorageRequirement `json:"storage,omitempty"`

	// fallback demands ways in without a face.
	// +optional
	Fallback *FallbackRequirement `json:"fallback,omitempty"`

	// egress demands something of the way out.
	// +optional
	Egress *EgressRequirement `json:"egress,omitempty"`

	// lawfulBasis demands a ground for processing.
	// +optional
	LawfulBasis *LawfulBasisRequirement `json:"lawfulBasis,omitempty"`

	// minors demands care for children.
	// +optional
	Minors *MinorsRequirement `json:"minors,omitempty"`

	// gallery bounds where the templates to compare with come from.
	// +optional
	Gallery *GalleryRequirement `json:"gallery,omitempty"`

	// provider bounds who else sees faces.
	// +optional
	Provider *ProviderRequirement `json:"provider,omitempty"`

	// attributes bounds what is read from a face beyond who it is.
	// +optional
	Attributes *AttributesRequirement `json:"attributes,omitempty"`

	// functions bounds what the recogniser computes.
	// +optional
	Functions *FunctionsRequirement `json:"functions,omitempty"`

	// evidence demands a document on record.
	// +optional
	Evidence *EvidenceRequirement `json:"evidence,omitempty"`

	// filing demands that an authority is told.
	// +optional
	Filing *FilingRequirement `json:"filing,omitempty"`

	// separation demands that faces are kept apart from identities.
	// +optional
	Separation *SeparationRequirement `json:"separation,omitempty"`

	// encryption demands encryption.
	// +optional
	Encryption *EncryptionRequirement `json:"encryption,omitempty"`

	// network bounds what faces may travel over.
	// +optional
	Network *NetworkRequirement `json:"network,omitempty"`

	// transfer bounds who receives faces.
	// +optional
	Transfer *TransferRequirement `json:"transfer,omitempty"`

	// access demands control over who reaches faces.
	// +optional
	Access *AccessRequirement `json:"access,omitempty"`

	// threshold demands a match threshold.
	// +optional
	Threshold *ThresholdRequirement `json:"threshold,omitempty"`

	// prompting bounds how people are asked for their face.
	// +optional
	Prompting *PromptingRequirement `json:"prompting,omitempty"`

	// humanReview demands that a person decides.
	// +optional
	HumanReview *HumanReviewRequirement `json:"humanReview,omitempty"`

	// activeWindow bounds remote identification in ground, time and people.
	// +optional
	ActiveWindow *ActiveWindowRequirement `json:"activeWindow,omitempty"`

	// subjectRights demands ways for people to exercise their rights.
	// +optional
	SubjectRights *SubjectRightsRequirement `json:"subjectRights,omitempty"`

	// notice demands that people are told.
	// +optional
	Notice *NoticeRequirement `json:"notice,omitempty"`

	// expression demands that a CEL expression is true.
	// +optional
	Expression *ExpressionRequirement `json:"expression,omitempty"`
}

// RequirementType is a type of demand.
// +kubebuilder:validation:Enum=Venue;Retention;Storage;Fallback;Egress;LawfulBasis;Minors;Gallery;Provider;Attributes;Functions;Evidence;Filing;Separation;Encryption;Network;Transfer;Access;Threshold;Prompting;HumanReview;ActiveWindow;SubjectRights;Notice;Expression
type RequirementType string

// The types of demand.
const (
	// RequirementVenue bounds places.
	RequirementVenue RequirementType = "Venue"
	// RequirementRetention bounds periods.
	RequirementRetention RequirementType = "Retention"
	// RequirementStorage bounds places of storage.
	RequirementStorage RequirementType = "Storage"
	// RequirementFallback demands ways in without a face.
	RequirementFallback RequirementType = "Fallback"
	// RequirementEgress demands a free way out.
	RequirementEgress RequirementType = "Egress"
	// RequirementLawfulBasis demands a ground.
	RequirementLawfulBasis RequirementType = "LawfulBasis"
	// RequirementMinors demands care for children.
	RequirementMinors RequirementType = "Minors"
	// RequirementGallery bounds the origin of templates.
	RequirementGallery RequirementType = "Gallery"
	// RequirementProvider bounds third parties.
	RequirementProvider RequirementType = "Provider"
	// RequirementAttributes bounds attributes read from faces.
	RequirementAttributes RequirementType = "Attributes"
	// RequirementFunctions bounds functions.
	RequirementFunctions RequirementType = "Functions"
	// RequirementEvidence demands a document.
	RequirementEvidence RequirementType = "Evidence"
	// RequirementFiling demands a filing with an authority.
	RequirementFiling RequirementType = "Filing"
	// RequirementSeparation demands separate storage of identities.
	RequirementSeparation RequirementType = "Separation"
	// RequirementEncryption demands encryption.
	RequirementEncryption RequirementType = "Encryption"
	// RequirementNetwork bounds networks.
	RequirementNetwork RequirementType = "Network"
	// RequirementTransfer bounds recipients.
	RequirementTransfer RequirementType = "Transfer"
	// RequirementAccess demands access control.
	RequirementAccess RequirementType = "Access"
	// RequirementThreshold demands a match threshold.
	RequirementThreshold RequirementType = "Threshold"
	// RequirementPrompting bounds how people are asked.
	RequirementPrompting RequirementType = "Prompting"
	// RequirementHumanReview demands a person who decides.
	RequirementHumanReview RequirementType = "HumanReview"
	// RequirementActiveWindow bounds remote identification.
	RequirementActiveWindow RequirementType = "ActiveWindow"
	// RequirementSubjectRights demands ways to exercise rights.
	RequirementSubjectRights RequirementType = "SubjectRights"
	// RequirementNotice demands that people are told.
	RequirementNotice RequirementType = "Notice"
	// RequirementExpression demands that an expression is true.
	RequirementExpression RequirementType = "Expression"
)

// VenueRequirement bounds the places that cameras see and that pods stand in. Both count; the stricter wins. A place
// whose venue is not known is Unknown.
//
// +kubebuilder:validation:XValidation:rule="has(self.notInClasses) || has(self.notInVenues) || has(self.onlyInClasses)",message="give notInClasses, notInVenues or onlyInClasses",reason=FieldValueRequired
type VenueRequirement struct {
	// notInClasses are classes of place that are refused. Omitted means none.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=16
	// +kubebuilder:validation:items:MaxLength=63
	NotInClasses []string `json:"notInClasses,omitempty"`

	// notInVenues are venue ids that are refused. Omitted means none.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:items:MaxLength=63
	NotInVenues []string `json:"notInVenues,omitempty"`

	// onlyInClasses are the only classes of place that are allowed. Omitted means any.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=16
	// +kubebuilder:validation:items:MaxLength=63
	OnlyInClasses []string `json:"onlyInClasses,omitempty"`
}

// RetentionRequirement bounds how long data is kept. Periods compare by the latest cut-off seen from now.
//
// +kubebuilder:validation:XValidation:rule="has(self.max) || has(self.min) || has(self.anchors) || has(self.reason)",message="give max, min, anchors or reason",reason=FieldValueRequired
type RetentionRequirement struct {
	// classes of data that it binds. Omitted means every class but Anonymised.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=8
	Classes []DataClass `json:"classes,omitempty"`

	// max is the longest permitted period, an ISO 8601 duration. Omitted means that this rule sets none.
	// +optional
	// +kubebuilder:validation:MaxLength=24
	// +kubebuilder:validation:Pattern=`^P([0-9]{1,5}W|([0-9]{1,5}Y)?([0-9]{1,5}M)?([0-9]{1,5}D)?(T([0-9]{1,5}H)?([0-9]{1,5}M)?([0-9]{1,5}S)?)?)$`
	// +kubebuilder:validation:XValidation:rule="self.matches('[0-9][YMWDHS]$')",message="must be an ISO 8601 duration with at least one part, such as P30D or PT12H"
	Max string `json:"max,omitempty"`

	// min is the shortest permitted period, an ISO 8601 duration. Omitted means that this rule sets none.
	// +optional
	// +kubebuilder:validation:MaxLength=24
	// +kubebuilder:validation:Pattern=`^P([0-9]{1,5}W|([0-9]{1,5}Y)?([0-9]{1,5}M)?([0-9]{1,5}D)?(T([0-9]{1,5}H)?([0-9]{1,5}M)?([0-9]{1,5}S)?)?)$`
	// +kubebuilder:validation:XValidation:rule="self.matches('[0-9][YMWDHS]$')",message="must be an ISO 8601 duration with at least one part, such as P30D or PT12H"
	Min string `json:"min,omitempty"`

	// anchors are the moments from which a period may count. Omitted means any.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=5
	Anchors []RetentionAnchor `json:"anchors,omitempty"`

	// reason demands that the store says why its period is the shortest that the purpose needs. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	Reason string `json:"reason,omitempty"`
}

// FallbackRequirement demands ways in without a face.
type FallbackRequirement struct {
	// minMethods is how many ways there must be at every hour of the place.
	// +required
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=8
	MinMethods int32 `json:"minMethods"`

	// minOutsideCluster is how many of them must work without the cluster: a card reader, a key, a person. Default 0.
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=8
	MinOutsideCluster int32 `json:"minOutsideCluster,omitempty"`

	// minWithoutSmartphone is how many of them must work without a smartphone. Default 0.
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=8
	MinWithoutSmartphone int32 `json:"minWithoutSmartphone,omitempty"`
}

// EgressRequirement demands something of the way out.
type EgressRequirement struct {
	// mode is Free: a door that controls leaving opens from inside without means, also when the recogniser is away.
	// +required
	// +kubebuilder:validation:Enum=Free
	Mode string `json:"mode"`
}

// LawfulBasisRequirement demands a ground for processing in the instrument's jurisdictions. One of the kinds is enough.
type LawfulBasisRequirement struct {
	// kinds that are accepted.
	// +required
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=16
	Kinds []LawfulBasisKind `json:"kinds"`

	// consent is what a consent must be, when the ground is one.
	// +optional
	Consent *ConsentRequirement `json:"consent,omitempty"`
}

// ConsentRequirement is what a consent must be.
type ConsentRequirement struct {
	// purpose demands that the consent names the deployment's purpose. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Named
	Purpose string `json:"purpose,omitempty"`

	// scopes are things beyond recognition that the consent must name. Omitted means none.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=8
	Scopes []ConsentScope `json:"scopes,omitempty"`

	// withdrawal demands a way to take the consent back. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	Withdrawal string `json:"withdrawal,omitempty"`

	// evidence demands that a consent form is on record. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	Evidence string `json:"evidence,omitempty"`
}

// ExpressionRequirement demands that a CEL expression is true.
type ExpressionRequirement struct {
	// cel is the expression, over `deployment` (the spec), `places`, `jurisdictions` and `now`, such as
	// deployment.purpose.participation == 'Voluntary'. Its cost is limited. A fact that it needs and that is missing makes
	// the rule Unknown.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=4096
	CEL string `json:"cel"`

	// message says what is wrong when it is false.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=512
	Message string `json:"message"`

	// fieldPath is the field that a reader should look at.
	// +optional
	// +kubebuilder:validation:MaxLength=256
	FieldPath string `json:"fieldPath,omitempty"`
}

// StorageRequirement bounds where data is kept, or whether it is stored at all. Every declared store that holds one of
// the classes must meet it. "Not stored" is met by a store of type Memory alone: stored for a short time is stored.
//
// +kubebuilder:validation:XValidation:rule="has(self.notStored) || has(self.locations)",message="give notStored or locations",reason=FieldValueRequired
type StorageRequirement struct {
	// classes of data that it binds. Omitted means every class but Anonymised.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=9
	Classes []DataClass `json:"classes,omitempty"`

	// notStored demands that the classes live in memory alone. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	NotStored Demanded `json:"notStored,omitempty"`

	// locations are the only ones where the classes may be kept. Omitted means any.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=3
	Locations []StoreLocation `json:"locations,omitempty"`

	// unlessConsent is the scope of a separate consent that lifts the demand. It counts with a consent form on record
	// (EV-CONSENT-FORM) that names the same scope among its clauses, never on the deployer's word. Omitted means that
	// consent lifts nothing.
	// +optional
	UnlessConsent ConsentScope `json:"unlessConsent,omitempty"`

	// unlessStatute says whether a law or administrative regulation named in a legal note on record (EV-LEGAL-BASIS)
	// lifts the demand. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Accepted
	UnlessStatute Acceptance `json:"unlessStatute,omitempty"`
}

// Demanded says that something is demanded. It has one value, so that omission is the only other.
// +kubebuilder:validation:Enum=Required
type Demanded string

// DemandedRequired demands it.
const DemandedRequired Demanded = "Required"

// Acceptance says that something is accepted. It has one value, so that omission is the only other.
// +kubebuilder:validation:Enum=Accepted
type Acceptance string

// AcceptanceAccepted accepts it.
const AcceptanceAccepted Acceptance = "Accepted"

// Prohibition says that something is forbidden. It has one value, so that omission is the only other.
// +kubebuilder:validation:Enum=Forbidden
type Prohibition string

// ProhibitionForbidden forbids it.
const ProhibitionForbidden Prohibition = "Forbidden"

// MinorsRequirement demands care for children. It is met where subjects.minors says None, with a statement on record
// where one is asked for; silence is Unknown.
type MinorsRequirement struct {
	// guardianConsent demands the consent of a parent or guardian for every child, with the consent form on record
	// (EV-GUARDIAN-CONSENT).
	// +required
	// +kubebuilder:validation:Enum=Required
	GuardianConsent Demanded `json:"guardianConsent"`

	// specialRules demands processing rules of their own for children, on record as EV-MINORS with the clause
	// SpecialRulesForMinors. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	SpecialRules Demanded `json:"specialRules,omitempty"`

	// statement demands a statement on record (EV-MINORS without that clause) that there are no children where none are
	// declared: the declaration alone would loosen. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	Statement Demanded `json:"statement,omitempty"`
}

// GalleryRequirement bounds where the templates to compare with come from.
//
// +kubebuilder:validation:XValidation:rule="has(self.notOrigins) || has(self.onlyOrigins) || has(self.provenance)",message="give notOrigins, onlyOrigins or provenance",reason=FieldValueRequired
type GalleryRequirement struct {
	// notOrigins are refused: for recognition.gallery and for the watch list of a remote identification.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=8
	NotOrigins []GalleryOrigin `json:"notOrigins,omitempty"`

	// onlyOrigins are the only ones allowed. Omitted means any.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=8
	OnlyOrigins []GalleryOrigin `json:"onlyOrigins,omitempty"`

	// provenance demands a document on record (EV-DATASET-PROVENANCE) that says where every gallery comes from. Omitted
	// means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	Provenance Demanded `json:"provenance,omitempty"`
}

// ProviderRequirement bounds who else sees faces. Providers are compared without regard to case, as a whole name, as a
// host, or as a domain of the host; recognition.providers, transfers and the images of the workload are looked at.
//
// +kubebuilder:validation:XValidation:rule="has(self.notProviders) || has(self.external) || has(self.declared)",message="give notProviders, external or declared",reason=FieldValueRequired
type ProviderRequirement struct {
	// notProviders are refused: names and domains of providers that an authority found unlawful.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:items:MinLength=1
	// +kubebuilder:validation:items:MaxLength=253
	NotProviders []string `json:"notProviders,omitempty"`

	// external forbids any third party. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Forbidden
	External Prohibition `json:"external,omitempty"`

	// declared demands that recognition.providers is given, if only as an empty list. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	Declared Demanded `json:"declared,omitempty"`
}

// AttributesRequirement bounds what is read from a face beyond who it is. A recogniser whose functions contain
// AttributeAnalysis or EmotionRecognition and whose recognition.attributes are not given is Unknown.
type AttributesRequirement struct {
	// notAttributes are refused.
	// +required
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=24
	NotAttributes []Attribute `json:"notAttributes"`

	// unlessConsent says whether a separate consent that names AttributeAnalysis, with the consent form on record, lifts
	// the demand. Omitted means that consent lifts nothing.
	// +optional
	// +kubebuilder:validation:Enum=Accepted
	UnlessConsent Acceptance `json:"unlessConsent,omitempty"`
}

// FunctionsRequirement bounds what the recogniser computes.
//
// +kubebuilder:validation:XValidation:rule="has(self.notFunctions) || has(self.onlyFunctions)",message="give notFunctions or onlyFunctions",reason=FieldValueRequired
type FunctionsRequirement struct {
	// notFunctions are refused.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=8
	NotFunctions []Function `json:"notFunctions,omitempty"`

	// onlyFunctions are the only ones allowed. Omitted means any.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=8
	OnlyFunctions []Function `json:"onlyFunctions,omitempty"`

	// unlessEvidence is a type of document on record that lifts the demand, such as EV-AUTHORITY-ORDER. Omitted means
	// that none does.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	// +kubebuilder:validation:Pattern=`^EV-[A-Z0-9-]+$`
	UnlessEvidence string `json:"unlessEvidence,omitempty"`
}

// EvidenceRequirement demands a document on record that is bound to the deployment, its party, its zones, its devices
// or its providers, current, and as it must be. One document that meets everything is enough. Nothing on record is
// Unknown; a document that is there and is not as it must be is a violation.
type EvidenceRequirement struct {
	// evidenceType is the type of document, such as EV-PIPIA.
	// +required
	// +kubebuilder:validation:MaxLength=64
	// +kubebuilder:validation:Pattern=`^EV-[A-Z0-9-]+$`
	EvidenceType string `json:"evidenceType"`

	// each says for what there must be one: for the Deployment as a whole (the default), for each Zone in view of a
	// camera, for each Device model, or for each Provider. A document of the party counts for all of them.
	// +optional
	// +kubebuilder:validation:Enum=Deployment;Zone;Device;Provider
	Each EvidenceScope `json:"each,omitempty"`

	// sections that an assessment must have. Omitted means none.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=16
	Sections []AssessmentSection `json:"sections,omitempty"`

	// clauses that a consent form must have. Omitted means none.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=16
	Clauses []ConsentClause `json:"clauses,omitempty"`

	// notClauses that a consent form must not have, such as Irrevocable. Omitted means none.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=16
	NotClauses []ConsentClause `json:"notClauses,omitempty"`

	// minLevel is the lowest level that counts, of protection or maturity. Omitted means any.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=5
	MinLevel int32 `json:"minLevel,omitempty"`

	// number demands that the document states a number, such as that of a receipt. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	Number Demanded `json:"number,omitempty"`

	// result demands that a test was passed. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	Passed Demanded `json:"passed,omitempty"`

	// madeFor lists what must not have changed since the document was made: Purpose and Method (the functions). A change
	// asks for a new one (final measures article 9; PIPL article 55). Omitted means nothing.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=2
	MadeFor []EvidenceBinding `json:"madeFor,omitempty"`

	// afterIncidents demands that it is newer than the last major incident. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	AfterIncidents Demanded `json:"afterIncidents,omitempty"`

	// review is the longest age, an ISO 8601 duration counted from the day of issue, such as P1Y. The moment is kept as a
	// deadline. Omitted means that age alone does not matter.
	// +optional
	// +kubebuilder:validation:MaxLength=24
	// +kubebuilder:validation:Pattern=`^P([0-9]{1,5}W|([0-9]{1,5}Y)?([0-9]{1,5}M)?([0-9]{1,5}D)?(T([0-9]{1,5}H)?([0-9]{1,5}M)?([0-9]{1,5}S)?)?)$`
	// +kubebuilder:validation:XValidation:rule="self.matches('[0-9][YMWDHS]$')",message="must be an ISO 8601 duration with at least one part, such as P1Y"
	Review string `json:"review,omitempty"`

	// keep is how long the document must be kept after its day of issue, an ISO 8601 duration such as P3Y. Deleting it
	// before is refused. Omitted means that this rule asks for none.
	// +optional
	// +kubebuilder:validation:MaxLength=24
	// +kubebuilder:validation:Pattern=`^P([0-9]{1,5}W|([0-9]{1,5}Y)?([0-9]{1,5}M)?([0-9]{1,5}D)?(T([0-9]{1,5}H)?([0-9]{1,5}M)?([0-9]{1,5}S)?)?)$`
	// +kubebuilder:validation:XValidation:rule="self.matches('[0-9][YMWDHS]$')",message="must be an ISO 8601 duration with at least one part, such as P3Y"
	Keep string `json:"keep,omitempty"`
}

// EvidenceScope says for what a document must exist.
// +kubebuilder:validation:Enum=Deployment;Zone;Device;Provider
type EvidenceScope string

// The scopes of evidence.
const (
	// EvidencePerDeployment asks for one for the deployment.
	EvidencePerDeployment EvidenceScope = "Deployment"
	// EvidencePerZone asks for one for each zone in view of a camera.
	EvidencePerZone EvidenceScope = "Zone"
	// EvidencePerDevice asks for one for each model of device.
	EvidencePerDevice EvidenceScope = "Device"
	// EvidencePerProvider asks for one for each third party.
	EvidencePerProvider EvidenceScope = "Provider"
)

// EvidenceBinding is something that a document was made for.
// +kubebuilder:validation:Enum=Purpose;Method
type EvidenceBinding string

// The bindings of evidence.
const (
	// EvidenceForPurpose binds a document to the purpose.
	EvidenceForPurpose EvidenceBinding = "Purpose"
	// EvidenceForMethod binds a document to the functions.
	EvidenceForMethod EvidenceBinding = "Method"
)

// FilingRequirement demands that an authority is told within a time after the duty arises. People are counted over all
// deployments of the responsible party, with totals of other clusters on record as EV-SUBJECT-COUNT. Submitting in time
// is enough: a receipt that is not yet issued is not a lapse.
//
// +kubebuilder:validation:XValidation:rule="has(self.people) || has(self.publicPlace) || has(self.always)",message="give people, publicPlace or always: what the duty begins with",reason=FieldValueRequired
// +kubebuilder:validation:XValidation:rule="has(self.workingDays) != has(self.days)",message="give either workingDays or days",reason=FieldValueRequired
type FilingRequirement struct {
	// authority that is told, in the words that its receipts use, such as "the cyberspace administration". A receipt
	// counts when it names this authority, alone or with more words such as a city, or when it names none.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=256
	Authority string `json:"authority"`

	// people is the number of people whose faces are stored from which the duty begins. Omitted means that numbers do not
	// begin it.
	// +optional
	// +kubebuilder:validation:Minimum=1
	People *int64 `json:"people,omitempty"`

	// publicPlace makes the duty begin with any camera that sees a place open to the public. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	PublicPlace Demanded `json:"publicPlace,omitempty"`

	// always makes the duty begin with the deployment. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	Always Demanded `json:"always,omitempty"`

	// workingDays of the instrument's calendar within which to file after the duty begins.
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=366
	WorkingDays *int32 `json:"workingDays,omitempty"`

	// days within which to file after the duty begins; a negative number stands for days before the start, such as -60
	// for a database that must be disclosed sixty days before it is used.
	// +optional
	// +kubebuilder:validation:Minimum=-366
	// +kubebuilder:validation:Maximum=366
	Days *int32 `json:"days,omitempty"`

	// changeWorkingDays within which a substantive change of what was filed (purpose, method) is filed after it. Omitted
	// means that this rule asks for none.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=366
	ChangeWorkingDays *int32 `json:"changeWorkingDays,omitempty"`
}

// SeparationRequirement demands that faces are kept apart from identities (GB/T 35273-2020 6.3 b).
type SeparationRequirement struct {
	// classes that must not be kept together with data that says who a person is. Omitted means Template and RawImage.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=9
	Classes []DataClass `json:"classes,omitempty"`
}

// EncryptionRequirement demands encryption. What the deployment does not say is Unknown.
//
// +kubebuilder:validation:XValidation:rule="has(self.atRest) || has(self.inTransit) || has(self.keyCustody)",message="give atRest, inTransit or keyCustody",reason=FieldValueRequired
type EncryptionRequirement struct {
	// atRest demands that every store of type Volume is encrypted. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	AtRest Demanded `json:"atRest,omitempty"`

	// inTransit demands that faces travel encrypted. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	InTransit Demanded `json:"inTransit,omitempty"`

	// keyCustody demands that nobody holds the key of a store of templates who is farther from the person than this
	// custodian: DataSubject is nearest, then Party, then Provider. Omitted means anybody.
	// +optional
	KeyCustody KeyCustody `json:"keyCustody,omitempty"`
}

// NetworkRequirement bounds what faces may travel over.
type NetworkRequirement struct {
	// internet forbids egress to addresses of the public internet (final measures article 8).
	// +required
	// +kubebuilder:validation:Enum=Forbidden
	Internet Prohibition `json:"internet"`

	// unlessConsent is the scope of a separate consent that lifts the demand, with the consent form on record. Omitted
	// means that consent lifts nothing.
	// +optional
	UnlessConsent ConsentScope `json:"unlessConsent,omitempty"`

	// unlessStatute says whether a legal note on record (EV-LEGAL-BASIS) lifts the demand. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Accepted
	UnlessStatute Acceptance `json:"unlessStatute,omitempty"`
}

// TransferRequirement bounds who receives faces. Omitted transfers are Unknown; an empty list says that there are none.
//
// +kubebuilder:validation:XValidation:rule="has(self.notKinds) || has(self.paid) || has(self.consent) || has(self.evidence)",message="give notKinds, paid, consent or evidence",reason=FieldValueRequired
type TransferRequirement struct {
	// kinds of transfer that it binds. Omitted means all.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=8
	Kinds []TransferKind `json:"kinds,omitempty"`

	// notKinds are refused.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=8
	NotKinds []TransferKind `json:"notKinds,omitempty"`

	// paid forbids transfers for anything of value (Illinois 740 ILCS 14/15(c)). Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Forbidden
	Paid Prohibition `json:"paid,omitempty"`

	// consent demands a separate consent that names Transfer (PIPL article 23), or another ground that the transfer
	// names. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	Consent Demanded `json:"consent,omitempty"`

	// evidence demands a document of this type for each transfer, such as a contract (EV-ROLE). Omitted means none.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	// +kubebuilder:validation:Pattern=`^EV-[A-Z0-9-]+$`
	Evidence string `json:"evidence,omitempty"`
}

// AccessRequirement demands control over who reaches faces. What the deployment does not say is Unknown.
type AccessRequirement struct {
	// measures that must be in place.
	// +required
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=8
	Measures []ProtectionMeasure `json:"measures"`
}

// ThresholdRequirement demands a match threshold.
type ThresholdRequirement struct {
	// min is the lowest accepted threshold, a decimal between 0 and 1. Omitted means that any declared one is accepted.
	// +optional
	// +kubebuilder:validation:MaxLength=8
	// +kubebuilder:validation:Pattern=`^(0(\.[0-9]{1,6})?|1(\.0{1,6})?)$`
	Min string `json:"min,omitempty"`

	// recommended demands that the threshold is not lower than the one that the last review of the devices recommends
	// (EV-DEVICE-REVIEW). Without a review it asks for nothing. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	Recommended Demanded `json:"recommended,omitempty"`
}

// PromptingRequirement bounds how people are asked for their face. What the deployment does not say is Unknown.
//
// +kubebuilder:validation:XValidation:rule="has(self.minInterval) || has(self.faceDefault) || has(self.atCapture)",message="give minInterval, faceDefault or atCapture",reason=FieldValueRequired
type PromptingRequirement struct {
	// minInterval is the shortest time between two requests to a person who refused, an ISO 8601 duration such as PT48H
	// (GB/T 41819-2022 5 d). Omitted means none.
	// +optional
	// +kubebuilder:validation:MaxLength=24
	// +kubebuilder:validation:Pattern=`^P([0-9]{1,5}W|([0-9]{1,5}Y)?([0-9]{1,5}M)?([0-9]{1,5}D)?(T([0-9]{1,5}H)?([0-9]{1,5}M)?([0-9]{1,5}S)?)?)$`
	// +kubebuilder:validation:XValidation:rule="self.matches('[0-9][YMWDHS]$')",message="must be an ISO 8601 duration with at least one part, such as PT48H"
	MinInterval string `json:"minInterval,omitempty"`

	// faceDefault forbids that the face is preselected or comes first (GB/T 41819-2022 5 c). Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Forbidden
	FaceDefault Prohibition `json:"faceDefault,omitempty"`

	// atCapture demands that the purpose is told at the moment of capture, in voice or text (draft provisions 2023
	// article 9). Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	AtCapture Demanded `json:"atCapture,omitempty"`
}

// HumanReviewRequirement demands that a person decides (PIPL article 24; AI Act article 14(5)).
type HumanReviewRequirement struct {
	// modes of decision that are accepted. What the deployment does not say is Unknown.
	// +required
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=4
	Modes []DecisionMode `json:"modes"`

	// interests narrow the demand to decisions about these. Omitted means every decision.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=8
	Interests []MajorInterest `json:"interests,omitempty"`

	// procedure demands a procedure on record with a named role (EV-HUMAN-REVIEW). Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	Procedure Demanded `json:"procedure,omitempty"`
}

// ActiveWindowRequirement bounds remote identification in ground, time and people (draft provisions 2023 article 10; AI
// Act article 5(1)(h)). It asks nothing of a recogniser whose functions do not contain RemoteIdentification.
type ActiveWindowRequirement struct {
	// grounds that are accepted. Omitted means any, as long as one is given.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=8
	Grounds []RemoteGround `json:"grounds,omitempty"`

	// requesters that are accepted. Omitted means any, as long as one is given.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=4
	Requesters []RemoteRequester `json:"requesters,omitempty"`

	// maxDuration is the longest window, an ISO 8601 duration. Omitted means that any end will do.
	// +optional
	// +kubebuilder:validation:MaxLength=24
	// +kubebuilder:validation:Pattern=`^P([0-9]{1,5}W|([0-9]{1,5}Y)?([0-9]{1,5}M)?([0-9]{1,5}D)?(T([0-9]{1,5}H)?([0-9]{1,5}M)?([0-9]{1,5}S)?)?)$`
	// +kubebuilder:validation:XValidation:rule="self.matches('[0-9][YMWDHS]$')",message="must be an ISO 8601 duration with at least one part, such as P7D"
	MaxDuration string `json:"maxDuration,omitempty"`

	// watchList demands that the number of people searched for is bounded. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	WatchList Demanded `json:"watchList,omitempty"`

	// request demands the request on record (EV-REMOTE-ID-REQUEST), for the same ground and requester. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	Request Demanded `json:"request,omitempty"`

	// caseReference demands a reference of the case. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	CaseReference Demanded `json:"caseReference,omitempty"`

	// linking forbids that what is found is linked with other sources (draft provisions 2023 article 10). Omitted means
	// no.
	// +optional
	// +kubebuilder:validation:Enum=Forbidden
	Linking Prohibition `json:"linking,omitempty"`
}

// SubjectRightsRequirement demands ways for people to exercise their rights. What the deployment does not say is
// Unknown.
type SubjectRightsRequirement struct {
	// ways that must be offered. Omitted means none in particular.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=8
	Ways []SubjectRight `json:"ways,omitempty"`

	// contact demands a place to turn to. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Required
	Contact Demanded `json:"contact,omitempty"`

	// maxResponse is the longest time to an answer, an ISO 8601 duration such as P1M (GDPR article 12(3)). Omitted means
	// that the deployment's own is accepted.
	// +optional
	// +kubebuilder:validation:MaxLength=24
	// +kubebuilder:validation:Pattern=`^P([0-9]{1,5}W|([0-9]{1,5}Y)?([0-9]{1,5}M)?([0-9]{1,5}D)?(T([0-9]{1,5}H)?([0-9]{1,5}M)?([0-9]{1,5}S)?)?)$`
	// +kubebuilder:validation:XValidation:rule="self.matches('[0-9][YMWDHS]$')",message="must be an ISO 8601 duration with at least one part, such as P1M"
	MaxResponse string `json:"maxResponse,omitempty"`
}

// NoticeRequirement demands that people are told. No notice is Unknown; a notice that leaves something out is a
// violation.
//
// +kubebuilder:validation:XValidation:rule="has(self.covers) || has(self.signs) || has(self.languages)",message="give covers, signs or languages",reason=FieldValueRequired
type NoticeRequirement struct {
	// covers lists what the notice must tell. Omitted means nothing in particular.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=16
	Covers []NoticeItem `json:"covers,omitempty"`

	// signs demands a conspicuous sign at every place in view. Omitted means no.
	// +optional
	// +kubebuilder:validation:Enum=Posted
	Signs SignPosting `json:"signs,omitempty"`

	// languages are BCP 47 primary tags of which the notice must offer at least one, such as zh. Omitted means any.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=16
	// +kubebuilder:validation:items:MaxLength=35
	Languages []string `json:"languages,omitempty"`
}
