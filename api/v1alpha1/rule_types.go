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

	// when narrows the rule further, in CEL over `deployment` (the spec), `places`, `jurisdictions` and `now`, such as
	// deployment.purpose.category == 'Attendance'. Omitted means always. A fact that it needs and that is missing makes the
	// rule Unknown.
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
