// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

// Fallback is the way in without a face.
type Fallback struct {
	// methods are the ways offered. None is biometric. An empty list says that there is none but facegov's own staffed
	// call, which is not enough for any law we know.
	// +required
	// +listType=map
	// +listMapKey=type
	// +kubebuilder:validation:MaxItems=8
	Methods []FallbackMethod `json:"methods"`

	// credentials names the Secret with the argon2id hashes that the kiosk checks. facegov itself never reads it; the
	// way in's pods mount it. Required when a PIN is offered at the kiosk.
	// +optional
	Credentials *FallbackCredentials `json:"credentials,omitempty"`

	// grace is how long the way in may be unavailable before the face side is suspended when no alternative is left. An
	// ISO 8601 duration. Default PT1M.
	// +optional
	// +kubebuilder:default=PT1M
	// +kubebuilder:validation:MaxLength=24
	// +kubebuilder:validation:Pattern=`^PT([0-9]{1,4}H)?([0-9]{1,4}M)?([0-9]{1,5}S)?$`
	// +kubebuilder:validation:XValidation:rule="self.matches('[0-9][HMS]$')",message="must be an ISO 8601 duration with at least one part, such as PT1M"
	Grace string `json:"grace,omitempty"`
}

// FallbackMethod is one way in without a face.
type FallbackMethod struct {
	// type is the method. One of them works without a smartphone where a law asks for it.
	// +required
	Type FallbackMethodType `json:"type"`

	// where is where the method is answered: at facegov's own Kiosk in the cluster, at the Door itself (a card reader,
	// a lock), or at a Desk with a person. Omitted means Kiosk for PIN and QRCode, Door for AccessCard and Key, Desk for
	// Staff.
	// +optional
	Where FallbackWhere `json:"where,omitempty"`

	// hours are when it is offered, such as "Mo-Su 00:00-24:00" or "Mo-Fr 08:00-18:00; Sa 09:00-12:00". Omitted means
	// always.
	// +optional
	// +kubebuilder:validation:MaxLength=256
	// +kubebuilder:validation:Pattern=`^[A-Za-z0-9:,; -]+$`
	Hours string `json:"hours,omitempty"`
}

// FallbackMethodType is a way in without a face.
// +kubebuilder:validation:Enum=PIN;AccessCard;Key;QRCode;MobileApp;Staff
type FallbackMethodType string

// The methods.
const (
	// FallbackPIN is a number that the person knows.
	FallbackPIN FallbackMethodType = "PIN"
	// FallbackAccessCard is a card that the person carries.
	FallbackAccessCard FallbackMethodType = "AccessCard"
	// FallbackKey is a mechanical key.
	FallbackKey FallbackMethodType = "Key"
	// FallbackQRCode is a code shown on a smartphone.
	FallbackQRCode FallbackMethodType = "QRCode"
	// FallbackMobileApp is an app on a smartphone.
	FallbackMobileApp FallbackMethodType = "MobileApp"
	// FallbackStaff is a person who lets people in.
	FallbackStaff FallbackMethodType = "Staff"
)

// FallbackWhere is where a method is answered.
// +kubebuilder:validation:Enum=Kiosk;Door;Desk
type FallbackWhere string

// The places where a method is answered.
const (
	// FallbackAtKiosk is answered by facegov's own pods in the cluster.
	FallbackAtKiosk FallbackWhere = "Kiosk"
	// FallbackAtDoor is answered by the door itself.
	FallbackAtDoor FallbackWhere = "Door"
	// FallbackAtDesk is answered by a person.
	FallbackAtDesk FallbackWhere = "Desk"
)

// FallbackCredentials names a Secret.
type FallbackCredentials struct {
	// secretName is the Secret in the deployment's namespace. Its key `pins` holds argon2id hashes; `tls.crt` and
	// `tls.key` are used when present.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	SecretName string `json:"secretName"`
}

// Door says what the recogniser controls.
type Door struct {
	// controls says in which direction the recogniser holds a door.
	// +required
	Controls DoorControl `json:"controls"`

	// egress is how people leave: Free (from inside, without means, the only way that is permitted where a door controls
	// leaving), Credential, or Face. Omitted is Unknown where controls is Out or Both. GB 55037-2022 7.1.7: escape doors
	// open from inside without means.
	// +optional
	Egress DoorEgress `json:"egress,omitempty"`

	// onUnavailable says what the door does when the recogniser is away. Omitted is Unknown where a door controls
	// leaving.
	// +optional
	OnUnavailable *DoorUnavailable `json:"onUnavailable,omitempty"`
}

// DoorControl is a direction.
// +kubebuilder:validation:Enum=None;In;Out;Both
type DoorControl string

// The directions.
const (
	// DoorControlsNone holds no door.
	DoorControlsNone DoorControl = "None"
	// DoorControlsIn holds the way in.
	DoorControlsIn DoorControl = "In"
	// DoorControlsOut holds the way out.
	DoorControlsOut DoorControl = "Out"
	// DoorControlsBoth holds both.
	DoorControlsBoth DoorControl = "Both"
)

// DoorEgress is how people leave.
// +kubebuilder:validation:Enum=Free;Credential;Face
type DoorEgress string

// The ways of leaving.
const (
	// EgressFree opens from inside without means.
	EgressFree DoorEgress = "Free"
	// EgressCredential asks for a card or code.
	EgressCredential DoorEgress = "Credential"
	// EgressFace asks for a face.
	EgressFace DoorEgress = "Face"
)

// DoorUnavailable says what the door does when the recogniser is away.
type DoorUnavailable struct {
	// in is how people get in then.
	// +required
	// +kubebuilder:validation:Enum=Staff;AccessCard;Open;Closed
	In string `json:"in"`

	// out is how people get out then. Only AlwaysOpen is permitted where a door controls leaving.
	// +required
	// +kubebuilder:validation:Enum=AlwaysOpen;Staff;Closed
	Out string `json:"out"`
}
