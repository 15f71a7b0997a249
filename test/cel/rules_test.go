// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cel

import (
	"cmp"
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
	"a demand of type Venue without its arm": {
		base: "policy", at: "spec.rules[0].requires", says: "venue must be given", changes: fields{"spec.rules[0].requires.venue": nil},
	},
	"a demand of type Retention without its arm": {
		base: "policy", at: "spec.rules[1].requires", says: "retention must be given",
		changes: fields{"spec.rules[1].requires.retention": nil},
	},
	"a demand of type Fallback without its arm": {
		base: "policy", at: "spec.rules[2].requires", says: "fallback must be given", changes: fields{"spec.rules[2].requires.fallback": nil},
	},
	"a demand of type Egress without its arm": {
		base: "policy", at: "spec.rules[3].requires", says: "egress must be given", changes: fields{"spec.rules[3].requires.egress": nil},
	},
	"a demand of type LawfulBasis without its arm": {
		base: "policy", at: "spec.rules[4].requires", says: "lawfulBasis must be given",
		changes: fields{"spec.rules[4].requires.lawfulBasis": nil},
	},
	"a demand of type Expression without its arm": {
		base: "policy", at: "spec.rules[5].requires", says: "expression must be given",
		changes: fields{"spec.rules[5].requires.expression": nil},
	},
	"a demand with two arms": {
		base: "policy", at: "spec.rules[3].requires", says: "venue must be given",
		changes: fields{"spec.rules[3].requires.venue": fields{"notInVenues": list{"toilet"}}},
	},
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
	for name, tc := range refusals {
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
			want := tc.at + rules[i].fieldPath + ": "
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
	for _, v := range validations(t) {
		covered := false
		for _, tc := range refusals {
			covered = covered || tc.of(v, whole(t, tc.base).GetKind())
		}
		if !covered {
			t.Errorf("%s: no case in refusals breaks the rule at %q: %s", v.kind, v.place, v.message)
		}
	}
}
