// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import "github.com/facegov/facegov/api/v1alpha1"

var venueDescription = Description{
	Type:    v1alpha1.RequirementVenue,
	Demands: "No camera looks into, and no pod stands in, a place that a law refuses. The stricter of both counts.",
	Facts: []Fact{
		{"spec.sources[].zone", "", "Unknown"},
		{"spec.placement.zones", "", "no pod stands anywhere"},
		{"RecognitionZone spec.venue", "", "Unknown for what a camera sees; a zone of placement is left out"},
	},
	Answers: []Answer{
		{
			Violated, "PlaceRefused", "%s %s: %s (%s)",
			"Move the camera, or take the zone out of placement.zones.", false,
		},
		{
			Unknown, "PlaceUnknown", "it is not known %s", "Declare sources whose zones exist and whose venue is known.", false,
		},
		{Met, "PlaceAllowed", "no camera looks into and no pod stands in a place that the rule refuses", "", false},
	},
	Merges: "What any rule refuses is refused: status.effective.refusedVenueClasses.",
}

var retentionDescription = Description{
	Type:    v1alpha1.RequirementRetention,
	Demands: "Data is kept no longer and no shorter than a law says, counted from the right moment. Memory keeps nothing.",
	Facts: []Fact{
		{"spec.dataStores[].classes", "", "required"},
		{"spec.dataStores[].retention.max", "", "required"},
		{"spec.dataStores[].retention.anchor", "", "required"},
		{"spec.dataStores[].retention.reason", "", "Unknown where the rule asks for a reason"},
	},
	Answers: []Answer{
		{
			Violated, "KeptTooLong", "store %s keeps %s for %s; at most %s is permitted",
			"Shorten the store's retention.max.", false,
		},
		{
			Violated, "KeptTooShort", "store %s keeps %s for %s; at least %s is required",
			"Lengthen the store's retention.max.", false,
		},
		{
			Violated, "WrongAnchor", "store %s counts the period of %s from %s; the rule counts from %v",
			"Set the store's retention.anchor to one that the rule names.", false,
		},
		{
			Unknown, "PeriodUnreadable", "the period of store %s cannot be read: %v",
			"Write the store's retention.max as an ISO 8601 duration such as P30D.", false,
		},
		{
			Unknown, "ReasonMissing", "store %s does not say why %s is the shortest period that the purpose needs",
			"Give the store's retention.reason.", false,
		},
		{Met, "PeriodKept", "every store keeps its data within the period; the sweeps hold it to that", "", true},
		{
			Met, "SetAside",
			"%s of store %s is not what this rule asks for, but %s, which weighs more, asks for something else", "", true,
		},
		facesNotStored,
	},
	Merges: "The shortest max and the longest min count for each class, by the cut-offs that they give from now; a higher " +
		"rank's minimum sets a lower rank's maximum aside; equals that cannot both be met are a conflict: " +
		"status.effective.retention.",
}

var fallbackDescription = Description{
	Type: v1alpha1.RequirementFallback,
	Demands: "People get in without a face at every hour of the place: in enough ways, some of which need no cluster and no " +
		"smartphone.",
	Facts: []Fact{
		{"spec.fallback.methods", "", "required"},
		{"spec.fallback.methods[].hours", "always", "the way is offered always"},
		{
			"spec.fallback.methods[].where", "Desk for Staff, Door for AccessCard and Key, Kiosk for the others", "the default",
		},
		{"RecognitionZone spec.hours", "always", "the place is always in use"},
	},
	Answers: []Answer{
		{
			Violated, "TooFewWaysIn", "%s offered %s; %d needed in all hours of the place",
			"Offer another way in without a face in those hours, and declare it under fallback.methods.", false,
		},
		{
			Violated, "NoWayInOutsideCluster", "%s offered %s; %d needed in all hours of the place",
			"Offer a way that needs no cluster, such as a card reader or a person, in those hours.", false,
		},
		{
			Violated, "NoWayInWithoutSmartphone", "%s offered %s; %d needed in all hours of the place",
			"Offer a way that needs no smartphone in those hours.", false,
		},
		{Unknown, "HoursUnreadable", "%s", "Write hours as in OpenStreetMap, such as Mo-Fr 08:00-18:00.", false},
		{Met, "WayInOffered", "%s offered without a face; the way in stays whatever the verdict", "", true},
	},
	Merges: "The highest of each number counts: status.effective.fallback.",
}

var egressDescription = Description{
	Type:    v1alpha1.RequirementEgress,
	Demands: "People can always leave: a door that controls leaving opens from inside without means, also on failure.",
	Facts: []Fact{
		{"spec.door", "", "Unknown"},
		{"spec.door.controls", "", "required"},
		{"spec.door.egress", "", "Unknown where the way out is controlled"},
		{"spec.door.onUnavailable", "", "Unknown where the way out is controlled"},
	},
	Answers: []Answer{
		{
			Unknown, "WayOutUnknown", "it is not declared %s",
			"Say under door what the recogniser controls, how people leave, and how they leave while it is away.", false,
		},
		{
			Violated, "WayOutNotFree", "people can leave only by %s; leaving must be free from inside",
			"Open the door from inside without means, and declare door.egress Free.", false,
		},
		{
			Violated, "WayOutClosesOnFailure", "the way out does not stay open while the recogniser is away",
			"Have the door release by itself, and declare door.onUnavailable.out AlwaysOpen.", false,
		},
		{Met, "WayOutNotControlled", "the recogniser does not control the way out", "", false},
		{Met, "WayOutFree", "the way out is free from inside, also while the recogniser is away", "", true},
	},
	Merges: "It is demanded always, because facegov is never in the way out: status.effective.egress.",
}

var lawfulBasisDescription = Description{
	Type: v1alpha1.RequirementLawfulBasis,
	Demands: "A ground that the law accepts is declared in its jurisdiction, and a consent is as the law asks. One ground is " +
		"enough.",
	Facts: []Fact{
		{"spec.lawfulBasis", "", "Unknown"},
		{"spec.lawfulBasis[].consent.purposes", "", "required"},
		{"spec.lawfulBasis[].consent.scopes", "", "not consented to: violated"},
		{"spec.lawfulBasis[].consent.withdrawal", "", "Unknown where the rule asks for it"},
		{"spec.lawfulBasis[].consent.bundledWith", "none", "a separate consent is separate"},
		{"spec.lawfulBasis[].consent.evidence", "", "Unknown where the rule asks for a form on record"},
		{"ComplianceEvidence EV-CONSENT-FORM", "", "Unknown where the rule asks for a form on record"},
		{"spec.lawfulBasis[].statute", "", "Unknown for a ground other than consent"},
	},
	Answers: []Answer{
		{
			Unknown, "GroundMissing", "no lawful basis is declared for %s",
			"Declare the ground under lawfulBasis, for that jurisdiction.", false,
		},
		{
			Violated, "GroundNotAccepted", "%s is declared, and the rule accepts only %s",
			"Rely on a ground that the law accepts, or do not run.", false,
		},
		{
			Unknown, "StatuteMissing", "%s is declared without the law and article relied on",
			"Name the law and the article under lawfulBasis[].statute.", false,
		},
		{
			Unknown, "ConsentMissing", "%s is declared without what was consented to",
			"Say what was consented to under lawfulBasis[].consent.", false,
		},
		{
			Violated, "PurposeNotConsented", "the consent does not name the purpose %s",
			"Ask for consent to this purpose, then list it under consent.purposes.", false,
		},
		{
			Violated, "ScopeNotConsented", "the consent does not name %s",
			"Ask for consent to it, then list it under consent.scopes.", false,
		},
		{
			Unknown, "WithdrawalMissing", "it is not declared how a person takes the consent back",
			"Give consent.withdrawal: a page, a place, or both.", false,
		},
		consentBundled, consentFormMissing, consentFormUnreadable, consentFormNotCurrent, consentFormOnRecord,
		{Met, "GroundDeclared", "%s is declared for %s", "", true},
	},
	Merges: "The grounds that every rule of a jurisdiction accepts: status.effective.lawfulBasis.",
}

var expressionDescription = Description{
	Type:    v1alpha1.RequirementExpression,
	Demands: "A CEL expression over deployment, places, jurisdictions and now is true: for what no typed demand says.",
	Facts:   []Fact{{"spec", "", "Unknown where the expression needs a field that is absent and does not ask for it by has()"}},
	Answers: []Answer{
		{Unknown, "FactMissing", "%s", "Declare the fact that the message names.", false},
		{Violated, "ExpressionFalse", "%s", "Do what the rule's own remedy says.", false},
		{Met, "ExpressionTrue", "what is declared meets the rule", "", false},
	},
	Merges: "Expressions do not merge: each stands for itself.",
}
