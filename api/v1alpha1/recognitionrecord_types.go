// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// RecognitionRecord is what remains of a FaceRecognitionDeployment: which stores it had and whether they were erased,
// on which documents its verdicts relied and until when those must be kept, and what is still due. The operator alone
// writes it, one per deployment under the name <namespace>.<name>, and it stays when the deployment and its namespace
// are gone. It holds no personal data.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:scope=Cluster,shortName=rrec,categories=facegov
// +kubebuilder:printcolumn:name="Namespace",type=string,JSONPath=`.spec.deployment.namespace`
// +kubebuilder:printcolumn:name="Deployment",type=string,JSONPath=`.spec.deployment.name`
// +kubebuilder:printcolumn:name="Party",type=string,JSONPath=`.spec.party`
// +kubebuilder:printcolumn:name="Erasure",type=string,JSONPath=`.status.erasure.state`,description="Open while the deployment lives, then Verified or Unproven."
// +kubebuilder:printcolumn:name="Closed",type=date,JSONPath=`.status.closedAt`
// +kubebuilder:printcolumn:name="Keep-Until",type=string,JSONPath=`.status.keepUntil`,description="Until when it must not be deleted."
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
type RecognitionRecord struct {
	metav1.TypeMeta `json:",inline"`
	// metadata is standard object metadata. The name is <namespace>.<name> of the deployment.
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec says whose record it is.
	// +required
	Spec RecognitionRecordSpec `json:"spec"`

	// status is what is on record. Written by the operator alone, as the rest.
	// +optional
	Status RecognitionRecordStatus `json:"status,omitempty"`
}

// RecognitionRecordList is a list of RecognitionRecords.
//
// +kubebuilder:object:root=true
type RecognitionRecordList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []RecognitionRecord `json:"items"`
}

// RecognitionRecordSpec says whose record it is.
type RecognitionRecordSpec struct {
	// deployment that the record is about.
	// +required
	Deployment RecordedDeployment `json:"deployment"`

	// party is the id of the responsible party. People are counted for filing per party (final measures article 15).
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=64
	Party string `json:"party"`
}

// RecordedDeployment names one FaceRecognitionDeployment, and which one of that name.
type RecordedDeployment struct {
	// namespace of the deployment.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="namespace cannot change: another deployment has another record",reason=FieldValueForbidden
	Namespace string `json:"namespace"`

	// name of the deployment.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="name cannot change: another deployment has another record",reason=FieldValueForbidden
	Name string `json:"name"`

	// uid of the deployment. When a new deployment takes the name of one that is gone, what became of the former one
	// moves to status.former.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=64
	UID string `json:"uid"`
}

// ConditionErased on a RecognitionRecord is True when every store of the deployment, which is gone, was seen to be
// empty. Reasons: InUse, Erasing, ErasureVerified, ErasureUnproven. ConditionDeletable is there too.
const ConditionErased = "Erased"

// ReasonErasureVerified means that every store was seen to be empty.
const ReasonErasureVerified = "ErasureVerified"

// RecognitionRecordStatus is what is on record.
type RecognitionRecordStatus struct {
	// conditions are the state in the usual form: Ready, Reconciling, Stalled, Erased and Deletable.
	// +optional
	// +listType=map
	// +listMapKey=type
	// +kubebuilder:validation:MaxItems=8
	Conditions []metav1.Condition `json:"conditions,omitempty"`

	// observedGeneration is the generation of the spec that this status speaks of.
	// +optional
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// stores are the places that kept faces, those that were removed before included.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=64
	Stores []StoreRecord `json:"stores,omitempty"`

	// evidence are the documents that verdicts relied on, by digest, so that it can be shown years later which ones they
	// were: those of the newest verdict, and earlier ones for as long as they must be kept.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +listMapKey=sha256
	// +kubebuilder:validation:MaxItems=256
	Evidence []EvidenceRecord `json:"evidence,omitempty"`

	// deadlines that are open.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=64
	Deadlines []Deadline `json:"deadlines,omitempty"`

	// erasure says what became of the faces.
	// +optional
	Erasure *ErasureRecord `json:"erasure,omitempty"`

	// former are the erasures of earlier deployments of the same name, newest first.
	// +optional
	// +listType=map
	// +listMapKey=uid
	// +kubebuilder:validation:MaxItems=16
	Former []FormerErasure `json:"former,omitempty"`

	// peopleCounted is the highest number of people whose faces were stored, as declared or counted. Omitted means that
	// no number is known.
	// +optional
	// +kubebuilder:validation:Minimum=0
	PeopleCounted *int64 `json:"peopleCounted,omitempty"`

	// closedAt is when the deployment was gone and its erasure settled. Omitted while the record is open.
	// +optional
	ClosedAt *metav1.Time `json:"closedAt,omitempty"`

	// keepUntil is until when the record itself must be kept: three years after it was closed (PIPL article 56; final
	// measures article 9), or as long as a document that it names. Omitted while it is open.
	// +optional
	KeepUntil *metav1.Time `json:"keepUntil,omitempty"`
}

// StoreRecord is what became of one store.
type StoreRecord struct {
	// name of the store.
	// +required
	// +kubebuilder:validation:MaxLength=40
	Name string `json:"name"`

	// state of the data in it.
	// +required
	State StoreRecordState `json:"state"`

	// location of the store.
	// +optional
	Location StoreLocation `json:"location,omitempty"`

	// classes of data that it kept.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=8
	Classes []DataClass `json:"classes,omitempty"`

	// erasedAt is when it was seen to be empty. Omitted while it was not.
	// +optional
	ErasedAt *metav1.Time `json:"erasedAt,omitempty"`

	// verified says that the last run looked again and found nothing left of what it deleted.
	// +optional
	Verified bool `json:"verified,omitempty"`

	// manifestRoot is the digest of the manifest of the last run.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	ManifestRoot string `json:"manifestRoot,omitempty"`

	// deleted is how many items were deleted since the store was declared.
	// +optional
	// +kubebuilder:validation:Minimum=0
	Deleted int64 `json:"deleted,omitempty"`
}

// StoreRecordState says what became of the data in a store.
// +kubebuilder:validation:Enum=Kept;Erasing;Erased;Unproven;InMemory
type StoreRecordState string

// The states of a store on record.
const (
	// StoreRecordKept may hold faces.
	StoreRecordKept StoreRecordState = "Kept"
	// StoreRecordErasing is being emptied.
	StoreRecordErasing StoreRecordState = "Erasing"
	// StoreRecordErased was seen to be empty.
	StoreRecordErased StoreRecordState = "Erased"
	// StoreRecordUnproven was never seen to be empty, and nobody looks any longer.
	StoreRecordUnproven StoreRecordState = "Unproven"
	// StoreRecordInMemory goes with the pod.
	StoreRecordInMemory StoreRecordState = "InMemory"
)

// EvidenceRecord is a document that a verdict relied on.
type EvidenceRecord struct {
	// name of the ComplianceEvidence.
	// +required
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name"`

	// type of the evidence.
	// +required
	// +kubebuilder:validation:MaxLength=64
	Type string `json:"type"`

	// sha256 of the document.
	// +required
	// +kubebuilder:validation:MaxLength=64
	SHA256 string `json:"sha256"`

	// keepUntil is until when the document must be kept. Omitted means that no law asks to keep it.
	// +optional
	KeepUntil *metav1.Time `json:"keepUntil,omitempty"`

	// usedUntil is when a verdict last ceased to rely on it. Omitted while the newest one does.
	// +optional
	UsedUntil *metav1.Time `json:"usedUntil,omitempty"`
}

// ErasureRecord says what became of the faces of a deployment.
type ErasureRecord struct {
	// state of the erasure.
	// +required
	State ErasureState `json:"state"`

	// reason why, when something is to be said: why nobody waited for proof, or that the data was kept on its owner's
	// word.
	// +optional
	// +kubebuilder:validation:MaxLength=512
	Reason string `json:"reason,omitempty"`

	// at is when the state was reached. Omitted while it is Open.
	// +optional
	At *metav1.Time `json:"at,omitempty"`
}

// ErasureState says what became of the faces of a deployment.
// +kubebuilder:validation:Enum=Open;Verified;Unproven
type ErasureState string

// The states of an erasure.
const (
	// ErasureOpen means that the deployment is there, or that its stores are being emptied.
	ErasureOpen ErasureState = "Open"
	// ErasureVerified means that every store was seen to be empty.
	ErasureVerified ErasureState = "Verified"
	// ErasureUnproven means that the deployment went before every store was seen to be empty.
	ErasureUnproven ErasureState = "Unproven"
)

// FormerErasure is what became of an earlier deployment of the same name.
type FormerErasure struct {
	// uid of the earlier deployment.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=64
	UID string `json:"uid"`

	// erasure is what became of its faces.
	// +required
	Erasure ErasureRecord `json:"erasure"`

	// stores that were not seen to be empty, by name.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:items:MaxLength=40
	UnprovenStores []string `json:"unprovenStores,omitempty"`
}
