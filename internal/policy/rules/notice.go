// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"slices"
	"strings"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Notice demands that people are told before their face is processed (final measures article 5; PIPL articles 17, 26
// and 30; GDPR articles 13 and 14).
type Notice struct {
	// Demand is the requirement as written.
	Demand v1alpha1.NoticeRequirement
}

var (
	noticeUnknown = Answer{
		Unknown, "NoticeUnknown", "no notice is declared, so it is not known whether people are told",
		"Publish a notice and give it under notice.", false,
	}
	noticeCoverUnknown = Answer{
		Unknown, "NoticeContentUnknown", "it is not declared what the notice tells",
		"List under notice.covers what the notice tells.", false,
	}
	noticeIncomplete = Answer{
		Violated, "NoticeIncomplete", "the notice does not tell %s",
		"Add what is missing to the notice, publish it, then give its new digest and list it under notice.covers.", false,
	}
	signsUnknown = Answer{
		Unknown, "SignsUnknown",
		"it is not declared whether signs stand where the cameras see people",
		"Give notice.signs.", false,
	}
	signsMissing = Answer{
		Violated, "SignsMissing", "no sign stands where the cameras see people",
		"Put up a conspicuous sign at every place in view, then declare notice.signs Posted.", false,
	}
	noticeLanguageMissing = Answer{
		Violated, "NoticeLanguageMissing", "the notice can be read in %s; one of %s is required",
		"Translate the notice, publish it, then list the language under notice.languages.", false,
	}
	peopleTold = Answer{
		Met, "PeopleTold",
		"people are declared to be told what the rule asks for; the notice has to stay up to date",
		"", true,
	}
)

var noticeDescription = Description{
	Type:    v1alpha1.RequirementNotice,
	Demands: "People are told what a law says they must be told, in a language of theirs, with signs where cameras look.",
	Facts: []Fact{
		{"spec.notice", "", "Unknown"},
		{"spec.notice.covers", "", "Unknown; an item that a given list lacks is violated"},
		{"spec.notice.signs", "", "Unknown"},
		{"spec.notice.languages", "", "required; compared by primary tag, so zh-Hans is zh"},
	},
	Answers: []Answer{
		noticeUnknown, noticeCoverUnknown, noticeIncomplete, signsUnknown, signsMissing, noticeLanguageMissing, peopleTold,
	},
	Merges: "What all rules ask the notice to tell is demanded together; of the languages of each rule one is demanded.",
}

// Demands implements Demanding.
func (n Notice) Demands() []Demand {
	demands := requiredOf(n.Demand.Covers)
	if n.Demand.Signs == v1alpha1.SignPosted {
		demands = append(demands, required("Signs"))
	}
	if len(n.Demand.Languages) > 0 {
		demands = append(demands, Demand{Subject: "Language", Value: "One of " + names(n.Demand.Languages)})
	}
	return demands
}

// Check implements Requirement: one check for each thing that is not said or not as it must be.
func (n Notice) Check(w *World, _ RuleKey) []Check {
	const path = "spec.notice"
	notice := w.Facts.Deployment.Spec.Notice
	if notice == nil {
		return w.one(noticeUnknown.is(path))
	}
	checks := n.checkCovers(notice.Covers, path+".covers")
	if n.Demand.Signs == v1alpha1.SignPosted {
		checks = append(checks, checkSigns(notice.Signs, path+".signs")...)
	}
	if len(n.Demand.Languages) > 0 && !slices.ContainsFunc(n.Demand.Languages, readableIn(notice.Languages)) {
		checks = append(checks, noticeLanguageMissing.is(
			path+".languages", names(notice.Languages), names(n.Demand.Languages)))
	}
	return peopleTold.unless(w, checks, path)
}

func (n Notice) checkCovers(told []v1alpha1.NoticeItem, path string) []Check {
	missing := without(n.Demand.Covers, told)
	switch {
	case len(missing) == 0:
		return nil
	case len(told) == 0:
		return []Check{noticeCoverUnknown.is(path)}
	default:
		return []Check{noticeIncomplete.is(path, names(missing))}
	}
}

func checkSigns(signs v1alpha1.SignPosting, path string) []Check {
	switch signs {
	case v1alpha1.SignPosted:
		return nil
	case v1alpha1.SignNone:
		return []Check{signsMissing.is(path)}
	default:
		return []Check{signsUnknown.is(path)}
	}
}

// readableIn says of a language whether one of the offered ones is the same by its primary tag.
func readableIn(offered []string) func(language string) bool {
	return func(language string) bool {
		return slices.ContainsFunc(offered, func(o string) bool { return primaryTag(o) == primaryTag(language) })
	}
}

// primaryTag is the language itself, without script or region.
func primaryTag(language string) string {
	primary, _, _ := strings.Cut(strings.ToLower(language), "-")
	return primary
}
