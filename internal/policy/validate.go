// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"strings"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/law/hours"
	"github.com/facegov/facegov/internal/law/jurisdiction"
	"github.com/facegov/facegov/internal/law/moment"
	"github.com/facegov/facegov/internal/law/period"
	"github.com/facegov/facegov/internal/law/venue"
)

// Fault is something in a spec that cannot be read, which the shape of the kind does not exclude by itself. What can be
// read and is forbidden is no fault but a finding.
type Fault struct {
	// Field that cannot be read.
	Field string
	// Code is the case in one CamelCase word.
	Code string
	// Message says what is wrong.
	Message string
	// Remedy says the way out, empty when the message does.
	Remedy string

	rule string
}

// Detail says what is wrong and the way out, without the field.
func (f Fault) Detail() string {
	text := strings.TrimPrefix(f.Message, f.Field+": ")
	if f.Remedy == "" {
		return text
	}
	return text + "; " + strings.ToLower(f.Remedy[:1]) + strings.TrimSuffix(f.Remedy[1:], ".")
}

// ValidateDeployment finds what cannot be read in a deployment. Admission refuses it; what came in while no admission
// stood is Unknown.
func ValidateDeployment(spec *v1alpha1.FaceRecognitionDeploymentSpec, template facts.Template) []Fault {
	var faults []Fault
	if template.Error != "" {
		faults = append(faults, Fault{
			Field: "spec.workload.template.spec", Code: "TemplateUnreadable", Message: template.Error,
			Remedy: "Correct the field; the template is a core/v1 PodSpec.", rule: ruleTemplate,
		})
	}
	for i := range spec.DataStores {
		s := &spec.DataStores[i]
		if _, err := period.Parse(s.Retention.Max); err != nil {
			faults = append(faults, Fault{
				Field: fmt.Sprintf("spec.dataStores[%d].retention.max", i), Code: "PeriodUnreadable",
				Message: fmt.Sprintf("it is not known how long store %s keeps its data: %v", s.Name, err),
				Remedy:  "Write the period as an ISO 8601 duration such as P30D or PT12H.", rule: rulePeriod,
			})
		}
	}
	for i := range spec.Fallback.Methods {
		m := &spec.Fallback.Methods[i]
		if m.Hours == "" {
			continue
		}
		if _, err := hours.Parse(m.Hours); err != nil {
			faults = append(faults, Fault{
				Field: fmt.Sprintf("spec.fallback.methods[%d].hours", i), Code: v1alpha1.ReasonInvalidHours,
				Message: fmt.Sprintf("it is not known when %s is offered: %v", m.Type, err),
				Remedy:  "Write the hours as Mo-Fr 08:00-18:00; Sa 09:00-12:00.", rule: ruleWords,
			})
		}
	}
	if grace := spec.Fallback.Grace; grace != "" {
		if _, err := period.Parse(grace); err != nil {
			faults = append(faults, Fault{
				Field: "spec.fallback.grace", Code: "GraceUnreadable", Message: err.Error(),
				Remedy: "Write the grace as PT1M.", rule: ruleWords,
			})
		}
	}
	return faults
}

// ValidatePolicy finds what does not compile in a policy, and law in force that is softened without reason, owner or
// end.
func ValidatePolicy(name string, spec *v1alpha1.RecognitionPolicySpec) []Fault {
	_, errs := Compile(name, 0, spec)
	faults := make([]Fault, 0, len(errs))
	for _, err := range errs {
		field, message, found := strings.Cut(err.Error(), ": ")
		if !found {
			field, message = "spec", err.Error()
		}
		if path, id, named := strings.Cut(field, " ("); named {
			field, message = path, strings.TrimSuffix(id, ")")+": "+message
		}
		faults = append(faults, Fault{Field: field, Code: v1alpha1.ReasonBroken, Message: message})
	}
	return append(faults, ValidateSoftening(spec)...)
}

// ValidateSoftening finds law in force that is softened without reason, owner or end. Such a softening does not count:
// the law is enforced.
func ValidateSoftening(spec *v1alpha1.RecognitionPolicySpec) []Fault {
	if !softensLaw(spec) {
		return nil
	}
	softening := spec.Softening
	if softening == nil {
		softening = &v1alpha1.Softening{}
	}
	var faults []Fault
	miss := func(missing bool, field, what string) {
		if missing {
			faults = append(faults, Fault{
				Field: "spec.softening." + field, Code: v1alpha1.ReasonSofteningIgnored,
				Message: fmt.Sprintf("enforcement %s softens an instrument that is in force without %s", spec.Enforcement, what),
				Remedy:  "Give a reason, an owner and an until, or remove spec.enforcement.",
			})
		}
	}
	miss(strings.TrimSpace(softening.Reason) == "", "reason", "a reason")
	miss(strings.TrimSpace(softening.Owner) == "", "owner", "somebody who answers for it")
	miss(softening.Until.IsZero(), "until", "an end")
	return faults
}

// ValidateZone finds what cannot be read in a zone.
func ValidateZone(spec *v1alpha1.RecognitionZoneSpec) []Fault {
	var faults []Fault
	fail := func(field, code string, err error) {
		if err != nil {
			faults = append(faults, Fault{Field: field, Code: code, Message: err.Error()})
		}
	}
	fail("spec.jurisdiction", v1alpha1.ReasonUnknownJurisdiction, jurisdiction.Check(spec.Jurisdiction))
	_, err := moment.Zone(spec.TimeZone)
	fail("spec.timeZone", v1alpha1.ReasonUnknownTimeZone, err)
	if spec.Hours != "" {
		_, err = hours.Parse(spec.Hours)
		fail("spec.hours", v1alpha1.ReasonInvalidHours, err)
	}
	if spec.Nodes != nil {
		fail("spec.nodes.selector", v1alpha1.ReasonInvalidSelector, checkNodeSelector(spec.Nodes.Selector))
	}
	if spec.AllowedNamespaces != nil {
		_, err = spec.AllowedNamespaces.Selector.AsSelector()
		fail("spec.allowedNamespaces.selector", v1alpha1.ReasonInvalidSelector, err)
	}
	return faults
}

// checkNodeSelector refuses a selector that cannot be read, or that looks at the label which it causes.
func checkNodeSelector(s *v1alpha1.NodeLabelSelector) error {
	selector, err := s.AsSelector()
	if err != nil {
		return err
	}
	requirements, _ := selector.Requirements()
	for i := range requirements {
		if requirements[i].Key() == v1alpha1.ZoneNodeLabel {
			return fmt.Errorf("it looks at %s, the label that it causes; choose nodes by a label of your own under "+
				"node-restriction.kubernetes.io", v1alpha1.ZoneNodeLabel)
		}
	}
	return nil
}

// DoubtZone finds words of a zone that are not in the vocabulary and are accepted all the same, because places are of
// more kinds than anybody lists: every verdict that looks at the zone is Unknown until they are corrected.
func DoubtZone(spec *v1alpha1.RecognitionZoneSpec) []Fault {
	if knownVenue(spec.Venue) {
		return nil
	}
	message := fmt.Sprintf("%q is not in the vocabulary, so every verdict about this zone is Unknown", spec.Venue)
	if ids := venue.Nearest(spec.Venue, maxNearest); len(ids) > 0 {
		message += "; did you mean " + strings.Join(ids, ", ") + "?"
	}
	return []Fault{{Field: "spec.venue", Code: v1alpha1.ReasonUnknownVenue, Message: message}}
}

// maxNearest is how many known ids are offered for an unknown one.
const maxNearest = 3
