// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

// Rule is one duty of an instrument.
type Rule struct {
	// id of the rule. In shipped packs it is a row of the catalogue of duties of this very instrument; a part of a row
	// is marked by # and a name.
	// +required
	// +kubebuilder:validation:MaxLength=128
	// +kubebuilder:validation:Pattern=`^[A-Za-z0-9][A-Za-z0-9./-]*(#[a-z0-9-]+)?$`
	ID string `json:"id"`

	// article where it stands, such as "Article 13".
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=128
	Article string `json:"article"`

	// title in a few words.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=256
	Title string `json:"title"`

	// hard puts the rule on the hard list: it acts at once, in running pods too, and nothing lifts it. Default false.
	// +optional
	Hard bool `json:"hard,omitempty"`

	// appliesTo narrows the rule to places. Omitted means everywhere in the instrument's jurisdictions.
	// +optional
	AppliesTo *AppliesTo `json:"appliesTo,omitempty"`

	// when narrows the rule further, in CEL over `deployment`, `places`, `jurisdictions` and `now`. Omitted means always.
	// A fact that it needs and that is missing makes the rule Unknown.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=2048
	When string `json:"when,omitempty"`

	// requires is what the rule demands.
	// +required
	Requires Requirement `json:"requires"`

	// onViolation is what a violation does at start or change: Refuse (default) or Warn. It never exceeds the
	// enforcement of the instrument.
	// +optional
	OnViolation OnViolation `json:"onViolation,omitempty"`

	// onLapse is what happens when the rule ceases to be met while the deployment runs unchanged. Omitted means Warn.
	// A hard rule evicts whatever stands here.
	// +optional
	OnLapse *OnLapse `json:"onLapse,omitempty"`

	// text says it in people's languages, by BCP 47 tag. English is required.
	// +required
	// +kubebuilder:validation:MinProperties=1
	// +kubebuilder:validation:MaxProperties=16
	// +kubebuilder:validation:XValidation:rule="'en' in self",message="a text in English (en) is required"
	Text map[string]RuleText `json:"text"`
}

// AppliesTo narrows a rule to places. Fields are ANDed; the values of one field are ORed. A rule applies when one place
// in view of a camera, or one place where pods may stand, fits.
type AppliesTo struct {
	// venueClasses are classes of place, such as property-managed-area. Omitted means any.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=16
	// +kubebuilder:validation:items:MaxLength=63
	VenueClasses []string `json:"venueClasses,omitempty"`

	// venues are venue ids, such as hotel. Omitted means any.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:items:MaxLength=63
	Venues []string `json:"venues,omitempty"`

	// publicAccess asks for places open to the public, or not. Omitted means either.
	// +optional
	PublicAccess PublicAccess `json:"publicAccess,omitempty"`
}

// OnViolation is what a violation does at start.
// +kubebuilder:validation:Enum=Refuse;Warn
type OnViolation string

// What a violation does.
const (
	// OnViolationRefuse refuses the start.
	OnViolationRefuse OnViolation = "Refuse"
	// OnViolationWarn warns.
	OnViolationWarn OnViolation = "Warn"
)

// OnLapse is what happens when a rule ceases to be met while the deployment runs.
type OnLapse struct {
	// effect of the lapse once grace has passed.
	// +required
	Effect LapseEffect `json:"effect"`

	// grace is how long the lapse may last before its effect, an ISO 8601 duration. Omitted means none.
	// +optional
	// +kubebuilder:validation:MaxLength=24
	// +kubebuilder:validation:Pattern=`^P([0-9]{1,5}W|([0-9]{1,5}Y)?([0-9]{1,5}M)?([0-9]{1,5}D)?(T([0-9]{1,5}H)?([0-9]{1,5}M)?([0-9]{1,5}S)?)?)$`
	// +kubebuilder:validation:XValidation:rule="self.matches('[0-9][YMWDHS]$')",message="must be an ISO 8601 duration with at least one part, such as P30D or PT12H"
	Grace string `json:"grace,omitempty"`

	// notice lists how long before the effect people are told, as ISO 8601 durations. Omitted means P30D, P7D and P1D.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=8
	// +kubebuilder:validation:items:MaxLength=24
	// +kubebuilder:validation:items:Pattern=`^P([0-9]{1,5}W|([0-9]{1,5}Y)?([0-9]{1,5}M)?([0-9]{1,5}D)?(T([0-9]{1,5}H)?([0-9]{1,5}M)?([0-9]{1,5}S)?)?)$`
	// +kubebuilder:validation:items:XValidation:rule="self.matches('[0-9][YMWDHS]$')",message="must be an ISO 8601 duration with at least one part, such as P7D"
	Notice []string `json:"notice,omitempty"`
}

// LapseEffect is what a lapse does.
// +kubebuilder:validation:Enum=Warn;Suspend;Evict
type LapseEffect string

// The effects of a lapse.
const (
	// LapseWarn warns and lets run.
	LapseWarn LapseEffect = "Warn"
	// LapseSuspend stops the face side in an orderly way until it is repaired.
	LapseSuspend LapseEffect = "Suspend"
	// LapseEvict removes the pods.
	LapseEvict LapseEffect = "Evict"
)

// RuleText says a rule in one language.
type RuleText struct {
	// title in a few words.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=256
	Title string `json:"title"`

	// demand says what the rule asks for, in plain words.
	// +optional
	// +kubebuilder:validation:MaxLength=1024
	Demand string `json:"demand,omitempty"`

	// remedy says what would make it right.
	// +optional
	// +kubebuilder:validation:MaxLength=512
	Remedy string `json:"remedy,omitempty"`
}

// Requirement is what a rule demands, one of several types.
//
// +kubebuilder:validation:XValidation:rule="(self.type == 'Venue') == has(self.venue)",message="venue must be given for type Venue, and only for it",reason=FieldValueInvalid,fieldPath=".venue"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Retention') == has(self.retention)",message="retention must be given for type Retention, and only for it",reason=FieldValueInvalid,fieldPath=".retention"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Fallback') == has(self.fallback)",message="fallback must be given for type Fallback, and only for it",reason=FieldValueInvalid,fieldPath=".fallback"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Egress') == has(self.egress)",message="egress must be given for type Egress, and only for it",reason=FieldValueInvalid,fieldPath=".egress"
// +kubebuilder:validation:XValidation:rule="(self.type == 'LawfulBasis') == has(self.lawfulBasis)",message="lawfulBasis must be given for type LawfulBasis, and only for it",reason=FieldValueInvalid,fieldPath=".lawfulBasis"
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

	// fallback demands ways in without a face.
	// +optional
	Fallback *FallbackRequirement `json:"fallback,omitempty"`

	// egress demands something of the way out.
	// +optional
	Egress *EgressRequirement `json:"egress,omitempty"`

	// lawfulBasis demands a ground for processing.
	// +optional
	LawfulBasis *LawfulBasisRequirement `json:"lawfulBasis,omitempty"`

	// expression demands that a CEL expression is true.
	// +optional
	Expression *ExpressionRequirement `json:"expression,omitempty"`
}

// RequirementType is a type of demand.
// +kubebuilder:validation:Enum=Venue;Retention;Fallback;Egress;LawfulBasis;Expression
type RequirementType string

// The types of demand.
const (
	// RequirementVenue bounds places.
	RequirementVenue RequirementType = "Venue"
	// RequirementRetention bounds periods.
	RequirementRetention RequirementType = "Retention"
	// RequirementFallback demands ways in without a face.
	RequirementFallback RequirementType = "Fallback"
	// RequirementEgress demands a free way out.
	RequirementEgress RequirementType = "Egress"
	// RequirementLawfulBasis demands a ground.
	RequirementLawfulBasis RequirementType = "LawfulBasis"
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
	// cel is the expression, over `deployment` (the spec), `places`, `jurisdictions` and `now`. Its cost is limited. A
	// fact that it needs and that is missing makes the rule Unknown.
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
