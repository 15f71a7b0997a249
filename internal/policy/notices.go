// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/period"
	"github.com/facegov/facegov/internal/policy/rules"
)

// usualNotices are how long before a lapse people are told when a rule does not say: no in-force rule orders a stop
// because a document has expired, so nobody should be surprised by one.
var usualNotices = []string{"P30D", "P7D", "P1D"}

// compileNotices reads how long before a lapse people are told, longest first.
func compileNotices(onLapse *v1alpha1.OnLapse) ([]period.Period, []error) {
	texts := usualNotices
	if onLapse != nil && len(onLapse.Notice) > 0 {
		texts = onLapse.Notice
	}
	var notices []period.Period
	var errs []error
	for i, text := range texts {
		notice, err := period.Parse(text)
		if err != nil {
			errs = append(errs, fmt.Errorf("onLapse.notice[%d]: %w", i, err))
			continue
		}
		notices = append(notices, notice)
	}
	// Any moment orders them well enough: what counts is which of those that have come is the last.
	at := time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)
	slices.SortFunc(notices, func(a, b period.Period) int {
		return cmp.Or(-period.Compare(a, b, at), cmp.Compare(a.String(), b.String()))
	})
	return notices, errs
}

// keepsClocks says that the clocks of a rule run: not those of a law whose day has not come, nor of one that is only
// reported and never reaches the status, where a clock is kept.
func keepsClocks(r *activeRule) bool {
	return !r.preview && r.enforcement != v1alpha1.EnforcementReport
}

// keepMoment keeps the moment that a demand named as a deadline, also one that has passed: a clock that ran out does
// not start again. A clock that runs already is kept whatever becomes of its law.
func (e *evaluation) keepMoment(r *activeRule, c *rules.Check) {
	if c.DueAt.IsZero() {
		return
	}
	e.changeAt(c.DueAt)
	if keepsClocks(r) || e.isKept(r.key.Rule, Shorten(c.Due, maxShortText)) {
		e.addDeadline(r.key.Rule, c.Due, c.DueAt)
	}
}

// isKept says that the status carries a deadline.
func (e *evaluation) isKept(rule, what string) bool {
	return slices.ContainsFunc(e.facts.Deployment.Status.Deadlines, func(d v1alpha1.Deadline) bool {
		return d.Rule == rule && d.What == what
	})
}

// remind puts a notice before a finding that ends soon, and has the deployment looked at again when it is time to say
// so. Between the notices its words stay the same.
func (e *evaluation) remind(f *finding, r *activeRule, due time.Time) {
	var last *period.Period
	for i := range r.notices {
		at := r.notices[i].SubFrom(due.UTC())
		e.changeAt(at)
		if !e.facts.Now.Before(at) {
			last = &r.notices[i]
		}
	}
	if last != nil && e.facts.Now.Before(due) {
		f.Message = Shorten(fmt.Sprintf("Notice, less than %s before %s. %s",
			inWords(*last), due.UTC().Format(time.RFC3339), f.Message), maxText)
	}
}

// inWords says a period of days in words; another one stays as it is written.
func inWords(p period.Period) string {
	days, isDays := strings.CutSuffix(strings.TrimPrefix(p.String(), "P"), "D")
	switch {
	case !isDays || strings.Trim(days, "0123456789") != "":
		return p.String()
	case days == "1":
		return "1 day"
	default:
		return days + " days"
	}
}

// usedOnce lists each document once, by name, with the latest moment until which somebody asks to keep it.
func usedOnce(documents []DocumentUse) []DocumentUse {
	slices.SortFunc(documents, func(a, b DocumentUse) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.SHA256, b.SHA256))
	})
	return documents
}

// relyOn adds a document that a rule relied on. Many rules rely on the same few, and the longest keeping counts.
func relyOn(documents []DocumentUse, used *DocumentUse) []DocumentUse {
	for i := range documents {
		if d := &documents[i]; d.Name == used.Name && d.SHA256 == used.SHA256 {
			if used.KeepUntil.After(d.KeepUntil) {
				*d = *used
			}
			return documents
		}
	}
	return append(documents, *used)
}
