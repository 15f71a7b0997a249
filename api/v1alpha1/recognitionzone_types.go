// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// RecognitionZone is a place: what it is, who may enter, which law holds there, which nodes and cameras stand there and
// which namespaces may use it. It is written by the site owner. What a camera sees counts, wherever the node stands.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:scope=Cluster,shortName=rzone,categories=facegov
// +kubebuilder:printcolumn:name="Venue",type=string,JSONPath=`.spec.venue`
// +kubebuilder:printcolumn:name="Class",type=string,JSONPath=`.status.class`
// +kubebuilder:printcolumn:name="Access",type=string,JSONPath=`.spec.publicAccess`
// +kubebuilder:printcolumn:name="Jurisdiction",type=string,JSONPath=`.spec.jurisdiction`
// +kubebuilder:printcolumn:name="Nodes",type=integer,JSONPath=`.status.nodeCount`
// +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`
// +kubebuilder:printcolumn:name="Reason",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].reason`
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
// +kubebuilder:validation:XValidation:rule="self.metadata.name.matches('^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$')",message="metadata.name must be a DNS label of at most 63 characters: it becomes the value of a node label",reason=FieldValueInvalid
type RecognitionZone struct {
	metav1.TypeMeta `json:",inline"`
	// metadata is standard object metadata. The name becomes the value of a node label: at most 63 characters.
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec says what the place is.
	// +required
	Spec RecognitionZoneSpec `json:"spec"`

	// status says which nodes stand there. Written by the operator alone.
	// +optional
	Status RecognitionZoneStatus `json:"status,omitempty"`
}

// RecognitionZoneList is a list of RecognitionZones.
//
// +kubebuilder:object:root=true
type RecognitionZoneList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []RecognitionZone `json:"items"`
}

// RecognitionZoneSpec says what a place is.
type RecognitionZoneSpec struct {
	// venue is the most specific area, as an id of facegov's venue vocabulary, such as hotel-guest-room or
	// residential-compound. The class of the place follows from it. An id that is not in the vocabulary makes every
	// verdict that looks at this zone Unknown; the zone's status lists the nearest ids.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`
	Venue string `json:"venue"`

	// publicAccess says whether anybody may enter (Public) or only some (Restricted). Public adds the duties of public
	// places to any class. PIPL article 26; final measures article 13.
	// +required
	PublicAccess PublicAccess `json:"publicAccess"`

	// jurisdiction whose law holds at the place, of facegov's vocabulary, such as CN-SH.
	// +required
	// +kubebuilder:validation:MaxLength=16
	// +kubebuilder:validation:XValidation:rule="self.matches('^[A-Z]{2,3}(-[A-Z0-9]{1,4}){0,2}$')",message="must be a code in capitals, such as CN-SH, NL or EU",reason=FieldValueInvalid
	Jurisdiction string `json:"jurisdiction"`

	// timeZone of the place, an IANA name such as Asia/Shanghai.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=64
	// +kubebuilder:validation:Pattern=`^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$`
	TimeZone string `json:"timeZone"`

	// hours are when the place is used, such as "Mo-Su 00:00-24:00". A way in without a face must be offered in all of
	// them. Omitted means always, the stricter.
	// +optional
	// +kubebuilder:validation:MaxLength=256
	// +kubebuilder:validation:Pattern=`^[A-Za-z0-9:,; -]+$`
	Hours string `json:"hours,omitempty"`

	// nodes are the nodes that stand in the place. Omitted means none: a place that only cameras see.
	// +optional
	Nodes *NodeSelection `json:"nodes,omitempty"`

	// captureDevices are the cameras that see the place.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=256
	CaptureDevices []CaptureDevice `json:"captureDevices,omitempty"`

	// videoRegime says under which article of the Regulations on Public Security Video (State Council Order 799) the
	// cameras of the place stand: Article7 (places that must be covered) or Article9 (others that choose to). Omitted is
	// Unknown where that regulation asks.
	// +optional
	VideoRegime VideoRegime `json:"videoRegime,omitempty"`

	// allowedNamespaces says whose deployments may use the place. Omitted means nobody's.
	// +optional
	AllowedNamespaces *AllowedNamespaces `json:"allowedNamespaces,omitempty"`
}

// VideoRegime is an article of the Regulations on Public Security Video.
// +kubebuilder:validation:Enum=Article7;Article9;None
type VideoRegime string

// The regimes of public video.
const (
	// VideoArticle7 covers the places that the state or their operators must cover.
	VideoArticle7 VideoRegime = "Article7"
	// VideoArticle9 covers other public places whose operators choose to.
	VideoArticle9 VideoRegime = "Article9"
	// VideoNone means that the place is not open to the public in the sense of the regulation.
	VideoNone VideoRegime = "None"
)

// PublicAccess says who may enter.
// +kubebuilder:validation:Enum=Public;Restricted
type PublicAccess string

// The kinds of access.
const (
	// PublicAccessPublic lets anybody in.
	PublicAccessPublic PublicAccess = "Public"
	// PublicAccessRestricted lets only some in.
	PublicAccessRestricted PublicAccess = "Restricted"
)

// NodeSelection selects nodes by name or by labels that a kubelet cannot write.
//
// +kubebuilder:validation:XValidation:rule="has(self.names) != has(self.selector)",message="give either names or selector",reason=FieldValueInvalid
// +kubebuilder:validation:XValidation:rule="!has(self.selector) || ((has(self.selector.matchLabels) && size(self.selector.matchLabels) > 0) || (has(self.selector.matchExpressions) && size(self.selector.matchExpressions) > 0))",message="selector must not be empty: an empty selector would claim every node",reason=FieldValueInvalid,fieldPath=".selector"
type NodeSelection struct {
	// names of nodes.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=1000
	// +kubebuilder:validation:items:MaxLength=253
	// +kubebuilder:validation:items:MinLength=1
	Names []string `json:"names,omitempty"`

	// selector selects nodes by label. Every key must end in a name under node-restriction.kubernetes.io, because a
	// kubelet could write any other.
	// +optional
	Selector *NodeLabelSelector `json:"selector,omitempty"`
}

// NodeLabelSelector is a label selector whose keys a kubelet cannot write.
type NodeLabelSelector struct {
	// matchLabels are labels with their values; all must fit. Omitted means no condition.
	// +optional
	// +kubebuilder:validation:MaxProperties=16
	// +kubebuilder:validation:XValidation:rule="self.all(k, k.matches('^([a-z0-9.-]+[.])?node-restriction[.]kubernetes[.]io/[A-Za-z0-9_.-]+$'))",message="keys must be of the form <prefix>.node-restriction.kubernetes.io/<name>: a kubelet could write any other label on its own node"
	MatchLabels map[string]LabelValue `json:"matchLabels,omitempty"`

	// matchExpressions are conditions on labels; all must fit. Omitted means no condition.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=16
	MatchExpressions []NodeLabelRequirement `json:"matchExpressions,omitempty"`
}

// NodeLabelRequirement is a condition on a label.
//
// +kubebuilder:validation:XValidation:rule="self.operator in ['In','NotIn'] ? has(self.values) && size(self.values) > 0 : !has(self.values)",message="values must be given for In and NotIn, and only for them",reason=FieldValueInvalid,fieldPath=".values"
type NodeLabelRequirement struct {
	// key of the label.
	// +required
	// +kubebuilder:validation:MaxLength=316
	// +kubebuilder:validation:Pattern=`^([a-z0-9.-]+[.])?node-restriction[.]kubernetes[.]io/[A-Za-z0-9_.-]+$`
	Key string `json:"key"`

	// operator of the condition.
	// +required
	// +kubebuilder:validation:Enum=In;NotIn;Exists;DoesNotExist
	Operator metav1.LabelSelectorOperator `json:"operator"`

	// values for In and NotIn.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:items:MaxLength=63
	Values []string `json:"values,omitempty"`
}

// NamespaceLabelSelector is a label selector for namespaces.
type NamespaceLabelSelector struct {
	// matchLabels are labels with their values; all must fit. Omitted means no condition.
	// +optional
	// +kubebuilder:validation:MaxProperties=16
	MatchLabels map[string]LabelValue `json:"matchLabels,omitempty"`

	// matchExpressions are conditions on labels; all must fit. Omitted means no condition.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=16
	MatchExpressions []NamespaceLabelRequirement `json:"matchExpressions,omitempty"`
}

// NamespaceLabelRequirement is a condition on a label of a namespace.
//
// +kubebuilder:validation:XValidation:rule="self.operator in ['In','NotIn'] ? has(self.values) && size(self.values) > 0 : !has(self.values)",message="values must be given for In and NotIn, and only for them",reason=FieldValueInvalid,fieldPath=".values"
type NamespaceLabelRequirement struct {
	// key of the label.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=317
	Key string `json:"key"`

	// operator of the condition.
	// +required
	// +kubebuilder:validation:Enum=In;NotIn;Exists;DoesNotExist
	Operator metav1.LabelSelectorOperator `json:"operator"`

	// values for In and NotIn.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:items:MaxLength=63
	Values []string `json:"values,omitempty"`
}

// CaptureDevice is a camera.
type CaptureDevice struct {
	// name of the camera within the zone.
	// +required
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`
	Name string `json:"name"`

	// addresses of the camera. Video passes from and to these alone. Omitted means that none is known, so none passes.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=8
	// +kubebuilder:validation:items:MaxLength=43
	// +kubebuilder:validation:XValidation:rule="self.all(a, isCIDR(a))",message="must be networks in CIDR notation, such as 192.0.2.10/32"
	Addresses []string `json:"addresses,omitempty"`

	// model of the camera, as on its certificate. Evidence about a device is bound to it. Omitted is Unknown where a law
	// asks for a device's certificate or review.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=128
	Model string `json:"model,omitempty"`

	// catalogued says whether the model is on the catalogue of key network equipment, which must be certified before it
	// is sold (Cybersecurity Law article 23; draft provisions 2023 article 20). Omitted means that no catalogue is known
	// to list it: the duty is the seller's.
	// +optional
	Catalogued YesNo `json:"catalogued,omitempty"`
}

// AllowedNamespaces says whose deployments may use a place.
//
// +kubebuilder:validation:XValidation:rule="(self.from == 'Selector') == has(self.selector)",message="selector must be given for from: Selector, and only for it",reason=FieldValueInvalid,fieldPath=".selector"
// +kubebuilder:validation:XValidation:rule="(self.from == 'Names') == has(self.names)",message="names must be given for from: Names, and only for it",reason=FieldValueInvalid,fieldPath=".names"
type AllowedNamespaces struct {
	// from says how namespaces are named: by Selector, by Names, or None.
	// +required
	// +kubebuilder:validation:Enum=None;Selector;Names
	From string `json:"from"`

	// selector selects namespaces by label.
	// +optional
	// +kubebuilder:validation:XValidation:rule="(has(self.matchLabels) && size(self.matchLabels) > 0) || (has(self.matchExpressions) && size(self.matchExpressions) > 0)",message="selector must not be empty: an empty selector would let every namespace use the place; name a label, or use from: Names",reason=FieldValueInvalid
	Selector *NamespaceLabelSelector `json:"selector,omitempty"`

	// names of namespaces.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=256
	// +kubebuilder:validation:items:MaxLength=63
	Names []string `json:"names,omitempty"`
}

// RecognitionZoneStatus says which nodes stand in a place.
type RecognitionZoneStatus struct {
	// conditions are the state in the usual form: Ready, Reconciling, Stalled and NodesLabelled.
	// +optional
	// +listType=map
	// +listMapKey=type
	// +kubebuilder:validation:MaxItems=8
	Conditions []metav1.Condition `json:"conditions,omitempty"`

	// observedGeneration is the generation of the spec that this status speaks of.
	// +optional
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// class of the venue. Empty when the venue is not in the vocabulary.
	// +optional
	// +kubebuilder:validation:MaxLength=63
	Class string `json:"class,omitempty"`

	// nodeCount is how many nodes carry the zone's label.
	// +optional
	NodeCount int32 `json:"nodeCount,omitempty"`

	// overlappingNodes are nodes that another zone claims too. They carry no label, so that nothing may stand there.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:items:MaxLength=253
	OverlappingNodes []string `json:"overlappingNodes,omitempty"`
}
