// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"slices"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy"
)

// sections are the findings about one deployment in the order in which somebody who has to act reads them.
type sections struct {
	// blocks are what keeps it from starting now.
	blocks []v1alpha1.Finding
	// due are what has a day: what changes by itself, and what a law will ask for that is not met yet.
	due []due
	// kept are the duties that it has as long as it runs.
	kept []v1alpha1.Finding
	// advice is what is not met and does not block.
	advice []v1alpha1.Finding
	// reported is what instruments find that nobody must follow.
	reported []v1alpha1.Finding
	// met counts the rules that ask for nothing more.
	met int
}

type due struct {
	when    string
	finding *v1alpha1.Finding
	what    string
	rule    string
}

func (r *Report) sectionsOf(d *Deployment) sections {
	var s sections
	for i := range d.Verdict.Findings {
		r.sortIn(&s, &d.Verdict.Findings[i])
	}
	for i := range d.Verdict.Reported {
		if f := &d.Verdict.Reported[i]; policy.FindingSeverity(f.Result) >= policy.FindingSeverity(v1alpha1.FindingWarning) {
			s.reported = append(s.reported, *f)
		}
	}
	for _, deadline := range d.Verdict.Deadlines {
		s.due = append(s.due, due{when: moment(deadline.DueAt.Time), what: deadline.What, rule: deadline.Rule})
	}
	slices.SortStableFunc(s.due, func(a, b due) int { return cmp.Compare(a.when, b.when) })
	return s
}

func (r *Report) sortIn(s *sections, f *v1alpha1.Finding) {
	switch f.Result {
	case v1alpha1.FindingPermitted:
		s.met++
	case v1alpha1.FindingPermittedWithObligations:
		s.kept = append(s.kept, *f)
	case v1alpha1.FindingWarning:
		if p := r.policy(f.Policy); p != nil && p.State == policy.StatePreview {
			s.due = append(s.due, due{when: p.Spec.Effective.From, finding: f, rule: f.Rule})
			return
		}
		s.advice = append(s.advice, *f)
	default:
		s.blocks = append(s.blocks, *f)
	}
}

// moment writes a moment so that texts sort as moments do.
func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
