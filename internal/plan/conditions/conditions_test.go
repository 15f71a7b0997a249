// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package conditions

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
)

var (
	noon  = time.Date(2026, 3, 1, 12, 0, 0, 500, time.FixedZone("", 3600))
	later = noon.Add(time.Hour)
)

func TestAConditionThatSaysTheSameKeepsItsTime(t *testing.T) {
	before := Seen{Generation: 1, Now: noon}.List(map[string]State{"A": True("Good", "All is well."), "B": True("Good", "")})
	after := Seen{Conditions: before, Generation: 2, Now: later}.List(map[string]State{
		"B": False("Bad", "Something broke."), "A": True("Better", "All is better."),
	})
	want := []metav1.Condition{
		{Type: "A", Status: "True", Reason: "Better", Message: "All is better.", ObservedGeneration: 2, LastTransitionTime: Moment(noon)},
		{Type: "B", Status: "False", Reason: "Bad", Message: "Something broke.", ObservedGeneration: 2, LastTransitionTime: Moment(later)},
	}
	if diff := cmp.Diff(want, after); diff != "" {
		t.Errorf("conditions (-want +got):\n%s", diff)
	}
}

func TestAMessageFitsTheAPI(t *testing.T) {
	list := Seen{Now: noon}.List(map[string]State{"A": False("Long", strings.Repeat("long ", 1000))})
	if got := len(list[0].Message); got > 1024 {
		t.Errorf("the message has %d bytes", got)
	}
}

func TestReady(t *testing.T) {
	good, bad := True("Good", "All is well."), False("Bad", "Something broke.")
	cases := map[string]struct {
		ready       State
		needsPerson bool
		want        map[string]State
	}{
		"ready":                  {good, true, map[string]State{v1alpha1.ConditionReady: good}},
		"waiting for what comes": {bad, false, map[string]State{v1alpha1.ConditionReady: bad, v1alpha1.ConditionReconciling: True("Bad", bad.Message)}},
		"waiting for a person":   {bad, true, map[string]State{v1alpha1.ConditionReady: bad, v1alpha1.ConditionStalled: True("Bad", bad.Message)}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got := map[string]State{}
			Ready(got, tc.ready, tc.needsPerson)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("states (-want +got):\n%s", diff)
			}
		})
	}
}
