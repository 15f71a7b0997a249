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
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy/rules"
)

// maxException is the longest time that an exception may last.
const maxException = 90 * 24 * time.Hour

// dueExceptionEnds is what the deadline of an excepted rule says. It names no exception, so that the end is remembered
// when the exception is gone.
const dueExceptionEnds = "the exception from this rule ends"

// grant is an exception that counts now.
type grant struct {
	name      string
	policy    string
	lifts     []string
	until     time.Time
	documents []rules.DocumentUse
}

// grantExceptions finds the exceptions that count now, and says of the others why they do not: of those that reach the
// deployment and whose time has come.
func (e *evaluation) grantExceptions() {
	exceptions := slices.Clone(e.facts.Exceptions)
	slices.SortFunc(exceptions, func(a, b facts.Exception) int { return cmp.Compare(a.Name, b.Name) })
	for i := range exceptions {
		x := &exceptions[i]
		reached, partly := e.reaches(x.Spec.AppliesTo)
		if !reached && !partly || !e.facts.Now.Before(x.Spec.Until.Time) {
			continue
		}
		e.changeAt(x.Spec.From.Time)
		e.changeAt(x.Spec.Until.Time)
		if e.facts.Now.Before(x.Spec.From.Time) {
			continue
		}
		if partly {
			e.addIdleException(x, Obstacle{
				"NotAllPlaces", "it reaches only some of the places that the cameras see",
				"Let the exception reach every zone of a camera, or the deployment itself.",
			})
			continue
		}
		e.grant(x)
	}
}

// reaches says whether one of the subjects is this deployment: itself, its party, or every place that a camera sees.
// Places reach it partly when they leave out one that a camera sees.
func (e *evaluation) reaches(subjects []v1alpha1.ExceptionSubject) (whole, partly bool) {
	d := e.facts.Deployment
	var zones []string
	for _, s := range subjects {
		switch s.Kind {
		case v1alpha1.ExceptionForDeployment:
			if s.Deployment != nil && s.Deployment.Namespace == d.Namespace && s.Deployment.Name == d.Name {
				return true, false
			}
		case v1alpha1.ExceptionForParty:
			if s.Party != "" && s.Party == d.Spec.ResponsibleParty.ID {
				return true, false
			}
		case v1alpha1.ExceptionForZone:
			zones = append(zones, s.Zone)
		}
	}
	seen := 0
	for i := range d.Spec.Sources {
		if slices.Contains(zones, d.Spec.Sources[i].Zone) {
			seen++
		}
	}
	return seen > 0 && seen == len(d.Spec.Sources), seen > 0 && seen < len(d.Spec.Sources)
}

// grant lets an exception count, or says why it does not.
func (e *evaluation) grant(x *facts.Exception) {
	var law *v1alpha1.RecognitionPolicySpec
	at := slices.IndexFunc(e.facts.Policies, func(p facts.Policy) bool { return p.Name == x.Spec.Policy })
	if at >= 0 {
		law = &e.facts.Policies[at].Spec
	}
	ground, lifts, obstacle := ExamineException(&x.Spec, law)
	if obstacle.Reason != "" {
		e.addIdleException(x, obstacle)
		return
	}
	documents, missing := e.evidenceFor(x, ground.Needs)
	if missing != "" {
		e.addIdleException(x, Obstacle{
			v1alpha1.ReasonEvidenceMissing, missing,
			"Put the document on record so that it applies to this deployment, and name it in the exception's evidence.",
		})
		return
	}
	e.grants = append(e.grants, grant{
		name: x.Name, policy: x.Spec.Policy, lifts: lifts, until: x.Spec.Until.UTC(), documents: documents,
	})
}

// Obstacle is why an exception does not count. The zero value says that nothing stands in its way.
type Obstacle struct {
	// Reason is the case in one CamelCase word.
	Reason string
	// Why says it in words.
	Why string
	// Remedy is what would make it right.
	Remedy string
}

// ExamineException finds the exception of the law that is claimed and the rules that it sets aside, or what stands in
// its way in itself: whether its time has come and its evidence counts is another question. The law is nil when there
// is no policy of the name.
func ExamineException(
	x *v1alpha1.RecognitionExceptionSpec, law *v1alpha1.RecognitionPolicySpec,
) (ground *v1alpha1.PolicyException, lifts []string, obstacle Obstacle) {
	if law == nil {
		return nil, nil, Obstacle{
			v1alpha1.ReasonPolicyMissing, fmt.Sprintf("there is no policy %s", x.Policy),
			"Name the policy whose rules are set aside.",
		}
	}
	known := slices.IndexFunc(law.Exceptions, func(p v1alpha1.PolicyException) bool { return p.ID == x.Exception })
	if known < 0 {
		return nil, nil, Obstacle{
			v1alpha1.ReasonNotKnownToLaw, fmt.Sprintf("%s knows no exception %s", x.Policy, x.Exception),
			"Name one of the exceptions that the policy itself lists; an exception never crosses instruments.",
		}
	}
	ground = &law.Exceptions[known]
	lifts = liftable(law, ground.Lifts)
	return ground, lifts, refuseException(x, lifts)
}

// ValidateException finds what a law does not know of an exception from it. Admission and the command line refuse it; what
// is on record without them does not count.
func ValidateException(x *v1alpha1.RecognitionExceptionSpec, law *v1alpha1.RecognitionPolicySpec) []Fault {
	_, _, obstacle := ExamineException(x, law)
	fault := Fault{Field: "spec.exception", Code: obstacle.Reason, Message: obstacle.Why, Remedy: obstacle.Remedy}
	switch obstacle.Reason {
	case v1alpha1.ReasonNotKnownToLaw:
		fault.Remedy = knownExceptions(law)
	case v1alpha1.ReasonOnlyHardRules:
	default:
		return nil
	}
	return []Fault{fault}
}

// knownExceptions says which exceptions there are, as the way out.
func knownExceptions(law *v1alpha1.RecognitionPolicySpec) string {
	known := make([]string, 0, len(law.Exceptions))
	for i := range law.Exceptions {
		known = append(known, law.Exceptions[i].ID)
	}
	if len(known) == 0 {
		return "That law knows none, and an exception never crosses laws."
	}
	return "That law knows " + strings.Join(known, ", ") + ", and an exception never crosses laws."
}

// liftable leaves out hard rules, which nothing lifts.
func liftable(policy *v1alpha1.RecognitionPolicySpec, lifts []string) []string {
	var soft []string
	for _, id := range lifts {
		if slices.ContainsFunc(policy.Rules, func(r v1alpha1.Rule) bool { return r.ID == id && !r.Hard }) {
			soft = append(soft, id)
		}
	}
	return soft
}

// refuseException says what is wrong with an exception in itself: it takes two people, and lasts at most ninety days.
func refuseException(x *v1alpha1.RecognitionExceptionSpec, lifts []string) Obstacle {
	switch {
	case len(lifts) == 0:
		return Obstacle{
			v1alpha1.ReasonOnlyHardRules, "every rule that it would set aside is on the hard list, which nothing lifts",
			"Delete the exception.",
		}
	case !x.From.Before(&x.Until) || x.Until.Sub(x.From.Time) > maxException:
		return Obstacle{v1alpha1.ReasonTooLong, "it does not end within 90 days after its beginning", "Choose an earlier end."}
	case x.Approval != v1alpha1.ExceptionApproved || x.ApprovedBy == "" || x.RequestedBy == "":
		return Obstacle{
			v1alpha1.ReasonNotApproved, "nobody has approved what it asks for now", "Have a second person approve it.",
		}
	case x.ApprovedBy == x.RequestedBy:
		return Obstacle{
			v1alpha1.ReasonSamePerson, "the same person asked for it and approved it", "Have a second person approve it.",
		}
	default:
		return Obstacle{}
	}
}

// evidenceFor returns a current document of every type that an exception needs, of those that it names, or what is
// missing.
func (e *evaluation) evidenceFor(x *facts.Exception, needs []string) ([]rules.DocumentUse, string) {
	var used []rules.DocumentUse
	for _, need := range needs {
		why := fmt.Sprintf("it names no %s that speaks of this deployment", need)
		for _, name := range x.Spec.Evidence {
			d := e.world.Document(name)
			if d == nil || d.Spec.Type != need {
				continue
			}
			e.changeAt(d.Next(e.facts.Now))
			if !d.Counts() {
				why = fmt.Sprintf("the %s %s does not count: %s", need, d.Name, d.Why)
				continue
			}
			used, why = append(used, d.Use()), ""
			break
		}
		if why != "" {
			return nil, why
		}
	}
	return used, ""
}

// addIdleException says that an exception reaches the deployment and does nothing.
func (e *evaluation) addIdleException(x *facts.Exception, o Obstacle) {
	e.findings = append(e.findings, finding{Finding: v1alpha1.Finding{
		Rule: ruleException, Result: v1alpha1.FindingWarning, Basis: v1alpha1.BasisAttested, Reason: o.Reason,
		Message:  Shorten(fmt.Sprintf("the exception %s does not count: %s", x.Name, o.Why), maxText),
		Citation: "facegov: exceptions never cross laws", Remedy: o.Remedy,
	}, action: ActionRun, order: houseOrder})
}

// grantFor returns the exception that lifts a rule now, the longest when there are several; nil when there is none.
func (e *evaluation) grantFor(r *activeRule) *grant {
	var longest *grant
	for i := range e.grants {
		g := &e.grants[i]
		lifts := g.policy == r.key.Policy && !r.source.Hard && slices.Contains(g.lifts, r.key.Rule)
		if lifts && (longest == nil || g.until.After(longest.until)) {
			longest = g
		}
	}
	return longest
}

// setExcepted permits what a rule does not, for as long as the exception lasts.
func (e *evaluation) setExcepted(f *finding, r *activeRule, g *grant) {
	f.Result, f.Basis, f.Reason = v1alpha1.FindingPermittedWithObligations, v1alpha1.BasisAttested, "ExceptionGranted"
	f.inputBroken = false
	f.Message = Shorten(fmt.Sprintf("the exception %s sets the rule aside until %s: %s",
		g.name, g.until.Format(time.RFC3339), f.Message), maxText)
	if !f.reported {
		e.documents = append(e.documents, g.documents...)
	}
	if keepsClocks(r) {
		e.addDeadline(r.key.Rule, dueExceptionEnds, g.until)
		e.remind(f, r, g.until)
	}
}

// exceptionEnded says that the deployment was let start under an exception from the rule that has ended since. What was
// never met does not lapse: the end is hard. The moment is kept, so that it is remembered while the rule is not met.
func (e *evaluation) exceptionEnded(r *activeRule) bool {
	for _, d := range e.facts.Deployment.Status.Deadlines {
		if d.Rule == r.key.Rule && d.What == dueExceptionEnds {
			e.addDeadline(d.Rule, d.What, d.DueAt.Time)
			return true
		}
	}
	return false
}
