// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"fmt"
	"strings"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Expression demands that a CEL expression is true: for what no typed demand says. A fact that it needs and that is
// missing is Unknown.
type Expression struct {
	// Program is the compiled expression.
	Program *Program
	// Demand is the requirement as written.
	Demand v1alpha1.ExpressionRequirement

	met, violated []Check
}

var (
	factMissing     = Answer{Unknown, "FactMissing", "%s", "Declare the fact that the message names.", false}
	expressionFalse = Answer{Violated, "ExpressionFalse", "%s", "Do what the rule's own remedy says.", false}
	expressionTrue  = Answer{Met, "ExpressionTrue", "what is declared meets the rule", "", false}
)

var expressionDescription = Description{
	Type:    v1alpha1.RequirementExpression,
	Demands: "A CEL expression over deployment, places, jurisdictions and now is true: for what no typed demand says.",
	Facts: []Fact{
		{"spec", "", "Unknown where the expression needs a field that is absent and does not ask for it by has()"},
	},
	Answers: []Answer{
		factMissing, expressionFalse, expressionTrue,
	},
	Merges: "Expressions do not merge: each stands for itself.",
}

func compileExpression(d *v1alpha1.ExpressionRequirement) (Requirement, []error) {
	program, err := CompileProgram(d.CEL)
	if err != nil {
		return nil, []error{fmt.Errorf("expression.cel: %w", err)}
	}
	violated := expressionFalse.is(d.FieldPath, d.Message)
	violated.Remedy = "" // the rule alone knows
	return Expression{
		Program: program, Demand: *d,
		met: []Check{expressionTrue.is(d.FieldPath)}, violated: []Check{violated},
	}, nil
}

// Sentences implements Says.
func (e Expression) Sentences() []string { return []string{e.violated[0].Message} }

// NextChange implements Timed.
func (e Expression) NextChange(w *World) time.Time { return e.Program.NextChange(w) }

// Check implements Requirement.
func (e Expression) Check(w *World, _ RuleKey) []Check {
	met, err := e.Program.Run(w)
	switch {
	case err != nil:
		return w.one(factMissing.is(e.Demand.FieldPath, MissingFact(err)))
	case !met:
		return e.violated
	default:
		return e.met
	}
}

// MissingFact says in a sentence what an expression could not find.
func MissingFact(err error) string {
	if _, key, found := strings.Cut(err.Error(), "no such key: "); found {
		return fmt.Sprintf("%s is not declared, and the rule needs it", key)
	}
	return fmt.Sprintf("the rule cannot be evaluated: %v", err)
}
