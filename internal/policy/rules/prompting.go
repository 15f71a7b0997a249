// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"fmt"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/period"
)

// Prompting bounds how people are asked for their face (GB/T 41819-2022 5 c and d; draft provisions 2023 article 9).
type Prompting struct {
	// MinInterval is the shortest time between two requests to a person who refused, nil when the rule sets none.
	MinInterval *period.Period
	// Demand is the requirement as written.
	Demand v1alpha1.PromptingRequirement
}

var (
	promptIntervalUnknown = Answer{
		Unknown, "PromptIntervalUnknown", "it is not declared how soon a person who refused is asked for a face again",
		"Give prompting.minInterval, an ISO 8601 duration.", false,
	}
	promptIntervalUnreadable = Answer{
		Unknown, "PromptIntervalUnreadable", "the time between two requests cannot be read: %v",
		"Write prompting.minInterval as an ISO 8601 duration such as PT48H.", false,
	}
	promptedTooSoon = Answer{
		Violated, "PromptedTooSoon", "a person who refused is asked for a face again after %s; at least %s has to pass",
		"Ask less often, and declare it under prompting.minInterval.", false,
	}
	promptDefaultUnknown = Answer{
		Unknown, "PromptDefaultUnknown", "it is not declared which way comes first where people choose",
		"Give prompting.default: None, Alternative or Face.", false,
	}
	facePreselected = Answer{
		Violated, "FacePreselected", "the face comes first or is preselected",
		"Preselect nothing, or a way without a face, and declare it under prompting.default.", false,
	}
	capturePromptUnknown = Answer{
		Unknown, "CapturePromptUnknown", "it is not declared how the purpose is told at the moment of capture",
		"Give prompting.atCapture: Voice, Text or VoiceAndText.", false,
	}
	captureUnannounced = Answer{
		Violated, "CaptureUnannounced", "the purpose is not told at the moment of capture",
		"Have the device say or show it, and declare it under prompting.atCapture.", false,
	}
	promptingProper = Answer{
		Met, "PromptingProper", "people are declared to be asked as the rule wants it; it has to stay so", "", true,
	}
)

var promptingDescription = Description{
	Type:    v1alpha1.RequirementPrompting,
	Demands: "People who refuse are not pressed, the face does not come first, and the purpose is told at the capture.",
	Facts: []Fact{
		{"spec.prompting.minInterval", "", "Unknown"},
		{"spec.prompting.default", "", "Unknown"},
		{"spec.prompting.atCapture", "", "Unknown"},
	},
	Answers: []Answer{
		promptIntervalUnknown, promptIntervalUnreadable, promptedTooSoon, promptDefaultUnknown, facePreselected,
		capturePromptUnknown, captureUnannounced, promptingProper,
	},
	Merges: "The longest minInterval counts, by the cut-off that it gives from now; the others are joined.",
}

func compilePrompting(d *v1alpha1.PromptingRequirement) (Requirement, []error) {
	interval, err := optionalPeriod(d.MinInterval)
	if err != nil {
		return nil, []error{fmt.Errorf("prompting.minInterval: %w", err)}
	}
	return Prompting{MinInterval: interval, Demand: *d}, nil
}

// Demands implements Demanding.
func (p Prompting) Demands() []Demand {
	var demands []Demand
	if p.MinInterval != nil {
		demands = append(demands, Demand{Subject: "PromptInterval", Value: p.Demand.MinInterval, Order: longer})
	}
	if p.Demand.FaceDefault == v1alpha1.ProhibitionForbidden {
		demands = append(demands, forbidden("FaceDefault", ""))
	}
	if p.Demand.AtCapture == v1alpha1.DemandedRequired {
		demands = append(demands, required("PurposeAtCapture"))
	}
	return demands
}

// NextChange implements Timed: months differ in length.
func (p Prompting) NextChange(w *World) time.Time {
	declared, err := period.Parse(p.said(w).MinInterval)
	if p.MinInterval == nil || err != nil {
		return time.Time{}
	}
	return period.NextChange(declared, *p.MinInterval, w.Now)
}

// Check implements Requirement: one check for each thing that is not said or not as it must be.
func (p Prompting) Check(w *World, _ RuleKey) []Check {
	said := p.said(w)
	var checks []Check
	if p.MinInterval != nil {
		checks = append(checks, p.checkInterval(w, said.MinInterval)...)
	}
	if p.Demand.FaceDefault == v1alpha1.ProhibitionForbidden {
		checks = append(checks, checkDefault(said.Default)...)
	}
	if p.Demand.AtCapture == v1alpha1.DemandedRequired {
		checks = append(checks, checkCapture(said.AtCapture)...)
	}
	return promptingProper.unless(w, checks, "spec.prompting")
}

// said is what the deployment says of prompts; silence says nothing.
func (p Prompting) said(w *World) v1alpha1.Prompting {
	if said := w.Facts.Deployment.Spec.Prompting; said != nil {
		return *said
	}
	return v1alpha1.Prompting{}
}

func (p Prompting) checkInterval(w *World, text string) []Check {
	const path = "spec.prompting.minInterval"
	if text == "" {
		return w.one(promptIntervalUnknown.is(path))
	}
	declared, err := period.Parse(text)
	switch {
	case err != nil:
		return w.one(promptIntervalUnreadable.is(path, err))
	case period.Compare(declared, *p.MinInterval, w.Now) < 0:
		return w.one(promptedTooSoon.is(path, text, p.MinInterval))
	default:
		return nil
	}
}

func checkDefault(first v1alpha1.PromptDefault) []Check {
	const path = "spec.prompting.default"
	switch first {
	case v1alpha1.PromptDefaultNone, v1alpha1.PromptDefaultAlternative:
		return nil
	case v1alpha1.PromptDefaultFace:
		return []Check{facePreselected.is(path)}
	default:
		return []Check{promptDefaultUnknown.is(path)}
	}
}

func checkCapture(told v1alpha1.CapturePrompt) []Check {
	const path = "spec.prompting.atCapture"
	switch told {
	case v1alpha1.CapturePromptVoice, v1alpha1.CapturePromptText, v1alpha1.CapturePromptVoiceAndText:
		return nil
	case v1alpha1.CapturePromptNone:
		return []Check{captureUnannounced.is(path)}
	default:
		return []Check{capturePromptUnknown.is(path)}
	}
}
