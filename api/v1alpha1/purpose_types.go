// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

// ResponsibleParty is the person or organisation that answers for the processing.
type ResponsibleParty struct {
	// id identifies the party across deployments and clusters, in China the unified social credit code. People are
	// counted for filing per id (final measures article 15).
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=64
	ID string `json:"id"`

	// name is the registered name, shown in notices (final measures article 5(1)).
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=256
	Name string `json:"name"`

	// contact is how people reach the party about their faces: a role address or telephone, not a person's own. Omitted
	// means Unknown where a law asks for it (final measures article 5(1); PIPL article 17(1)).
	// +optional
	// +kubebuilder:validation:MaxLength=256
	Contact string `json:"contact,omitempty"`

	// establishedIn is the jurisdiction where the party is established. Its law counts whatever the zones say.
	// +required
	// +kubebuilder:validation:MaxLength=16
	// +kubebuilder:validation:XValidation:rule="self.matches('^[A-Z]{2,3}(-[A-Z0-9]{1,4}){0,2}$')",message="must be a code in capitals, such as CN-SH, NL or EU",reason=FieldValueInvalid
	EstablishedIn string `json:"establishedIn"`

	// role is the party's part: User deploys the system for its own ends (the default), Processor acts for another,
	// Provider makes the system. Draft provisions 2023 article 2; GDPR articles 4(7) and 4(8).
	// +optional
	// +kubebuilder:default=User
	Role PartyRole `json:"role,omitempty"`

	// kind says what sort of organisation it is. Omitted is Unknown where a law asks, such as who may search for people
	// from afar (Dutch DPA 2024: competent authorities alone).
	// +optional
	Kind PartyKind `json:"kind,omitempty"`

	// criticalInfrastructure says whether an authority has told the party that its systems are critical information
	// infrastructure, which adds duties. Omitted counts as No, because the party is told when it is.
	// +optional
	CriticalInfrastructure YesNo `json:"criticalInfrastructure,omitempty"`
}

// YesNo answers a question that omission leaves open.
// +kubebuilder:validation:Enum=Yes;No
type YesNo string

// The answers. YAML reads bare Yes and No as booleans: put them in quotes.
const (
	// AnswerYes says yes.
	AnswerYes YesNo = "Yes"
	// AnswerNo says no.
	AnswerNo YesNo = "No"
)

// PartyKind is a sort of organisation.
// +kubebuilder:validation:Enum=Commercial;PublicBody;CompetentAuthority;NonProfit;Individual
type PartyKind string

// The sorts of organisation.
const (
	// PartyCommercial works for profit.
	PartyCommercial PartyKind = "Commercial"
	// PartyPublicBody is a public body without powers of law enforcement.
	PartyPublicBody PartyKind = "PublicBody"
	// PartyCompetentAuthority prevents or prosecutes crime by law.
	PartyCompetentAuthority PartyKind = "CompetentAuthority"
	// PartyNonProfit is an association or foundation.
	PartyNonProfit PartyKind = "NonProfit"
	// PartyIndividual is a natural person.
	PartyIndividual PartyKind = "Individual"
)

// PartyRole is the responsible party's part in the processing.
// +kubebuilder:validation:Enum=User;Processor;Provider
type PartyRole string

// The roles of a party.
const (
	// PartyRoleUser deploys the system for its own ends.
	PartyRoleUser PartyRole = "User"
	// PartyRoleProcessor acts on behalf of another.
	PartyRoleProcessor PartyRole = "Processor"
	// PartyRoleProvider makes or offers the system.
	PartyRoleProvider PartyRole = "Provider"
)

// Purpose is what faces are used for.
type Purpose struct {
	// category is the kind of purpose. The list is closed: "smart management" is not in it, because the Supreme People's
	// Court does not accept it as one.
	// +required
	Category PurposeCategory `json:"category"`

	// description tells the people concerned, in a sentence, what their face is used for.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=1024
	Description string `json:"description"`

	// functions is what the recogniser computes.
	// +required
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=8
	Functions []Function `json:"functions"`

	// alternativesConsidered lists what was weighed before faces were chosen. Draft provisions 2023 article 4: where
	// another way reaches the same end, it comes first. Omitted means that nothing is known to have been weighed.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=16
	// +kubebuilder:validation:items:MaxLength=64
	AlternativesConsidered []string `json:"alternativesConsidered,omitempty"`

	// participation says whether a person may decline and still be served. Omitted is Unknown. Final measures article
	// 12: nobody may be misled, cheated or threatened into face verification.
	// +optional
	Participation Participation `json:"participation,omitempty"`

	// necessity says why a face is needed, and why nothing milder does: the way with the least effect on people's rights
	// (final measures article 4; PIPL article 6). Omitted is Unknown where a law asks.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=1024
	Necessity string `json:"necessity,omitempty"`

	// audience says whom the system serves: Public, Members of a known circle such as residents, or Staff. Systems that
	// serve the public have duties of protection (draft provisions 2023 article 17). Omitted is Unknown where a law asks.
	// +optional
	Audience Audience `json:"audience,omitempty"`

	// interests are the major personal interests that hang on the result, where a machine must not replace a person
	// (draft provisions 2023 article 12; PIPL article 24). Omitted is Unknown where a law asks; an empty list says none.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=8
	Interests []MajorInterest `json:"interests,omitzero"`
}

// Audience is whom a system serves.
// +kubebuilder:validation:Enum=Public;Members;Staff
type Audience string

// The audiences.
const (
	// AudiencePublic is anybody.
	AudiencePublic Audience = "Public"
	// AudienceMembers is a known circle, such as the residents of a compound.
	AudienceMembers Audience = "Members"
	// AudienceStaff is the party's own people.
	AudienceStaff Audience = "Staff"
)

// MajorInterest is something that matters much to a person.
// +kubebuilder:validation:Enum=SocialAssistance;RealEstateDisposal;Employment;Credit;Education;HealthCare;OtherMajorInterest
type MajorInterest string

// The major interests.
const (
	// InterestSocialAssistance is help from the state.
	InterestSocialAssistance MajorInterest = "SocialAssistance"
	// InterestRealEstateDisposal is selling or mortgaging a home.
	InterestRealEstateDisposal MajorInterest = "RealEstateDisposal"
	// InterestEmployment is getting or keeping work.
	InterestEmployment MajorInterest = "Employment"
	// InterestCredit is getting credit.
	InterestCredit MajorInterest = "Credit"
	// InterestEducation is getting into a school or through an examination.
	InterestEducation MajorInterest = "Education"
	// InterestHealthCare is getting medical care.
	InterestHealthCare MajorInterest = "HealthCare"
	// InterestOther is any other major interest.
	InterestOther MajorInterest = "OtherMajorInterest"
)

// PurposeCategory is a kind of purpose.
// +kubebuilder:validation:Enum=AccessControl;Attendance;IdentityVerification;Payment;PublicSecurity;CustomerService;Marketing;Research;Other
type PurposeCategory string

// The purposes.
const (
	// PurposeAccessControl opens a door or gate.
	PurposeAccessControl PurposeCategory = "AccessControl"
	// PurposeAttendance records working time.
	PurposeAttendance PurposeCategory = "Attendance"
	// PurposeIdentityVerification checks that a person is who they say, outside doors.
	PurposeIdentityVerification PurposeCategory = "IdentityVerification"
	// PurposePayment authorises a payment.
	PurposePayment PurposeCategory = "Payment"
	// PurposePublicSecurity maintains public security in the sense of PIPL article 26.
	PurposePublicSecurity PurposeCategory = "PublicSecurity"
	// PurposeCustomerService serves customers beyond what identification needs.
	PurposeCustomerService PurposeCategory = "CustomerService"
	// PurposeMarketing studies or addresses customers.
	PurposeMarketing PurposeCategory = "Marketing"
	// PurposeResearch develops or trains algorithms (final measures article 2 exempts it from that instrument alone).
	PurposeResearch PurposeCategory = "Research"
	// PurposeOther is anything else; laws that name purposes treat it as not theirs.
	PurposeOther PurposeCategory = "Other"
)

// Function is one thing that the recogniser computes from a face.
// +kubebuilder:validation:Enum=Verification;Identification;RemoteIdentification;AttributeAnalysis;EmotionRecognition;Counting
type Function string

// The functions.
const (
	// FunctionVerification compares one face with one template (1:1).
	FunctionVerification Function = "Verification"
	// FunctionIdentification finds a face among many (1:N), with the person aware of it.
	FunctionIdentification Function = "Identification"
	// FunctionRemoteIdentification finds faces from afar, unnoticed. It needs a window with an end.
	FunctionRemoteIdentification Function = "RemoteIdentification"
	// FunctionAttributeAnalysis reads age, sex or other attributes.
	FunctionAttributeAnalysis Function = "AttributeAnalysis"
	// FunctionEmotionRecognition reads mood.
	FunctionEmotionRecognition Function = "EmotionRecognition"
	// FunctionCounting counts faces without telling them apart.
	FunctionCounting Function = "Counting"
)

// Participation says whether a person may decline.
// +kubebuilder:validation:Enum=Voluntary;Required;RequiredByLaw
type Participation string

// The kinds of participation.
const (
	// ParticipationVoluntary means that whoever declines is served as well and as fast.
	ParticipationVoluntary Participation = "Voluntary"
	// ParticipationRequired means that whoever declines is not served.
	ParticipationRequired Participation = "Required"
	// ParticipationRequiredByLaw means that a law or administrative regulation prescribes the face itself.
	ParticipationRequiredByLaw Participation = "RequiredByLaw"
)

// LawfulBasis is one ground for processing, in one jurisdiction.
//
// +kubebuilder:validation:XValidation:rule="self.kind in ['SeparateConsent','WrittenConsent','Consent','ExplicitConsent'] == has(self.consent)",message="consent must be given for a consent kind, and only for one: it says what was consented to",reason=FieldValueInvalid,fieldPath=".consent"
// +kubebuilder:validation:XValidation:rule="self.kind in ['SeparateConsent','WrittenConsent','Consent','ExplicitConsent'] || has(self.statute)",message="statute is required for a kind other than consent: name the law and the article relied on",reason=FieldValueRequired,fieldPath=".statute"
type LawfulBasis struct {
	// jurisdiction is the legal order in which this ground is claimed.
	// +required
	// +kubebuilder:validation:MaxLength=16
	// +kubebuilder:validation:Pattern=`^[A-Z]{2,3}(-[A-Z0-9]{1,4}){0,2}$`
	Jurisdiction string `json:"jurisdiction"`

	// kind is the ground.
	// +required
	Kind LawfulBasisKind `json:"kind"`

	// consent says what was consented to. Required for consent kinds.
	// +optional
	Consent *Consent `json:"consent,omitempty"`

	// statute names the law and article relied on. Required for kinds other than consent (draft provisions 2023
	// article 5, exception; PIPL article 13(2) to (7)).
	// +optional
	Statute *Statute `json:"statute,omitempty"`
}

// LawfulBasisKind is a ground for processing faces.
// +kubebuilder:validation:Enum=SeparateConsent;WrittenConsent;Consent;ExplicitConsent;StatutoryDuty;Contract;PublicHealthEmergency;Emergency;PublicSecurity;SubstantialPublicInterest;LegitimateInterest
type LawfulBasisKind string

// The grounds.
const (
	// BasisSeparateConsent is a consent given for this processing alone (PIPL article 29).
	BasisSeparateConsent LawfulBasisKind = "SeparateConsent"
	// BasisWrittenConsent is a separate consent in writing, where a law asks for writing (PIPL article 29).
	BasisWrittenConsent LawfulBasisKind = "WrittenConsent"
	// BasisConsent is a consent bundled with others; it is not enough for faces anywhere we know.
	BasisConsent LawfulBasisKind = "Consent"
	// BasisExplicitConsent is explicit consent under GDPR article 9(2)(a).
	BasisExplicitConsent LawfulBasisKind = "ExplicitConsent"
	// BasisStatutoryDuty is a duty by law (PIPL article 13(3); GDPR article 6(1)(c)).
	BasisStatutoryDuty LawfulBasisKind = "StatutoryDuty"
	// BasisContract is necessity for a contract (PIPL article 13(2)); it lifts no consent for faces.
	BasisContract LawfulBasisKind = "Contract"
	// BasisPublicHealthEmergency answers a public health emergency (PIPL article 13(4)).
	BasisPublicHealthEmergency LawfulBasisKind = "PublicHealthEmergency"
	// BasisEmergency protects life, health or property in an emergency (PIPL article 13(4); SPC 2021 article 5(1)).
	BasisEmergency LawfulBasisKind = "Emergency"
	// BasisPublicSecurity maintains public security under state rules (PIPL article 26; SPC 2021 article 5(2)).
	BasisPublicSecurity LawfulBasisKind = "PublicSecurity"
	// BasisSubstantialPublicInterest is GDPR article 9(2)(g).
	BasisSubstantialPublicInterest LawfulBasisKind = "SubstantialPublicInterest"
	// BasisLegitimateInterest is GDPR article 6(1)(f); it lifts no ban of article 9.
	BasisLegitimateInterest LawfulBasisKind = "LegitimateInterest"
)

// Consent says what people consented to.
type Consent struct {
	// purposes are the purposes that the consent names. A purpose that is not named is not consented to.
	// +required
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=16
	Purposes []PurposeCategory `json:"purposes"`

	// scopes are the things beyond recognition itself that the consent names, such as storage off the device (final
	// measures article 8) or keeping the original images (GB/T 41819-2022 5 j). Omitted means none.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=8
	Scopes []ConsentScope `json:"scopes,omitempty"`

	// withdrawal is how a person takes the consent back, as conveniently as it was given (final measures article 6;
	// PIPL article 15). Omitted is Unknown where the law asks for it.
	// +optional
	Withdrawal *Withdrawal `json:"withdrawal,omitempty"`

	// evidence names the ComplianceEvidence that holds the consent form (EV-CONSENT-FORM). Omitted means that none is on
	// record.
	// +optional
	// +kubebuilder:validation:MaxLength=253
	Evidence string `json:"evidence,omitempty"`

	// bundledWith lists what else the same act consents to. A consent that is bundled with anything is not a separate one
	// (SPC interpretation of 2021 article 4; PIPL article 29). Omitted means nothing.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=16
	// +kubebuilder:validation:items:MinLength=1
	// +kubebuilder:validation:items:MaxLength=128
	BundledWith []string `json:"bundledWith,omitempty"`

	// service says what happens to whoever does not consent: Unaffected is served as well, Conditional is not served,
	// Necessary is not served because the service cannot be given without a face (SPC interpretation of 2021 article 4).
	// Omitted is Unknown where a law asks.
	// +optional
	Service ConsentService `json:"service,omitempty"`

	// term says whether the consent ends: Limited or Unlimited (SPC interpretation of 2021 article 11; Illinois 740 ILCS
	// 14/15(b)). Omitted is Unknown where a law asks.
	// +optional
	Term ConsentTerm `json:"term,omitempty"`
}

// ConsentService says what happens to whoever does not consent.
// +kubebuilder:validation:Enum=Unaffected;Conditional;Necessary
type ConsentService string

// What happens to whoever does not consent.
const (
	// ConsentServiceUnaffected serves them as well.
	ConsentServiceUnaffected ConsentService = "Unaffected"
	// ConsentServiceConditional does not serve them.
	ConsentServiceConditional ConsentService = "Conditional"
	// ConsentServiceNecessary cannot serve them without a face.
	ConsentServiceNecessary ConsentService = "Necessary"
)

// ConsentTerm says whether a consent ends.
// +kubebuilder:validation:Enum=Limited;Unlimited;Irrevocable
type ConsentTerm string

// The terms of a consent.
const (
	// ConsentTermLimited ends.
	ConsentTermLimited ConsentTerm = "Limited"
	// ConsentTermUnlimited never ends by itself.
	ConsentTermUnlimited ConsentTerm = "Unlimited"
	// ConsentTermIrrevocable cannot be taken back.
	ConsentTermIrrevocable ConsentTerm = "Irrevocable"
)

// ConsentScope is something beyond recognition itself that a consent may name.
// +kubebuilder:validation:Enum=OffDeviceStorage;RawImageStorage;Transfer;Disclosure;AttributeAnalysis;PublicPlaceOtherPurpose
type ConsentScope string

// The scopes of a consent.
const (
	// ScopeOffDeviceStorage is storage outside the capture device (final measures article 8).
	ScopeOffDeviceStorage ConsentScope = "OffDeviceStorage"
	// ScopeRawImageStorage is keeping the original images (draft provisions 2023 article 17; GB/T 41819-2022 5 j).
	ScopeRawImageStorage ConsentScope = "RawImageStorage"
	// ScopeTransfer is handing faces to another party (PIPL article 23).
	ScopeTransfer ConsentScope = "Transfer"
	// ScopeDisclosure is publishing faces (PIPL article 25).
	ScopeDisclosure ConsentScope = "Disclosure"
	// ScopeAttributeAnalysis is reading attributes such as age or mood.
	ScopeAttributeAnalysis ConsentScope = "AttributeAnalysis"
	// ScopePublicPlaceOtherPurpose is using images from a public place for other than public security (PIPL article 26).
	ScopePublicPlaceOtherPurpose ConsentScope = "PublicPlaceOtherPurpose"
)

// Withdrawal is how a consent is taken back.
//
// +kubebuilder:validation:XValidation:rule="has(self.url) || has(self.where)",message="give a url, a where, or both: a person must be able to find the way to withdraw",reason=FieldValueRequired
type Withdrawal struct {
	// url is a page where consent is withdrawn.
	// +optional
	// +kubebuilder:validation:MaxLength=1024
	// +kubebuilder:validation:Pattern=`^https://[^\s]+$`
	URL string `json:"url,omitempty"`

	// where is a place where consent is withdrawn in person, such as a front desk.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=256
	Where string `json:"where,omitempty"`
}

// Statute names a law and its article.
type Statute struct {
	// law is the title of the law or administrative regulation.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=256
	Law string `json:"law"`

	// article is the article relied on.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=64
	Article string `json:"article"`
}

// Subjects is whose faces the cameras see.
type Subjects struct {
	// groups are the kinds of people in view. Staff in view of a hotel camera are at work (AI Act article 5(1)(f)).
	// Omitted is Unknown where a law asks who they are.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=16
	Groups []SubjectGroup `json:"groups,omitempty"`

	// estimatedCount is how many people's faces are expected to be stored. Filing in China begins at 100,000 over all
	// deployments of the party (final measures article 15). Omitted is Unknown where a law counts.
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=2000000000
	EstimatedCount *int64 `json:"estimatedCount,omitempty"`

	// minors says whether children under fourteen are among them and how their guardians are asked (final measures
	// article 7; PIPL article 31). None counts with a statement on record where a law asks for one. Omitted is Unknown
	// where a law asks.
	// +optional
	Minors MinorsPolicy `json:"minors,omitempty"`

	// jurisdictions are where the people live, if that brings law beyond the zones'. Omitted means where the zones are.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=32
	// +kubebuilder:validation:items:MaxLength=16
	// +kubebuilder:validation:items:Pattern=`^[A-Z]{2,3}(-[A-Z0-9]{1,4}){0,2}$`
	Jurisdictions []string `json:"jurisdictions,omitempty"`
}

// SubjectGroup is a kind of people.
// +kubebuilder:validation:Enum=Residents;Visitors;Staff;Customers;Guests;Students;Patients;PassersBy;Public
type SubjectGroup string

// The kinds of people.
const (
	// SubjectResidents live there.
	SubjectResidents SubjectGroup = "Residents"
	// SubjectVisitors come to see someone.
	SubjectVisitors SubjectGroup = "Visitors"
	// SubjectStaff work there.
	SubjectStaff SubjectGroup = "Staff"
	// SubjectCustomers buy there.
	SubjectCustomers SubjectGroup = "Customers"
	// SubjectGuests lodge there.
	SubjectGuests SubjectGroup = "Guests"
	// SubjectStudents learn there.
	SubjectStudents SubjectGroup = "Students"
	// SubjectPatients are treated there.
	SubjectPatients SubjectGroup = "Patients"
	// SubjectPassersBy only walk past.
	SubjectPassersBy SubjectGroup = "PassersBy"
	// SubjectPublic is anybody.
	SubjectPublic SubjectGroup = "Public"
)

// MinorsPolicy says how children under fourteen are treated.
// +kubebuilder:validation:Enum=None;WithGuardianConsent;WithoutGuardianConsent
type MinorsPolicy string

// The ways of treating minors.
const (
	// MinorsNone means that no child under fourteen is enrolled.
	MinorsNone MinorsPolicy = "None"
	// MinorsWithGuardianConsent means that a parent or guardian has consented for each.
	MinorsWithGuardianConsent MinorsPolicy = "WithGuardianConsent"
	// MinorsWithoutGuardianConsent means that nobody was asked.
	MinorsWithoutGuardianConsent MinorsPolicy = "WithoutGuardianConsent"
)

// Notice is what people are told.
type Notice struct {
	// url is where the notice can be read.
	// +required
	// +kubebuilder:validation:MaxLength=1024
	// +kubebuilder:validation:XValidation:rule="self.matches('^https://[^[:space:]]+$')",message="must be an address that begins with https://",reason=FieldValueInvalid
	URL string `json:"url"`

	// sha256 is the digest of the notice as it was published, so that a change shows. Lower-case hexadecimal.
	// +required
	// +kubebuilder:validation:MaxLength=128
	// +kubebuilder:validation:XValidation:rule="self.matches('^[0-9a-f]{64}$')",message="must be the SHA-256 of the notice: 64 lower-case hexadecimal digits without a prefix, as sha256sum FILE prints them",reason=FieldValueInvalid
	// +kubebuilder:validation:MaxLength=64
	SHA256 string `json:"sha256"`

	// languages are the BCP 47 tags of the languages in which it can be read.
	// +required
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=32
	// +kubebuilder:validation:items:MaxLength=35
	// +kubebuilder:validation:items:Pattern=`^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*$`
	Languages []string `json:"languages"`

	// covers lists what the notice tells. Omitted is Unknown for every item that a law asks for (final measures
	// article 5: name and contact; purpose, method and retention period; necessity and effect on rights; how to
	// exercise rights).
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=16
	Covers []NoticeItem `json:"covers,omitempty"`

	// signs says whether a conspicuous sign stands where cameras see people (PIPL article 26; final measures article
	// 13). Omitted is Unknown where a law asks for one.
	// +optional
	Signs SignPosting `json:"signs,omitempty"`
}

// NoticeItem is one thing that a notice tells.
// +kubebuilder:validation:Enum=PartyAndContact;PurposeMethodRetention;NecessityAndEffect;Rights;Alternatives;Recipients;ProcessingRules;Workers;HighRiskAI;EmotionOrCategorisation
type NoticeItem string

// The items of a notice.
const (
	// NoticePartyAndContact names the party and how to reach it.
	NoticePartyAndContact NoticeItem = "PartyAndContact"
	// NoticePurposeMethodRetention tells purpose, method and how long faces are kept.
	NoticePurposeMethodRetention NoticeItem = "PurposeMethodRetention"
	// NoticeNecessityAndEffect tells why it is necessary and what it does to people's rights.
	NoticeNecessityAndEffect NoticeItem = "NecessityAndEffect"
	// NoticeRights tells how to exercise one's rights.
	NoticeRights NoticeItem = "Rights"
	// NoticeAlternatives tells how to get in without a face.
	NoticeAlternatives NoticeItem = "Alternatives"
	// NoticeRecipients tells who else receives faces.
	NoticeRecipients NoticeItem = "Recipients"
	// NoticeProcessingRules publishes the rules of processing with purpose, method and scope (SPC 2021 article 2(2)).
	NoticeProcessingRules NoticeItem = "ProcessingRules"
	// NoticeWorkers tells workers and their representatives (AI Act article 26(7)).
	NoticeWorkers NoticeItem = "Workers"
	// NoticeHighRiskAI tells that a high-risk AI system is used (AI Act article 26(11)).
	NoticeHighRiskAI NoticeItem = "HighRiskAI"
	// NoticeEmotionOrCategorisation tells that mood or categories are read (AI Act article 50(3)).
	NoticeEmotionOrCategorisation NoticeItem = "EmotionOrCategorisation"
)

// SignPosting says whether a sign stands.
// +kubebuilder:validation:Enum=Posted;None
type SignPosting string

// The states of a sign.
const (
	// SignPosted means that a conspicuous sign stands at every place in view.
	SignPosted SignPosting = "Posted"
	// SignNone means that there is none.
	SignNone SignPosting = "None"
)
