// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy_test

import (
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

// FuzzCompile reads any text as a policy. Whatever it is, compiling answers with a policy or with errors that name their
// field, and what compiles can be evaluated.
func FuzzCompile(f *testing.F) {
	// Short seeds, because the fuzzer spends its time on making long ones shorter.
	const head = "spec: {instrument: {rank: Law, status: InForce}, jurisdictions: [CN], " +
		"effective: {from: '2024-01-01', timeZone: Asia/Shanghai}, rules: [{id: A/1, text: {en: {title: T}}, requires: "
	for _, seed := range []string{
		head + "{type: Venue, venue: {notInClasses: [public-place]}}}]}",
		head + "{type: Retention, retention: {max: P30D, min: P1D}}, onLapse: {effect: Suspend, grace: P1M}}]}",
		head + "{type: Fallback, fallback: {minMethods: 2}}, hard: true}]}",
		head + "{type: LawfulBasis, lawfulBasis: {kinds: [SeparateConsent], consent: {purpose: Named}}}}]}",
		head + "{type: Expression, expression: {cel: 'places.all(p, p.venue != deployment.door.egress)', message: m}}, when: 'true'}]}",
		head + "{type: Egress, egress: {mode: Free}}, appliesTo: {venues: [hotel], publicAccess: Public}}]}",
		head + "{type: Evidence, evidence: {evidenceType: EV-PIPIA, each: Zone, review: P1Y, keep: P3Y, madeFor: [Purpose]}}}]}",
		head + "{type: Filing, filing: {authority: A, people: 100000, workingDays: 30, changeWorkingDays: 30}}}]}",
		head + "{type: Filing, filing: {authority: A, always: Required, days: -60}}}]}",
		head + "{type: Storage, storage: {notStored: Required, unlessConsent: RawImageStorage, unlessStatute: Accepted}}}]}",
		head + "{type: Transfer, transfer: {consent: Required, paid: Forbidden, evidence: EV-ROLE}}}]}",
		head + "{type: ActiveWindow, activeWindow: {maxDuration: P7D, request: Required}}}]}",
		head + "{type: Minors, minors: {guardianConsent: Required, statement: Required}}, onLapse: {effect: Warn, notice: [P1M]}}]}",
		head + "{type: Gallery, gallery: {provenance: Required}}}], exceptions: [{id: E, lifts: [A/1], needs: [EV-OTHER]}]}",
		"", "{}", "spec: {}", "spec: {rules: [{}]}", "spec: {rules: [{id: A/1, requires: {type: Venue}}]}",
		"spec: {effective: {from: 2026-02-31, timeZone: Local}}", "spec: {jurisdictions: [CN, '']}",
		"spec: {rules: [{requires: {type: Retention, retention: {max: P1M, min: P100000Y}}}]}",
		"spec: {rules: [{when: 'true', requires: {type: Expression, expression: {cel: 'deployment', message: x}}}]}",
		"spec: {rules: [{requires: {type: LawfulBasis, lawfulBasis: {kinds: []}}}, {requires: {type: Fallback, fallback: {minMethods: -1}}}]}",
		"spec: {exceptions: [{id: A, lifts: [A/1]}], rules: [{id: A/1, hard: true}]}",
		"spec: {enforcement: Off, softening: {until: 0001-01-01T00:00:00Z}, instrument: {rank: Law, status: InForce}}",
		"spec: {rules: [{onLapse: {effect: Suspend, grace: P1W1D}, text: {en: {title: '\x00'}}, requires: {type: Egress, egress: {mode: Locked}}}]}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var p v1alpha1.RecognitionPolicy
		if len(text) > 1<<16 || yaml.Unmarshal(text, &p) != nil {
			return
		}
		compiled, errs := policy.Compile("fuzzed", 1, &p.Spec)
		if (compiled == nil) == (len(errs) == 0) {
			t.Fatalf("compiled %v with the errors %v", compiled, errs)
		}
		for _, err := range errs {
			if !strings.HasPrefix(err.Error(), "spec.") {
				t.Errorf("the error %q names no field", err)
			}
		}
		law := facts.Policy{Name: "fuzzed", Generation: 1, NewestGeneration: 1, Spec: p.Spec}
		if compiled != nil {
			law.Compiled = compiled
			compiled.EnforcementAt(now)
		} else {
			law.Broken = errs[0].Error()
		}
		s := started(gate(base(t), law))
		s.Evidence = []facts.Evidence{paper("flood", "EV-EMERGENCY", nil), paper("pipia", "EV-PIPIA", nil)}
		s.Exceptions = []facts.Exception{exception(func(x *v1alpha1.RecognitionExceptionSpec) { x.Policy, x.Exception = "fuzzed", "E" })}
		if v := policy.Evaluate(s); v.MayStart() && !v.Permitted() {
			t.Errorf("%s starts", v.Result)
		}
	})
}
