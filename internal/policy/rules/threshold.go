// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Threshold demands a match threshold. Decimals are compared as they are written: 0.82 is 0.820 and no rounding is.
type Threshold struct {
	// Min is the lowest accepted threshold; zero accepts any that is declared.
	Min fraction
	// Demand is the requirement as written.
	Demand v1alpha1.ThresholdRequirement
}

var (
	thresholdMissing = Answer{
		Unknown, "ThresholdMissing", "it is not declared from which score two faces count as the same",
		"Give recognition.matchThreshold, a decimal between 0 and 1.", false,
	}
	thresholdUnreadable = Answer{
		Unknown, "ThresholdUnreadable", "the match threshold cannot be read: %v",
		"Write recognition.matchThreshold as a decimal between 0 and 1 with at most six digits, such as \"0.82\".", false,
	}
	thresholdTooLow = Answer{
		Violated, "ThresholdTooLow", "the match threshold is %s; at least %s is required",
		"Raise recognition.matchThreshold, and set the recogniser to the same.", false,
	}
	thresholdBelowReview = Answer{
		Violated, "ThresholdBelowReview", "the match threshold is %s; the review of the devices in %s recommends %s",
		"Raise recognition.matchThreshold to what the review recommends, or have the devices reviewed anew.", false,
	}
	thresholdKept = Answer{
		Met, "ThresholdKept", "the match threshold is as high as the rule asks; the recogniser has to be set to it", "", true,
	}
)

var thresholdDescription = Description{
	Type:    v1alpha1.RequirementThreshold,
	Demands: "A match threshold is declared and is high enough. Decimals are compared as they are written.",
	Facts: []Fact{
		{"spec.recognition.matchThreshold", "", "Unknown"},
		{
			"ComplianceEvidence spec.facts.recommendedThreshold", "",
			"without a review on record (EV-DEVICE-REVIEW) recommended asks for nothing",
		},
	},
	Answers: []Answer{thresholdMissing, thresholdUnreadable, thresholdTooLow, thresholdBelowReview, thresholdKept},
	Merges:  "The highest min counts.",
}

func compileThreshold(d *v1alpha1.ThresholdRequirement) (Requirement, []error) {
	t := Threshold{Demand: *d}
	if d.Min == "" {
		return t, nil
	}
	var err error
	if t.Min, err = parseFraction(d.Min); err != nil {
		return nil, []error{fmt.Errorf("threshold.min: %w", err)}
	}
	return t, nil
}

// Demands implements Demanding.
func (t Threshold) Demands() []Demand {
	least := Demand{Subject: "MatchThreshold", Value: t.Demand.Min, Order: higher}
	if least.Value == "" {
		least.Value = "Declared"
	}
	demands := []Demand{least}
	if t.Demand.Recommended == v1alpha1.DemandedRequired {
		demands = append(demands, required("RecommendedThreshold"))
	}
	return demands
}

// Check implements Requirement: one check for each bound that is not reached.
func (t Threshold) Check(w *World, _ RuleKey) []Check {
	const path = "spec.recognition.matchThreshold"
	text := w.Facts.Deployment.Spec.Recognition.MatchThreshold
	if text == "" {
		return w.one(thresholdMissing.is(path))
	}
	declared, err := parseFraction(text)
	if err != nil {
		return w.one(thresholdUnreadable.is(path, err))
	}
	var checks []Check
	if declared < t.Min {
		checks = append(checks, thresholdTooLow.is(path, text, t.Demand.Min))
	}
	if t.Demand.Recommended == v1alpha1.DemandedRequired {
		checks = append(checks, belowReviews(w, declared, text, path)...)
	}
	return thresholdKept.unless(w, checks, path)
}

// NextChange implements Timed: a review of the devices begins and ceases to count.
func (t Threshold) NextChange(w *World) time.Time {
	if t.Demand.Recommended != v1alpha1.DemandedRequired {
		return time.Time{}
	}
	return w.nextOf(evidenceDeviceReview)
}

// evidenceDeviceReview is the review of a device, with the threshold that it recommends.
const evidenceDeviceReview = "EV-DEVICE-REVIEW"

// belowReviews compares with the last review of each model of device.
func belowReviews(w *World, declared fraction, text, path string) []Check {
	last := map[string]*Document{}
	for _, d := range w.currentOf(evidenceDeviceReview) {
		if of := last[d.Spec.Facts.Model]; of == nil || d.Issued.After(of.Issued) {
			last[d.Spec.Facts.Model] = d
		}
	}
	var checks []Check
	for _, model := range slices.Sorted(maps.Keys(last)) {
		d := last[model]
		recommended := d.Spec.Facts.RecommendedThreshold
		if recommended != "" && declared < fractionOrZero(recommended) {
			checks = append(checks, thresholdBelowReview.on(v1alpha1.BasisAttested, path, text, d.Name, recommended))
		}
	}
	return checks
}

// fraction is a number from 0 to 1 in millionths.
type fraction int32

const (
	fractionDigits = 6
	fractionOne    = 1_000_000
)

// parseFraction reads a decimal from 0 to 1 of at most six digits without rounding it.
func parseFraction(text string) (fraction, error) {
	whole, digits, pointed := strings.Cut(text, ".")
	n, err := strconv.ParseUint(whole+digits+strings.Repeat("0", max(0, fractionDigits-len(digits))), 10, 32)
	if err != nil || len(whole) != 1 || pointed && digits == "" || len(digits) > fractionDigits || n > fractionOne {
		return 0, fmt.Errorf("%q is not a decimal from 0 to 1 with at most %d digits, such as 0.82", text, fractionDigits)
	}
	return fraction(n), nil
}
