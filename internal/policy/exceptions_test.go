// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

// excepting is a law with a rule that no gate meets, a hard one that every gate meets, and an exception from the first.
func excepting(t testing.TB) facts.Policy {
	t.Helper()
	broken := rule("LAW/1", expression("false"))
	spec := law("law", v1alpha1.RankLaw, broken, rule("LAW/2", expression("true")))
	spec.Exceptions = []v1alpha1.PolicyException{{ID: "LAW/1.exception", Lifts: []string{"LAW/1"}, Needs: []string{"EV-EMERGENCY"}}}
	return compiled(t, "law", spec)
}

// exception sets LAW/1 aside for the gate, asked for and approved by two people, with its evidence.
func exception(edit func(x *v1alpha1.RecognitionExceptionSpec)) facts.Exception {
	spec := v1alpha1.RecognitionExceptionSpec{
		Policy: "law", Exception: "LAW/1.exception", Reason: "A flood.", Evidence: []string{"flood"},
		AppliesTo: []v1alpha1.ExceptionSubject{{
			Kind: v1alpha1.ExceptionForDeployment, Deployment: &v1alpha1.DeploymentReference{Namespace: "maple-court", Name: "gate"},
		}},
		From: metav1.NewTime(now.Add(-time.Hour)), Until: metav1.NewTime(now.AddDate(0, 0, 60)),
		RequestedBy: "ann", Approval: v1alpha1.ExceptionApproved, ApprovedBy: "ben",
	}
	if edit != nil {
		edit(&spec)
	}
	return facts.Exception{Name: "flood-2026", Spec: spec}
}

// paper is a current document on record that speaks for the mainland.
func paper(name, kind string, edit func(s *v1alpha1.ComplianceEvidenceSpec)) facts.Evidence {
	spec := v1alpha1.ComplianceEvidenceSpec{
		Type: kind, Title: "A document", IssuedOn: "2026-01-01", TimeZone: "Asia/Shanghai",
		AppliesTo: []v1alpha1.EvidenceSubject{{Kind: v1alpha1.EvidenceForJurisdiction, Jurisdiction: "CN"}},
	}
	if edit != nil {
		edit(&spec)
	}
	return facts.Evidence{Name: name, Spec: spec}
}

func findingOf(t *testing.T, v policy.Verdict, rule string) v1alpha1.Finding {
	t.Helper()
	for _, f := range v.Findings {
		if f.Rule == rule {
			return f
		}
	}
	t.Fatalf("no finding of %s: %+v", rule, v.Findings)
	return v1alpha1.Finding{}
}

func TestAnExceptionSetsARuleAside(t *testing.T) {
	s := gate(base(t), excepting(t))
	if v := policy.Evaluate(s); v.Result != v1alpha1.VerdictDenied {
		t.Fatalf("without the exception: %s", v.Result)
	}
	s.Exceptions = []facts.Exception{exception(nil)}
	s.Evidence = []facts.Evidence{paper("flood", "EV-EMERGENCY", nil)}
	v := policy.Evaluate(s)
	if v.Result != v1alpha1.VerdictPermittedWithObligations || !v.MayStart() {
		t.Errorf("with it: %s, %+v", v.Result, notMet(v))
	}
	f := findingOf(t, v, "LAW/1")
	if f.Reason != "ExceptionGranted" || f.Basis != v1alpha1.BasisAttested || !strings.Contains(f.Message, "flood-2026") {
		t.Errorf("it does not say by which exception: %+v", f)
	}
	until := now.AddDate(0, 0, 60)
	want := []v1alpha1.Deadline{{Rule: "LAW/1", What: "the exception from this rule ends", DueAt: metav1.NewTime(until)}}
	if diff := cmp.Diff(want, v.Deadlines); diff != "" {
		t.Error(diff)
	}
	if notice := until.AddDate(0, 0, -30); !v.NextChange.Equal(notice) {
		t.Errorf("it changes at %s, want the first notice, %s", v.NextChange, notice)
	}
	if diff := cmp.Diff([]policy.DocumentUse{{Name: "flood", Type: "EV-EMERGENCY"}}, v.Documents); diff != "" {
		t.Error(diff)
	}
}

func TestAnExceptionThatDoesNotCountSaysWhy(t *testing.T) {
	zones := func(names ...string) func(x *v1alpha1.RecognitionExceptionSpec) {
		return func(x *v1alpha1.RecognitionExceptionSpec) {
			x.AppliesTo = nil
			for _, name := range names {
				x.AppliesTo = append(x.AppliesTo, v1alpha1.ExceptionSubject{Kind: v1alpha1.ExceptionForZone, Zone: name})
			}
		}
	}
	tests := map[string]struct {
		edit  func(x *v1alpha1.RecognitionExceptionSpec)
		paper func(s *v1alpha1.ComplianceEvidenceSpec)
		want  string // the reason of the warning; empty when there is none
	}{
		"of a policy that is not there": {edit: func(x *v1alpha1.RecognitionExceptionSpec) { x.Policy = "other" }, want: "PolicyMissing"},
		"of another law":                {edit: func(x *v1alpha1.RecognitionExceptionSpec) { x.Policy = "base" }, want: "NotKnownToLaw"},
		"that the law does not know":    {edit: func(x *v1alpha1.RecognitionExceptionSpec) { x.Exception = "LAW/1" }, want: "NotKnownToLaw"},
		"that nobody approved":          {edit: func(x *v1alpha1.RecognitionExceptionSpec) { x.Approval, x.ApprovedBy = "", "" }, want: "NotApproved"},
		"that was approved by nobody":   {edit: func(x *v1alpha1.RecognitionExceptionSpec) { x.ApprovedBy = "" }, want: "NotApproved"},
		"that nobody asked for":         {edit: func(x *v1alpha1.RecognitionExceptionSpec) { x.RequestedBy = "" }, want: "NotApproved"},
		"approved by who asked":         {edit: func(x *v1alpha1.RecognitionExceptionSpec) { x.ApprovedBy = "ann" }, want: "SamePerson"},
		"that lasts a second too long": {edit: func(x *v1alpha1.RecognitionExceptionSpec) {
			x.Until = metav1.NewTime(x.From.Add(90*24*time.Hour + time.Second))
		}, want: "TooLong"},
		"that names no evidence":            {edit: func(x *v1alpha1.RecognitionExceptionSpec) { x.Evidence = nil }, want: "EvidenceMissing"},
		"whose evidence has ended":          {paper: func(s *v1alpha1.ComplianceEvidenceSpec) { s.ValidUntil = "2026-11-01" }, want: "EvidenceMissing"},
		"whose evidence is of another type": {paper: func(s *v1alpha1.ComplianceEvidenceSpec) { s.Type = "EV-OTHER" }, want: "EvidenceMissing"},
		"whose evidence speaks of somebody else": {paper: func(s *v1alpha1.ComplianceEvidenceSpec) {
			s.AppliesTo[0].Jurisdiction = "NL"
		}, want: "EvidenceMissing"},
		"for one of two places in view": {edit: zones("gate"), want: "NotAllPlaces"},
		"for places elsewhere":          {edit: zones("lobby")},
		"for another party": {edit: func(x *v1alpha1.RecognitionExceptionSpec) {
			x.AppliesTo = []v1alpha1.ExceptionSubject{{Kind: v1alpha1.ExceptionForParty, Party: "party-2"}}
		}},
		"that has ended": {edit: func(x *v1alpha1.RecognitionExceptionSpec) { x.Until = metav1.NewTime(now) }},
		"that has not begun": {edit: func(x *v1alpha1.RecognitionExceptionSpec) {
			x.From = metav1.NewTime(now.Add(time.Hour))
		}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := gate(base(t), excepting(t))
			s.Deployment.Spec.ResponsibleParty.ID = "party-1"
			s.Zones = append(s.Zones, s.Zones[0])
			s.Zones[1].Name = "yard"
			s.Deployment.Spec.Sources = append(s.Deployment.Spec.Sources, v1alpha1.Source{Name: "yard", Zone: "yard"})
			s.Exceptions = []facts.Exception{exception(tc.edit)}
			s.Evidence = []facts.Evidence{paper("flood", "EV-EMERGENCY", tc.paper)}
			v := policy.Evaluate(s)
			if v.Result != v1alpha1.VerdictDenied || findingOf(t, v, "LAW/1").Result != v1alpha1.FindingDenied {
				t.Errorf("it counts: %s, %+v", v.Result, v.Findings)
			}
			got := ""
			for _, f := range v.Findings {
				if f.Rule == "facegov/exceptions-count" && f.Result == v1alpha1.FindingWarning {
					got = f.Reason
				}
			}
			if got != tc.want {
				t.Errorf("it says %q, want %q", got, tc.want)
			}
		})
	}
}

func TestAnExceptionReachesItsPlacesAndItsParty(t *testing.T) {
	for name, subject := range map[string]v1alpha1.ExceptionSubject{
		"the only place in view": {Kind: v1alpha1.ExceptionForZone, Zone: "gate"},
		"the party":              {Kind: v1alpha1.ExceptionForParty, Party: "party-1"},
	} {
		t.Run(name, func(t *testing.T) {
			s := gate(base(t), excepting(t))
			s.Deployment.Spec.ResponsibleParty.ID = "party-1"
			s.Exceptions = []facts.Exception{exception(func(x *v1alpha1.RecognitionExceptionSpec) {
				x.AppliesTo = []v1alpha1.ExceptionSubject{subject}
			})}
			s.Evidence = []facts.Evidence{paper("flood", "EV-EMERGENCY", nil)}
			if v := policy.Evaluate(s); !v.MayStart() {
				t.Errorf("%s: %+v", v.Result, notMet(v))
			}
		})
	}
}

func TestTheEndOfAnExceptionIsHard(t *testing.T) {
	s := started(gate(base(t), excepting(t)))
	s.Exceptions = []facts.Exception{exception(nil)}
	s.Evidence = []facts.Evidence{paper("flood", "EV-EMERGENCY", nil)}
	s.Deployment.Status.Deadlines = policy.Evaluate(s).Deadlines
	s.Now = now.AddDate(0, 0, 60)
	for name, exceptions := range map[string][]facts.Exception{
		"ended": s.Exceptions, "deleted": nil,
	} {
		t.Run(name, func(t *testing.T) {
			c := *s
			c.Exceptions, c.Deployment = exceptions, s.Deployment.DeepCopy()
			for range 2 { // and it stays so, once the verdict is in the status
				v := policy.Evaluate(&c)
				if v.Result != v1alpha1.VerdictDenied || v.Action != policy.ActionStop {
					t.Errorf("%s, %s: %+v", v.Result, v.Action, notMet(v))
				}
				c.Deployment.Status.Verdict, c.Deployment.Status.Deadlines = v.Result, v.Deadlines
			}
		})
	}
}

// renewed demands a document that is reviewed each year.
func renewed(onLapse *v1alpha1.OnLapse) v1alpha1.Rule {
	r := rule("LAW/1", v1alpha1.Requirement{Type: v1alpha1.RequirementEvidence, Evidence: &v1alpha1.EvidenceRequirement{
		EvidenceType: "EV-PIPIA", Review: "P1Y", Keep: "P3Y",
	}})
	r.OnLapse = onLapse
	return r
}

func TestNoticesBeforeALapse(t *testing.T) {
	// The review of a document of 2026-01-01 is due at midnight in Shanghai.
	due := time.Date(2026, time.December, 31, 16, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		notice []string
		before time.Duration
		says   string
		next   time.Time
	}{
		"long before":             {before: 31 * 24 * time.Hour, next: due.AddDate(0, 0, -30)},
		"thirty days before":      {before: 30 * 24 * time.Hour, says: "less than 30 days before", next: due.AddDate(0, 0, -7)},
		"a week and a bit before": {before: 8 * 24 * time.Hour, says: "less than 30 days before", next: due.AddDate(0, 0, -7)},
		"seven days before":       {before: 7 * 24 * time.Hour, says: "less than 7 days before", next: due.AddDate(0, 0, -1)},
		"a day before":            {before: 24 * time.Hour, says: "less than 1 day before", next: due},
		"as the rule says":        {notice: []string{"P1M", "P2W"}, before: 10 * 24 * time.Hour, says: "less than P2W before", next: due},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			onLapse := &v1alpha1.OnLapse{Effect: v1alpha1.LapseWarn, Notice: tc.notice}
			s := gate(base(t), compiled(t, "law", law("law", v1alpha1.RankLaw, renewed(onLapse))))
			s.Evidence = []facts.Evidence{paper("pipia", "EV-PIPIA", nil)}
			s.Now = due.Add(-tc.before)
			v := policy.Evaluate(s)
			f := findingOf(t, v, "LAW/1")
			if f.Result != v1alpha1.FindingPermittedWithObligations {
				t.Errorf("it is %s: %s", f.Result, f.Message)
			}
			if says := strings.HasPrefix(f.Message, "Notice, "+tc.says); says != (tc.says != "") || says && !strings.Contains(f.Message, "2026-12-31") {
				t.Errorf("it says %q, want %q with the day", f.Message, tc.says)
			}
			if !v.NextChange.Equal(tc.next) {
				t.Errorf("it changes at %s, want %s", v.NextChange, tc.next)
			}
			want := []v1alpha1.Deadline{{Rule: "LAW/1", What: "EV-PIPIA pipia has to be renewed", DueAt: metav1.NewTime(due)}}
			if diff := cmp.Diff(want, v.Deadlines); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestADocumentIsKeptAsLongAsAnyRuleAsks(t *testing.T) {
	longer := renewed(nil)
	longer.ID, longer.Requires.Evidence = "LAW/2", &v1alpha1.EvidenceRequirement{EvidenceType: "EV-PIPIA", Keep: "P5Y"}
	spec := law("law", v1alpha1.RankLaw, renewed(nil), longer)
	s := gate(base(t), compiled(t, "law", spec))
	s.Evidence = []facts.Evidence{paper("pipia", "EV-PIPIA", func(s *v1alpha1.ComplianceEvidenceSpec) { s.Document.SHA256 = "abc" })}
	want := []policy.DocumentUse{{
		Name: "pipia", Type: "EV-PIPIA", SHA256: "abc", KeepUntil: time.Date(2030, time.December, 31, 16, 0, 0, 0, time.UTC),
	}}
	if diff := cmp.Diff(want, policy.Evaluate(s).Documents); diff != "" {
		t.Error(diff)
	}
}

func TestALapsedDocumentWarnsAndAMissingOneDoesNotStart(t *testing.T) {
	laws := []facts.Policy{base(t), compiled(t, "law", law("law", v1alpha1.RankLaw, renewed(nil)))}
	old := paper("pipia", "EV-PIPIA", func(s *v1alpha1.ComplianceEvidenceSpec) { s.IssuedOn = "2025-01-01" })
	tests := map[string]struct {
		snapshot *facts.Snapshot
		papers   []facts.Evidence
		want     v1alpha1.Verdict
	}{
		"missing at the start":  {gate(laws...), nil, v1alpha1.VerdictUnknown},
		"too old at the start":  {gate(laws...), []facts.Evidence{old}, v1alpha1.VerdictDenied},
		"too old while it runs": {started(gate(laws...)), []facts.Evidence{old}, v1alpha1.VerdictPermittedWithObligations},
		"current while it runs": {started(gate(laws...)), []facts.Evidence{paper("pipia", "EV-PIPIA", nil)}, v1alpha1.VerdictPermittedWithObligations},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			tc.snapshot.Evidence = tc.papers
			if v := policy.Evaluate(tc.snapshot); v.Result != tc.want {
				t.Errorf("%s, want %s: %+v", v.Result, tc.want, notMet(v))
			}
		})
	}
}

func TestAFilingThatNearsItsNumberWarns(t *testing.T) {
	filing := rule("LAW/15", v1alpha1.Requirement{Type: v1alpha1.RequirementFiling, Filing: &v1alpha1.FilingRequirement{
		Authority: "CAC", People: new(int64(100_000)), WorkingDays: new(int32(30)),
	}})
	s := gate(base(t), compiled(t, "law", law("law", v1alpha1.RankLaw, filing)))
	s.Deployment.Spec.Subjects.EstimatedCount = new(int64(95_000))
	v := policy.Evaluate(s)
	if f := findingOf(t, v, "LAW/15"); f.Result != v1alpha1.FindingWarning || !v.MayStart() {
		t.Errorf("%s with %+v", v.Action, f)
	}
}

func TestAFilingClockRunsOnceAndEnds(t *testing.T) {
	filing := rule("LAW/15", v1alpha1.Requirement{Type: v1alpha1.RequirementFiling, Filing: &v1alpha1.FilingRequirement{
		Authority: "CAC", People: new(int64(100_000)), WorkingDays: new(int32(30)),
	}})
	s := started(gate(base(t), compiled(t, "law", law("law", v1alpha1.RankLaw, filing))))
	s.Deployment.Spec.Subjects.EstimatedCount = new(int64(100_000))
	first := policy.Evaluate(s)
	if f := findingOf(t, first, "LAW/15"); f.Result != v1alpha1.FindingPermittedWithObligations || len(first.Deadlines) != 1 {
		t.Fatalf("no clock runs: %+v, %+v", f, first.Deadlines)
	}
	due := first.Deadlines[0].DueAt
	for range 3 {
		s.Deployment.Status.Deadlines = policy.Evaluate(s).Deadlines
		s.Now = s.Now.AddDate(0, 1, 0)
	}
	v := policy.Evaluate(s)
	if f := findingOf(t, v, "LAW/15"); f.Result != v1alpha1.FindingWarning || f.Reason != "Lapsed" {
		t.Errorf("past due: %+v", f)
	}
	if len(v.Deadlines) != 1 || !v.Deadlines[0].DueAt.Equal(&due) {
		t.Errorf("the clock moved from %s: %+v", due, v.Deadlines)
	}
	s.Evidence = []facts.Evidence{paper("receipt", "EV-FILING-RECEIPT", func(s *v1alpha1.ComplianceEvidenceSpec) {
		s.Facts.SubmittedOn = "2026-12-01"
	})}
	if f := findingOf(t, policy.Evaluate(s), "LAW/15"); f.Reason != "Filed" {
		t.Errorf("filed: %+v", f)
	}
}
