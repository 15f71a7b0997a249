// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"github.com/facegov/facegov/api/v1alpha1"
)

// housePrefix begins the ids of facegov's own rules. No policy may use it.
const housePrefix = "facegov/"

// The ids of facegov's own rules: what it promises whatever law is loaded. Nothing softens them.
const (
	ruleSources    = "facegov/sources-declared"
	ruleZones      = "facegov/zones-known"
	rulePlacement  = "facegov/placement-declared"
	ruleNamespaces = "facegov/zone-admits-namespace"
	ruleDevices    = "facegov/devices-known"
	ruleLaw        = "facegov/law-loaded"
	ruleConflict   = "facegov/no-conflict-of-laws"
	ruleWayOut     = "facegov/never-in-the-way-out"
	ruleWords      = "facegov/words-readable"
	ruleTemplate   = "facegov/workload-readable"
	ruleVolumes    = "facegov/volumes-declared"
	ruleMemory     = "facegov/memory-is-memory"
	rulePeriod     = "facegov/retention-period"
	ruleWindow     = "facegov/remote-window"
	rulePodProfile = "facegov/pod-security"
	ruleImages     = "facegov/images-pinned"
	ruleGoverned   = "facegov/governed-once"
	ruleOneStore   = "facegov/one-store-one-deployment"
	ruleDaemonSet  = "facegov/daemonset-selects-zones"
	ruleWayIn      = "facegov/way-in-available"
	ruleException  = "facegov/exceptions-count"

	ruleObservation = "facegov/observation"
	rulePlaceholder = "facegov/filled-in"
)

// finding is a finding with what follows from it.
type finding struct {
	v1alpha1.Finding
	// inputBroken says that the fact is missing because an input of facegov's own broke, not because the deployer is
	// silent: what runs is held.
	inputBroken bool
	// neverHeld says that what runs is not held against it: it speaks of the way in itself.
	neverHeld bool
	// action that follows for what runs.
	action Action
	// soft says that the action follows from a lapse, so that it waits for the way in however long that takes.
	soft bool
	// zone of placement that alone is concerned.
	zone string
	// full is the result if no zone of placement is left.
	full v1alpha1.FindingResult
	// fullAction is the action if no zone of placement is left.
	fullAction Action
	// reported says that the instrument is only reported.
	reported bool
	// order of the instrument's rank, or houseOrder.
	order int
	// kind of demand that it is about, empty for facegov's own rules.
	kind v1alpha1.RequirementType
	// binding says that the rule refuses, so that what it misses is more than advice.
	binding bool
}

// houseOrder puts facegov's own rules before every law's.
const houseOrder = 1 << 16

// house is facegov's own rules over one decision.
type house struct {
	*evaluation
}

// judgeByHouseRules adds what facegov's own rules find.
func (e *evaluation) judgeByHouseRules() {
	h := &house{e}
	h.checkWords()
	h.checkPlaceholders()
	h.checkSources()
	h.checkZones()
	h.checkJurisdictions()
	h.checkWayOut()
	h.checkWorkload()
	h.checkStores()
	h.checkWindow()
	h.checkWayIn()
}

// checkWords finds what came in unreadable while no admission stood.
func (h *house) checkWords() {
	for _, fault := range ValidateObservation(h.facts.Deployment) {
		h.warning(fault.rule, fault.Code, fault.Field, fault.Message, fault.Remedy)
	}
	for _, fault := range ValidateDeployment(&h.facts.Deployment.Spec, h.facts.Template) {
		f := h.unknown(fault.rule, fault.Code, fault.Field, fault.Message, fault.Remedy)
		f.Basis = v1alpha1.BasisDeclared
	}
}

func (h *house) unknown(rule, reason, path, message, remedy string) *finding {
	return h.find(rule, v1alpha1.FindingUnknown, v1alpha1.BasisMissing, reason, path, message, remedy)
}

func (h *house) denied(rule, reason, path, message, remedy string) *finding {
	return h.find(rule, v1alpha1.FindingDenied, v1alpha1.BasisDeclared, reason, path, message, remedy)
}

func (h *house) warning(rule, reason, path, message, remedy string) *finding {
	return h.find(rule, v1alpha1.FindingWarning, v1alpha1.BasisDeclared, reason, path, message, remedy)
}

func (h *house) find(
	rule string, result v1alpha1.FindingResult, basis v1alpha1.FindingBasis, reason, path, message, remedy string,
) *finding {
	f := finding{Finding: v1alpha1.Finding{
		Rule: rule, Result: result, Basis: basis, Reason: reason, Message: Shorten(message, maxText), FieldPath: path,
		Remedy: remedy, Citation: "facegov: unknown never starts",
	}, action: ActionStop, order: houseOrder}
	if result == v1alpha1.FindingWarning {
		f.action = ActionRun
	}
	h.findings = append(h.findings, f)
	return &h.findings[len(h.findings)-1]
}

// narrow makes a finding speak of one zone of placement alone: it warns while other zones are left.
func (f *finding) narrow(zone string) {
	f.zone, f.full, f.fullAction = zone, f.Result, f.action
	f.Result, f.action = v1alpha1.FindingWarning, ActionRun
}
