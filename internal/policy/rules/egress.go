// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"github.com/facegov/facegov/api/v1alpha1"
)

// Egress demands that people can always leave: a door that controls leaving opens from inside without means, also while
// the recogniser is away (SPC 2021 article 10; GB 55037-2022 7.1.7).
type Egress struct{}

var (
	wayOutUnknown = Answer{
		Unknown, "WayOutUnknown", "it is not declared %s",
		"Say under door what the recogniser controls, how people leave, and how they leave while it is away.", false,
	}
	wayOutNotFree = Answer{
		Violated, "WayOutNotFree", "people can leave only by %s; leaving must be free from inside",
		"Open the door from inside without means, and declare door.egress Free.", false,
	}
	wayOutCloses = Answer{
		Violated, "WayOutClosesOnFailure", "the way out does not stay open while the recogniser is away",
		"Have the door release by itself, and declare door.onUnavailable.out AlwaysOpen.", false,
	}
	wayOutNotControlled = Answer{Met, "WayOutNotControlled", "the recogniser does not control the way out", "", false}
	wayOutFree          = Answer{
		Met, "WayOutFree", "the way out is free from inside, also while the recogniser is away", "", true,
	}
)

var egressDescription = Description{
	Type:    v1alpha1.RequirementEgress,
	Demands: "People can always leave: a door that controls leaving opens from inside without means, also on failure.",
	Facts: []Fact{
		{"spec.door", "", "Unknown"},
		{"spec.door.controls", "", "required"},
		{"spec.door.egress", "", "Unknown where the way out is controlled"},
		{"spec.door.onUnavailable", "", "Unknown where the way out is controlled"},
	},
	Answers: []Answer{
		wayOutUnknown, wayOutNotFree, wayOutCloses, wayOutNotControlled, wayOutFree,
	},
	Merges: "It is demanded always, because facegov is never in the way out: status.effective.egress.",
}

// Check implements Requirement.
func (Egress) Check(w *World, _ RuleKey) []Check {
	door := w.Facts.Deployment.Spec.Door
	if door == nil {
		return []Check{wayOutUnknown.is("spec.door", "whether the recogniser controls a door")}
	}
	if door.Controls == v1alpha1.DoorControlsNone || door.Controls == v1alpha1.DoorControlsIn {
		return wayOutNotControlledChecks
	}
	var checks []Check
	switch door.Egress {
	case v1alpha1.EgressFree:
	case "":
		checks = append(checks, wayOutUnknown.is("spec.door.egress", "how people leave"))
	default:
		checks = append(checks, wayOutNotFree.is("spec.door.egress", egressWords(door.Egress)))
	}
	switch {
	case door.OnUnavailable == nil:
		checks = append(checks, wayOutUnknown.is("spec.door.onUnavailable",
			"how people leave while the recogniser is away"))
	case door.OnUnavailable.Out != "AlwaysOpen":
		checks = append(checks, wayOutCloses.is("spec.door.onUnavailable.out"))
	}
	if len(checks) > 0 {
		return checks
	}
	return wayOutFreeChecks
}

// What is the same each time is made once; nobody changes it.
var (
	wayOutNotControlledChecks = []Check{wayOutNotControlled.is("spec.door.controls")}
	wayOutFreeChecks          = []Check{wayOutFree.is("spec.door.egress")}
)

func egressWords(e v1alpha1.DoorEgress) string {
	if e == v1alpha1.EgressFace {
		return "showing their face"
	}
	return "a card or code"
}
