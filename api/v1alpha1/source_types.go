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
}

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
	// +kubebuilder:validation:Pattern=`^(0(\.[0-9]{1,6})?|1(\.0{1,6})?)$`
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

	// remoteWindow is when remote identification may run. Required for the function RemoteIdentification: its end is on
	// the hard list and stops the face side at once.
	// +optional
	RemoteWindow *TimeWindow `json:"remoteWindow,omitempty"`
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
