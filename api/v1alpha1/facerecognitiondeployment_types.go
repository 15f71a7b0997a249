// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// FaceRecognitionDeployment declares a face recogniser: what runs, why, what its cameras see, where its pods may
// stand, what it keeps and for how long, and how a person gets in without showing their face. facegov decides, article
// by article of the laws loaded as RecognitionPolicy, whether it may run, attaches what the law asks for (deletion,
// the way in without a face, placement, network rules) and keeps deciding for as long as it lives.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:subresource:scale:specpath=.spec.workload.template.replicas,statuspath=.status.replicas,selectorpath=.status.selector
// +kubebuilder:selectablefield:JSONPath=`.spec.responsibleParty.id`
// +kubebuilder:resource:shortName=frd,categories=facegov
// +kubebuilder:printcolumn:name="Verdict",type=string,JSONPath=`.status.verdict`,description="What the loaded law says."
// +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`,description="Whether everything that the verdict asks for is in place."
// +kubebuilder:printcolumn:name="Zones",type=string,JSONPath=`.status.placement.summary`,description="Zones allowed of zones asked for."
// +kubebuilder:printcolumn:name="Way-In",type=string,JSONPath=`.status.fallback.summary`,description="Ready pods of the way in without a face, of those wanted."
// +kubebuilder:printcolumn:name="Retention",type=string,JSONPath=`.status.conditions[?(@.type=="RetentionEnforced")].status`,description="Whether every store is swept in time."
// +kubebuilder:printcolumn:name="Reason",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].reason`,description="Why it is ready or not."
// +kubebuilder:printcolumn:name="Rule",type=string,priority=1,JSONPath=`.status.findings[0].rule`,description="The rule that weighs most in the verdict; status.findings says why."
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
// +kubebuilder:validation:XValidation:rule="self.metadata.name.matches('^[a-z]([-a-z0-9]{0,46}[a-z0-9])?$')",message="metadata.name must be a DNS label of at most 48 characters that begins with a letter: it becomes part of the names and labels of what facegov attaches; choose a shorter or simpler name",reason=FieldValueInvalid
type FaceRecognitionDeployment struct {
	metav1.TypeMeta `json:",inline"`
	// metadata is standard object metadata. The name is a DNS label of at most 48 characters, because it becomes part of
	// the names and labels of what facegov attaches.
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec is what the deployer declares. What is not declared is Unknown, and Unknown does not start.
	// +required
	Spec FaceRecognitionDeploymentSpec `json:"spec"`

	// status is what facegov decided and saw. Written by the operator alone.
	// +optional
	Status FaceRecognitionDeploymentStatus `json:"status,omitempty"`
}

// FaceRecognitionDeploymentList is a list of FaceRecognitionDeployments.
//
// +kubebuilder:object:root=true
type FaceRecognitionDeploymentList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []FaceRecognitionDeployment `json:"items"`
}

// FaceRecognitionDeploymentSpec is the deployer's declaration. Every fact in it can only add duties: a declaration
// that would lift one counts as declared, never as proof.
//
// +kubebuilder:validation:XValidation:rule="!has(self.observation) || self.workload.type == 'Reference'",message="observation is for an installation that was there before, so only for workload.type Reference; remove it",reason=FieldValueForbidden,fieldPath=".observation"
// +kubebuilder:validation:XValidation:rule="!has(self.observation) || has(oldSelf.observation)",message="observation can only be given when the object is created: it is for the first days of an adoption",reason=FieldValueForbidden,fieldPath=".observation"
// +kubebuilder:validation:XValidation:rule="!('RemoteIdentification' in self.purpose.functions) || has(self.recognition.remote)",message="recognition.remote is required when purpose.functions contains RemoteIdentification: remote identification without an end is never permitted; give it a window with a from and an until",reason=FieldValueRequired,fieldPath=".recognition.remote"
// +kubebuilder:validation:XValidation:rule="has(self.fallback.credentials) || !self.fallback.methods.exists(m, m.type == 'PIN' && (!has(m.where) || m.where == 'Kiosk'))",message="fallback.credentials is required when a PIN is offered at the kiosk: name the Secret that holds the argon2id hashes",reason=FieldValueRequired,fieldPath=".fallback.credentials"
type FaceRecognitionDeploymentSpec struct {
	// responsibleParty is who decides why and how faces are processed, the personal information processor or controller.
	// Counting for filing and every notice go by it. PIPL article 73(1); GDPR article 4(7).
	// +required
	ResponsibleParty ResponsibleParty `json:"responsibleParty"`

	// jurisdictions adds legal orders to those that apply anyway: the zones', the party's and the subjects'. It never
	// removes one. Codes are facegov's closed vocabulary (ISO 3166 with cities and sets of its own), such as CN-SH, NL
	// or EU. Omitted means none beyond those. An unknown code makes the verdict Unknown.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=32
	// +kubebuilder:validation:items:MaxLength=16
	// +kubebuilder:validation:items:Pattern=`^[A-Z]{2,3}(-[A-Z0-9]{1,4}){0,2}$`
	Jurisdictions []string `json:"jurisdictions,omitempty"`

	// purpose is what faces are used for. PIPL article 6 asks for a clear and reasonable purpose; the final measures
	// (CAC and MPS Order 19) article 4 for a specific purpose and sufficient necessity.
	// +required
	Purpose Purpose `json:"purpose"`

	// lawfulBasis lists the grounds on which faces are processed, one per jurisdiction and kind. Omitted means that no
	// ground is known, which is Unknown wherever a law asks for one. PIPL articles 13 and 29; GDPR articles 6 and 9.
	// +optional
	// +listType=map
	// +listMapKey=jurisdiction
	// +listMapKey=kind
	// +kubebuilder:validation:MaxItems=16
	LawfulBasis []LawfulBasis `json:"lawfulBasis,omitempty"`

	// subjects is whose faces the cameras see.
	// +required
	Subjects Subjects `json:"subjects"`

	// notice is what people are told before their face is processed. Omitted means that no notice is known, which is
	// Unknown where the law asks for one. Final measures article 5; PIPL articles 17 and 30; GDPR articles 13 and 14.
	// +optional
	Notice *Notice `json:"notice,omitempty"`

	// sources are the cameras and what they see. The law looks at the place that a camera sees, wherever the node
	// stands: a recorder in a server room that reads a changing-room camera is in the changing room. None declared is
	// Unknown.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=64
	Sources []Source `json:"sources,omitempty"`

	// placement says where the recogniser's pods may stand. Omitted means nowhere.
	// +optional
	Placement Placement `json:"placement,omitempty"`

	// recognition says how faces are compared.
	// +required
	Recognition Recognition `json:"recognition"`

	// dataStores lists everything that keeps faces or what is made from them. Every volume that the workload mounts is
	// listed here or in workload.otherVolumes with a reason; a volume in neither is Unknown.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=16
	DataStores []DataStore `json:"dataStores,omitempty"`

	// fallback is how a person gets in without showing their face. It stays whatever the verdict. Final measures
	// article 10; SPC interpretation of 2021 article 10; GB/T 41819-2022 5 c).
	// +required
	Fallback Fallback `json:"fallback"`

	// door says what the recogniser controls. facegov is never in the way out: leaving only by face or credential is
	// refused. Omitted means Unknown where a law or facegov itself asks about the way out.
	// +optional
	Door *Door `json:"door,omitempty"`

	// network lists whom the recogniser may reach, and who may reach it, beyond its declared cameras. Omitted means
	// nobody: default deny.
	// +optional
	Network Network `json:"network,omitempty"`

	// transfers lists who else receives faces or what is made from them. An empty list says nobody; omitted is Unknown
	// where a law asks (PIPL articles 21, 23, 25 and 38).
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=32
	Transfers []Transfer `json:"transfers,omitzero"`

	// protection lists the technical measures around the faces. Omitted is Unknown where a law asks (final measures
	// article 14; PIPL article 51).
	// +optional
	Protection *Protection `json:"protection,omitempty"`

	// prompting says how people are asked for their face. Omitted is Unknown where a law or standard asks (GB/T
	// 41819-2022 5 c and d).
	// +optional
	Prompting *Prompting `json:"prompting,omitempty"`

	// rights says how people exercise their rights. Omitted is Unknown where a law asks (PIPL articles 44 to 50; GDPR
	// articles 12 to 22).
	// +optional
	Rights *Rights `json:"rights,omitempty"`

	// incidents lists security incidents that touched faces. A major one asks for a new assessment (final measures article
	// 9). Declaring one can only add duties. Omitted means that none is known.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=32
	Incidents []Incident `json:"incidents,omitempty"`

	// workload is what runs.
	// +required
	Workload Workload `json:"workload"`

	// observation is a time for an installation that was there before facegov to get ready. Only for a workload of type
	// Reference, and only given when the object is created. Until its end what refuses is shown, with the day from which
	// it acts, and pods of the workload run and start all the same; the hard list acts at once. Removing it ends it.
	// Omitted means that what refuses acts from the beginning.
	// +optional
	// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="observation cannot change: it can be removed, which ends it, and not be moved",reason=FieldValueForbidden
	Observation *Observation `json:"observation,omitempty"`

	// deletionPolicy says what happens to the stored faces when this object is deleted. Erase (the default) empties
	// every declared volume and verifies it before the object goes; Retain leaves them, for a store that somebody else
	// now answers for. PIPL article 47.
	// +optional
	// +kubebuilder:default=Erase
	DeletionPolicy DeletionPolicy `json:"deletionPolicy,omitempty"`

	// suspend stops the recogniser by its owner's wish. The way in and the deletions go on. Default false.
	// +optional
	Suspend bool `json:"suspend,omitempty"`
}
