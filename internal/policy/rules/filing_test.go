// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// thirtyDays is the filing of the final measures: from 100,000 people, within thirty working days.
func thirtyDays(edit func(d *v1alpha1.FilingRequirement)) Filing {
	d := v1alpha1.FilingRequirement{
		Authority: "the provincial cyberspace administration", People: new(int64(100_000)), WorkingDays: new(int32(30)),
	}
	if edit != nil {
		edit(&d)
	}
	r, _ := compileFiling(&d, []string{"CN"})
	f, _ := r.(Filing)
	return f
}

// storing is a gate that stores so many people's faces.
func storing(n int64) func(s *facts.Snapshot) {
	return func(s *facts.Snapshot) {
		s.Deployment.Spec.ResponsibleParty.ID = "party-1"
		s.Deployment.Spec.Subjects.EstimatedCount = &n
	}
}

// total is a count of other clusters on record.
func total(name string, count int64, countedOn string) facts.Evidence {
	return about(paper(name, "EV-SUBJECT-COUNT", v1alpha1.EvidenceFacts{Count: &count, CountedOn: countedOn}),
		v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForParty, Party: "party-1"})
}

func filingReceipt(submittedOn string, edit func(f *v1alpha1.EvidenceFacts)) facts.Evidence {
	said := v1alpha1.EvidenceFacts{SubmittedOn: submittedOn}
	if edit != nil {
		edit(&said)
	}
	return paper("receipt", "EV-FILING-RECEIPT", said)
}

func deadline(what, due string) v1alpha1.Deadline {
	return v1alpha1.Deadline{Rule: "rule", What: what, DueAt: metav1.NewTime(at(due))}
}

func TestFiling(t *testing.T) {
	const count = "spec.subjects.estimatedCount"
	running := []brief{{Met, "FilingDue", ""}}
	overdue := []brief{{Violated, "FilingOverdue", ""}}
	notNeeded := []brief{{Met, "FilingNotNeeded", ""}}
	isFiled := []brief{{Met, "Filed", ""}}
	unknown := []brief{{Unknown, "SubjectCountUnknown", count}}
	public := func(d *v1alpha1.FilingRequirement) { d.PublicPlace = v1alpha1.DemandedRequired }
	change := func(d *v1alpha1.FilingRequirement) { d.ChangeWorkingDays = new(int32(30)) }
	before := func(d *v1alpha1.FilingRequirement) {
		d.People, d.Always, d.WorkingDays, d.Days = nil, v1alpha1.DemandedRequired, nil, new(int32(-60))
	}
	many := storing(100_000)
	with := func(edits ...func(s *facts.Snapshot)) func(s *facts.Snapshot) {
		return func(s *facts.Snapshot) {
			for _, edit := range edits {
				edit(s)
			}
		}
	}
	carried := func(due string) func(s *facts.Snapshot) {
		return func(s *facts.Snapshot) {
			s.Deployment.Status.Deadlines = []v1alpha1.Deadline{deadline(dueFiling, due)}
		}
	}
	othersClock := func(s *facts.Snapshot) {
		s.Party.Clocks = []facts.Clock{{Rule: "rule", What: dueFiling, DueAt: now}, {Rule: "other", What: dueFiling}}
	}
	tests := map[string]struct {
		rule func(d *v1alpha1.FilingRequirement)
		ruleCase
	}{
		"few people":                     {nil, ruleCase{storing(89_999), notNeeded}},
		"nine tenths of the number":      {nil, ruleCase{storing(90_000), []brief{{Met, "FilingNear", count}}}},
		"one fewer than the number":      {nil, ruleCase{storing(99_999), []brief{{Met, "FilingNear", count}}}},
		"the number itself":              {nil, ruleCase{many, running}},
		"nobody says how many":           {nil, ruleCase{nil, unknown}},
		"with the party's other gates":   {nil, ruleCase{with(storing(60_000), func(s *facts.Snapshot) { s.Party.OthersStored = 40_000 }), running}},
		"another gate says nothing":      {nil, ruleCase{with(storing(1), func(s *facts.Snapshot) { s.Party.OthersUndeclared = []string{"a/b"} }), unknown}},
		"enough are known all the same":  {nil, ruleCase{with(many, func(s *facts.Snapshot) { s.Party.OthersUndeclared = []string{"a/b"} }), running}},
		"with the total of a cluster":    {nil, ruleCase{withPapers(storing(60_000), total("t", 40_000, "2026-11-20")), running}},
		"with a total that has ended":    {nil, ruleCase{withPapers(storing(1), filedAs(total("t", 1, ""), func(s *v1alpha1.ComplianceEvidenceSpec) { s.ValidUntil = "2026-02-01" })), unknown}},
		"with a total that was replaced": {nil, ruleCase{withPapers(storing(1), filedAs(total("t", 1_000_000, ""), func(s *v1alpha1.ComplianceEvidenceSpec) { s.State = v1alpha1.EvidenceSuperseded })), notNeeded}},
		"with a total that says nothing": {nil, ruleCase{withPapers(storing(1), filedAs(total("t", 1, ""), func(s *v1alpha1.ComplianceEvidenceSpec) { s.Facts.Count = nil })), unknown}},
		"a count of this gate raises its own estimate": {nil, ruleCase{withPapers(storing(1),
			paper("c", "EV-SUBJECT-COUNT", v1alpha1.EvidenceFacts{Count: new(int64(100_000))})), running}},
		"a count of this gate lowers nothing": {nil, ruleCase{withPapers(many,
			paper("c", "EV-SUBJECT-COUNT", v1alpha1.EvidenceFacts{Count: new(int64(5))})), running}},
		"counted long ago elsewhere": {nil, ruleCase{withPapers(storing(1), total("t", 100_000, "2026-06-01")), overdue}},
		"elsewhere too few long ago": {nil, ruleCase{withPapers(storing(2), total("t", 99_999, "2026-06-01")), running}},

		"a clock that still runs":               {nil, ruleCase{with(many, carried("2026-11-22T16:00:00Z")), running}},
		"a clock that has run out":              {nil, ruleCase{with(many, carried("2026-11-21T04:00:00Z")), overdue}},
		"a clock of the party that has run out": {nil, ruleCase{with(many, othersClock), overdue}},
		"a clock that ran out, and filed":       {nil, ruleCase{withPapers(with(many, carried("2026-11-01T16:00:00Z")), filingReceipt("2026-11-20", nil)), isFiled}},
		"filed today":                           {nil, ruleCase{withPapers(many, filingReceipt("2026-11-21", nil)), isFiled}},
		"to be filed tomorrow":                  {nil, ruleCase{withPapers(with(many, carried("2026-11-01T16:00:00Z")), filingReceipt("2026-11-22", nil)), overdue}},
		"handed in, with no receipt issued yet": {nil, ruleCase{withPapers(many, filedAs(filingReceipt("2026-11-20", nil), func(s *v1alpha1.ComplianceEvidenceSpec) { s.IssuedOn = "2026-12-24" })), isFiled}},
		"filed without the day":                 {nil, ruleCase{withPapers(many, filingReceipt("", nil)), running}},
		"filed and withdrawn":                   {nil, ruleCase{withPapers(many, filedAs(filingReceipt("2026-11-20", nil), func(s *v1alpha1.ComplianceEvidenceSpec) { s.State = v1alpha1.EvidenceWithdrawn })), running}},
		"filed with the authority":              {nil, ruleCase{withPapers(many, filingReceipt("2026-11-20", func(f *v1alpha1.EvidenceFacts) { f.Authority = "The provincial Cyberspace Administration" })), isFiled}},
		"filed with another authority":          {nil, ruleCase{withPapers(many, filingReceipt("2026-11-20", func(f *v1alpha1.EvidenceFacts) { f.Authority = "The police" })), running}},
		"filed though nobody says how many":     {nil, ruleCase{withPapers(nil, filingReceipt("2026-11-20", nil)), isFiled}},
		"filed for what it still does":          {change, ruleCase{withPapers(many, filingReceipt("2026-11-20", func(f *v1alpha1.EvidenceFacts) { f.Purpose = v1alpha1.PurposeAccessControl })), isFiled}},
		"filed for another purpose":             {change, ruleCase{withPapers(many, filingReceipt("2026-11-20", func(f *v1alpha1.EvidenceFacts) { f.Purpose = v1alpha1.PurposeMarketing })), []brief{{Met, "ChangeFilingDue", "spec.purpose"}}}},
		"filed for another purpose long ago": {change, ruleCase{withPapers(with(many, func(s *facts.Snapshot) {
			s.Deployment.Status.Deadlines = []v1alpha1.Deadline{deadline(dueChangeFiling, "2026-11-01T16:00:00Z")}
		}), filingReceipt("2026-11-20", func(f *v1alpha1.EvidenceFacts) { f.Purpose = v1alpha1.PurposeMarketing })), []brief{{Violated, "ChangeFilingOverdue", "spec.purpose"}}}},
		"filed for another purpose, unasked for": {nil, ruleCase{withPapers(many, filingReceipt("2026-11-20", func(f *v1alpha1.EvidenceFacts) { f.Purpose = v1alpha1.PurposeMarketing })), isFiled}},

		"no public place":                   {public, ruleCase{storing(1), notNeeded}},
		"a public place, however few":       {public, ruleCase{with(storing(1), func(s *facts.Snapshot) { s.Zones[0].Spec.PublicAccess = v1alpha1.PublicAccessPublic }), running}},
		"nobody knows what the cameras see": {public, ruleCase{with(storing(1), func(s *facts.Snapshot) { s.Deployment.Spec.Sources = nil }), []brief{{Unknown, "PlaceUnknown", "spec.sources"}}}},

		"to be filed sixty days before, and not filed": {before, ruleCase{nil, []brief{{Violated, "FilingFirst", ""}}}},
		"filed fifty-nine days before":                 {before, ruleCase{withPapers(nil, filingReceipt("2026-09-23", nil)), []brief{{Violated, "FilingTooFresh", ""}}}},
		"filed sixty days before":                      {before, ruleCase{withPapers(nil, filingReceipt("2026-09-22", nil)), isFiled}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) { tc.run(t, thirtyDays(tc.rule)) })
	}
}

func TestTheClockOfAFiling(t *testing.T) {
	tests := map[string]struct {
		now          string
		jurisdiction string
		rule         func(d *v1alpha1.FilingRequirement)
		edit         func(s *facts.Snapshot)
		due          string
		isUncertain  bool
	}{
		"thirty working days in one year of the calendar": {now: "2025-06-01T04:00:00Z", due: "2025-07-14T16:00:00Z"},
		"a minute before midnight where the law holds":    {now: "2025-06-02T15:59:00Z", due: "2025-07-14T16:00:00Z"},
		"at midnight where the law holds":                 {now: "2025-06-02T16:00:00Z", due: "2025-07-15T16:00:00Z"},
		"a place without a calendar counts every day": {
			now: "2025-06-01T04:00:00Z", jurisdiction: "NL", due: "2025-07-02T00:00:00Z", isUncertain: true,
		},
		"plain days": {
			now: "2025-06-01T04:00:00Z", due: "2025-06-15T16:00:00Z",
			rule: func(d *v1alpha1.FilingRequirement) { d.WorkingDays, d.Days = nil, new(int32(14)) },
		},
		"the earliest of those that are carried": {now: "2025-06-01T04:00:00Z", due: "2025-06-20T16:00:00Z", edit: func(s *facts.Snapshot) {
			s.Deployment.Status.Deadlines = []v1alpha1.Deadline{
				deadline(dueFiling, "2025-07-01T16:00:00Z"), deadline(dueChangeFiling, "2025-06-03T16:00:00Z"),
			}
			s.Party.Clocks = []facts.Clock{{Rule: "rule", What: dueFiling, DueAt: at("2025-06-20T16:00:00Z")}}
		}},
		"counted from the day on which another cluster reached the number": {
			now: "2025-06-10T04:00:00Z", due: "2025-07-14T16:00:00Z",
			edit: withPapers(nil,
				filedAs(total("a", 60_000, "2025-05-01"), issuedIn2025), filedAs(total("b", 40_000, "2025-06-01"), issuedIn2025),
				filedAs(total("c", 90_000, "2025-06-09"), issuedIn2025), filedAs(total("d", 90_000, ""), issuedIn2025)),
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			d := v1alpha1.FilingRequirement{Authority: "CAC", People: new(int64(100_000)), WorkingDays: new(int32(30))}
			if tc.rule != nil {
				tc.rule(&d)
			}
			if tc.jurisdiction == "" {
				tc.jurisdiction = "CN-SH"
			}
			w := worldOf(func(s *facts.Snapshot) {
				s.Now = at(tc.now)
				storing(100_000)(s)
				if tc.edit != nil {
					tc.edit(s)
				}
			})
			r, errs := compileFiling(&d, []string{tc.jurisdiction})
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			checks := r.Check(w, RuleKey{Rule: "rule"})
			if len(checks) != 1 || checks[0].Reason != "FilingDue" || checks[0].Due != dueFiling {
				t.Fatalf("no clock runs: %+v", checks)
			}
			if want := at(tc.due); !checks[0].DueAt.Equal(want) {
				t.Errorf("due %s, want %s", checks[0].DueAt, want)
			}
			if got := strings.Contains(checks[0].DueNote, "not known"); got != tc.isUncertain {
				t.Errorf("uncertain: %v, want %v: %s", got, tc.isUncertain, checks[0].DueNote)
			}
		})
	}
}

func issuedIn2025(s *v1alpha1.ComplianceEvidenceSpec) { s.IssuedOn = "2025-01-01" }

// TestACarriedClockReadsTheSame holds that what is said of a clock does not depend on when it is looked at.
func TestACarriedClockReadsTheSame(t *testing.T) {
	f := thirtyDays(nil)
	first := f.Check(worldOf(storing(100_000)), RuleKey{Rule: "rule"})[0]
	later := f.Check(worldOf(func(s *facts.Snapshot) {
		storing(100_000)(s)
		s.Now = now.Add(72 * time.Hour)
		s.Deployment.Status.Deadlines = []v1alpha1.Deadline{
			{Rule: "rule", What: first.Due, DueAt: metav1.NewTime(first.DueAt)},
		}
	}), RuleKey{Rule: "rule"})[0]
	if diff := cmp.Diff(first, later); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(first.DueNote, "not known") {
		t.Errorf("the year after the calendar's last is certain: %s", first.DueNote)
	}
}

func TestWhenAFilingChangesByItself(t *testing.T) {
	before := thirtyDays(func(d *v1alpha1.FilingRequirement) {
		d.People, d.Always, d.WorkingDays, d.Days = nil, v1alpha1.DemandedRequired, nil, new(int32(-60))
	})
	tests := map[string]struct {
		rule  Filing
		paper facts.Evidence
		want  string
	}{
		"it is handed in":                  {thirtyDays(nil), filingReceipt("2026-11-23", nil), "2026-11-22T16:00:00Z"},
		"the days before the use are over": {before, filingReceipt("2026-11-01", nil), "2026-12-30T16:00:00Z"},
		"a count ends": {thirtyDays(nil), filedAs(total("t", 1, ""), func(s *v1alpha1.ComplianceEvidenceSpec) {
			s.ValidUntil = "2026-12-01"
		}), "2026-11-30T16:00:00Z"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tc.rule.NextChange(worldOf(withPapers(storing(1), tc.paper))); !got.Equal(at(tc.want)) {
				t.Errorf("it changes at %s, want %s", got, tc.want)
			}
		})
	}
}

func TestFilingsThatCannotBeAskedFor(t *testing.T) {
	tests := map[string]v1alpha1.FilingRequirement{
		"that nothing begins":         {WorkingDays: new(int32(30))},
		"within no time":              {Always: v1alpha1.DemandedRequired},
		"within two times":            {Always: v1alpha1.DemandedRequired, Days: new(int32(1)), WorkingDays: new(int32(1))},
		"within two thousand years":   {Always: v1alpha1.DemandedRequired, WorkingDays: new(int32(730_000))},
		"two thousand years in front": {Always: v1alpha1.DemandedRequired, Days: new(int32(-730_000))},
	}
	for name, d := range tests {
		t.Run(name, func(t *testing.T) {
			if _, errs := compileFiling(&d, []string{"CN"}); len(errs) != 1 {
				t.Errorf("errors: %v", errs)
			}
		})
	}
}
