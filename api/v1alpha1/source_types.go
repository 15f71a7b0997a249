// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// Source is a group of cameras and the place that they see.
type Source struct {
	// name identifies the source within this deployment.
	// +required
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`
	Name string `json:"name"`

	// zone is the RecognitionZone that the cameras see: the most specific area in view.
	// +required
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`
	Zone string `json:"zone"`

	// devices are names of the zone's captureDevices. The network policy lets video through from and to these alone.
	// Omitted means that no device is known, so no video passes.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:items:MaxLength=63
	// +kubebuilder:validation:items:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`
	Devices []string `json:"devices,omitempty"`

	// capture says whether a person starts the capture (Active: steps up to a device and shows the face) or is captured
	// in passing (Passive). Omitted counts as Passive, the stricter.
	// +optional
	Capture CaptureMode `json:"capture,omitempty"`

	// area says in words what part of the place the cameras see, as on the floor plan. Omitted is Unknown where a law
	// asks for a reasonable capture area (draft provisions 2023 article 8; final measures article 13).
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=512
	Area string `json:"area,omitempty"`

	// display says how the device speaks to people: Screen, Voice or None. Omitted is Unknown where somebody asks.
	// +optional
	Display DeviceDisplay `json:"display,omitempty"`
}

// DeviceDisplay is how a device speaks to people.
// +kubebuilder:validation:Enum=Screen;Voice;None
type DeviceDisplay string

// The ways in which a device speaks to people.
const (
	// DisplayScreen shows text.
	DisplayScreen DeviceDisplay = "Screen"
	// DisplayVoice speaks.
	DisplayVoice DeviceDisplay = "Voice"
	// DisplayNone does neither; people need a code or a link.
	DisplayNone DeviceDisplay = "None"
)

// CaptureMode says who starts a capture.
// +kubebuilder:validation:Enum=Active;Passive
type CaptureMode string

// The capture modes.
const (
	// CaptureActive is started by the person.
	CaptureActive CaptureMode = "Active"
	// CapturePassive happens in passing.
	CapturePassive CaptureMode = "Passive"
)

// Placement says where pods may stand.
type Placement struct {
	// zones are the RecognitionZones whose nodes may run the recogniser. A zone that the law refuses is left out; when
	// none is left the deployment does not run. Omitted means nowhere.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:items:MaxLength=63
	// +kubebuilder:validation:items:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`
	Zones []string `json:"zones,omitempty"`
}

// Recognition says how faces are compared.
type Recognition struct {
	// matchThreshold is the score from which two faces count as the same, a decimal between 0 and 1 written as a string.
	// Omitted is Unknown where a law or standard asks for it.
	// +optional
	// +kubebuilder:validation:MaxLength=8
	// +kubebuilder:validation:XValidation:rule="self.matches('^(0([.][0-9]{1,6})?|1([.]0{1,6})?)$')",message="must be a decimal between 0 and 1, with a point and in quotes, such as \"0.82\"",reason=FieldValueInvalid
	MatchThreshold string `json:"matchThreshold,omitempty"`

	// gallery is where the templates to compare with come from.
	// +required
	Gallery GalleryOrigin `json:"gallery"`

	// providers are third parties that see faces: their name or host. An empty list says that there are none; omitted is
	// Unknown where a law asks.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=16
	// +kubebuilder:validation:items:MaxLength=253
	Providers []string `json:"providers,omitzero"`

	// remote describes a remote identification. Required for the function RemoteIdentification.
	// +optional
	Remote *RemoteIdentification `json:"remote,omitempty"`

	// attributes are what is read from a face beyond who it is. An empty list says nothing is; omitted is Unknown where a
	// law asks and the functions read attributes or mood.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=24
	Attributes []Attribute `json:"attributes,omitzero"`

	// decision says who decides on the result. Omitted is Unknown where a law asks (PIPL article 24).
	// +optional
	Decision DecisionMode `json:"decision,omitempty"`

	// referenceSource says what an identity is checked against. The final measures article 11 encourage official
	// channels. Omitted is Unknown where somebody asks.
	// +optional
	ReferenceSource ReferenceSource `json:"referenceSource,omitempty"`
}

// Attribute is something that can be read from a face beyond who it is.
// +kubebuilder:validation:Enum=Age;Sex;Race;Ethnicity;Religion;Health;SocialClass;PoliticalOpinion;TradeUnionMembership;SexualOrientation;Emotion;Attention;Other
type Attribute string

// The attributes.
const (
	// AttributeAge is how old someone looks.
	AttributeAge Attribute = "Age"
	// AttributeSex is a person's apparent sex.
	AttributeSex Attribute = "Sex"
	// AttributeRace is race.
	AttributeRace Attribute = "Race"
	// AttributeEthnicity is ethnic origin.
	AttributeEthnicity Attribute = "Ethnicity"
	// AttributeReligion is religious or philosophical belief.
	AttributeReligion Attribute = "Religion"
	// AttributeHealth is health.
	AttributeHealth Attribute = "Health"
	// AttributeSocialClass is social class.
	AttributeSocialClass Attribute = "SocialClass"
	// AttributePoliticalOpinion is political opinion.
	AttributePoliticalOpinion Attribute = "PoliticalOpinion"
	// AttributeTradeUnionMembership is membership of a trade union.
	AttributeTradeUnionMembership Attribute = "TradeUnionMembership"
	// AttributeSexualOrientation is sex life or sexual orientation.
	AttributeSexualOrientation Attribute = "SexualOrientation"
	// AttributeEmotion is mood.
	AttributeEmotion Attribute = "Emotion"
	// AttributeAttention is where someone looks and how long.
	AttributeAttention Attribute = "Attention"
	// AttributeOther is anything else.
	AttributeOther Attribute = "Other"
)

// DecisionMode says who decides on the result of a recogniser.
// +kubebuilder:validation:Enum=Automatic;Assisted;HumanReviewed;TwoHumans
type DecisionMode string

// The modes of decision.
const (
	// DecisionAutomatic acts on the result alone.
	DecisionAutomatic DecisionMode = "Automatic"
	// DecisionAssisted leaves the decision to a person whom the result helps.
	DecisionAssisted DecisionMode = "Assisted"
	// DecisionHumanReviewed has a person check every result that goes against somebody.
	DecisionHumanReviewed DecisionMode = "HumanReviewed"
	// DecisionTwoHumans has two people verify separately (AI Act article 14(5)).
	DecisionTwoHumans DecisionMode = "TwoHumans"
)

// ReferenceSource is what an identity is checked against.
// +kubebuilder:validation:Enum=OfficialChannel;OwnEnrolment;ThirdParty
type ReferenceSource string

// The sources of reference.
const (
	// ReferenceOfficialChannel is a national population database or network identity service.
	ReferenceOfficialChannel ReferenceSource = "OfficialChannel"
	// ReferenceOwnEnrolment is what people enrolled with the party itself.
	ReferenceOwnEnrolment ReferenceSource = "OwnEnrolment"
	// ReferenceThirdParty is anybody else's collection.
	ReferenceThirdParty ReferenceSource = "ThirdParty"
)

// RemoteIdentification is a search for particular people from afar: why, for whom, until when and for how many.
type RemoteIdentification struct {
	// window is when it may run. Its end is on the hard list and stops the face side at once.
	// +required
	Window TimeWindow `json:"window"`

	// ground is why it is necessary (draft provisions 2023 article 10). Omitted is Unknown where a law asks.
	// +optional
	Ground RemoteGround `json:"ground,omitempty"`

	// requester is who asked for it (draft provisions 2023 article 10). Omitted is Unknown where a law asks.
	// +optional
	Requester RemoteRequester `json:"requester,omitempty"`

	// caseReference is the reference of the case under which it runs, without anybody's name (AI Act article 26(10)).
	// Omitted is Unknown where a law asks.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=64
	CaseReference string `json:"caseReference,omitempty"`

	// watchList is who is searched for. Omitted is Unknown where a law asks.
	// +optional
	WatchList *WatchList `json:"watchList,omitempty"`

	// realTime says whether faces are compared as people walk past (AI Act article 5(1)(h)). Omitted counts as "Yes", the
	// stricter.
	// +optional
	RealTime YesNo `json:"realTime,omitempty"`

	// linkedSources are the other sources that a find is linked with. Omitted is Unknown where a law asks; an empty list
	// says none.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=16
	// +kubebuilder:validation:items:MinLength=1
	// +kubebuilder:validation:items:MaxLength=128
	LinkedSources []string `json:"linkedSources,omitzero"`
}

// RemoteGround is why a remote identification is necessary.
// +kubebuilder:validation:Enum=NationalSecurity;PublicSecurity;LifeHealthProperty;VictimSearch;TerroristThreat;SeriousCrime
type RemoteGround string

// The grounds of a remote identification.
const (
	// RemoteForNationalSecurity keeps national security.
	RemoteForNationalSecurity RemoteGround = "NationalSecurity"
	// RemoteForPublicSecurity keeps public security.
	RemoteForPublicSecurity RemoteGround = "PublicSecurity"
	// RemoteForLifeHealthProperty protects a person's life, health or property in an emergency.
	RemoteForLifeHealthProperty RemoteGround = "LifeHealthProperty"
	// RemoteForVictimSearch searches for victims of abduction, trafficking or exploitation, or for missing people (AI Act
	// article 5(1)(h)(i)).
	RemoteForVictimSearch RemoteGround = "VictimSearch"
	// RemoteForTerroristThreat prevents an imminent threat to life or a terrorist attack (AI Act article 5(1)(h)(ii)).
	RemoteForTerroristThreat RemoteGround = "TerroristThreat"
	// RemoteForSeriousCrime finds a suspect of a serious crime of the act's list (AI Act article 5(1)(h)(iii)).
	RemoteForSeriousCrime RemoteGround = "SeriousCrime"
)

// RemoteRequester is who asked for a remote identification.
// +kubebuilder:validation:Enum=Individual;InterestedParty;CompetentAuthority
type RemoteRequester string

// The requesters of a remote identification.
const (
	// RequestedByIndividual is the person concerned.
	RequestedByIndividual RemoteRequester = "Individual"
	// RequestedByInterestedParty is someone with an interest of their own, such as a parent.
	RequestedByInterestedParty RemoteRequester = "InterestedParty"
	// RequestedByCompetentAuthority is an authority with that power.
	RequestedByCompetentAuthority RemoteRequester = "CompetentAuthority"
)

// WatchList is who is searched for.
type WatchList struct {
	// origin of the list.
	// +required
	Origin GalleryOrigin `json:"origin"`

	// maxSubjects is how many people it may hold.
	// +required
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=10000000
	MaxSubjects int64 `json:"maxSubjects"`
}

// GalleryOrigin is where templates come from.
// +kubebuilder:validation:Enum=Enrolment;IdentityDocument;AuthorityList;Scraped;Purchased;None
type GalleryOrigin string

// The origins of a gallery.
const (
	// GalleryEnrolment holds people who were enrolled for this purpose.
	GalleryEnrolment GalleryOrigin = "Enrolment"
	// GalleryIdentityDocument compares with the document that the person presents; nothing is stored.
	GalleryIdentityDocument GalleryOrigin = "IdentityDocument"
	// GalleryAuthorityList comes from an authority.
	GalleryAuthorityList GalleryOrigin = "AuthorityList"
	// GalleryScraped was collected from the internet or CCTV (AI Act article 5(1)(e)).
	GalleryScraped GalleryOrigin = "Scraped"
	// GalleryPurchased was bought.
	GalleryPurchased GalleryOrigin = "Purchased"
	// GalleryNone compares with nothing.
	GalleryNone GalleryOrigin = "None"
)

// TimeWindow is a stretch of time with an end.
//
// +kubebuilder:validation:XValidation:rule="self.from < self.until",message="until must be later than from",reason=FieldValueInvalid,fieldPath=".until"
type TimeWindow struct {
	// from is the first moment.
	// +required
	From metav1.Time `json:"from"`

	// until is the moment from which it no longer holds.
	// +required
	Until metav1.Time `json:"until"`
}
