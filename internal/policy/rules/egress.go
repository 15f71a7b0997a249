// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"github.com/facegov/facegov/api/v1alpha1"
)

// Egress demands that people can always leave: a door that controls leaving opens from inside without means, also while
// the recogniser is away (SPC 2021 article 10; GB 55037-2022 7.1.7).
type Egress struct{}

// Check implements Requirement.
func (Egress) Check(w *World, _ RuleKey) []Check {
	door := w.Facts.Deployment.Spec.Door
	if door == nil {
		return []Check{missingEgress("spec.door", "it is not declared whether the recogniser controls a door")}
	}
	if door.Controls == v1alpha1.DoorControlsNone || door.Controls == v1alpha1.DoorControlsIn {
		return wayOutNotControlled
	}
	var checks []Check
	switch door.Egress {
	case v1alpha1.EgressFree:
	case "":
		checks = append(checks, missingEgress("spec.door.egress", "it is not declared how people leave"))
	default:
		checks = append(checks, Check{
			State: Violated, Basis: v1alpha1.BasisDeclared, Reason: "WayOutNotFree", FieldPath: "spec.door.egress",
			Message: "people can leave only by " + egressWords(door.Egress) + "; leaving must be free from inside",
		})
	}
	switch {
	case door.OnUnavailable == nil:
		checks = append(checks, missingEgress("spec.door.onUnavailable",
			"it is not declared how people leave while the recogniser is away"))
	case door.OnUnavailable.Out != "AlwaysOpen":
		checks = append(checks, Check{
			State: Violated, Basis: v1alpha1.BasisDeclared, Reason: "WayOutClosesOnFailure",
			FieldPath: "spec.door.onUnavailable.out",
			Message:   "the way out does not stay open while the recogniser is away",
		})
	}
	if len(checks) > 0 {
		return checks
	}
	return wayOutFree
}

var (
	wayOutNotControlled = []Check{{
		State: Met, Basis: v1alpha1.BasisDeclared, Reason: "WayOutNotControlled", FieldPath: "spec.door.controls",
		Message: "the recogniser does not control the way out",
	}}
	wayOutFree = []Check{{
		State: Met, Obligation: true, Basis: v1alpha1.BasisDeclared, Reason: "WayOutFree", FieldPath: "spec.door.egress",
		Message: "the way out is free from inside, also while the recogniser is away",
	}}
)

func egressWords(e v1alpha1.DoorEgress) string {
	if e == v1alpha1.EgressFace {
		return "showing their face"
	}
	return "a card or code"
}

func missingEgress(path, message string) Check {
	return Check{
		State: Unknown, Basis: v1alpha1.BasisMissing, Reason: "WayOutUnknown", FieldPath: path, Message: message,
	}
}
