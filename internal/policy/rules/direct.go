// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"slices"
	"strings"

	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/operators"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
)

// Nearly all expressions of laws are made of a few forms: a field compared with a word, a word in a list, has(), and
// exists, all and filter over a list. They are answered here, from the very values that CEL is shown, at a small part of
// what its interpreter takes. What is of another form, is missing, or is of another type than its form expects is not
// answered here but by CEL: the answer, and the error, is always CEL's.

// term gives the value of a part of an expression, and whether it is answered here.
type term func(v *view) (ref.Val, bool)

// elements gives the elements of a list, and whether it is answered here.
type elements func(v *view) ([]ref.Val, bool)

// maxVariables is how deep loops stand in one another that are answered here.
const maxVariables = 3

// compileDirect makes the term of an expression, nil when it is of other forms. Variables are those of the loops around
// it.
func compileDirect(e ast.Expr, variables []string) term {
	switch e.Kind() {
	case ast.LiteralKind:
		value := e.AsLiteral()
		return func(*view) (ref.Val, bool) { return value, true }
	case ast.IdentKind:
		return compileName(e.AsIdent(), variables)
	case ast.SelectKind:
		return compileSelect(e.AsSelect(), variables)
	case ast.CallKind:
		return compileCall(e.AsCall(), variables)
	case ast.ComprehensionKind:
		return compileLoop(e.AsComprehension(), variables)
	default:
		return nil
	}
}

func compileName(name string, variables []string) term {
	if at := slices.Index(variables, name); at >= 0 {
		return func(v *view) (ref.Val, bool) { return v.variables[at], true }
	}
	switch name {
	case "deployment", "places", "jurisdictions":
		return func(v *view) (ref.Val, bool) {
			value, _ := v.ResolveName(name)
			known, ok := value.(ref.Val)
			return known, ok && !v.beyond
		}
	default:
		return nil
	}
}

// compileSelect is of a field, and of has() of a field.
func compileSelect(s ast.SelectExpr, variables []string) term {
	operand := compileDirect(s.Operand(), variables)
	if operand == nil {
		return nil
	}
	var name ref.Val = types.String(s.FieldName())
	find := func(v *view) (value ref.Val, found, ok bool) {
		of, ok := operand(v)
		if !ok {
			return nil, false, false
		}
		fields, ok := of.(traits.Mapper)
		if !ok {
			return nil, false, false
		}
		value, found = fields.Find(name)
		return value, found, !v.beyond
	}
	if s.IsTestOnly() {
		return func(v *view) (ref.Val, bool) {
			_, found, ok := find(v)
			return types.Bool(found), ok
		}
	}
	return func(v *view) (ref.Val, bool) {
		value, found, ok := find(v)
		return value, found && ok
	}
}

func compileCall(c ast.CallExpr, variables []string) term {
	args := c.Args()
	if c.IsMemberFunction() {
		args = append([]ast.Expr{c.Target()}, args...)
	}
	switch {
	case c.FunctionName() == operators.In && len(args) == 2:
		return compileIn(args[0], args[1], variables)
	case c.FunctionName() == "size" && len(args) == 1:
		return compileSize(args[0], variables)
	}
	terms := make([]term, 0, len(args))
	for _, arg := range args {
		t := compileDirect(arg, variables)
		if t == nil {
			return nil
		}
		terms = append(terms, t)
	}
	switch {
	case len(terms) == 1 && c.FunctionName() == operators.LogicalNot:
		return not(terms[0])
	case len(terms) == 2:
		return compileBinary(c.FunctionName(), terms[0], terms[1])
	default:
		return nil
	}
}

func compileBinary(function string, a, b term) term {
	switch function {
	case operators.LogicalAnd:
		return unlessDecided(a, b, types.False)
	case operators.LogicalOr:
		return unlessDecided(a, b, types.True)
	case operators.Equals:
		return equal(a, b)
	case operators.NotEquals:
		return not(equal(a, b))
	case operators.Greater:
		return compareInts(a, b, func(a, b types.Int) bool { return a > b })
	case operators.GreaterEquals:
		return compareInts(a, b, func(a, b types.Int) bool { return a >= b })
	case operators.Less:
		return compareInts(a, b, func(a, b types.Int) bool { return a < b })
	case operators.LessEquals:
		return compareInts(a, b, func(a, b types.Int) bool { return a <= b })
	case "startsWith":
		return func(v *view) (ref.Val, bool) {
			text, prefix, ok := pair[types.String](v, a, b)
			return types.Bool(strings.HasPrefix(string(text), string(prefix))), ok
		}
	default:
		return nil
	}
}

// pair gives two values of one type.
func pair[T ref.Val](v *view, a, b term) (x, y T, ok bool) {
	left, known := a(v)
	if !known {
		return x, y, false
	}
	right, known := b(v)
	if !known {
		return x, y, false
	}
	x, isX := left.(T)
	y, isY := right.(T)
	return x, y, isX && isY
}

func not(t term) term {
	return func(v *view) (ref.Val, bool) {
		value, ok := t(v)
		truth, isTruth := value.(types.Bool)
		return !truth, ok && isTruth
	}
}

// unlessDecided is && and ||: the first decides when it has the deciding value, else the second does. Where the first is
// not answered here the second may still decide, which is left to CEL.
func unlessDecided(a, b term, deciding types.Bool) term {
	return func(v *view) (ref.Val, bool) {
		first, ok := a(v)
		truth, isTruth := first.(types.Bool)
		if !ok || !isTruth || truth == deciding {
			return truth, ok && isTruth
		}
		second, ok := b(v)
		truth, isTruth = second.(types.Bool)
		return truth, ok && isTruth
	}
}

// equal compares texts, whole numbers and truths, each with its like.
func equal(a, b term) term {
	return func(v *view) (ref.Val, bool) {
		x, y, ok := pair[ref.Val](v, a, b)
		if !ok {
			return nil, false
		}
		return equalValues(x, y)
	}
}

func equalValues(x, y ref.Val) (is types.Bool, ok bool) {
	switch x := x.(type) {
	case types.String:
		y, ok := y.(types.String)
		return x == y, ok
	case types.Int:
		y, ok := y.(types.Int)
		return x == y, ok
	case types.Bool:
		y, ok := y.(types.Bool)
		return x == y, ok
	default:
		return false, false
	}
}

func compareInts(a, b term, holds func(a, b types.Int) bool) term {
	return func(v *view) (ref.Val, bool) {
		x, y, ok := pair[types.Int](v, a, b)
		return types.Bool(ok && holds(x, y)), ok
	}
}

func compileIn(item, list ast.Expr, variables []string) term {
	wanted, all := compileDirect(item, variables), compileElements(list, variables)
	if wanted == nil || all == nil {
		return nil
	}
	return func(v *view) (ref.Val, bool) {
		want, ok := wanted(v)
		if !ok {
			return nil, false
		}
		there, ok := all(v)
		if !ok {
			return nil, false
		}
		for _, each := range there {
			is, ok := equalValues(each, want)
			if bool(is) || !ok {
				return is, ok
			}
		}
		return types.False, true
	}
}

func compileSize(list ast.Expr, variables []string) term {
	all := compileElements(list, variables)
	if all == nil {
		return nil
	}
	return func(v *view) (ref.Val, bool) {
		there, ok := all(v)
		return types.Int(len(there)), ok
	}
}

// compileElements is of lists: written out, of a field, or filtered.
func compileElements(e ast.Expr, variables []string) elements {
	if e.Kind() == ast.ListKind {
		return compileWords(e.AsList())
	}
	if e.Kind() == ast.ComprehensionKind {
		return compileFilter(e.AsComprehension(), variables)
	}
	list := compileDirect(e, variables)
	if list == nil {
		return nil
	}
	return func(v *view) ([]ref.Val, bool) {
		value, ok := list(v)
		if !ok {
			return nil, false
		}
		lister, ok := value.(traits.Lister)
		if !ok {
			return nil, false
		}
		there, ok := lister.Value().([]ref.Val)
		return there, ok
	}
}

// compileWords is of a list that is written out.
func compileWords(list ast.ListExpr) elements {
	if len(list.OptionalIndices()) > 0 {
		return nil
	}
	words := make([]ref.Val, 0, list.Size())
	for _, e := range list.Elements() {
		if e.Kind() != ast.LiteralKind {
			return nil
		}
		words = append(words, e.AsLiteral())
	}
	return func(*view) ([]ref.Val, bool) { return words, true }
}

// compileLoop is of exists and all, which CEL knows in the form that their macros give them.
func compileLoop(c ast.ComprehensionExpr, variables []string) term {
	step := c.LoopStep()
	if step.Kind() != ast.CallKind || c.AccuInit().Kind() != ast.LiteralKind || !isPlainLoop(c) {
		return nil
	}
	args := step.AsCall().Args()
	deciding := types.True
	switch {
	case step.AsCall().FunctionName() == operators.LogicalOr && c.AccuInit().AsLiteral() == types.False:
	case step.AsCall().FunctionName() == operators.LogicalAnd && c.AccuInit().AsLiteral() == types.True:
		deciding = types.False
	default:
		return nil
	}
	if !isName(args[0], c.AccuVar()) {
		return nil
	}
	loop := compileEach(c, args[1], variables)
	if loop == nil {
		return nil
	}
	return func(v *view) (ref.Val, bool) {
		there, ok := loop.all(v)
		if !ok {
			return nil, false
		}
		for _, element := range there {
			holds, ok := loop.holds(v, element)
			if !ok || holds == deciding {
				return holds, ok
			}
		}
		return !deciding, true
	}
}

// compileFilter is of filter.
func compileFilter(c ast.ComprehensionExpr, variables []string) elements {
	step := c.LoopStep()
	if step.Kind() != ast.CallKind || step.AsCall().FunctionName() != operators.Conditional ||
		c.AccuInit().Kind() != ast.ListKind || c.AccuInit().AsList().Size() > 0 || !isPlainLoop(c) {
		return nil
	}
	args := step.AsCall().Args()
	if !isName(args[2], c.AccuVar()) || !addsVariable(args[1], c) {
		return nil
	}
	loop := compileEach(c, args[0], variables)
	if loop == nil {
		return nil
	}
	return func(v *view) ([]ref.Val, bool) {
		there, ok := loop.all(v)
		if !ok {
			return nil, false
		}
		var kept []ref.Val
		for _, element := range there {
			holds, ok := loop.holds(v, element)
			if !ok {
				return nil, false
			}
			if holds {
				kept = append(kept, element)
			}
		}
		return kept, true
	}
}

// addsVariable says that an expression adds the loop's element, as it is, to what was collected.
func addsVariable(e ast.Expr, c ast.ComprehensionExpr) bool {
	if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != operators.Add || !isName(e.AsCall().Args()[0], c.AccuVar()) {
		return false
	}
	added := e.AsCall().Args()[1]
	return added.Kind() == ast.ListKind && added.AsList().Size() == 1 && len(added.AsList().OptionalIndices()) == 0 &&
		isName(added.AsList().Elements()[0], c.IterVar())
}

// isPlainLoop says that a loop has one variable, and gives what it collected.
func isPlainLoop(c ast.ComprehensionExpr) bool {
	return !c.HasIterVar2() && isName(c.Result(), c.AccuVar())
}

func isName(e ast.Expr, name string) bool { return e.Kind() == ast.IdentKind && e.AsIdent() == name }

// each asks of every element of a list whether something holds.
type each struct {
	all       elements
	condition term
	// variable is the loop's own.
	variable int
}

func compileEach(c ast.ComprehensionExpr, condition ast.Expr, variables []string) *each {
	if len(variables) == maxVariables || slices.Contains(variables, c.IterVar()) {
		return nil
	}
	e := &each{
		all: compileElements(c.IterRange(), variables), variable: len(variables),
		condition: compileDirect(condition, append(slices.Clone(variables), c.IterVar())),
	}
	if e.all == nil || e.condition == nil {
		return nil
	}
	return e
}

// holds says whether the condition holds for an element, and whether that is answered here.
func (e *each) holds(v *view, element ref.Val) (holds types.Bool, ok bool) {
	v.variables[e.variable] = element
	value, ok := e.condition(v)
	holds, isTruth := value.(types.Bool)
	return holds, ok && isTruth
}
