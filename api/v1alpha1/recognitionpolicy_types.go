// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// RecognitionPolicy is one legal instrument, or a house rule book: rules with citations and dates, written so that a
// lawyer can read, compare and review them. Adding one can only make verdicts stricter.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:scope=Cluster,shortName=rpol,categories=facegov,path=recognitionpolicies
// +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`,description="Whether the newest generation compiles."
// +kubebuilder:printcolumn:name="Rank",type=string,JSONPath=`.spec.instrument.rank`
// +kubebuilder:printcolumn:name="Status",type=string,JSONPath=`.spec.instrument.status`
// +kubebuilder:printcolumn:name="Effect",type=string,JSONPath=`.status.enforcement`,description="What a violation does now."
// +kubebuilder:printcolumn:name="From",type=string,JSONPath=`.spec.effective.from`
// +kubebuilder:printcolumn:name="Rules",type=integer,JSONPath=`.status.rules`
// +kubebuilder:printcolumn:name="Reason",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].reason`
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
type RecognitionPolicy struct {
	metav1.TypeMeta `json:",inline"`
	// metadata is standard object metadata.
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec is the instrument and its rules.
	// +required
	Spec RecognitionPolicySpec `json:"spec"`

	// status says whether it compiles and what it does now. Written by the operator alone.
	// +optional
	Status RecognitionPolicyStatus `json:"status,omitempty"`
}

// RecognitionPolicyList is a list of RecognitionPolicies.
//
// +kubebuilder:object:root=true
type RecognitionPolicyList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []RecognitionPolicy `json:"items"`
}

// RecognitionPolicySpec is an instrument and its rules.
//
// +kubebuilder:validation:XValidation:rule="!has(self.enforcement) || self.enforcement == 'Enforce' || self.instrument.status != 'InForce' || !(self.instrument.rank in ['Law','AdministrativeRegulation','DepartmentalRule','JudicialInterpretation','MandatoryStandard']) || has(self.softening)",message="softening is required when enforcement softens an instrument that is in force: give a reason, an owner and an until",reason=FieldValueRequired,fieldPath=".softening"
type RecognitionPolicySpec struct {
	// instrument is the law, regulation, standard or decision that the rules come from.
	// +required
	Instrument Instrument `json:"instrument"`

	// jurisdictions are where it applies: a code and everything below it, so that CN reaches CN-SH. EU reaches the
	// member states and the EEA states. Every code is of facegov's closed vocabulary.
	// +required
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:items:MaxLength=16
	// +kubebuilder:validation:items:Pattern=`^[A-Z]{2,3}(-[A-Z0-9]{1,4}){0,2}$`
	Jurisdictions []string `json:"jurisdictions"`

	// effective is when it applies. Before from, its violations are warnings that say the day; then it acts by itself.
	// +required
	Effective Effective `json:"effective"`

	// enforcement is what a violation does: Enforce refuses, Warn warns, Report lists, Off leaves the instrument out.
	// Omitted follows rank and status: what is in force and binding refuses; decisions against others, recommended
	// standards, opinions, drafts and what is no longer in force warn; commentary is reported.
	// +optional
	Enforcement Enforcement `json:"enforcement,omitempty"`

	// softening says why an instrument in force is not enforced, who answers for it and until when. After until the
	// enforcement goes back to what rank and status ask for.
	// +optional
	Softening *Softening `json:"softening,omitempty"`

	// exceptions are the exceptions that this very instrument knows. Exceptions never cross instruments, and never lift
	// a hard rule.
	// +optional
	// +listType=map
	// +listMapKey=id
	// +kubebuilder:validation:MaxItems=32
	Exceptions []PolicyException `json:"exceptions,omitempty"`

	// rules are the duties, in the order of the articles.
	// +required
	// +listType=map
	// +listMapKey=id
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=128
	Rules []Rule `json:"rules"`
}

// Instrument is a text with legal or other weight.
type Instrument struct {
	// title in English.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=512
	Title string `json:"title"`

	// originalTitle in the language of the text.
	// +optional
	// +kubebuilder:validation:MaxLength=512
	OriginalTitle string `json:"originalTitle,omitempty"`

	// authority that issued it.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=256
	Authority string `json:"authority"`

	// number under which it was issued.
	// +optional
	// +kubebuilder:validation:MaxLength=128
	Number string `json:"number,omitempty"`

	// rank is its weight. A higher rank's minimum beats a lower rank's maximum.
	// +required
	Rank Rank `json:"rank"`

	// status says whether it is in force.
	// +required
	Status InstrumentStatus `json:"status"`

	// source is where the text was read.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=1024
	Source string `json:"source"`
}

// Rank is the weight of an instrument, highest first.
// +kubebuilder:validation:Enum=Law;AdministrativeRegulation;DepartmentalRule;JudicialInterpretation;MandatoryStandard;Decision;RecommendedStandard;Opinion;Draft;Commentary;House
type Rank string

// The ranks.
const (
	// RankLaw is a statute.
	RankLaw Rank = "Law"
	// RankAdministrativeRegulation is a regulation of the State Council or a like body.
	RankAdministrativeRegulation Rank = "AdministrativeRegulation"
	// RankDepartmentalRule is a rule of a ministry or administration.
	RankDepartmentalRule Rank = "DepartmentalRule"
	// RankJudicialInterpretation is a binding interpretation of a supreme court.
	RankJudicialInterpretation Rank = "JudicialInterpretation"
	// RankMandatoryStandard is a standard that a law makes binding.
	RankMandatoryStandard Rank = "MandatoryStandard"
	// RankDecision is a decision of an authority that binds its addressee.
	RankDecision Rank = "Decision"
	// RankRecommendedStandard is a standard that nobody must follow.
	RankRecommendedStandard Rank = "RecommendedStandard"
	// RankOpinion is what an authority thinks.
	RankOpinion Rank = "Opinion"
	// RankDraft is a text that is not yet, or never became, law.
	RankDraft Rank = "Draft"
	// RankCommentary is what others write about the law.
	RankCommentary Rank = "Commentary"
	// RankHouse is the party's own rule book.
	RankHouse Rank = "House"
)

// InstrumentStatus says whether an instrument is in force.
// +kubebuilder:validation:Enum=InForce;Draft;Superseded;Repealed
type InstrumentStatus string

// The states of an instrument.
const (
	// InstrumentInForce has been issued; its dates say from when it applies.
	InstrumentInForce InstrumentStatus = "InForce"
	// InstrumentDraft has not been issued.
	InstrumentDraft InstrumentStatus = "Draft"
	// InstrumentSuperseded was replaced before or after it came into force.
	InstrumentSuperseded InstrumentStatus = "Superseded"
	// InstrumentRepealed is no longer in force.
	InstrumentRepealed InstrumentStatus = "Repealed"
)

// Effective is when an instrument applies.
//
// +kubebuilder:validation:XValidation:rule="!has(self.until) || self.from < self.until",message="until must be later than from",reason=FieldValueInvalid,fieldPath=".until"
type Effective struct {
	// from is the first day, at local midnight, as YYYY-MM-DD.
	// +required
	// +kubebuilder:validation:MaxLength=10
	// +kubebuilder:validation:Format=date
	// +kubebuilder:validation:Pattern=`^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`
	From string `json:"from"`

	// until is the first day on which it no longer applies. Omitted means no end.
	// +optional
	// +kubebuilder:validation:MaxLength=10
	// +kubebuilder:validation:Format=date
	// +kubebuilder:validation:Pattern=`^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`
	Until string `json:"until,omitempty"`

	// timeZone is the IANA time zone of the law, such as Asia/Shanghai.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=64
	// +kubebuilder:validation:Pattern=`^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$`
	TimeZone string `json:"timeZone"`
}

// Enforcement is what a violation does.
// +kubebuilder:validation:Enum=Enforce;Warn;Report;Off
type Enforcement string

// The kinds of enforcement.
const (
	// EnforcementEnforce refuses.
	EnforcementEnforce Enforcement = "Enforce"
	// EnforcementWarn warns.
	EnforcementWarn Enforcement = "Warn"
	// EnforcementReport lists it in reports alone.
	EnforcementReport Enforcement = "Report"
	// EnforcementOff leaves the instrument out.
	EnforcementOff Enforcement = "Off"
)

// Softening says why law in force is not enforced.
type Softening struct {
	// reason why.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=1024
	Reason string `json:"reason"`

	// owner who answers for it, as a role.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=256
	Owner string `json:"owner"`

	// until is when it ends.
	// +required
	Until metav1.Time `json:"until"`
}

// PolicyException is an exception that an instrument itself knows.
type PolicyException struct {
	// id of the exception, in shipped packs a row of the catalogue.
	// +required
	// +kubebuilder:validation:MaxLength=128
	// +kubebuilder:validation:Pattern=`^[A-Za-z0-9][A-Za-z0-9./-]*(#[a-z0-9-]+)?$`
	ID string `json:"id"`

	// lifts are the rules of this instrument that it sets aside.
	// +required
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:items:MaxLength=128
	Lifts []string `json:"lifts"`

	// needs are the types of evidence without which it does not count.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=16
	// +kubebuilder:validation:items:MaxLength=64
	// +kubebuilder:validation:items:Pattern=`^EV-[A-Z0-9-]+$`
	Needs []string `json:"needs,omitempty"`

	// article where it stands.
	// +optional
	// +kubebuilder:validation:MaxLength=128
	Article string `json:"article,omitempty"`
}

// RecognitionPolicyStatus says whether a policy compiles and what it does now.
type RecognitionPolicyStatus struct {
	// conditions are the state in the usual form: Ready, Reconciling, Stalled, and InForce.
	// +optional
	// +listType=map
	// +listMapKey=type
	// +kubebuilder:validation:MaxItems=8
	Conditions []metav1.Condition `json:"conditions,omitempty"`

	// observedGeneration is the generation of the spec that this status speaks of.
	// +optional
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// inForceGeneration is the newest generation that compiles. It stays in force while a newer one is broken.
	// +optional
	InForceGeneration int64 `json:"inForceGeneration,omitempty"`

	// digest of the generation in force.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	Digest string `json:"digest,omitempty"`

	// enforcement that applies now, after rank, status, dates and softening.
	// +optional
	Enforcement Enforcement `json:"enforcement,omitempty"`

	// rules is how many rules the generation in force has.
	// +optional
	Rules int32 `json:"rules,omitempty"`

	// errors say what is wrong with the newest generation, each with its field and, for CEL, line and column.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=16
	// +kubebuilder:validation:items:MaxLength=512
	Errors []string `json:"errors,omitempty"`
}
