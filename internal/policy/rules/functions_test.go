// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"testing"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

func TestFunctions(t *testing.T) {
	const path = "spec.purpose.functions"
	const verify, remote = v1alpha1.FunctionVerification, v1alpha1.FunctionRemoteIdentification
	const analyse, mood = v1alpha1.FunctionAttributeAnalysis, v1alpha1.FunctionEmotionRecognition
	computes := func(functions ...v1alpha1.Function) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) { s.Deployment.Spec.Purpose.Functions = functions }
	}
	refused := func(at string) []brief { return []brief{{Violated, "FunctionRefused", at}} }
	allowed := []brief{{Met, "FunctionsAllowed", path}}
	not := func(functions ...v1alpha1.Function) v1alpha1.FunctionsRequirement {
		return v1alpha1.FunctionsRequirement{NotFunctions: functions}
	}
	only := v1alpha1.FunctionsRequirement{OnlyFunctions: []v1alpha1.Function{verify}}
	ordered := not(remote)
	ordered.UnlessEvidence = "EV-AUTHORITY-ORDER"
	withOrder := func(edit func(e *facts.Evidence)) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) {
			computes(verify, remote)(s)
			e := paper("order", "EV-AUTHORITY-ORDER", v1alpha1.EvidenceFacts{})
			if edit != nil {
				edit(&e)
			}
			s.Evidence = []facts.Evidence{e}
		}
	}
	zones := func(names ...string) func(e *facts.Evidence) {
		return func(e *facts.Evidence) {
			e.Spec.AppliesTo = nil
			for _, zone := range names {
				e.Spec.AppliesTo = append(e.Spec.AppliesTo, v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForZone, Zone: zone})
			}
		}
	}
	for name, tc := range map[string]struct {
		demand v1alpha1.FunctionsRequirement
		ruleCase
	}{
		"what is refused":            {not(mood), ruleCase{computes(verify, mood), refused(path)}},
		"what is not refused":        {not(mood), ruleCase{computes(verify), allowed}},
		"nothing said":               {not(mood), ruleCase{computes(), []brief{{Unknown, "FunctionsUnknown", path}}}},
		"the only one allowed":       {only, ruleCase{computes(verify), allowed}},
		"another than the only ones": {only, ruleCase{computes(verify, analyse), refused(path)}},
		"one that nobody knows is not among the only ones": {only, ruleCase{computes("Telepathy"), refused(path)}},
		"an attribute that is read is attribute analysis": {not(analyse), ruleCase{func(s *facts.Snapshot) {
			s.Deployment.Spec.Recognition.Attributes = []v1alpha1.Attribute{v1alpha1.AttributeAge}
		}, refused("spec.recognition.attributes")}},
		"mood that is read is emotion recognition": {not(mood), ruleCase{func(s *facts.Snapshot) {
			s.Deployment.Spec.Recognition.Attributes = []v1alpha1.Attribute{v1alpha1.AttributeEmotion}
		}, refused("spec.recognition.attributes")}},
		"a search from afar that is described": {not(remote), ruleCase{func(s *facts.Snapshot) {
			s.Deployment.Spec.Recognition.Remote = &v1alpha1.RemoteIdentification{}
		}, refused("spec.recognition.remote")}},
		"a document lifts it":                        {ordered, ruleCase{withOrder(nil), []brief{{Met, "FunctionByEvidence", path}}}},
		"no document lifts it":                       {ordered, ruleCase{computes(remote), refused(path)}},
		"a rule that knows no document":              {not(remote), ruleCase{withOrder(nil), refused(path)}},
		"a document that was withdrawn":              {ordered, ruleCase{withOrder(func(e *facts.Evidence) { e.Spec.State = v1alpha1.EvidenceWithdrawn }), refused(path)}},
		"a document for another purpose":             {ordered, ruleCase{withOrder(func(e *facts.Evidence) { e.Spec.Facts.Purpose = v1alpha1.PurposePayment }), refused(path)}},
		"a document for every place seen":            {ordered, ruleCase{withOrder(zones("gate")), []brief{{Met, "FunctionByEvidence", path}}}},
		"a document for a place that no camera sees": {ordered, ruleCase{withOrder(zones("server-room")), refused(path)}},
	} {
		t.Run(name, func(t *testing.T) { tc.run(t, compileFunctions(&tc.demand)) })
	}
}

func TestADocumentThatLiftsIsLookedAtAgainWhenItEnds(t *testing.T) {
	r := compileFunctions(&v1alpha1.FunctionsRequirement{
		NotFunctions: []v1alpha1.Function{v1alpha1.FunctionCounting}, UnlessEvidence: "EV-AUTHORITY-ORDER",
	})
	w := worldOf(func(s *facts.Snapshot) {
		e := paper("order", "EV-AUTHORITY-ORDER", v1alpha1.EvidenceFacts{})
		e.Spec.ValidUntil = "2026-12-01"
		s.Evidence = []facts.Evidence{e}
	})
	if got := r.(Timed).NextChange(w).UTC().Format("2006-01-02T15:04"); got != "2026-11-30T16:00" {
		t.Errorf("looked at again at %s, want midnight in Shanghai", got)
	}
}
