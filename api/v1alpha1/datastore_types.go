// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

// DataStore is one place that keeps faces or what is made from them.
//
// +kubebuilder:validation:XValidation:rule="(self.type == 'Volume') == has(self.volume)",message="volume must be given for type Volume, and only for it",reason=FieldValueInvalid,fieldPath=".volume"
// +kubebuilder:validation:XValidation:rule="(self.type == 'Memory') == has(self.memory)",message="memory must be given for type Memory, and only for it",reason=FieldValueInvalid,fieldPath=".memory"
// +kubebuilder:validation:XValidation:rule="!has(self.volume) || !has(self.volume.paths) || self.volume.paths.all(p, p.class in self.classes)",message="every class in volume.paths must be listed in classes",reason=FieldValueInvalid,fieldPath=".volume.paths"
type DataStore struct {
	// name identifies the store within this deployment.
	// +required
	// +kubebuilder:validation:MaxLength=40
	// +kubebuilder:validation:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`
	Name string `json:"name"`

	// type says what keeps the data and which of the fields below describes it. Volume is a PersistentVolumeClaim;
	// Memory is a memory-backed directory of the pod that goes with it, the way to handle raw images without storing
	// them ("not stored" is not "stored for zero seconds").
	// +required
	// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="type cannot change: what the store keeps would be forgotten; add a store with another name and remove this one, which is emptied before it goes",reason=FieldValueForbidden
	Type DataStoreType `json:"type"`

	// classes are the kinds of data kept here.
	// +required
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=9
	Classes []DataClass `json:"classes"`

	// location is how far from the camera the data is: on the capture Device, at the Site, or Remote. Immutable. Final
	// measures article 8: inside the device unless a law says otherwise or separate consent is obtained.
	// +required
	// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="location cannot change: moving faces is a new store; add one with another name and remove this one, which is emptied before it goes",reason=FieldValueForbidden
	Location StoreLocation `json:"location"`

	// retention is how long data is kept. Final measures article 8; PIPL article 19: the shortest time that the purpose
	// needs.
	// +required
	Retention Retention `json:"retention"`

	// identities says whether the store also holds data that says who a person is: "Separate" keeps it elsewhere,
	// "Combined" keeps it here, "None" means that there is none. Omitted is Unknown where a law asks (GB/T 35273-2020
	// 6.3 b).
	// +optional
	Identities IdentityData `json:"identities,omitempty"`

	// encryption says whether the store is encrypted and who holds the key. Omitted is Unknown where a law asks.
	// +optional
	Encryption *StoreEncryption `json:"encryption,omitempty"`

	// volume describes a store of type Volume.
	// +optional
	Volume *VolumeStore `json:"volume,omitempty"`

	// memory describes a store of type Memory.
	// +optional
	Memory *MemoryStore `json:"memory,omitempty"`
}

// IdentityData says whether a store of faces also says who people are.
// +kubebuilder:validation:Enum=None;Separate;Combined
type IdentityData string

// Whether a store of faces also says who people are.
const (
	// IdentitiesNone means that nothing says who people are.
	IdentitiesNone IdentityData = "None"
	// IdentitiesSeparate means that identities are kept in another store.
	IdentitiesSeparate IdentityData = "Separate"
	// IdentitiesCombined means that identities are kept with the faces.
	IdentitiesCombined IdentityData = "Combined"
)

// StoreEncryption says how a store is encrypted.
type StoreEncryption struct {
	// atRest says whether what is stored is encrypted.
	// +required
	AtRest EncryptionState `json:"atRest"`

	// keyCustody says who holds the key. Omitted counts as the party.
	// +optional
	KeyCustody KeyCustody `json:"keyCustody,omitempty"`
}

// EncryptionState says whether something is encrypted.
// +kubebuilder:validation:Enum=Encrypted;Plain
type EncryptionState string

// The states of encryption.
const (
	// StateEncrypted is encrypted.
	StateEncrypted EncryptionState = "Encrypted"
	// StatePlain is not.
	StatePlain EncryptionState = "Plain"
)

// KeyCustody says who holds a key.
// +kubebuilder:validation:Enum=Party;DataSubject;Provider
type KeyCustody string

// The custodians of a key.
const (
	// KeyHeldByParty is with the responsible party.
	KeyHeldByParty KeyCustody = "Party"
	// KeyHeldByDataSubject is with the person alone (EDPB opinion 11/2024).
	KeyHeldByDataSubject KeyCustody = "DataSubject"
	// KeyHeldByProvider is with a third party.
	KeyHeldByProvider KeyCustody = "Provider"
)

// DataStoreType says what keeps the data.
// +kubebuilder:validation:Enum=Volume;Memory
type DataStoreType string

// The types of store.
const (
	// DataStoreVolume is a PersistentVolumeClaim.
	DataStoreVolume DataStoreType = "Volume"
	// DataStoreMemory is a memory-backed directory of the pod.
	DataStoreMemory DataStoreType = "Memory"
)

// DataClass is a kind of data.
// +kubebuilder:validation:Enum=Template;RawImage;Bystander;Video;MatchLog;AuditLog;Metadata;Anonymised
type DataClass string

// The kinds of data.
const (
	// DataTemplate is a face template or feature vector.
	DataTemplate DataClass = "Template"
	// DataRawImage is an original picture of a face.
	DataRawImage DataClass = "RawImage"
	// DataBystander is a face captured along the way that has nothing to do with the purpose.
	DataBystander DataClass = "Bystander"
	// DataVideo is recorded video.
	DataVideo DataClass = "Video"
	// DataMatchLog records who was matched and when.
	DataMatchLog DataClass = "MatchLog"
	// DataAuditLog records who did what with the system.
	DataAuditLog DataClass = "AuditLog"
	// DataMetadata is anything else about a person.
	DataMetadata DataClass = "Metadata"
	// DataAnonymised can no longer be traced to a person.
	DataAnonymised DataClass = "Anonymised"
)

// StoreLocation is how far from the camera data is kept.
// +kubebuilder:validation:Enum=Device;Site;Remote
type StoreLocation string

// The locations.
const (
	// StoreOnDevice is inside the capture device.
	StoreOnDevice StoreLocation = "Device"
	// StoreOnSite is in the same premises.
	StoreOnSite StoreLocation = "Site"
	// StoreRemote is anywhere else.
	StoreRemote StoreLocation = "Remote"
)

// Retention is how long data is kept, from when.
//
// +kubebuilder:validation:XValidation:rule="self.max.matches('[1-9]')",message="a period of nothing is not \"not stored\": use a store of type Memory for data that must not be stored, or give the real period",reason=FieldValueInvalid,fieldPath=".max"
type Retention struct {
	// max is the longest time that data is kept after the anchor, an ISO 8601 duration such as P30D, P6M or PT12H.
	// +required
	// +kubebuilder:validation:MaxLength=24
	// +kubebuilder:validation:XValidation:rule="self.matches('^P([0-9]{1,5}W|([0-9]{1,5}Y)?([0-9]{1,5}M)?([0-9]{1,5}D)?(T([0-9]{1,5}H)?([0-9]{1,5}M)?([0-9]{1,5}S)?)?)$') && self.matches('[0-9][YMWDHS]$')",message="must be an ISO 8601 duration with at least one part, such as P30D or PT12H"
	Max string `json:"max"`

	// anchor is the moment from which max counts. A resident's template is not deleted thirty days after enrolment; it
	// goes when the purpose has ended.
	// +required
	Anchor RetentionAnchor `json:"anchor"`

	// reason says why the period is the shortest that the purpose needs. Omitted means that no reason is known.
	// +optional
	// +kubebuilder:validation:MaxLength=512
	Reason string `json:"reason,omitempty"`
}

// RetentionAnchor is the moment from which a period counts.
// +kubebuilder:validation:Enum=Captured;Enrolled;LastUsed;PurposeEnded;ConsentWithdrawn
type RetentionAnchor string

// The anchors.
const (
	// AnchorCaptured is when the face was captured.
	AnchorCaptured RetentionAnchor = "Captured"
	// AnchorEnrolled is when the person was enrolled.
	AnchorEnrolled RetentionAnchor = "Enrolled"
	// AnchorLastUsed is when the data was last used.
	AnchorLastUsed RetentionAnchor = "LastUsed"
	// AnchorPurposeEnded is when the purpose ended for the person.
	AnchorPurposeEnded RetentionAnchor = "PurposeEnded"
	// AnchorConsentWithdrawn is when the person withdrew consent.
	AnchorConsentWithdrawn RetentionAnchor = "ConsentWithdrawn"
)

// VolumeStore is a PersistentVolumeClaim that holds data.
type VolumeStore struct {
	// claimName is the PersistentVolumeClaim in the deployment's namespace. A missing claim is named in the status; the
	// sweep waits until it is Bound, so that it never becomes its first consumer. Immutable, so that no claim with faces
	// is forgotten.
	// +required
	// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="claimName cannot change: the faces in the old claim would be forgotten; add a store with another name and remove this one, which is emptied before it goes",reason=FieldValueForbidden
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	ClaimName string `json:"claimName"`

	// paths are the directories, relative to the root of the volume, that the sweep empties. Omitted means the whole
	// volume holds the first class of the store.
	// +optional
	// +listType=map
	// +listMapKey=path
	// +kubebuilder:validation:MaxItems=32
	Paths []StorePath `json:"paths,omitempty"`

	// runAs is the identity that can delete there. Omitted means user and group 65532.
	// +optional
	RunAs *RunAs `json:"runAs,omitempty"`
}

// StorePath is a directory and what it holds.
type StorePath struct {
	// path is relative to the root of the volume, without leading slash and without "..".
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=512
	// +kubebuilder:validation:XValidation:rule="!self.startsWith('/') && !self.startsWith('.facegov') && self.split('/').all(p, p != '..' && p != '.' && p != '')",message="must be relative to the volume, without empty, . or .. parts, and not under .facegov, which is facegov's own"
	Path string `json:"path"`

	// class is the kind of data in it.
	// +required
	Class DataClass `json:"class"`
}

// RunAs is a user and group.
type RunAs struct {
	// user is the numeric user id. Root (0) is not allowed: sweeps run under the restricted pod security profile.
	// +required
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=2147483647
	User int64 `json:"user"`

	// group is the primary numeric group id. Omitted means the same number as user.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=2147483647
	Group *int64 `json:"group,omitempty"`

	// fsGroup is the group that owns the volume's files. Omitted means none is set.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=2147483647
	FSGroup *int64 `json:"fsGroup,omitempty"`
}

// MemoryStore is a memory-backed directory of the recogniser pod.
type MemoryStore struct {
	// volumeName is the name of the emptyDir volume with medium Memory in the pod template.
	// +required
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`
	VolumeName string `json:"volumeName"`
}
