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

func compileExpression(d *v1alpha1.ExpressionRequirement) (Requirement, []error) {
	program, err := CompileProgram(d.CEL)
	if err != nil {
		return nil, []error{fmt.Errorf("expression.cel: %w", err)}
	}
	return Expression{
		Program: program, Demand: *d,
		met: []Check{{
			State: Met, Basis: v1alpha1.BasisDeclared, Reason: "ExpressionTrue", FieldPath: d.FieldPath,
			Message: "what is declared meets the rule",
		}},
		violated: []Check{{
			State: Violated, Basis: v1alpha1.BasisDeclared, Reason: "ExpressionFalse", FieldPath: d.FieldPath,
			Message: d.Message,
		}},
	}, nil
}

// NextChange implements Timed.
func (e Expression) NextChange(w *World) time.Time { return e.Program.NextChange(w) }

// Check implements Requirement.
func (e Expression) Check(w *World, _ RuleKey) []Check {
	met, err := e.Program.Run(w)
	switch {
	case err != nil:
		return []Check{{
			State: Unknown, Basis: v1alpha1.BasisMissing, Reason: "FactMissing", FieldPath: e.Demand.FieldPath,
			Message: MissingFact(err),
		}}
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
