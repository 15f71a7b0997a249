// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

func mustCompileEvidence(t *testing.T, d v1alpha1.EvidenceRequirement) *Evidence {
	t.Helper()
	r, errs := compileEvidence(&d)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	e, _ := r.(*Evidence)
	return e
}

var (
	onRecordBrief  = []brief{{Met, "EvidenceOnRecord", ""}}
	notAsAskedOnly = []brief{{Violated, "EvidenceNotAsAsked", ""}}
)

func TestEvidence(t *testing.T) {
	level := int32(3)
	asked := func(edit func(d *v1alpha1.EvidenceRequirement)) v1alpha1.EvidenceRequirement {
		d := v1alpha1.EvidenceRequirement{EvidenceType: "EV-PIPIA"}
		if edit != nil {
			edit(&d)
		}
		return d
	}
	plain := paper("pipia", "EV-PIPIA", v1alpha1.EvidenceFacts{})
	saying := func(said v1alpha1.EvidenceFacts) func(s *facts.Snapshot) {
		return withPapers(nil, paper("pipia", "EV-PIPIA", said))
	}
	tests := map[string]struct {
		demand v1alpha1.EvidenceRequirement
		ruleCase
	}{
		"nothing on record": {asked(nil), ruleCase{nil, []brief{{Unknown, "EvidenceMissing", ""}}}},
		"one of another type": {asked(nil), ruleCase{
			withPapers(nil, paper("p", "EV-MLPS", v1alpha1.EvidenceFacts{})), []brief{{Unknown, "EvidenceMissing", ""}},
		}},
		"one on record": {asked(nil), ruleCase{withPapers(nil, plain), onRecordBrief}},
		"one that has ended": {asked(nil), ruleCase{
			withPapers(nil, filedAs(plain, func(s *v1alpha1.ComplianceEvidenceSpec) { s.ValidUntil = "2026-11-01" })), notAsAskedOnly,
		}},
		"one that has ended, and another": {asked(nil), ruleCase{withPapers(nil,
			filedAs(plain, func(s *v1alpha1.ComplianceEvidenceSpec) { s.ValidUntil = "2026-11-01" }),
			paper("pipia-2", "EV-PIPIA", v1alpha1.EvidenceFacts{})), onRecordBrief}},
		"one whose dates cannot be read": {asked(nil), ruleCase{
			withPapers(nil, filedAs(plain, func(s *v1alpha1.ComplianceEvidenceSpec) { s.TimeZone = "Nowhere" })),
			[]brief{{Unknown, "EvidenceUnreadable", ""}},
		}},
		"all sections": {
			asked(func(d *v1alpha1.EvidenceRequirement) {
				d.Sections = []v1alpha1.AssessmentSection{v1alpha1.SectionRisks}
			}),
			ruleCase{saying(v1alpha1.EvidenceFacts{Sections: []v1alpha1.AssessmentSection{v1alpha1.SectionRisks}}), onRecordBrief},
		},
		"a section missing": {
			asked(func(d *v1alpha1.EvidenceRequirement) {
				d.Sections = []v1alpha1.AssessmentSection{v1alpha1.SectionRisks}
			}),
			ruleCase{saying(v1alpha1.EvidenceFacts{}), notAsAskedOnly},
		},
		"a clause missing": {
			asked(func(d *v1alpha1.EvidenceRequirement) { d.Clauses = []v1alpha1.ConsentClause{v1alpha1.ClauseTerm} }),
			ruleCase{saying(v1alpha1.EvidenceFacts{}), notAsAskedOnly},
		},
		"a void clause": {
			asked(func(d *v1alpha1.EvidenceRequirement) {
				d.NotClauses = []v1alpha1.ConsentClause{v1alpha1.ClauseIrrevocable}
			}),
			ruleCase{saying(v1alpha1.EvidenceFacts{Clauses: []v1alpha1.ConsentClause{v1alpha1.ClauseIrrevocable}}), notAsAskedOnly},
		},
		"the level": {
			asked(func(d *v1alpha1.EvidenceRequirement) { d.MinLevel = 3 }),
			ruleCase{saying(v1alpha1.EvidenceFacts{Level: &level}), onRecordBrief},
		},
		"a lower level": {
			asked(func(d *v1alpha1.EvidenceRequirement) { d.MinLevel = 4 }),
			ruleCase{saying(v1alpha1.EvidenceFacts{Level: &level}), notAsAskedOnly},
		},
		"no level": {
			asked(func(d *v1alpha1.EvidenceRequirement) { d.MinLevel = 1 }),
			ruleCase{saying(v1alpha1.EvidenceFacts{}), notAsAskedOnly},
		},
		"no number": {
			asked(func(d *v1alpha1.EvidenceRequirement) { d.Number = v1alpha1.DemandedRequired }),
			ruleCase{saying(v1alpha1.EvidenceFacts{}), notAsAskedOnly},
		},
		"a test that failed": {
			asked(func(d *v1alpha1.EvidenceRequirement) { d.Passed = v1alpha1.DemandedRequired }),
			ruleCase{saying(v1alpha1.EvidenceFacts{Result: v1alpha1.ReviewFailed}), notAsAskedOnly},
		},
		"a test that was passed": {
			asked(func(d *v1alpha1.EvidenceRequirement) { d.Passed = v1alpha1.DemandedRequired }),
			ruleCase{saying(v1alpha1.EvidenceFacts{Result: v1alpha1.ReviewPassed}), onRecordBrief},
		},
		"made for purpose and method": {asked(madeForBoth), ruleCase{saying(v1alpha1.EvidenceFacts{
			Purpose:   v1alpha1.PurposeAccessControl,
			Functions: []v1alpha1.Function{v1alpha1.FunctionVerification, v1alpha1.FunctionCounting},
		}), onRecordBrief}},
		"made for another purpose": {asked(madeForBoth), ruleCase{saying(v1alpha1.EvidenceFacts{
			Purpose: v1alpha1.PurposeMarketing, Functions: []v1alpha1.Function{v1alpha1.FunctionVerification},
		}), notAsAskedOnly}},
		"made for fewer functions": {asked(madeForBoth), ruleCase{saying(v1alpha1.EvidenceFacts{
			Purpose: v1alpha1.PurposeAccessControl, Functions: []v1alpha1.Function{v1alpha1.FunctionCounting},
		}), notAsAskedOnly}},
		"made for nobody knows what": {asked(madeForBoth), ruleCase{saying(v1alpha1.EvidenceFacts{}), notAsAskedOnly}},
		"older than a major incident": {
			asked(func(d *v1alpha1.EvidenceRequirement) { d.AfterIncidents = v1alpha1.DemandedRequired }),
			ruleCase{withPapers(func(s *facts.Snapshot) {
				s.Deployment.Spec.Incidents = []v1alpha1.Incident{{Severity: v1alpha1.IncidentMajor, At: metav1.NewTime(now)}}
			}, plain), notAsAskedOnly},
		},
		"older than a minor incident": {
			asked(func(d *v1alpha1.EvidenceRequirement) { d.AfterIncidents = v1alpha1.DemandedRequired }),
			ruleCase{withPapers(func(s *facts.Snapshot) {
				s.Deployment.Spec.Incidents = []v1alpha1.Incident{{Severity: v1alpha1.IncidentMinor, At: metav1.NewTime(now)}}
			}, plain), onRecordBrief},
		},
		"older than a major incident on record": {
			asked(func(d *v1alpha1.EvidenceRequirement) { d.AfterIncidents = v1alpha1.DemandedRequired }),
			ruleCase{withPapers(nil, plain, filedAs(
				paper("leak", "EV-INCIDENT", v1alpha1.EvidenceFacts{Severity: v1alpha1.IncidentMajor}),
				func(s *v1alpha1.ComplianceEvidenceSpec) { s.IssuedOn = "2026-05-01" })), notAsAskedOnly},
		},
		"reviewed in time": {
			asked(func(d *v1alpha1.EvidenceRequirement) { d.Review = "P1Y" }), ruleCase{withPapers(nil, plain), onRecordBrief},
		},
		"not reviewed in time": {
			asked(func(d *v1alpha1.EvidenceRequirement) { d.Review = "P6M" }), ruleCase{withPapers(nil, plain), notAsAskedOnly},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) { tc.run(t, mustCompileEvidence(t, tc.demand)) })
	}
}

func madeForBoth(d *v1alpha1.EvidenceRequirement) {
	d.MadeFor = []v1alpha1.EvidenceBinding{v1alpha1.EvidenceForPurpose, v1alpha1.EvidenceForMethod}
}

func TestEvidenceForEachThing(t *testing.T) {
	certificate := paper("cert", "EV-DEVICE-CERT", v1alpha1.EvidenceFacts{})
	forZone := func(name, zone string) facts.Evidence {
		return about(paper(name, "EV-DEVICE-CERT", v1alpha1.EvidenceFacts{}),
			v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForZone, Zone: zone})
	}
	forModel := func(model string) facts.Evidence {
		return about(certificate, v1alpha1.EvidenceSubject{
			Kind: v1alpha1.EvidenceForDevice, Device: &v1alpha1.DeviceReference{Model: model},
		})
	}
	forProvider := func(name string) facts.Evidence {
		return about(certificate, v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForProvider, Provider: name})
	}
	twoViews := func(s *facts.Snapshot) {
		seen(s)
		s.Deployment.Spec.Sources = append(s.Deployment.Spec.Sources, v1alpha1.Source{Name: "inside", Zone: "server-room"})
	}
	tests := map[string]struct {
		each v1alpha1.EvidenceScope
		ruleCase
	}{
		"one for one of two zones": {v1alpha1.EvidencePerZone, ruleCase{
			withPapers(twoViews, forZone("cert", "gate")), []brief{{Unknown, "EvidenceMissing", "spec.sources[1].zone"}},
		}},
		"one for each zone": {v1alpha1.EvidencePerZone, ruleCase{
			withPapers(twoViews, forZone("cert-1", "gate"), forZone("cert-2", "server-room")), onRecordBrief,
		}},
		"one for the whole country": {v1alpha1.EvidencePerZone, ruleCase{withPapers(twoViews, certificate), onRecordBrief}},
		"no zone in view": {v1alpha1.EvidencePerZone, ruleCase{
			withPapers(func(s *facts.Snapshot) { s.Deployment.Spec.Sources = nil }, certificate),
			[]brief{{Unknown, "EvidenceSubjectUnknown", "spec.sources"}},
		}},
		"one for the model": {v1alpha1.EvidencePerDevice, ruleCase{withPapers(seen, forModel("M-1")), onRecordBrief}},
		"a certificate of the party about another model": {v1alpha1.EvidencePerDevice, ruleCase{
			withPapers(seen, filedAs(certificate, func(s *v1alpha1.ComplianceEvidenceSpec) { s.Facts.Model = "M-2" })),
			[]brief{{Unknown, "EvidenceMissing", "spec.sources"}},
		}},
		"a camera whose model nobody says": {v1alpha1.EvidencePerDevice, ruleCase{withPapers(func(s *facts.Snapshot) {
			seen(s)
			s.Zones[0].Spec.CaptureDevices[0].Model = ""
		}, certificate), []brief{{Unknown, "EvidenceSubjectUnknown", "spec.sources"}}}},
		"one for the provider": {v1alpha1.EvidencePerProvider, ruleCase{withPapers(seen, forProvider("match.example")), onRecordBrief}},
		"none for the provider": {v1alpha1.EvidencePerProvider, ruleCase{
			seen, []brief{{Unknown, "EvidenceMissing", "spec.recognition.providers"}},
		}},
		"no provider": {v1alpha1.EvidencePerProvider, ruleCase{
			func(s *facts.Snapshot) { s.Deployment.Spec.Recognition.Providers = []string{} },
			[]brief{{Met, "EvidenceNotNeeded", "spec.recognition.providers"}},
		}},
		"nobody says whether there is a provider": {v1alpha1.EvidencePerProvider, ruleCase{
			withPapers(nil, certificate), []brief{{Unknown, "EvidenceSubjectUnknown", "spec.recognition.providers"}},
		}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			tc.run(t, mustCompileEvidence(t, v1alpha1.EvidenceRequirement{EvidenceType: "EV-DEVICE-CERT", Each: tc.each}))
		})
	}
}

func TestEvidenceNamesItsDeadlineAndItsDocuments(t *testing.T) {
	e := mustCompileEvidence(t, v1alpha1.EvidenceRequirement{EvidenceType: "EV-PIPIA", Review: "P1Y", Keep: "P3Y"})
	older := paper("a-old", "EV-PIPIA", v1alpha1.EvidenceFacts{})
	newer := filedAs(paper("b-new", "EV-PIPIA", v1alpha1.EvidenceFacts{}), func(s *v1alpha1.ComplianceEvidenceSpec) {
		s.IssuedOn, s.Document.SHA256 = "2026-06-01", "abc"
	})
	w := worldOf(withPapers(nil, older, newer))
	checks := e.Check(w, RuleKey{})
	if len(checks) != 1 || checks[0].State != Met {
		t.Fatalf("it is not met: %+v", checks)
	}
	c := checks[0]
	if want := at("2027-05-31T16:00:00Z"); !c.DueAt.Equal(want) || c.Due != "EV-PIPIA b-new has to be renewed" {
		t.Errorf("due: %s at %s, want %s", c.Due, c.DueAt, want)
	}
	want := []DocumentUse{{Name: "b-new", Type: "EV-PIPIA", SHA256: "abc", KeepUntil: at("2029-05-31T16:00:00Z")}}
	if diff := cmp.Diff(want, c.Documents); diff != "" {
		t.Error(diff)
	}
	if next, first := e.NextChange(w), at("2026-12-31T16:00:00Z"); !next.Equal(first) {
		t.Errorf("it changes at %s, want the first review, %s", next, first)
	}
	if c.Basis != v1alpha1.BasisAttested || !c.Obligation {
		t.Errorf("it stands on %s, obligation %v", c.Basis, c.Obligation)
	}
}

func TestEvidenceThatCannotBeAskedFor(t *testing.T) {
	tests := map[string]v1alpha1.EvidenceRequirement{
		"a review that is no period": {EvidenceType: "EV-PIPIA", Review: "yearly"},
		"a review at once":           {EvidenceType: "EV-PIPIA", Review: "P0D"},
		"a keep that is no period":   {EvidenceType: "EV-PIPIA", Keep: "P"},
		"for each planet":            {EvidenceType: "EV-PIPIA", Each: "Planet"},
	}
	for name, d := range tests {
		t.Run(name, func(t *testing.T) {
			if _, errs := compileEvidence(&d); len(errs) != 1 {
				t.Errorf("errors: %v", errs)
			}
		})
	}
}

func TestOutlasts(t *testing.T) {
	never := time.Time{}
	for name, tc := range map[string]struct {
		a, b time.Time
		want bool
	}{
		"never outlasts a day":         {never, now, true},
		"a day does not outlast never": {now, never, false},
		"later outlasts earlier":       {now.Add(1), now, true},
		"never does not outlast never": {never, never, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := outlasts(tc.a, tc.b); got != tc.want {
				t.Errorf("outlasts: %v", got)
			}
		})
	}
}
