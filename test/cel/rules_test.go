// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cel

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// refusal is an object that one validation rule has to refuse.
type refusal struct {
	// base is the object in testdata that is good before the changes.
	base string
	// at is where the rule stands in the object, empty for the object as a whole.
	at string
	// says is how the rule's message begins.
	says string
	// update makes the changes to an object that exists, for rules about what may change.
	update bool
	// changes by field; nil removes the field.
	changes map[string]any
}

type (
	fields = map[string]any
	list   = []any
)

// refusals has at least one case for every validation rule of every kind; TestEveryRuleHasACase sees to it.
var refusals = map[string]refusal{
	// FaceRecognitionDeployment
	"a deployment whose name is too long for what is attached": {
		base: "deployment-reference", says: "metadata.name must be a DNS label of at most 48",
		changes: fields{"metadata.name": strings.Repeat("a", 49)},
	},
	"a deployment whose name begins with a digit, which a Service cannot": {
		base: "deployment-reference", says: "metadata.name must be a DNS label of at most 48",
		changes: fields{"metadata.name": "1-gate"},
	},
	"a deployment whose name has a dot, which a label value may have and a Service may not": {
		base: "deployment-reference", says: "metadata.name must be a DNS label of at most 48",
		changes: fields{"metadata.name": "north.gate"},
	},
	"a network that reaches the recogniser and is none": {
		base: "deployment-reference", at: "spec.network.ingress[0].cidr", says: "must be a network in CIDR notation",
		changes: fields{"spec.network.ingress[0].cidr": "192.0.2.300/24"},
	},
	"an observation of what facegov renders itself": {
		base: "deployment-template", at: "spec", says: "observation is for an installation that was there before",
		changes: fields{"spec.observation": fields{"until": "2026-12-01T00:00:00Z"}},
	},
	"an observation given to what is governed already": {
		base: "deployment-template", at: "spec", says: "observation can only be given when the object is created", update: true,
		changes: fields{"spec.observation": fields{"until": "2026-12-01T00:00:00Z"}},
	},
	"an observation that is extended": {
		base: "deployment-reference", at: "spec.observation", says: "observation cannot change", update: true,
		changes: fields{"spec.observation.until": "2026-12-02T00:00:00Z"},
	},
	"remote identification without an end": {
		base: "deployment-template", at: "spec", says: "recognition.remote is required",
		changes: fields{"spec.recognition.remote": nil},
	},
	"a window that ends before it begins": {
		base: "deployment-template", at: "spec.recognition.remote.window", says: "until must be later than from",
		changes: fields{"spec.recognition.remote.window.until": "2025-12-31T00:00:00Z"},
	},
	"a window that ends as it begins": {
		base: "deployment-template", at: "spec.recognition.remote.window", says: "until must be later than from",
		changes: fields{"spec.recognition.remote.window.until": "2026-01-01T00:00:00Z"},
	},
	"a PIN at the kiosk without its Secret": {
		base: "deployment-template", at: "spec", says: "fallback.credentials is required",
		changes: fields{"spec.fallback.credentials": nil},
	},
	"a PIN without its Secret and without a place, which means the kiosk": {
		base: "deployment-template", at: "spec", says: "fallback.credentials is required",
		changes: fields{"spec.fallback.credentials": nil, "spec.fallback.methods[0].where": nil},
	},
	"a grace of no length": {
		base: "deployment-template", at: "spec.fallback.grace", says: "must be an ISO 8601 duration",
		changes: fields{"spec.fallback.grace": "PT"},
	},
	"a consent kind without the consent": {
		base: "deployment-template", at: "spec.lawfulBasis[0]", says: "consent must be given for a consent kind",
		changes: fields{"spec.lawfulBasis[0].consent": nil},
	},
	"a duty by law with a consent": {
		base: "deployment-template", at: "spec.lawfulBasis[1]", says: "consent must be given for a consent kind",
		changes: fields{"spec.lawfulBasis[1].consent": fields{"purposes": list{"AccessControl"}}},
	},
	"a duty by law that names no law": {
		base: "deployment-template", at: "spec.lawfulBasis[1]", says: "statute is required",
		changes: fields{"spec.lawfulBasis[1].statute": nil},
	},
	"a withdrawal that leads nowhere": {
		base: "deployment-template", at: "spec.lawfulBasis[0].consent.withdrawal", says: "give a url, a where, or both",
		changes: fields{"spec.lawfulBasis[0].consent.withdrawal": fields{}},
	},
	"a destination that is no network": {
		base: "deployment-template", at: "spec.network.egress[0].cidr", says: "must be a network in CIDR notation",
		changes: fields{"spec.network.egress[0].cidr": "192.0.2.300/24"},
	},
	"a volume store without its volume": {
		base: "deployment-template", at: "spec.dataStores[0]", says: "volume must be given for type Volume",
		changes: fields{"spec.dataStores[0].volume": nil},
	},
	"a memory store with a volume": {
		base: "deployment-template", at: "spec.dataStores[1]", says: "volume must be given for type Volume",
		changes: fields{"spec.dataStores[1].volume": fields{"claimName": "x"}},
	},
	"a memory store without its memory": {
		base: "deployment-template", at: "spec.dataStores[1]", says: "memory must be given for type Memory",
		changes: fields{"spec.dataStores[1].memory": nil},
	},
	"a volume store with a memory": {
		base: "deployment-template", at: "spec.dataStores[0]", says: "memory must be given for type Memory",
		changes: fields{"spec.dataStores[0].memory": fields{"volumeName": "x"}},
	},
	"a path whose class the store does not list": {
		base: "deployment-template", at: "spec.dataStores[0]", says: "every class in volume.paths must be listed",
		changes: fields{"spec.dataStores[0].volume.paths[0].class": "Video"},
	},
	"a path that leaves the volume": {
		base: "deployment-template", at: "spec.dataStores[0].volume.paths[0].path", says: "must be relative to the volume",
		changes: fields{"spec.dataStores[0].volume.paths[0].path": "faces/../.."},
	},
	"an absolute path": {
		base: "deployment-template", at: "spec.dataStores[0].volume.paths[0].path", says: "must be relative to the volume",
		changes: fields{"spec.dataStores[0].volume.paths[0].path": "/faces"},
	},
	"a path with an empty part": {
		base: "deployment-template", at: "spec.dataStores[0].volume.paths[0].path", says: "must be relative to the volume",
		changes: fields{"spec.dataStores[0].volume.paths[0].path": "faces//old"},
	},
	"facegov's own folder as a path": {
		base: "deployment-template", at: "spec.dataStores[0].volume.paths[0].path", says: "must be relative to the volume",
		changes: fields{"spec.dataStores[0].volume.paths[0].path": ".facegov/manifests"},
	},
	"a period in words": {
		base: "deployment-template", at: "spec.dataStores[0].retention.max", says: "must be an ISO 8601 duration",
		changes: fields{"spec.dataStores[0].retention.max": "1 year"},
	},
	"a period that runs backwards": {
		base: "deployment-template", at: "spec.dataStores[0].retention.max", says: "must be an ISO 8601 duration",
		changes: fields{"spec.dataStores[0].retention.max": "-P1D"},
	},
	"a threshold above one": {
		base: "deployment-template", at: "spec.recognition.matchThreshold", says: "must be a decimal between 0 and 1",
		changes: fields{"spec.recognition.matchThreshold": "1.5"},
	},
	"a threshold with a comma": {
		base: "deployment-template", at: "spec.recognition.matchThreshold", says: "must be a decimal between 0 and 1",
		changes: fields{"spec.recognition.matchThreshold": "0,82"},
	},
	"a party in a country by its name": {
		base: "deployment-template", at: "spec.responsibleParty.establishedIn", says: "must be a code in capitals",
		changes: fields{"spec.responsibleParty.establishedIn": "China"},
	},
	"a notice that anybody on the way can change": {
		base: "deployment-template", at: "spec.notice.url", says: "must be an address that begins with https://",
		changes: fields{"spec.notice.url": "http://maple-court.example/face"},
	},
	"a notice with half a digest": {
		base: "deployment-template", at: "spec.notice.sha256", says: "must be the SHA-256 of the notice",
		changes: fields{"spec.notice.sha256": strings.Repeat("a", 32)},
	},
	"a period without a part": {
		base: "deployment-template", at: "spec.dataStores[0].retention.max", says: "must be an ISO 8601 duration",
		changes: fields{"spec.dataStores[0].retention.max": "P"},
	},
	"a period with a T and nothing after it": {
		base: "deployment-template", at: "spec.dataStores[0].retention.max", says: "must be an ISO 8601 duration",
		changes: fields{"spec.dataStores[0].retention.max": "P1DT"},
	},
	"a period of zero seconds": {
		base: "deployment-template", at: "spec.dataStores[0].retention", says: "a period of nothing is not",
		changes: fields{"spec.dataStores[0].retention.max": "PT0S"},
	},
	"a period of nothing, written at length": {
		base: "deployment-template", at: "spec.dataStores[0].retention", says: "a period of nothing is not",
		changes: fields{"spec.dataStores[0].retention.max": "P0Y0DT00H"},
	},
	"a store that moves": {
		base: "deployment-template", at: "spec.dataStores[0].location", says: "location cannot change", update: true,
		changes: fields{"spec.dataStores[0].location": "Remote"},
	},
	"a store that turns to another claim and forgets the old one": {
		base: "deployment-template", at: "spec.dataStores[0].volume.claimName", says: "claimName cannot change", update: true,
		changes: fields{"spec.dataStores[0].volume.claimName": "gallery-2"},
	},
	"a store that forgets its volume for memory": {
		base: "deployment-template", at: "spec.dataStores[0].type", says: "type cannot change", update: true,
		changes: fields{
			"spec.dataStores[0].type": "Memory", "spec.dataStores[0].volume": nil,
			"spec.dataStores[0].memory": fields{"volumeName": "gallery"},
		},
	},
	"a template workload without its template": {
		base: "deployment-template", at: "spec.workload", says: "template must be given for type Template",
		changes: fields{"spec.workload.template": nil},
	},
	"a reference workload with a template": {
		base: "deployment-reference", at: "spec.workload", says: "template must be given for type Template",
		changes: fields{"spec.workload.template": fields{"spec": fields{}}},
	},
	"a reference workload without its reference": {
		base: "deployment-reference", at: "spec.workload", says: "reference must be given for type Reference",
		changes: fields{"spec.workload.reference": nil},
	},
	"a template workload with a reference": {
		base: "deployment-template", at: "spec.workload", says: "reference must be given for type Reference",
		changes: fields{"spec.workload.reference": fields{"kind": "Deployment", "name": "x"}},
	},
	"a template that sets facegov's own label": {
		base: "deployment-template", at: "spec.workload.template.metadata.labels", says: "labels under recognition.facegov.dev",
		changes: fields{"spec.workload.template.metadata.labels": fields{"recognition.facegov.dev/way-in": "x"}},
	},
	"a template that sets facegov's own annotation": {
		base: "deployment-template", at: "spec.workload.template.metadata.annotations", says: "annotations under recognition.facegov.dev",
		changes: fields{"spec.workload.template.metadata.annotations": fields{"recognition.facegov.dev/digest": "x"}},
	},

	// RecognitionZone
	"a place in a city by its name": {
		base: "zone-names", at: "spec.jurisdiction", says: "must be a code in capitals",
		changes: fields{"spec.jurisdiction": "Shanghai"},
	},
	"a zone whose name is no label value": {
		base: "zone-names", says: "metadata.name must be a DNS label of at most 63",
		changes: fields{"metadata.name": strings.Repeat("a", 64)},
	},
	"a zone whose name has a dot": {
		base: "zone-names", says: "metadata.name must be a DNS label of at most 63",
		changes: fields{"metadata.name": "north.gate"},
	},
	"nodes by name and by selector": {
		base: "zone-names", at: "spec.nodes", says: "give either names or selector",
		changes: fields{"spec.nodes.selector": fields{"matchLabels": fields{"x.node-restriction.kubernetes.io/y": "z"}}},
	},
	"nodes by neither": {
		base: "zone-names", at: "spec.nodes", says: "give either names or selector",
		changes: fields{"spec.nodes": fields{}},
	},
	"a selector that claims every node": {
		base: "zone-selector", at: "spec.nodes", says: "selector must not be empty",
		changes: fields{"spec.nodes.selector": fields{}},
	},
	"a selector by a label that a kubelet can write": {
		base: "zone-selector", at: "spec.nodes.selector.matchLabels", says: "keys must be of the form",
		changes: fields{"spec.nodes.selector.matchLabels": fields{"kubernetes.io/hostname": "edge-1"}},
	},
	"a selector by a label that only looks restricted": {
		base: "zone-selector", at: "spec.nodes.selector.matchLabels", says: "keys must be of the form",
		changes: fields{"spec.nodes.selector.matchLabels": fields{"evil-node-restriction.kubernetes.io/y": "z"}},
	},
	"a condition In without values": {
		base: "zone-selector", at: "spec.nodes.selector.matchExpressions[0]", says: "values must be given for In and NotIn",
		changes: fields{"spec.nodes.selector.matchExpressions[0].values": nil},
	},
	"a condition Exists with values": {
		base: "zone-selector", at: "spec.nodes.selector.matchExpressions[0]", says: "values must be given for In and NotIn",
		changes: fields{"spec.nodes.selector.matchExpressions[0].operator": "Exists"},
	},
	"a camera at a host name": {
		base: "zone-names", at: "spec.captureDevices[0].addresses", says: "must be networks in CIDR notation",
		changes: fields{"spec.captureDevices[0].addresses": list{"camera.example"}},
	},
	"a camera at an address without its length": {
		base: "zone-names", at: "spec.captureDevices[0].addresses", says: "must be networks in CIDR notation",
		changes: fields{"spec.captureDevices[0].addresses": list{"192.0.2.10"}},
	},
	"namespaces by a selector that is missing": {
		base: "zone-names", at: "spec.allowedNamespaces", says: "selector must be given for from: Selector",
		changes: fields{"spec.allowedNamespaces.selector": nil},
	},
	"namespaces by name with a selector": {
		base: "zone-selector", at: "spec.allowedNamespaces", says: "selector must be given for from: Selector",
		changes: fields{"spec.allowedNamespaces.selector": fields{"matchLabels": fields{"a": "b"}}},
	},
	"namespaces by names that are missing": {
		base: "zone-selector", at: "spec.allowedNamespaces", says: "names must be given for from: Names",
		changes: fields{"spec.allowedNamespaces.names": nil},
	},
	"namespaces by selector with names": {
		base: "zone-names", at: "spec.allowedNamespaces", says: "names must be given for from: Names",
		changes: fields{"spec.allowedNamespaces.names": list{"maple-court"}},
	},
	"a selector that lets every namespace in": {
		base: "zone-names", at: "spec.allowedNamespaces.selector", says: "selector must not be empty",
		changes: fields{"spec.allowedNamespaces.selector": fields{}},
	},
	"a condition on namespaces without values": {
		base: "zone-names", at: "spec.allowedNamespaces.selector.matchExpressions[0]", says: "values must be given for In and NotIn",
		changes: fields{"spec.allowedNamespaces.selector.matchExpressions[0].values": nil},
	},

	// RecognitionPolicy
	"a law in force that is softened without a word": {
		base: "policy", at: "spec", says: "softening is required",
		changes: fields{"spec.softening": nil},
	},
	"a law in force that is switched off without a word": {
		base: "policy", at: "spec", says: "softening is required",
		changes: fields{"spec.softening": nil, "spec.enforcement": "Off"},
	},
	"a law that ends before it begins": {
		base: "policy", at: "spec.effective", says: "until must be later than from",
		changes: fields{"spec.effective.until": "2025-06-01"},
	},
	"a rule without English": {
		base: "policy", at: "spec.rules[0].text", says: "a text in English",
		changes: fields{"spec.rules[0].text": fields{"zh-Hans": fields{"title": "场所"}}},
	},
	"a lapse with a grace of no length": {
		base: "policy", at: "spec.rules[0].onLapse.grace", says: "must be an ISO 8601 duration",
		changes: fields{"spec.rules[0].onLapse.grace": "P"},
	},
	"a lapse with a notice of no length": {
		base: "policy", at: "spec.rules[0].onLapse.notice[0]", says: "must be an ISO 8601 duration",
		changes: fields{"spec.rules[0].onLapse.notice": list{"PT"}},
	},
	"a demand about places that demands nothing": {
		base: "policy", at: "spec.rules[0].requires.venue", says: "give notInClasses, notInVenues or onlyInClasses",
		changes: fields{"spec.rules[0].requires.venue": fields{}},
	},
	"a demand about periods that demands nothing": {
		base: "policy", at: "spec.rules[1].requires.retention", says: "give max, min, anchors or reason",
		changes: fields{"spec.rules[1].requires.retention": fields{"classes": list{"Video"}}},
	},
	"a longest period without a part": {
		base: "policy", at: "spec.rules[1].requires.retention.max", says: "must be an ISO 8601 duration",
		changes: fields{"spec.rules[1].requires.retention.max": "P"},
	},
	"a shortest period without a part": {
		base: "policy", at: "spec.rules[1].requires.retention.min", says: "must be an ISO 8601 duration",
		changes: fields{"spec.rules[1].requires.retention.min": "PT"},
	},
	"a demand with two arms": {
		base: "policy", at: "spec.rules[3].requires", says: "venue must be given",
		changes: fields{"spec.rules[3].requires.venue": fields{"notInVenues": list{"toilet"}}},
	},
	"a demand about storage that demands nothing":    demandsNothing(6, "storage", "give notStored or locations"),
	"a demand about galleries that demands nothing":  demandsNothing(8, "gallery", "give notOrigins, onlyOrigins or provenance"),
	"a demand about providers that demands nothing":  demandsNothing(9, "provider", "give notProviders, external or declared"),
	"a demand about functions that demands nothing":  demandsNothing(11, "functions", "give notFunctions or onlyFunctions"),
	"a demand for encryption that demands nothing":   demandsNothing(16, "encryption", "give atRest, inTransit or keyCustody"),
	"a demand about recipients that demands nothing": demandsNothing(18, "transfer", "give notKinds, paid, consent or evidence"),
	"a demand about prompts that demands nothing":    demandsNothing(21, "prompting", "give minInterval, faceDefault or atCapture"),
	"a demand about the notice that demands nothing": demandsNothing(25, "notice", "give covers, signs or languages"),
	"a filing that nothing begins": {
		base: "policy", at: "spec.rules[14].requires.filing", says: "give people, publicPlace or always",
		changes: fields{"spec.rules[14].requires.filing.always": nil},
	},
	"a filing by working days and by days": {
		base: "policy", at: "spec.rules[13].requires.filing", says: "give either workingDays or days",
		changes: fields{"spec.rules[13].requires.filing.days": int64(10)},
	},
	"a filing without a time": {
		base: "policy", at: "spec.rules[14].requires.filing", says: "give either workingDays or days",
		changes: fields{"spec.rules[14].requires.filing.days": nil},
	},
	"a review without a part":                        noPeriod("policy", "spec.rules[12].requires.evidence.review"),
	"a time to keep documents without a part":        noPeriod("policy", "spec.rules[12].requires.evidence.keep"),
	"a time between prompts without a part":          noPeriod("policy", "spec.rules[21].requires.prompting.minInterval"),
	"a longest window without a part":                noPeriod("policy", "spec.rules[23].requires.activeWindow.maxDuration"),
	"a longest time to an answer without a part":     noPeriod("policy", "spec.rules[24].requires.subjectRights.maxResponse"),
	"a declared time between prompts without a part": noPeriod("deployment-template", "spec.prompting.minInterval"),
	"a declared time to an answer without a part":    noPeriod("deployment-template", "spec.rights.maxResponse"),

	// ComplianceEvidence
	"a document that ends before it is issued": {
		base: "evidence", at: "spec", says: "validUntil must be later than issuedOn", changes: fields{"spec.validUntil": "2025-12-31"},
	},
	"a document that ends on the day of its issue": {
		base: "evidence", at: "spec", says: "validUntil must be later than issuedOn", changes: fields{"spec.validUntil": "2026-01-01"},
	},
	"a document that need not be kept on the day of its issue": {
		base: "evidence", at: "spec", says: "keepUntil must not be earlier than issuedOn", changes: fields{"spec.keepUntil": "2025-12-31"},
	},
	"a document that is kept for a shorter time than it was": {
		base: "evidence", at: "spec", says: "keepUntil can only be moved to a later day", update: true,
		changes: fields{"spec.keepUntil": "2028-12-31"},
	},
	"a document that is no longer kept": {
		base: "evidence", at: "spec", says: "keepUntil can only be moved to a later day", update: true,
		changes: fields{"spec.keepUntil": nil},
	},
	"a superseded document without its successor": {
		base: "evidence", at: "spec", says: "supersededBy must be given for state Superseded", changes: fields{"spec.supersededBy": nil},
	},
	"a current document with a successor": {
		base: "evidence", at: "spec", says: "supersededBy must be given for state Superseded", changes: fields{"spec.state": "Current"},
	},
	"a document that takes its own place": {
		base: "evidence", says: "supersededBy must name another evidence",
		changes: fields{"metadata.name": "mine", "spec.supersededBy": "mine"},
	},
	"a document of another type than before": {
		base: "evidence", at: "spec.type", says: "type cannot change", update: true, changes: fields{"spec.type": "EV-ROLE"},
	},
	"another document under the same evidence": {
		base: "evidence", at: "spec.document", says: "document cannot change", update: true,
		changes: fields{"spec.document.mediaType": "text/plain"},
	},
	"a document that is issued anew under the same evidence": {
		base: "evidence", at: "spec.issuedOn", says: "issuedOn cannot change", update: true,
		changes: fields{"spec.issuedOn": "2026-01-02"},
	},
	"a digest with a prefix": {
		base: "evidence", at: "spec.document.sha256", says: "must be the SHA-256 of the document",
		changes: fields{"spec.document.sha256": "sha256:" + strings.Repeat("a", 64)},
	},
	"a digest in capitals": {
		base: "evidence", at: "spec.document.sha256", says: "must be the SHA-256 of the document",
		changes: fields{"spec.document.sha256": strings.Repeat("A", 64)},
	},

	// RecognitionException
	"an exception that ends before it begins": {
		base: "exception", at: "spec", says: "until must be later than from", changes: fields{"spec.until": "2025-12-31T00:00:00Z"},
	},
	"an exception for longer than ninety days": {
		base: "exception", at: "spec", says: "until must be at most 90 days after from",
		changes: fields{"spec.until": "2026-04-01T00:00:01Z"},
	},
	"an exception that somebody approves for themselves": {
		base: "exception", at: "spec", says: "approvedBy must be another person", changes: fields{"spec.approvedBy": "dario"},
	},
	"an exception with an approver and without an approval": {
		base: "exception", at: "spec", says: "approvedBy is stamped with an approval", changes: fields{"spec.approval": nil},
	},

	// RecognitionRecord
	"a record that turns to another deployment": {
		base: "record", at: "spec.deployment.name", says: "name cannot change", update: true,
		changes: fields{"spec.deployment.name": "another"},
	},
	"a record that turns to another namespace": {
		base: "record", at: "spec.deployment.namespace", says: "namespace cannot change", update: true,
		changes: fields{"spec.deployment.namespace": "another"},
	},
}

// demandsNothing is a requirement whose own fields are all left out.
func demandsNothing(rule int, arm, says string) refusal {
	at := fmt.Sprintf("spec.rules[%d].requires.%s", rule, arm)
	return refusal{base: "policy", at: at, says: says, changes: fields{at: fields{}}}
}

// noPeriod is a field with a P and nothing after it.
func noPeriod(base, at string) refusal {
	return refusal{base: base, at: at, says: "must be an ISO 8601 duration", changes: fields{at: "P"}}
}

// everyRefusal is the table with what can be made from the objects: discriminated unions without their arm, each kind of
// subject without its field, each type of requirement.
func everyRefusal(t *testing.T) map[string]refusal {
	t.Helper()
	all := maps.Clone(refusals)
	arms := func(base, items, within, discriminator string) {
		t.Helper()
		for i, item := range get(whole(t, base).Object, parse(items)).([]any) {
			union := item.(map[string]any)
			at := fmt.Sprintf("%s[%d]", items, i)
			if within != "" {
				union, at = union[within].(map[string]any), at+"."+within
			}
			kind := union[discriminator].(string)
			arm := strings.ToLower(kind[:1]) + kind[1:]
			all[fmt.Sprintf("%s: %s %s without %s at %s", base, discriminator, kind, arm, at)] = refusal{
				base: base, at: at, says: fmt.Sprintf("%s must be given for %s %s,", arm, discriminator, kind),
				changes: fields{at + "." + arm: nil},
			}
		}
	}
	arms("policy", "spec.rules", "requires", "type")
	arms("evidence", "spec.appliesTo", "", "kind")
	arms("exception", "spec.appliesTo", "", "kind")
	return all
}

// validation is a rule in CEL and where it stands in the schema.
type validation struct{ kind, place, message, fieldPath string }

func validations(t *testing.T) []validation {
	t.Helper()
	var found []validation
	for kind, crd := range definitions(t) {
		walk(root(crd), "", func(s *schema, path string) {
			for _, r := range s.XValidations {
				found = append(found, validation{kind, path, r.Message, r.FieldPath})
			}
		})
	}
	slices.SortFunc(found, func(a, b validation) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.place, b.place), cmp.Compare(a.message, b.message))
	})
	return found
}

// placeOf is where a field stands in the schema.
func placeOf(field string) string {
	var place strings.Builder
	for part := range strings.SplitSeq(field, "[") {
		if _, after, indexed := strings.Cut(part, "]"); indexed {
			place.WriteString("[]" + after)
			continue
		}
		place.WriteString(part)
	}
	return place.String()
}

func (r refusal) of(v validation, kind string) bool {
	return v.kind == kind && v.place == placeOf(r.at) && strings.HasPrefix(v.message, r.says)
}

func TestRefusals(t *testing.T) {
	rules := validations(t)
	for name, tc := range everyRefusal(t) {
		t.Run(name, func(t *testing.T) {
			o := whole(t, tc.base)
			i := slices.IndexFunc(rules, func(v validation) bool { return tc.of(v, o.GetKind()) })
			if i < 0 {
				t.Fatalf("no validation rule at %q begins with %q", placeOf(tc.at), tc.says)
			}
			try := dryCreate
			if tc.update {
				o, try = keep(t, o), dryUpdate
			}
			for field, value := range tc.changes {
				if value == nil {
					without(o.Object, parse(field))
				} else {
					set(o.Object, parse(field), value)
				}
			}
			err := try(t.Context(), o)
			want := strings.TrimPrefix(tc.at+rules[i].fieldPath, ".") + ": "
			switch {
			case err == nil:
				t.Error("accepted")
			case !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), rules[i].message):
				t.Errorf("refused without naming %q and saying %q:\n%v", want, rules[i].message, err)
			}
		})
	}
}

func TestEveryRuleHasACase(t *testing.T) {
	kinds := map[string]string{}
	for _, base := range bases(t) {
		kinds[base] = whole(t, base).GetKind()
	}
	all := everyRefusal(t)
	for _, v := range validations(t) {
		covered := false
		for _, tc := range all {
			covered = covered || tc.of(v, kinds[tc.base])
		}
		if !covered {
			t.Errorf("%s: no case in refusals breaks the rule at %q: %s", v.kind, v.place, v.message)
		}
	}
}
