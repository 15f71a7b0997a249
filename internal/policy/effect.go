// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"cmp"
	"fmt"
	"time"
	"unicode/utf8"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy/rules"
)

// The bounds of texts in the status, in bytes.
const (
	maxText      = 512
	maxShortText = 256
)

// add turns what a demand found into a finding with its effect: what a violation does depends on the instrument, on the
// rule, and on whether the deployment starts or has started.
func (e *evaluation) add(r *activeRule, c *rules.Check) {
	e.findings = append(e.findings, finding{
		Finding: v1alpha1.Finding{
			Rule: r.key.Rule, Policy: r.key.Policy, Basis: c.Basis, Reason: c.Reason,
			FieldPath: Shorten(c.FieldPath, maxShortText), Message: e.messageOf(r, c), Citation: r.citation,
		}, action: ActionRun, reported: r.enforcement == v1alpha1.EnforcementReport, inputBroken: c.InputBroken,
		order: r.policy.weight.order, kind: r.source.Requires.Type, binding: r.binds(),
	})
	f := &e.findings[len(e.findings)-1]

	e.keepMoment(r, c)
	g := e.grantFor(r)
	switch {
	case c.State == rules.Met:
		e.setMet(f, r, c)
	case g != nil:
		e.setExcepted(f, r, g)
	case c.State == rules.Unknown:
		f.Remedy = cmp.Or(r.remedy, c.Remedy)
		e.setUnknown(f, r)
	default:
		f.Remedy = cmp.Or(r.remedy, c.Remedy)
		e.setViolated(f, r)
	}
	if g != nil {
		return
	}
	if c.Zone != "" && f.Result != v1alpha1.FindingWarning && c.State != rules.Met {
		f.narrow(c.Zone)
	}
}

func (e *evaluation) setMet(f *finding, r *activeRule, c *rules.Check) {
	switch {
	case c.Warn:
		f.Result = v1alpha1.FindingWarning
	case c.Obligation:
		f.Result = v1alpha1.FindingPermittedWithObligations
	default:
		f.Result = v1alpha1.FindingPermitted
	}
	if !f.reported {
		for i := range c.Documents {
			e.documents = relyOn(e.documents, &c.Documents[i])
		}
	}
	if !c.DueAt.IsZero() && keepsClocks(r) {
		e.remind(f, r, c.DueAt)
	}
}

// messageOf is what a finding says: the title of the rule, and what its demand found.
func (e *evaluation) messageOf(r *activeRule, c *rules.Check) string {
	if c.State == rules.Met && !c.DueAt.IsZero() && keepsClocks(r) {
		return Shorten(e.join(r.titled, c.Message, "; ", c.Due, " by ", e.inUTC(c.DueAt), c.DueNote), maxText)
	}
	for i := range r.sentences {
		if r.sentences[i].says == c.Message {
			return r.sentences[i].message
		}
	}
	return Shorten(e.join(r.titled, c.Message), maxText)
}

// inUTC writes a moment. Many rules rely on the same few documents and name the same end.
func (e *evaluation) inUTC(at time.Time) string {
	for i := range e.moments {
		if e.moments[i].at.Equal(at) {
			return e.moments[i].text
		}
	}
	text := at.UTC().Format(time.RFC3339)
	e.moments = append(e.moments, writtenMoment{at, text})
	return text
}

// writtenMoment is a moment as it is written.
type writtenMoment struct {
	at   time.Time
	text string
}

func (e *evaluation) setUnknown(f *finding, r *activeRule) {
	f.Result, f.action = v1alpha1.FindingUnknown, ActionStop
	f.neverHeld = e.exceptionEnded(r)
	// What is not known about a rule that does not refuse warns: a draft never makes a verdict Unknown.
	if !r.binds() {
		f.Result, f.action = v1alpha1.FindingWarning, ActionRun
		e.sayWhen(f, r)
	}
}

func (e *evaluation) setViolated(f *finding, r *activeRule) {
	f.Result, f.action = v1alpha1.FindingDenied, ActionStop
	switch {
	case !r.binds():
		f.Result, f.action = v1alpha1.FindingWarning, ActionRun
		e.sayWhen(f, r)
	case r.source.Hard:
		f.action = ActionEvict
	case e.facts.Started() && !e.exceptionEnded(r):
		e.setLapsed(f, r)
	}
}

// sayWhen adds the day on which a law begins to a finding that only warns until then.
func (e *evaluation) sayWhen(f *finding, r *activeRule) {
	if r.preview {
		f.Message = Shorten(fmt.Sprintf("From %s: %s", r.policy.Spec.Effective.From, f.Message), maxText)
	}
}

// holdFor is how long a verdict is held while facegov's own inputs are broken: seven days.
const holdFor = 7 * 24 * time.Hour

// hold keeps the last verdict for what runs while facegov's own inputs are broken. It never holds against a refusal,
// starts nothing, and ends.
func (e *evaluation) hold(v *Verdict) {
	if v.Result != v1alpha1.VerdictUnknown || !e.facts.Runs() {
		return
	}
	status := &e.facts.Deployment.Status
	held := status.HeldVerdict
	if held == nil {
		earlier := Verdict{Result: status.Verdict}
		if !earlier.Permitted() {
			return
		}
		now := e.facts.Now.Truncate(time.Second)
		held = &v1alpha1.HeldVerdict{Verdict: status.Verdict, Since: metaTime(now), Until: metaTime(now.Add(holdFor))}
	}
	because := ""
	for _, f := range e.sorted {
		if f.reported || f.Result != v1alpha1.FindingUnknown {
			continue
		}
		if f.neverHeld || (!f.inputBroken && !e.facts.Started()) {
			return
		}
		if because == "" {
			because = f.Message
		}
	}
	if !e.facts.Now.Before(held.Until.Time) {
		return
	}
	e.addDeadline("facegov/held-verdict", "the held verdict ends and the recogniser's pods are stopped", held.Until.Time)
	held = held.DeepCopy()
	held.Because = Shorten(because, maxText)
	v.Held, v.Action, v.ActionRule = held, ActionHold, ""
}

func metaTime(t time.Time) metav1.Time { return metav1.NewTime(t.UTC().Truncate(time.Second)) }

// Shorten cuts a text to at most n bytes at a rune's boundary.
func Shorten(text string, n int) string {
	if len(text) <= n {
		return text
	}
	cut := n - len("…")
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}
