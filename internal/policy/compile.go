// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/jurisdiction"
	"github.com/facegov/facegov/internal/law/moment"
	"github.com/facegov/facegov/internal/law/period"
	"github.com/facegov/facegov/internal/law/rank"
	"github.com/facegov/facegov/internal/law/venue"
	"github.com/facegov/facegov/internal/policy/rules"
)

// Compiled is a policy in the form that evaluation runs.
type Compiled struct {
	// Name of the RecognitionPolicy.
	Name string
	// Generation that was compiled.
	Generation int64
	// Spec that was compiled.
	Spec *v1alpha1.RecognitionPolicySpec

	digest string
	from   time.Time
	until  time.Time
	rules  []compiledRule
	weight weight
}

// weight is what follows from rank, status and enforcement of an instrument, worked out once.
type weight struct {
	// order of its rank among ranks.
	order int
	// jurisdictions that it is the law of.
	jurisdictions jurisdiction.Area
	// standsForLaw says that it can stand for the law of a place.
	standsForLaw bool
	// isBinding says that it is in force and binds everybody.
	isBinding bool
	// hasHardRules says that a part of it counts although it is switched off.
	hasHardRules bool
	// enforcement is what a violation does, for good or until softenedUntil, and afterwards byRank.
	enforcement   v1alpha1.Enforcement
	softenedUntil time.Time
	byRank        v1alpha1.Enforcement
}

type compiledRule struct {
	key         rules.RuleKey
	policy      *Compiled
	source      *v1alpha1.Rule
	when        *rules.Program
	requirement rules.Requirement
	timed       rules.Timed
	demands     []compiledDemand
	grace       period.Period
	// notices are how long before a lapse people are told, longest first.
	notices []period.Period
	// isHard says that the rule is on the hard list of a binding law, which counts however the law is softened.
	isHard bool

	// What every finding of the rule says.
	titled, citation, remedy string
	// sentences are those of its answers that are the same each time, with the title before them.
	sentences []sentence
}

// sentence is what a demand says, and the message that a finding of its rule makes of it.
type sentence struct{ says, message string }

// Digest of the spec, sha256 in hexadecimal.
func (c *Compiled) Digest() string { return c.digest }

// Compile reads a policy: it parses every date and period, knows every word, and compiles every expression. Each error
// begins with the field and says the way out. A policy with errors is not usable at all.
func Compile(name string, generation int64, spec *v1alpha1.RecognitionPolicySpec) (*Compiled, []error) {
	c := &Compiled{Name: name, Generation: generation, Spec: spec}
	var errs []error
	fail := func(field string, err error) { errs = append(errs, fmt.Errorf("%s: %w", field, err)) }

	raw, err := json.Marshal(spec)
	if err != nil {
		return nil, []error{fmt.Errorf("spec: %w", err)}
	}
	sum := sha256.Sum256(raw)
	c.digest = hex.EncodeToString(sum[:])

	for i, code := range spec.Jurisdictions {
		if err := jurisdiction.Check(code); err != nil {
			fail(fmt.Sprintf("spec.jurisdictions[%d]", i), err)
		}
	}
	errs = append(errs, checkWeight(spec)...)
	if c.from, err = moment.Midnight(spec.Effective.From, spec.Effective.TimeZone); err != nil {
		fail("spec.effective.from", err)
	}
	if spec.Effective.Until != "" {
		if c.until, err = moment.Midnight(spec.Effective.Until, spec.Effective.TimeZone); err != nil {
			fail("spec.effective.until", err)
		} else if !c.from.IsZero() && !c.until.After(c.from) {
			fail("spec.effective.until", fmt.Errorf("%s is not later than from, %s", spec.Effective.Until, spec.Effective.From))
		}
	}
	seen := map[string]bool{}
	for i := range spec.Rules {
		rule, ruleErrs := c.compileRule(&spec.Rules[i])
		if seen[rule.key.Rule] {
			ruleErrs = append(ruleErrs, fmt.Errorf("id: %s stands twice; give each rule an id of its own", rule.key.Rule))
		}
		seen[rule.key.Rule] = true
		for _, err := range ruleErrs {
			fail(fmt.Sprintf("spec.rules[%d] (%s)", i, rule.key.Rule), err)
		}
		c.rules = append(c.rules, rule)
	}
	errs = append(errs, checkExceptions(spec)...)
	if len(errs) > 0 {
		return nil, errs
	}
	c.weight = weigh(spec)
	for i := range c.rules {
		c.rules[i].isHard = c.rules[i].source.Hard && c.weight.isBinding
	}
	return c, nil
}

// checkWeight refuses words that would silently weaken an instrument.
func checkWeight(spec *v1alpha1.RecognitionPolicySpec) []error {
	var errs []error
	if !rank.Known(string(spec.Instrument.Rank)) {
		errs = append(errs, fmt.Errorf("spec.instrument.rank: %q is not a rank; use one such as Law or House",
			spec.Instrument.Rank))
	}
	switch spec.Instrument.Status {
	case v1alpha1.InstrumentInForce, v1alpha1.InstrumentDraft, v1alpha1.InstrumentSuperseded, v1alpha1.InstrumentRepealed:
	default:
		errs = append(errs, fmt.Errorf(
			"spec.instrument.status: %q is not a status; use InForce, Draft, Superseded or Repealed", spec.Instrument.Status))
	}
	switch spec.Enforcement {
	case "", v1alpha1.EnforcementEnforce, v1alpha1.EnforcementWarn, v1alpha1.EnforcementReport, v1alpha1.EnforcementOff:
	default:
		errs = append(errs, fmt.Errorf("spec.enforcement: %q is not an enforcement; use Enforce, Warn, Report or \"Off\", "+
			"which YAML needs in quotes", spec.Enforcement))
	}
	return errs
}

func (c *Compiled) compileRule(r *v1alpha1.Rule) (compiledRule, []error) {
	text := r.Text["en"]
	compiled := compiledRule{
		key: rules.RuleKey{Policy: c.Name, Rule: r.ID}, policy: c, source: r,
		titled:   text.Title + ": ",
		citation: Shorten(c.Spec.Instrument.Title+", "+r.Article, maxShortText),
		remedy:   Shorten(text.Remedy, maxText),
	}
	var errs []error
	if r.Hard && r.OnViolation == v1alpha1.OnViolationWarn {
		errs = append(errs,
			errors.New("onViolation: what is on the hard list does not only warn; use Refuse, or leave hard out"))
	}
	if strings.HasPrefix(r.ID, housePrefix) {
		errs = append(errs, fmt.Errorf("id: %s is for facegov's own rules; choose another", housePrefix))
	}
	if r.AppliesTo != nil {
		errs = append(errs, checkAppliesTo(r.AppliesTo)...)
	}
	if r.When != "" {
		program, err := rules.CompileProgram(r.When)
		if err != nil {
			errs = append(errs, fmt.Errorf("when: %w", err))
		}
		compiled.when = program
	}
	requirement, requirementErrs := rules.Compile(&r.Requires, c.Spec.Jurisdictions)
	for _, err := range requirementErrs {
		errs = append(errs, fmt.Errorf("requires.%w", err))
	}
	compiled.requirement = requirement
	for _, says := range rules.SentencesOf(r.Requires.Type, requirement) {
		compiled.sentences = append(compiled.sentences, sentence{says, Shorten(compiled.titled+says, maxText)})
	}
	compiled.timed, _ = requirement.(rules.Timed)
	compiled.demands = compileDemands(r.Requires.Type, requirement)
	if r.OnLapse != nil && r.OnLapse.Grace != "" {
		grace, err := period.Parse(r.OnLapse.Grace)
		if err != nil {
			errs = append(errs, fmt.Errorf("onLapse.grace: %w", err))
		}
		compiled.grace = grace
	}
	var noticeErrs []error
	compiled.notices, noticeErrs = compileNotices(r.OnLapse)
	errs = append(errs, noticeErrs...)
	if _, ok := r.Text["en"]; !ok {
		errs = append(errs, fmt.Errorf("text: a text in English (en) is required"))
	}
	return compiled, errs
}

func checkAppliesTo(a *v1alpha1.AppliesTo) []error {
	var errs []error
	for i, class := range a.VenueClasses {
		if !venue.KnownClass(venue.Class(class)) {
			errs = append(errs, fmt.Errorf("appliesTo.venueClasses[%d]: %q is not a class of venue", i, class))
		}
	}
	for i, id := range a.Venues {
		if _, ok := venue.Lookup(id); !ok {
			errs = append(errs, fmt.Errorf("appliesTo.venues[%d]: %q is not a venue%s",
				i, id, nearestClause(venue.Nearest(id, 3))))
		}
	}
	return errs
}

// checkExceptions holds the exceptions to the rules of this very instrument: exceptions never cross instruments and
// never lift the hard list.
func checkExceptions(spec *v1alpha1.RecognitionPolicySpec) []error {
	var errs []error
	for i := range spec.Exceptions {
		e := &spec.Exceptions[i]
		for j, id := range e.Lifts {
			k := slices.IndexFunc(spec.Rules, func(r v1alpha1.Rule) bool { return r.ID == id })
			field := fmt.Sprintf("spec.exceptions[%d] (%s): lifts[%d]", i, e.ID, j)
			switch {
			case k < 0:
				errs = append(errs, fmt.Errorf("%s: %s is no rule of this policy; exceptions never cross instruments", field, id))
			case spec.Rules[k].Hard:
				errs = append(errs, fmt.Errorf("%s: %s is on the hard list, which nothing lifts", field, id))
			}
		}
	}
	return errs
}
