// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/period"
)

// ActiveWindow bounds remote identification in ground, time and people (draft provisions 2023 article 10; AI Act
// article 5(1)(h)). That the window ends is facegov's own rule; this is what a law asks of it beyond that.
type ActiveWindow struct {
	// Demand is the requirement as written.
	Demand v1alpha1.ActiveWindowRequirement
	// MaxDuration is the longest window, empty when any end will do.
	MaxDuration period.Period
}

const evidenceRemoteRequest = "EV-REMOTE-ID-REQUEST"

var (
	remoteMissing = Answer{
		Unknown, "RemoteMissing",
		"a remote identification is not described",
		"Give recognition.remote with its window.", false,
	}
	remoteGroundUnknown = Answer{
		Unknown, "RemoteGroundUnknown", "it is not declared why the remote identification is necessary",
		"Give recognition.remote.ground.", false,
	}
	remoteGroundRefused = Answer{
		Violated, "RemoteGroundRefused", "the ground %s is not one of those that the rule accepts: %s",
		"Stop the search, or have it requested on a ground that the law knows.", false,
	}
	remoteRequesterUnknown = Answer{
		Unknown, "RemoteRequesterUnknown", "it is not declared who asked for the remote identification",
		"Give recognition.remote.requester.", false,
	}
	remoteRequesterRefused = Answer{
		Violated, "RemoteRequesterRefused", "the requester %s is not one of those that the rule accepts: %s",
		"Stop the search, or have it requested by somebody whom the law names.", false,
	}
	remoteWindowTooLong = Answer{
		Violated, "RemoteWindowTooLong", "the window is longer than %s", "Give the window an earlier end.", false,
	}
	remoteListUnbounded = Answer{
		Unknown, "WatchListUnbounded", "it is not declared for how many people is searched",
		"Give recognition.remote.watchList with its greatest size.", false,
	}
	remoteCaseMissing = Answer{
		Unknown, "CaseReferenceMissing", "the remote identification names no case", "Give recognition.remote.caseReference.",
		false,
	}
	remoteLinksUnknown = Answer{
		Unknown, "LinkingUnknown", "it is not declared whether what is found is linked with other sources",
		"Give recognition.remote.linkedSources; an empty list says that nothing is linked.", false,
	}
	remoteLinked = Answer{
		Violated, "Linked", "what is found is linked with other sources: %s", "Cut the links.", false,
	}
	remoteNotUsed = Answer{Met, "NoRemoteIdentification", "the recogniser finds nobody from afar", "", false}
	remoteBounded = Answer{Met, "RemoteBounded", "the remote identification is bounded as the rule asks", "", true}
)

var activeWindowDescription = Description{
	Type: v1alpha1.RequirementActiveWindow,
	Demands: "A remote identification is bounded in ground, requester, time, people and links. It asks nothing of a " +
		"recogniser whose functions do not contain RemoteIdentification.",
	Facts: []Fact{
		{"spec.purpose.functions", "", "required"},
		{"spec.recognition.remote", "", "Unknown for a remote identification"},
		{"spec.recognition.remote.ground", "", "Unknown"},
		{"spec.recognition.remote.requester", "", "Unknown"},
		{"spec.recognition.remote.watchList", "", "Unknown where its size is asked for"},
		{"spec.recognition.remote.caseReference", "", "Unknown where it is asked for"},
		{"spec.recognition.remote.linkedSources", "", "Unknown where linking is forbidden; an empty list says none"},
		{"ComplianceEvidence EV-REMOTE-ID-REQUEST", "", "Unknown where the request is asked for"},
	},
	Answers: []Answer{
		remoteMissing, remoteGroundUnknown, remoteGroundRefused, remoteRequesterUnknown, remoteRequesterRefused,
		remoteWindowTooLong, remoteListUnbounded, remoteCaseMissing, remoteLinksUnknown, remoteLinked, evidenceMissing,
		evidenceUnreadable, evidenceNotAsAsked, remoteNotUsed, remoteBounded,
	},
	Merges: "The demands of all rules are joined; the shortest window counts.",
}

func compileActiveWindow(d *v1alpha1.ActiveWindowRequirement) (Requirement, []error) {
	a := ActiveWindow{Demand: *d}
	longest, err := optionalPeriod(d.MaxDuration)
	if err != nil {
		return nil, []error{fmt.Errorf("activeWindow.maxDuration: %w", err)}
	}
	if longest != nil {
		a.MaxDuration = *longest
	}
	return a, nil
}

// Demands implements Demanding.
func (a ActiveWindow) Demands() []Demand {
	var demands []Demand
	if len(a.Demand.Grounds) > 0 {
		demands = append(demands, among("Grounds", a.Demand.Grounds))
	}
	if len(a.Demand.Requesters) > 0 {
		demands = append(demands, among("Requesters", a.Demand.Requesters))
	}
	if a.Demand.MaxDuration != "" {
		demands = append(demands, Demand{Subject: "MaxDuration", Value: a.Demand.MaxDuration, Order: shorter})
	}
	for subject, demanded := range map[string]v1alpha1.Demanded{
		"WatchList": a.Demand.WatchList, "Request": a.Demand.Request, "CaseReference": a.Demand.CaseReference,
	} {
		if demanded == v1alpha1.DemandedRequired {
			demands = append(demands, required(subject))
		}
	}
	if a.Demand.Linking == v1alpha1.ProhibitionForbidden {
		demands = append(demands, forbidden("Linking", ""))
	}
	slices.SortFunc(demands, func(x, y Demand) int { return strings.Compare(x.Subject, y.Subject) })
	return demands
}

// Check implements Requirement: one check for everything that is not bounded as it must be.
func (a ActiveWindow) Check(w *World, _ RuleKey) []Check {
	const path = "spec.recognition.remote"
	spec := &w.Facts.Deployment.Spec
	if !slices.Contains(spec.Purpose.Functions, v1alpha1.FunctionRemoteIdentification) {
		return w.one(remoteNotUsed.is("spec.purpose.functions"))
	}
	remote := spec.Recognition.Remote
	if remote == nil {
		return w.one(remoteMissing.is(path))
	}
	checks := slices.Concat(a.checkWhy(remote, path), a.checkBounds(remote, path))
	if a.Demand.Request != v1alpha1.DemandedRequired {
		return remoteBounded.unless(w, checks, path)
	}
	request, missing := w.onRecord(evidenceRemoteRequest, path, "that asks for it", func(d *Document) string {
		return notRequested(&d.Spec.Facts, remote)
	})
	if request == nil {
		return append(checks, missing)
	}
	if len(checks) > 0 {
		return checks
	}
	return w.one(remoteBounded.is(path).relyingOn(request))
}

// notRequested says in what a request differs from what is done.
func notRequested(request *v1alpha1.EvidenceFacts, remote *v1alpha1.RemoteIdentification) string {
	switch {
	case request.Ground == "" || request.Ground != remote.Ground:
		return fmt.Sprintf("it does not ask for the ground %s", remote.Ground)
	case request.Requester == "" || request.Requester != remote.Requester:
		return fmt.Sprintf("it does not come from %s", remote.Requester)
	default:
		return ""
	}
}

func (a ActiveWindow) checkWhy(remote *v1alpha1.RemoteIdentification, path string) []Check {
	var checks []Check
	switch {
	case remote.Ground == "":
		checks = append(checks, remoteGroundUnknown.is(path+".ground"))
	case len(a.Demand.Grounds) > 0 && !slices.Contains(a.Demand.Grounds, remote.Ground):
		checks = append(checks,
			remoteGroundRefused.is(path+".ground", remote.Ground, quoteList(stringsOf(a.Demand.Grounds))))
	}
	switch {
	case remote.Requester == "":
		checks = append(checks, remoteRequesterUnknown.is(path+".requester"))
	case len(a.Demand.Requesters) > 0 && !slices.Contains(a.Demand.Requesters, remote.Requester):
		checks = append(checks,
			remoteRequesterRefused.is(path+".requester", remote.Requester, quoteList(stringsOf(a.Demand.Requesters))))
	}
	if a.Demand.CaseReference == v1alpha1.DemandedRequired && remote.CaseReference == "" {
		checks = append(checks, remoteCaseMissing.is(path+".caseReference"))
	}
	return checks
}

func (a ActiveWindow) checkBounds(remote *v1alpha1.RemoteIdentification, path string) []Check {
	var checks []Check
	from, until := remote.Window.From.UTC(), remote.Window.Until.UTC()
	if a.Demand.MaxDuration != "" && until.After(a.MaxDuration.AddTo(from)) {
		checks = append(checks, remoteWindowTooLong.is(path+".window.until", a.Demand.MaxDuration))
	}
	if a.Demand.WatchList == v1alpha1.DemandedRequired && (remote.WatchList == nil || remote.WatchList.MaxSubjects < 1) {
		checks = append(checks, remoteListUnbounded.is(path+".watchList"))
	}
	if a.Demand.Linking == v1alpha1.ProhibitionForbidden {
		switch {
		case remote.LinkedSources == nil:
			checks = append(checks, remoteLinksUnknown.is(path+".linkedSources"))
		case len(remote.LinkedSources) > 0:
			checks = append(checks, remoteLinked.is(path+".linkedSources", quoteList(remote.LinkedSources)))
		}
	}
	return checks
}

// NextChange implements Timed: the request begins and ceases to count.
func (a ActiveWindow) NextChange(w *World) time.Time {
	if a.Demand.Request != v1alpha1.DemandedRequired {
		return time.Time{}
	}
	return w.nextOf(evidenceRemoteRequest)
}
