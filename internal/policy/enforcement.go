// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"slices"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/jurisdiction"
	"github.com/facegov/facegov/internal/law/rank"
)

// State says what part a policy takes at a moment.
type State string

// The parts that a policy can take.
const (
	// StateInForce means that its rules count.
	StateInForce State = "InForce"
	// StatePreview means that its day has not come; violations are warnings that say the day.
	StatePreview State = "Preview"
	// StateEnded means that it no longer applies.
	StateEnded State = "Ended"
	// StateOff means that it is switched off.
	StateOff State = "Off"
	// StateBroken means that no generation compiles.
	StateBroken State = "Broken"
)

// EnforcementAt says what a violation does at a moment, what part the policy takes then, and the next moment at which
// one of the two changes by itself, zero when none does. The hard list of a law is enforced whatever is said here.
func (c *Compiled) EnforcementAt(now time.Time) (v1alpha1.Enforcement, State, time.Time) {
	enforcement, next := c.chosenEnforcement(now)
	state, change := c.stateByDate(now)
	if enforcement == v1alpha1.EnforcementOff {
		state = StateOff
		if !c.weight.hasHardRules {
			change = time.Time{}
		}
	}
	return enforcement, state, earliest(next, change)
}

// stateByDate is the part that the dates of an instrument give it, and when they give it another.
func (c *Compiled) stateByDate(now time.Time) (State, time.Time) {
	switch {
	case now.Before(c.from):
		return StatePreview, c.from
	case !c.until.IsZero() && !now.Before(c.until):
		return StateEnded, time.Time{}
	default:
		return StateInForce, c.until
	}
}

// chosenEnforcement is what the policy says, within what rank and status allow, and while a softening lasts.
func (c *Compiled) chosenEnforcement(now time.Time) (v1alpha1.Enforcement, time.Time) {
	until := c.weight.softenedUntil
	if !until.IsZero() && !now.Before(until) {
		return c.weight.byRank, time.Time{}
	}
	return c.weight.enforcement, until
}

// weigh works out what follows from rank, status and enforcement of an instrument.
func weigh(spec *v1alpha1.RecognitionPolicySpec) weight {
	instrument := &spec.Instrument
	isHard := func(r v1alpha1.Rule) bool { return r.Hard }
	w := weight{
		order: rank.Order(string(instrument.Rank)), jurisdictions: jurisdiction.AreaOf(spec.Jurisdictions),
		standsForLaw: isLaw(instrument), isBinding: isBindingLaw(instrument),
		byRank: v1alpha1.Enforcement(rank.DefaultEnforcement(string(instrument.Rank), string(instrument.Status))),
	}
	w.hasHardRules = w.isBinding && slices.ContainsFunc(spec.Rules, isHard)
	w.enforcement = w.byRank
	ceiling := v1alpha1.Enforcement(rank.Ceiling(string(instrument.Rank)))
	switch {
	case spec.Enforcement == "":
	case softensLaw(spec):
		// Law in force is softened only with a reason, an owner and an end, and not beyond it.
		if spec.Softening != nil && len(ValidateSoftening(spec)) == 0 {
			w.enforcement, w.softenedUntil = spec.Enforcement, spec.Softening.Until.Time
		}
	case enforcementOrder(spec.Enforcement) > enforcementOrder(ceiling):
		w.enforcement = ceiling
	default:
		w.enforcement = spec.Enforcement
	}
	return w
}

// isBindingLaw says that an instrument is in force and binds everybody. A house rule book binds its author alone, who
// may put it down again.
func isBindingLaw(i *v1alpha1.Instrument) bool {
	return i.Rank != v1alpha1.RankHouse &&
		rank.DefaultEnforcement(string(i.Rank), string(i.Status)) == string(v1alpha1.EnforcementEnforce)
}

// softensLaw says that a policy does less with a binding law than to enforce it.
func softensLaw(spec *v1alpha1.RecognitionPolicySpec) bool {
	return isBindingLaw(&spec.Instrument) && spec.Enforcement != "" && spec.Enforcement != v1alpha1.EnforcementEnforce
}

func enforcementOrder(e v1alpha1.Enforcement) int {
	switch e {
	case v1alpha1.EnforcementOff:
		return 0
	case v1alpha1.EnforcementReport:
		return 1
	case v1alpha1.EnforcementWarn:
		return 2
	default:
		return 3
	}
}

// earliest returns the earlier of two moments, where zero stands for never.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
