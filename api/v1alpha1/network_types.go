// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

// Network lists whom the recogniser may reach, and who may reach it.
type Network struct {
	// egress lists destinations beyond the declared cameras. Omitted means none.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=32
	Egress []EgressRule `json:"egress,omitempty"`

	// ingress lists who may reach the recogniser itself beyond the declared cameras, such as a door controller that asks
	// it, or whoever looks at its user interface. The way in without a face is open to everybody anyway. Omitted means
	// nobody.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=32
	Ingress []IngressRule `json:"ingress,omitempty"`
}

// IngressRule is one network from which the recogniser is reached.
type IngressRule struct {
	// cidr is the network from which it is reached.
	// +required
	// +kubebuilder:validation:MaxLength=43
	// +kubebuilder:validation:XValidation:rule="isCIDR(self)",message="must be a network in CIDR notation, such as 192.0.2.0/24"
	CIDR string `json:"cidr"`

	// ports are the TCP ports of the recogniser. Omitted means every port.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=16
	// +kubebuilder:validation:items:Minimum=1
	// +kubebuilder:validation:items:Maximum=65535
	Ports []int32 `json:"ports,omitempty"`

	// reason says who is there and why they need it.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=256
	Reason string `json:"reason"`
}

// EgressRule is one destination.
type EgressRule struct {
	// cidr is the destination network.
	// +required
	// +kubebuilder:validation:MaxLength=43
	// +kubebuilder:validation:XValidation:rule="isCIDR(self)",message="must be a network in CIDR notation, such as 192.0.2.0/24"
	CIDR string `json:"cidr"`

	// host is the name under which the destination is known, such as api.provider.example. It is judged, since a law may
	// forbid a provider, and not enforced: the network knows addresses alone. Omitted means that it has no name.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	// +kubebuilder:validation:Pattern=`^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$`
	Host string `json:"host,omitempty"`

	// ports are the TCP ports. Omitted means every port.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=16
	// +kubebuilder:validation:items:Minimum=1
	// +kubebuilder:validation:items:Maximum=65535
	Ports []int32 `json:"ports,omitempty"`

	// reason says why the recogniser needs it.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=256
	Reason string `json:"reason"`
}

// DeletionPolicy says what happens to stored faces when the object is deleted.
// +kubebuilder:validation:Enum=Erase;Retain
type DeletionPolicy string

// The deletion policies.
const (
	// DeletionErase empties every declared volume and verifies it before the object goes.
	DeletionErase DeletionPolicy = "Erase"
	// DeletionRetain leaves the data for whoever answers for it now.
	DeletionRetain DeletionPolicy = "Retain"
)
