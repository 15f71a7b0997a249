// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// ComplianceEvidence is a document on record: what kind of document it is, its digest, its dates, the facts in it that
// rules look at, and what it speaks for. facegov keeps the digest, never the document. It is written by the data
// protection officer; whoever writes it is stamped at admission. What loosens a duty needs one.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:scope=Cluster,shortName=evid,categories=facegov,path=complianceevidences
// +kubebuilder:printcolumn:name="Type",type=string,JSONPath=`.spec.type`
// +kubebuilder:printcolumn:name="State",type=string,JSONPath=`.status.state`,description="Current, NotYet, Expired, Withdrawn or Superseded."
// +kubebuilder:printcolumn:name="Issued",type=string,JSONPath=`.spec.issuedOn`
// +kubebuilder:printcolumn:name="Valid-Until",type=string,JSONPath=`.spec.validUntil`
// +kubebuilder:printcolumn:name="Keep-Until",type=string,JSONPath=`.status.keepUntil`,description="Until when it must not be deleted."
// +kubebuilder:printcolumn:name="Used-By",type=integer,JSONPath=`.status.usedBy`,description="How many deployments rely on it."
// +kubebuilder:printcolumn:name="Attested-By",type=string,JSONPath=`.spec.attestation.username`,priority=1
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
// +kubebuilder:validation:XValidation:rule="!has(self.spec.supersededBy) || self.spec.supersededBy != self.metadata.name",message="supersededBy must name another evidence: nothing takes its own place; name the one that counts now, or set state to Withdrawn",reason=FieldValueInvalid,fieldPath=".spec.supersededBy"
type ComplianceEvidence struct {
	metav1.TypeMeta `json:",inline"`
	// metadata is standard object metadata.
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec is the document and what it says.
	// +required
	Spec ComplianceEvidenceSpec `json:"spec"`

	// status says whether it counts now and until when it must be kept. Written by the operator alone.
	// +optional
	Status ComplianceEvidenceStatus `json:"status,omitempty"`
}

// ComplianceEvidenceList is a list of ComplianceEvidence.
//
// +kubebuilder:object:root=true
type ComplianceEvidenceList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []ComplianceEvidence `json:"items"`
}

// ComplianceEvidenceSpec is a document and what it says.
//
// +kubebuilder:validation:XValidation:rule="!has(self.validUntil) || self.issuedOn < self.validUntil",message="validUntil must be later than issuedOn: the dates run backwards; correct validUntil, or issue a new evidence with the right issuedOn",reason=FieldValueInvalid,fieldPath=".validUntil"
// +kubebuilder:validation:XValidation:rule="!has(self.keepUntil) || self.issuedOn <= self.keepUntil",message="keepUntil must not be earlier than issuedOn: the dates run backwards; correct keepUntil, or leave it out",reason=FieldValueInvalid,fieldPath=".keepUntil"
// +kubebuilder:validation:XValidation:rule="(has(self.state) && self.state == 'Superseded') == has(self.supersededBy)",message="supersededBy must be given for state Superseded, and only for it: name the evidence that takes its place",reason=FieldValueInvalid,fieldPath=".supersededBy"
// +kubebuilder:validation:XValidation:rule="!has(oldSelf.keepUntil) || (has(self.keepUntil) && self.keepUntil >= oldSelf.keepUntil)",message="keepUntil can only be moved to a later day: what had to be kept stays; put the earlier date back",reason=FieldValueForbidden,fieldPath=".keepUntil"
type ComplianceEvidenceSpec struct {
	// type is the kind of document, an identifier of facegov's vocabulary such as EV-PIPIA (impact assessment),
	// EV-CONSENT-FORM, EV-FILING-RECEIPT or EV-DEVICE-CERT. A type that no rule asks for does nothing. Immutable.
	// +required
	// +kubebuilder:validation:MaxLength=64
	// +kubebuilder:validation:Pattern=`^EV-[A-Z0-9-]+$`
	// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="type cannot change: issue a new evidence and set this one to Superseded",reason=FieldValueForbidden
	Type string `json:"type"`

	// title says in a line which document it is, such as "Impact assessment, north gate, 2026". No personal data.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=256
	Title string `json:"title"`

	// document is the document itself, by its digest. Immutable: another document is another evidence.
	// +required
	// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="document cannot change: issue a new evidence for the new document and set this one to Superseded",reason=FieldValueForbidden
	Document Document `json:"document"`

	// issuer is who made the document, such as an authority, a laboratory or a role in the party's own house. Omitted
	// means the party itself.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=256
	Issuer string `json:"issuer,omitempty"`

	// issuedOn is the day of the document, as YYYY-MM-DD. It counts from local midnight of that day; a day that has not
	// come does not count yet. Immutable.
	// +required
	// +kubebuilder:validation:MaxLength=10
	// +kubebuilder:validation:Format=date
	// +kubebuilder:validation:Pattern=`^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`
	// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="issuedOn cannot change: issue a new evidence and set this one to Superseded",reason=FieldValueForbidden
	IssuedOn string `json:"issuedOn"`

	// validUntil is the first day on which the document no longer counts, as YYYY-MM-DD, at local midnight. Omitted
	// means that the document names no end; a law may still ask for one that is not too old.
	// +optional
	// +kubebuilder:validation:MaxLength=10
	// +kubebuilder:validation:Format=date
	// +kubebuilder:validation:Pattern=`^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`
	ValidUntil string `json:"validUntil,omitempty"`

	// timeZone of the dates, an IANA name such as Asia/Shanghai. A zone that is not known makes the evidence not count.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=64
	// +kubebuilder:validation:Pattern=`^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$`
	TimeZone string `json:"timeZone"`

	// state is what its issuer says of it: Current (the default when omitted), Withdrawn, or Superseded by another. Only
	// a current evidence counts.
	// +optional
	// +kubebuilder:validation:Enum=Current;Withdrawn;Superseded
	State EvidenceState `json:"state,omitempty"`

	// supersededBy is the name of the ComplianceEvidence that took its place. Required for state Superseded.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	SupersededBy string `json:"supersededBy,omitempty"`

	// keepUntil is the first day on which the document need no longer be kept, as YYYY-MM-DD, at local midnight; it can
	// only be moved to a later day. Omitted means what the law asks: impact assessments and processing records three
	// years (PIPL article 56; final measures article 9), other documents no time of their own.
	// +optional
	// +kubebuilder:validation:MaxLength=10
	// +kubebuilder:validation:Format=date
	// +kubebuilder:validation:Pattern=`^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`
	KeepUntil string `json:"keepUntil,omitempty"`

	// facts are what the document says that rules look at. Omitted means that it says none of it.
	// +optional
	Facts EvidenceFacts `json:"facts,omitzero"`

	// appliesTo is what the document speaks for. A deployment inherits what speaks for its party, its zones, the models
	// of its cameras, its providers and its jurisdictions, so that one certificate serves three hundred gates.
	// +required
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=256
	AppliesTo []EvidenceSubject `json:"appliesTo"`

	// attestation is who stands behind this evidence. It is stamped at admission with whoever wrote it; what an author
	// writes here is replaced.
	// +optional
	Attestation *Attestation `json:"attestation,omitempty"`
}

// Document is a document by its digest.
type Document struct {
	// uri is where the document is kept. facegov never reads it. Omitted means that the digest alone names it.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=1024
	// +kubebuilder:validation:Pattern=`^[^\s]+$`
	URI string `json:"uri,omitempty"`

	// sha256 of the document, 64 lower-case hexadecimal digits, as `sha256sum FILE` prints them.
	// +required
	// +kubebuilder:validation:MaxLength=128
	// +kubebuilder:validation:XValidation:rule="self.matches('^[0-9a-f]{64}$')",message="must be the SHA-256 of the document: 64 lower-case hexadecimal digits without a prefix, as sha256sum FILE prints them",reason=FieldValueInvalid
	SHA256 string `json:"sha256"`

	// mediaType of the document, such as application/pdf. Omitted means not said.
	// +optional
	// +kubebuilder:validation:MaxLength=127
	// +kubebuilder:validation:Pattern=`^[a-z0-9][a-z0-9.+-]*/[A-Za-z0-9][A-Za-z0-9.+-]*$`
	MediaType string `json:"mediaType,omitempty"`
}

// EvidenceState says whether an evidence counts. The issuer says Current, Withdrawn or Superseded; facegov adds what
// the dates say.
type EvidenceState string

// The states of an evidence.
const (
	// EvidenceCurrent counts.
	EvidenceCurrent EvidenceState = "Current"
	// EvidenceNotYet will count when its day has come.
	EvidenceNotYet EvidenceState = "NotYet"
	// EvidenceExpired no longer counts because of its date.
	EvidenceExpired EvidenceState = "Expired"
	// EvidenceWithdrawn was taken back by its issuer.
	EvidenceWithdrawn EvidenceState = "Withdrawn"
	// EvidenceSuperseded was replaced by another.
	EvidenceSuperseded EvidenceState = "Superseded"
)

// EvidenceFacts are what a document says that rules look at. Every field may be left out: what is not said is not
// known.
type EvidenceFacts struct {
	// sections that an assessment has (PIPL article 56; final measures article 9; draft provisions 2023 article 15; GDPR
	// article 35(7)). facegov sees that they are there, not whether they are good.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=16
	Sections []AssessmentSection `json:"sections,omitempty"`

	// method by which an assessment was made, such as GB/T 39335-2020.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=128
	Method string `json:"method,omitempty"`

	// purpose that the document was made for. A deployment with another purpose cannot rely on it.
	// +optional
	Purpose PurposeCategory `json:"purpose,omitempty"`

	// functions, that is the method of recognition, that the document was made for. A deployment that computes more
	// cannot rely on it (final measures article 9: redone when purpose or method changes).
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=8
	Functions []Function `json:"functions,omitempty"`

	// clauses that a consent form or a contract contains, the good ones and the void ones.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=32
	Clauses []ConsentClause `json:"clauses,omitempty"`

	// level that a certificate grants: of the multi-level protection scheme, or of data security maturity, 1 to 5.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=5
	Level *int32 `json:"level,omitempty"`

	// threshold at which the document tested or requires recognition, a decimal between 0 and 1 such as "0.82".
	// +optional
	// +kubebuilder:validation:MaxLength=8
	// +kubebuilder:validation:Pattern=`^(0(\.[0-9]{1,6})?|1(\.0{1,6})?)$`
	Threshold string `json:"threshold,omitempty"`

	// recommendedThreshold is the match threshold that a device review recommends, a decimal between 0 and 1.
	// +optional
	// +kubebuilder:validation:MaxLength=8
	// +kubebuilder:validation:Pattern=`^(0(\.[0-9]{1,6})?|1(\.0{1,6})?)$`
	RecommendedThreshold string `json:"recommendedThreshold,omitempty"`

	// result of a test or review.
	// +optional
	Result ReviewResult `json:"result,omitempty"`

	// model of the device that a certificate or review is about.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=128
	Model string `json:"model,omitempty"`

	// number of a receipt, certificate, order or request.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=128
	Number string `json:"number,omitempty"`

	// authority that issued, or received, the document.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=256
	Authority string `json:"authority,omitempty"`

	// submittedOn is the day on which a filing was handed in, as YYYY-MM-DD. Filing means submitting: a receipt that has
	// not been issued yet is no lapse.
	// +optional
	// +kubebuilder:validation:MaxLength=10
	// +kubebuilder:validation:Format=date
	// +kubebuilder:validation:Pattern=`^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`
	SubmittedOn string `json:"submittedOn,omitempty"`

	// dueOn is the day by which the document asks for something, as YYYY-MM-DD.
	// +optional
	// +kubebuilder:validation:MaxLength=10
	// +kubebuilder:validation:Format=date
	// +kubebuilder:validation:Pattern=`^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`
	DueOn string `json:"dueOn,omitempty"`

	// count is how many distinct people's faces are stored, as the document counted them (final measures article 15).
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=2000000000
	Count *int64 `json:"count,omitempty"`

	// countedOn is the day of the count, as YYYY-MM-DD.
	// +optional
	// +kubebuilder:validation:MaxLength=10
	// +kubebuilder:validation:Format=date
	// +kubebuilder:validation:Pattern=`^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`
	CountedOn string `json:"countedOn,omitempty"`

	// law that the document relies on, by title.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=256
	Law string `json:"law,omitempty"`

	// article of that law.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=64
	Article string `json:"article,omitempty"`

	// requester of a remote identification, as a role (draft provisions 2023 article 10).
	// +optional
	Requester RemoteRequester `json:"requester,omitempty"`

	// ground of a remote identification (draft provisions 2023 article 10; PIPL article 26).
	// +optional
	Ground RemoteGround `json:"ground,omitempty"`

	// expires is the moment at which a request or an order ends. Later than that it grants nothing.
	// +optional
	Expires *metav1.Time `json:"expires,omitempty"`

	// severity of an incident. After a major one the assessment is redone (final measures article 9).
	// +optional
	Severity IncidentSeverity `json:"severity,omitempty"`
}

// AssessmentSection is one thing that an impact assessment looks at.
// +kubebuilder:validation:Enum=PurposeAndMethod;Necessity;EffectOnRights;Risks;Measures;EthicsAndLaw;AccuracyPrecisionDistance;MinorsRules;AlternativesRejected;SystematicDescription;HumanOversight
type AssessmentSection string

// The sections of an assessment.
const (
	// SectionPurposeAndMethod says whether purpose and method are lawful, proper and necessary (PIPL article 56(1); final
	// measures article 9(1)).
	SectionPurposeAndMethod AssessmentSection = "PurposeAndMethod"
	// SectionNecessity says why the purpose is specific and the necessity sufficient (draft provisions 2023 article
	// 15(2); GDPR article 35(7)(b)).
	SectionNecessity AssessmentSection = "Necessity"
	// SectionEffectOnRights says what it does to people's rights and whether that is mitigated (PIPL article 56(2); final
	// measures article 9(2); draft provisions 2023 article 15(6)).
	SectionEffectOnRights AssessmentSection = "EffectOnRights"
	// SectionRisks says what leaks, tampering, loss or unlawful use could do (final measures article 9(3); draft
	// provisions 2023 article 15(5)).
	SectionRisks AssessmentSection = "Risks"
	// SectionMeasures says whether the protective measures are lawful, effective and fit for the risk (PIPL article
	// 56(3); final measures article 9(4); draft provisions 2023 article 15(4)).
	SectionMeasures AssessmentSection = "Measures"
	// SectionEthicsAndLaw says whether law, mandatory standards and ethics are kept (draft provisions 2023 article 15(1)).
	SectionEthicsAndLaw AssessmentSection = "EthicsAndLaw"
	// SectionAccuracyPrecisionDistance says what accuracy, precision and distance the purpose needs (draft provisions 2023
	// article 15(3)).
	SectionAccuracyPrecisionDistance AssessmentSection = "AccuracyPrecisionDistance"
	// SectionMinorsRules says how children's faces are handled (PIPL article 31; final measures article 7).
	SectionMinorsRules AssessmentSection = "MinorsRules"
	// SectionAlternativesRejected says why no way without a face reaches the same end (draft provisions 2023 article 4;
	// final measures article 10).
	SectionAlternativesRejected AssessmentSection = "AlternativesRejected"
	// SectionSystematicDescription describes the processing as a whole (GDPR article 35(7)(a); AI Act article 27(1)(a)).
	SectionSystematicDescription AssessmentSection = "SystematicDescription"
	// SectionHumanOversight says who watches over the system (AI Act article 27(1)(e)).
	SectionHumanOversight AssessmentSection = "HumanOversight"
)

// ConsentClause is something that a consent form or contract says.
// +kubebuilder:validation:Enum=SinglePurpose;Separate;Written;Explicit;Withdrawal;Storage;Term;Irrevocable;UnlimitedTerm;Sublicensable;GuardianConsent;SpecialRulesForMinors;Recipients;Transfer;RawImageStorage;OffDeviceStorage;Disclosure;AttributeAnalysis;PublicPlaceOtherPurpose
type ConsentClause string

// The clauses.
const (
	// ClauseSinglePurpose names one purpose and no other.
	ClauseSinglePurpose ConsentClause = "SinglePurpose"
	// ClauseSeparate asks for faces alone, apart from any other consent (PIPL article 29; SPC 2021 article 2(3)).
	ClauseSeparate ConsentClause = "Separate"
	// ClauseWritten is given in writing (PIPL article 29).
	ClauseWritten ConsentClause = "Written"
	// ClauseExplicit is an explicit statement (GDPR article 9(2)(a)).
	ClauseExplicit ConsentClause = "Explicit"
	// ClauseWithdrawal tells how to withdraw (PIPL article 15; final measures article 6).
	ClauseWithdrawal ConsentClause = "Withdrawal"
	// ClauseStorage tells where and how faces are kept.
	ClauseStorage ConsentClause = "Storage"
	// ClauseTerm tells how long.
	ClauseTerm ConsentClause = "Term"
	// ClauseIrrevocable takes the right to withdraw away. It is void (SPC 2021 article 11).
	ClauseIrrevocable ConsentClause = "Irrevocable"
	// ClauseUnlimitedTerm grants without end. It is void (SPC 2021 article 11).
	ClauseUnlimitedTerm ConsentClause = "UnlimitedTerm"
	// ClauseSublicensable lets faces be passed on at will. It is void (SPC 2021 article 11).
	ClauseSublicensable ConsentClause = "Sublicensable"
	// ClauseGuardianConsent asks the guardian of a child (PIPL article 31; final measures article 7).
	ClauseGuardianConsent ConsentClause = "GuardianConsent"
	// ClauseSpecialRulesForMinors tells the rules made for children (PIPL article 31).
	ClauseSpecialRulesForMinors ConsentClause = "SpecialRulesForMinors"
	// ClauseRecipients names who else receives faces (PIPL article 23).
	ClauseRecipients ConsentClause = "Recipients"
	// ClauseTransfer names sending faces over a network (final measures article 8).
	ClauseTransfer ConsentClause = "Transfer"
	// ClauseRawImageStorage names keeping original images (draft provisions 2023 article 17; GB/T 41819-2022 5 j).
	ClauseRawImageStorage ConsentClause = "RawImageStorage"
	// ClauseOffDeviceStorage names keeping faces outside the capture device (final measures article 8).
	ClauseOffDeviceStorage ConsentClause = "OffDeviceStorage"
	// ClauseDisclosure names publishing faces (PIPL article 25).
	ClauseDisclosure ConsentClause = "Disclosure"
	// ClauseAttributeAnalysis names reading attributes such as age or mood.
	ClauseAttributeAnalysis ConsentClause = "AttributeAnalysis"
	// ClausePublicPlaceOtherPurpose names using images from a public place for other than public security (PIPL article
	// 26).
	ClausePublicPlaceOtherPurpose ConsentClause = "PublicPlaceOtherPurpose"
)

// ReviewResult is the outcome of a test or review.
// +kubebuilder:validation:Enum=Passed;Failed
type ReviewResult string

// The outcomes.
const (
	// ReviewPassed found nothing that must be repaired.
	ReviewPassed ReviewResult = "Passed"
	// ReviewFailed found something that must be repaired.
	ReviewFailed ReviewResult = "Failed"
)

// EvidenceSubject is one thing that a document speaks for.
//
// +kubebuilder:validation:XValidation:rule="(self.kind == 'Party') == has(self.party)",message="party must be given for kind Party, and only for it: the id of the responsible party",reason=FieldValueInvalid,fieldPath=".party"
// +kubebuilder:validation:XValidation:rule="(self.kind == 'Zone') == has(self.zone)",message="zone must be given for kind Zone, and only for it: the name of the RecognitionZone",reason=FieldValueInvalid,fieldPath=".zone"
// +kubebuilder:validation:XValidation:rule="(self.kind == 'Device') == has(self.device)",message="device must be given for kind Device, and only for it: its model",reason=FieldValueInvalid,fieldPath=".device"
// +kubebuilder:validation:XValidation:rule="(self.kind == 'Provider') == has(self.provider)",message="provider must be given for kind Provider, and only for it: its name as in spec.recognition.providers",reason=FieldValueInvalid,fieldPath=".provider"
// +kubebuilder:validation:XValidation:rule="(self.kind == 'Deployment') == has(self.deployment)",message="deployment must be given for kind Deployment, and only for it: its namespace and name",reason=FieldValueInvalid,fieldPath=".deployment"
// +kubebuilder:validation:XValidation:rule="(self.kind == 'Jurisdiction') == has(self.jurisdiction)",message="jurisdiction must be given for kind Jurisdiction, and only for it: a code such as CN-SH",reason=FieldValueInvalid,fieldPath=".jurisdiction"
type EvidenceSubject struct {
	// kind says which of the fields below names the subject.
	// +required
	Kind EvidenceSubjectKind `json:"kind"`

	// party is the id of a responsible party: all its deployments.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=64
	Party string `json:"party,omitempty"`

	// zone is the name of a RecognitionZone: every deployment whose cameras see it or whose pods may stand in it.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	Zone string `json:"zone,omitempty"`

	// device is a kind of camera: every deployment that uses one.
	// +optional
	Device *DeviceReference `json:"device,omitempty"`

	// provider is the name of a provider of recognition: every deployment that uses it.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=256
	Provider string `json:"provider,omitempty"`

	// deployment is one FaceRecognitionDeployment.
	// +optional
	Deployment *DeploymentReference `json:"deployment,omitempty"`

	// jurisdiction is a code of facegov's vocabulary, with everything below it.
	// +optional
	// +kubebuilder:validation:MaxLength=16
	// +kubebuilder:validation:Pattern=`^[A-Z]{2,3}(-[A-Z0-9]{1,4}){0,2}$`
	Jurisdiction string `json:"jurisdiction,omitempty"`
}

// EvidenceSubjectKind says what a document speaks for.
// +kubebuilder:validation:Enum=Party;Zone;Device;Provider;Deployment;Jurisdiction
type EvidenceSubjectKind string

// The kinds of subject.
const (
	// EvidenceForParty speaks for all deployments of a responsible party.
	EvidenceForParty EvidenceSubjectKind = "Party"
	// EvidenceForZone speaks for a place.
	EvidenceForZone EvidenceSubjectKind = "Zone"
	// EvidenceForDevice speaks for a model of camera.
	EvidenceForDevice EvidenceSubjectKind = "Device"
	// EvidenceForProvider speaks for a provider of recognition.
	EvidenceForProvider EvidenceSubjectKind = "Provider"
	// EvidenceForDeployment speaks for one deployment.
	EvidenceForDeployment EvidenceSubjectKind = "Deployment"
	// EvidenceForJurisdiction speaks for every deployment under a law.
	EvidenceForJurisdiction EvidenceSubjectKind = "Jurisdiction"
)

// DeviceReference names a kind of device.
type DeviceReference struct {
	// model as its maker calls it.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=128
	Model string `json:"model"`
}

// DeploymentReference names a FaceRecognitionDeployment.
type DeploymentReference struct {
	// namespace of the deployment.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	Namespace string `json:"namespace"`

	// name of the deployment.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name"`
}

// Attestation is who stands behind an evidence.
type Attestation struct {
	// username as the API server knew the author.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=512
	Username string `json:"username"`

	// uid of the author, when the API server knew one.
	// +optional
	// +kubebuilder:validation:MaxLength=256
	UID string `json:"uid,omitempty"`
}

// ConditionDeletable on a ComplianceEvidence or RecognitionRecord is True when it may be deleted. While it is False,
// deletion is refused at admission. Reasons: NothingToKeep, Kept, InUse, MustBeKept.
const ConditionDeletable = "Deletable"

// Reasons of Deletable and, on a ComplianceEvidence, of Ready, besides the states of evidence.
const (
	// ReasonNothingToKeep means that no law asks to keep a document of this type.
	ReasonNothingToKeep = "NothingToKeep"
	// ReasonKept means that it was kept for as long as it had to be.
	ReasonKept = "Kept"
	// ReasonInUse means that a deployment relies on it now, so that the time to keep it has not begun to run.
	ReasonInUse = "InUse"
	// ReasonMustBeKept means that keepUntil has not come.
	ReasonMustBeKept = "MustBeKept"
	// ReasonUnreadable means that a date or the time zone cannot be read.
	ReasonUnreadable = "Unreadable"
	// ReasonSuccessorMissing means that the evidence that supersededBy names is nowhere.
	ReasonSuccessorMissing = "SuccessorMissing"
)

// ComplianceEvidenceStatus says whether an evidence counts now and until when it must be kept.
type ComplianceEvidenceStatus struct {
	// conditions are the state in the usual form: Ready, Reconciling, Stalled and Deletable.
	// +optional
	// +listType=map
	// +listMapKey=type
	// +kubebuilder:validation:MaxItems=8
	Conditions []metav1.Condition `json:"conditions,omitempty"`

	// observedGeneration is the generation of the spec that this status speaks of.
	// +optional
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// state says whether it counts now. Empty while that is not known.
	// +optional
	// +kubebuilder:validation:Enum=Current;NotYet;Expired;Withdrawn;Superseded
	State EvidenceState `json:"state,omitempty"`

	// keepUntil is until when deletion is refused: the latest of the spec's own date and what the law asks, counted from
	// the day of issue and from the last use. Omitted means that nothing asks to keep it.
	// +optional
	KeepUntil *metav1.Time `json:"keepUntil,omitempty"`

	// usedBy is how many deployments rely on it now.
	// +optional
	// +kubebuilder:validation:Minimum=0
	UsedBy int32 `json:"usedBy,omitempty"`
}
