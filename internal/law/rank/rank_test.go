// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rank

import "testing"

// descending lists the ranks from the weightiest; ranks on one line are equals.
var descending = [][]string{
	{Law},
	{AdministrativeRegulation},
	{DepartmentalRule, JudicialInterpretation},
	{MandatoryStandard},
	{Decision},
	{RecommendedStandard},
	{Opinion},
	{Draft},
	{Commentary},
	{House},
}

func TestOrder(t *testing.T) {
	listed := 0
	for i, equals := range descending {
		for _, rank := range equals {
			listed++
			if Order(rank) != Order(equals[0]) {
				t.Errorf("%s and %s are not equals", rank, equals[0])
			}
			if i > 0 && Order(rank) >= Order(descending[i-1][0]) {
				t.Errorf("%s does not rank below %s", rank, descending[i-1][0])
			}
			if !Known(rank) || Order(rank) <= Order("Rumour") {
				t.Errorf("%s does not rank above what is unknown", rank)
			}
		}
	}
	if listed != len(orders) {
		t.Errorf("%d ranks have an order, %d are tested", len(orders), listed)
	}
	if Known("Rumour") || Known("") {
		t.Error("an unknown rank is known")
	}
}

func TestDefaultEnforcement(t *testing.T) {
	tests := map[string]struct{ rank, status, want string }{
		"a law in force refuses":                        {Law, InForce, Enforce},
		"an administrative regulation in force refuses": {AdministrativeRegulation, InForce, Enforce},
		"a departmental rule in force refuses":          {DepartmentalRule, InForce, Enforce},
		"a judicial interpretation in force refuses":    {JudicialInterpretation, InForce, Enforce},
		"a mandatory standard in force refuses":         {MandatoryStandard, InForce, Enforce},
		"a recommended standard warns":                  {RecommendedStandard, InForce, Warn},
		"a decision against somebody else warns":        {Decision, InForce, Warn},
		"an opinion warns":                              {Opinion, InForce, Warn},
		"a draft warns":                                 {Draft, "Draft", Warn},
		"a superseded draft warns":                      {Draft, "Superseded", Warn},
		"a draft that calls itself in force warns":      {Draft, InForce, Warn},
		"a law that was repealed warns at most":         {Law, "Repealed", Warn},
		"a law that is still a draft warns":             {Law, "Draft", Warn},
		"commentary is reported":                        {Commentary, InForce, Report},
		"commentary on a draft is reported":             {Commentary, "Draft", Report},
		"the house rules of whoever deploys refuse":     {House, InForce, Enforce},
		"house rules that are still being written warn": {House, "Draft", Warn},
		"a rank that nobody knows loosens nothing":      {"Rumour", InForce, Enforce},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := DefaultEnforcement(tc.rank, tc.status); got != tc.want {
				t.Errorf("DefaultEnforcement(%s, %s) = %s, want %s", tc.rank, tc.status, got, tc.want)
			}
		})
	}
}

func TestCeiling(t *testing.T) {
	for rank := range orders {
		want := Enforce
		if rank == Commentary {
			want = Report
		}
		if got := Ceiling(rank); got != want {
			t.Errorf("Ceiling(%s) = %s, want %s", rank, got, want)
		}
	}
}
