// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/law/jurisdiction"
	"github.com/facegov/facegov/internal/policy/rules"
)

// Evaluate decides about a snapshot. The same facts give the same verdict, to the byte, whatever order they come in.
func Evaluate(f *facts.Snapshot) Verdict {
	space := workspaces.Get().(*workspace)
	defer space.giveBack()
	e := &evaluation{facts: f, world: &space.look, workspace: space}
	e.world.Look(f)

	e.judgeByHouseRules()
	e.grantExceptions()
	e.consult()
	all := merge(space, e.world)
	e.world.SetAside = all.setAside
	e.changeAt(all.nextChange)
	e.addConflicts(all.conflicts)
	for i := range e.active {
		e.judge(&e.active[i])
	}
	e.addDisjoint(all.disjoint)
	return e.conclude(all.effective)
}

// evaluation is one decision on its way.
type evaluation struct {
	*workspace
	facts      *facts.Snapshot
	world      *rules.World
	policies   []v1alpha1.ConsultedPolicy
	deadlines  []v1alpha1.Deadline
	grants     []grant
	documents  []rules.DocumentUse
	nextChange time.Time
	texts      strings.Builder
	moments    []writtenMoment
}

// workspace is memory that one decision after the other uses. Nothing of it is in a verdict.
type workspace struct {
	look       rules.World
	findings   []finding
	keys       []findingKey
	sorted     []*finding
	active     []activeRule
	asked      []asked
	order      []*facts.Policy
	covered    []bool
	zoneFaults []namedFault
}

var workspaces = sync.Pool{New: func() any { return &workspace{} }}

// giveBack forgets everything, so that no decision keeps alive what another one looked at.
func (s *workspace) giveBack() {
	s.look.Forget()
	clear(s.findings)
	clear(s.keys)
	clear(s.sorted)
	clear(s.active)
	clear(s.asked)
	clear(s.order)
	clear(s.zoneFaults)
	s.findings, s.sorted, s.active = s.findings[:0], s.sorted[:0], s.active[:0]
	s.keys, s.asked = s.keys[:0], s.asked[:0]
	s.order, s.covered, s.zoneFaults = s.order[:0], s.covered[:0], s.zoneFaults[:0]
	workspaces.Put(s)
}

// join returns texts one after the other. The messages of a decision lie behind one another in a few large pieces, which
// live as long as its verdict.
func (e *evaluation) join(parts ...string) string {
	const piece = 4 << 10
	size := 0
	for _, part := range parts {
		size += len(part)
	}
	if e.texts.Cap()-e.texts.Len() < size {
		e.texts.Reset()
		e.texts.Grow(max(size, piece))
	}
	from := e.texts.Len()
	for _, part := range parts {
		_, _ = e.texts.WriteString(part)
	}
	return e.texts.String()[from:]
}

// changeAt notes a moment at which the same facts may give another answer. Zero is never.
func (e *evaluation) changeAt(at time.Time) {
	if at.After(e.facts.Now) {
		e.nextChange = earliest(e.nextChange, at)
	}
}

// consult picks the policies that apply and the rules of them that count, and finds the jurisdictions that no law in
// force speaks for.
func (e *evaluation) consult() {
	claimed := e.world.Claimed
	reach := jurisdiction.Reach(claimed...)
	e.covered = append(e.covered, make([]bool, len(claimed))...)
	for _, p := range e.inOrder() {
		compiled, broken := compiledOf(p)
		if compiled == nil && mayApply(p.Spec.Jurisdictions, claimed) {
			e.addBroken(p, broken)
			e.cover(jurisdiction.AreaOf(p.Spec.Jurisdictions))
		}
		if compiled == nil || !compiled.weight.jurisdictions.Meets(&reach) {
			continue
		}
		enforcement, state, next := compiled.EnforcementAt(e.facts.Now)
		e.policies = append(e.policies, v1alpha1.ConsultedPolicy{
			Name: p.Name, Generation: p.Generation, Digest: compiled.Digest(), State: string(state),
		})
		e.addPolicyChange(compiled, state, next)
		if state == StateInForce && compiled.weight.standsForLaw {
			e.cover(compiled.weight.jurisdictions)
		}
		e.activate(compiled, enforcement, state)
	}
	e.addUncovered()
}

// inOrder returns the policies by name, whatever order they come in.
func (e *evaluation) inOrder() []*facts.Policy {
	for i := range e.facts.Policies {
		e.order = append(e.order, &e.facts.Policies[i])
	}
	slices.SortFunc(e.order, func(a, b *facts.Policy) int { return cmp.Compare(a.Name, b.Name) })
	return e.order
}

// mayApply says whether a policy that does not compile may concern a deployment. One whose jurisdictions cannot be read
// may concern anybody.
func mayApply(policy, claimed []string) bool {
	isUnreadable := func(code string) bool { return !jurisdiction.Known(code) }
	return slices.ContainsFunc(policy, isUnreadable) || jurisdiction.Applies(policy, claimed)
}

// isLaw says whether an instrument can stand for the law of a place: drafts, commentary and house rules cannot.
func isLaw(i *v1alpha1.Instrument) bool {
	switch i.Rank {
	case v1alpha1.RankDraft, v1alpha1.RankCommentary, v1alpha1.RankOpinion, v1alpha1.RankHouse:
		return false
	default:
		return i.Status == v1alpha1.InstrumentInForce
	}
}

// cover notes for which of the claimed jurisdictions a law speaks.
func (e *evaluation) cover(law jurisdiction.Area) {
	for i, code := range e.world.Claimed {
		reach := jurisdiction.Reach(code)
		e.covered[i] = e.covered[i] || law.Meets(&reach)
	}
}

func compiledOf(p *facts.Policy) (*Compiled, string) {
	if compiled, ok := p.Compiled.(*Compiled); ok && compiled != nil {
		return compiled, ""
	}
	if p.Broken != "" {
		return nil, p.Broken
	}
	compiled, errs := Compile(p.Name, p.Generation, &p.Spec)
	if len(errs) > 0 {
		return nil, errs[0].Error()
	}
	return compiled, ""
}

func (e *evaluation) addBroken(p *facts.Policy, broken string) {
	e.policies = append(e.policies, v1alpha1.ConsultedPolicy{
		Name: p.Name, Generation: p.NewestGeneration, State: string(StateBroken),
	})
	f := finding{Finding: v1alpha1.Finding{
		Rule: ruleLaw, Policy: p.Name, Result: v1alpha1.FindingUnknown, Basis: v1alpha1.BasisObserved,
		Reason: v1alpha1.ReasonPolicyBroken,
		Message: Shorten(fmt.Sprintf("policy %s does not compile and no earlier generation does: %s", p.Name, broken),
			maxText),
		Citation: "facegov: unknown never starts", Remedy: "Ask the data protection officer to repair the policy.",
	}, inputBroken: true, action: ActionStop, order: houseOrder}
	e.findings = append(e.findings, f)
}

func (e *evaluation) addUncovered() {
	for i, code := range e.world.Claimed {
		if e.covered[i] || !jurisdiction.Known(code) {
			continue
		}
		e.findings = append(e.findings, finding{Finding: v1alpha1.Finding{
			Rule: ruleLaw, Result: v1alpha1.FindingUnknown, Basis: v1alpha1.BasisMissing, Reason: v1alpha1.ReasonNoPolicyInForce,
			Message:  fmt.Sprintf("no law in force is loaded for %s, so nothing is known to be permitted there", code),
			Citation: "facegov: unknown never starts",
			Remedy:   fmt.Sprintf("Load a RecognitionPolicy that is in force for %s.", code),
		}, inputBroken: true, action: ActionStop, order: houseOrder})
	}
}

func (e *evaluation) addPolicyChange(c *Compiled, state State, next time.Time) {
	if next.IsZero() {
		return
	}
	what := "the enforcement of " + c.Name + " changes"
	if state == StatePreview {
		what = c.Name + " takes effect"
	}
	e.addDeadline("facegov/law-dates", what, next)
}

func (e *evaluation) addDeadline(rule, what string, at time.Time) {
	e.deadlines = append(e.deadlines, v1alpha1.Deadline{
		Rule: rule, What: Shorten(what, maxShortText),
		DueAt: metaTime(at),
	})
	e.changeAt(at)
}

// activate adds the rules of a policy that count now and apply to the places and the facts. The hard list of a law
// counts however the law is softened: nothing lifts it.
func (e *evaluation) activate(c *Compiled, enforcement v1alpha1.Enforcement, state State) {
	byDate, _ := c.stateByDate(e.facts.Now)
	if byDate == StateEnded {
		return
	}
	for i := range c.rules {
		r := activeRule{compiledRule: &c.rules[i], enforcement: enforcement, preview: byDate == StatePreview}
		if r.isHard {
			r.enforcement = v1alpha1.EnforcementEnforce
		} else if state == StateOff {
			continue
		}
		if !e.world.Fits(r.source.AppliesTo) {
			// Where a place is not known the verdict is Unknown by facegov's own rule; nothing is lost by leaving out a rule
			// that may not apply.
			continue
		}
		if r.when != nil {
			e.changeAt(r.when.NextChange(e.world))
			applies, err := r.when.Run(e.world)
			if err != nil {
				e.add(&r, &rules.Check{
					State: rules.Unknown, Basis: v1alpha1.BasisMissing, Reason: "FactMissing", Message: rules.MissingFact(err),
				})
				continue
			}
			if !applies {
				continue
			}
		}
		e.active = append(e.active, r)
	}
}

func (e *evaluation) judge(r *activeRule) {
	if r.timed != nil {
		e.changeAt(r.timed.NextChange(e.world))
	}
	checks := r.requirement.Check(e.world, r.key)
	for i := range checks {
		e.add(r, &checks[i])
	}
}
