// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/checker"
	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/ext"

	"github.com/facegov/facegov/api/v1alpha1"
)

// The limits of an expression. The estimate assumes the largest lists and strings that the API admits; the run-time
// limit stops what the estimate could not foresee.
const (
	maxEstimatedCost = 10_000_000
	maxActualCost    = 200_000
	maxListSize      = 64
	maxTextSize      = 1024
)

// environment is the one CEL environment that `when` and Expression share.
var environment = sync.OnceValues(func() (*cel.Env, error) {
	return cel.NewEnv(
		cel.Variable("deployment", cel.MapType(cel.StringType, cel.DynType)),
		cel.Variable("places", cel.ListType(cel.MapType(cel.StringType, cel.StringType))),
		cel.Variable("jurisdictions", cel.ListType(cel.StringType)),
		cel.Variable("now", cel.TimestampType),
		cel.OptionalTypes(),
		cel.ExtendedValidations(),
		ext.Strings(ext.StringsVersion(2)),
		ext.Sets(),
	)
})

// Program is a compiled expression.
type Program struct {
	text string
	// hash of the text says where its answer is kept.
	hash uint32
	// metered counts its cost while it runs. It is large, so it is made when it is first needed.
	metered func() (cel.Program, error)
	// unmetered does not, nil where the estimate does not exclude that the limit is reached. The view ends it where a
	// list or text is larger than the estimate assumes.
	unmetered cel.Program
	// looksAtClock says that the answer changes as time passes.
	looksAtClock bool
}

// CompileProgram compiles an expression that must give true or false. Its errors carry line and column.
func CompileProgram(text string) (*Program, error) {
	env, err := environment()
	if err != nil {
		return nil, err
	}
	compiled, issues := env.Compile(text)
	if issues != nil && issues.Err() != nil {
		return nil, positionOf(issues)
	}
	if out := compiled.OutputType(); !out.IsExactType(cel.BoolType) && !out.IsExactType(cel.DynType) {
		return nil, fmt.Errorf("1:1: the expression gives %s; it must give true or false", out)
	}
	if err := checkFields(compiled); err != nil {
		return nil, err
	}
	estimate, err := env.EstimateCost(compiled, sizes{})
	if err != nil {
		return nil, err
	}
	if estimate.Max > maxEstimatedCost {
		return nil, fmt.Errorf("1:1: the expression may cost too much (%d, at most %d); "+
			"avoid loops inside loops", estimate.Max, maxEstimatedCost)
	}
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(text))
	p := &Program{text: text, hash: hash.Sum32(), looksAtClock: looksAtClock(compiled)}
	p.metered = sync.OnceValues(func() (cel.Program, error) {
		return env.Program(compiled, cel.EvalOptions(cel.OptOptimize), cel.CostLimit(maxActualCost))
	})
	if estimate.Max > maxActualCost {
		_, err = p.metered()
		return p, err
	}
	p.unmetered, err = env.Program(compiled, cel.EvalOptions(cel.OptOptimize))
	return p, err
}

// NextChange implements Timed: `now` moves from minute to minute.
func (p *Program) NextChange(w *World) time.Time {
	if !p.looksAtClock {
		return time.Time{}
	}
	return w.Now.Truncate(time.Minute).Add(time.Minute)
}

func looksAtClock(compiled *cel.Ast) bool {
	found := false
	ast.PostOrderVisit(compiled.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		found = found || e.Kind() == ast.IdentKind && e.AsIdent() == "now"
	}))
	return found
}

// positionOf says the first few issues as line:column and message, without the source excerpt.
func positionOf(issues *cel.Issues) error {
	var texts []string
	for i, e := range issues.Errors() {
		if i == 3 {
			break
		}
		texts = append(texts, fmt.Sprintf("%d:%d: %s", e.Location.Line(), e.Location.Column()+1, e.Message))
	}
	return errors.New(strings.Join(texts, "; "))
}

// maxAnswers is for how many expressions there is room. Of two that meet in one place the later stays.
const maxAnswers = 128

// answer is what an expression gives.
type answer struct {
	program *Program
	met     bool
	err     error
}

// Run evaluates the program, once for each world where there is room: laws share expressions. An error means that a
// fact is missing, or that the cost limit was reached.
func (p *Program) Run(w *World) (bool, error) {
	known := &w.answers[p.hash%maxAnswers]
	if known.program == nil || known.program.text != p.text {
		known.program = p
		known.met, known.err = p.evaluate(w.sight())
	}
	return known.met, known.err
}

func (p *Program) evaluate(v *view) (bool, error) {
	v.metered, v.beyond = p.unmetered == nil, false
	if !v.metered {
		out, _, err := p.unmetered.Eval(v)
		if !v.beyond {
			return truth(out, err)
		}
		v.metered = true
	}
	metered, err := p.metered()
	if err != nil {
		return false, err
	}
	out, _, err := metered.Eval(v)
	return truth(out, err)
}

func truth(out ref.Val, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	answer, ok := out.(types.Bool)
	if !ok {
		return false, fmt.Errorf("the expression gives %s, not true or false", out.Type().TypeName())
	}
	return bool(answer), nil
}

// sizes estimates by the bounds of the API.
type sizes struct{}

func (sizes) EstimateSize(element checker.AstNode) *checker.SizeEstimate {
	switch element.Type().Kind() {
	case types.ListKind, types.MapKind, types.DynKind:
		return &checker.SizeEstimate{Min: 0, Max: maxListSize}
	default:
		return &checker.SizeEstimate{Min: 0, Max: maxTextSize}
	}
}

func (sizes) EstimateCallCost(string, string, *checker.AstNode, []checker.AstNode) *checker.CallEstimate {
	return nil
}

// checkFields refuses a field that the deployment does not have, which the dynamic type of `deployment` would let
// through as forever unknown.
func checkFields(compiled *cel.Ast) error {
	native := compiled.NativeRep()
	var wrong error
	ast.PostOrderVisit(native.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if wrong != nil || e.Kind() != ast.SelectKind {
			return
		}
		path, rooted := selectPath(e)
		if !rooted {
			return
		}
		if bad, known := unknownField(reflect.TypeFor[v1alpha1.FaceRecognitionDeploymentSpec](), path); bad != "" {
			at := native.SourceInfo().GetStartLocation(e.ID())
			wrong = fmt.Errorf("%d:%d: deployment has no field %q; it has %s",
				at.Line(), at.Column()+1, bad, strings.Join(known, ", "))
		}
	}))
	return wrong
}

// selectPath returns the fields of a chain of selections that begins at `deployment`.
func selectPath(e ast.Expr) (path []string, rooted bool) {
	for e.Kind() == ast.SelectKind {
		path = append(path, e.AsSelect().FieldName())
		e = e.AsSelect().Operand()
	}
	slices.Reverse(path)
	return path, e.Kind() == ast.IdentKind && e.AsIdent() == "deployment"
}

// opaque are types that read themselves, such as the pod template: what is in them is known when it is looked at.
var opaque = reflect.TypeFor[json.Unmarshaler]()

// unknownField follows a path through a struct by its JSON names and returns the first part that does not exist, with
// the names that do. It stops at lists, at maps and at what is opaque.
func unknownField(t reflect.Type, path []string) (bad string, known []string) {
	for i, name := range path {
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(opaque) {
			return "", nil
		}
		field, ok := jsonField(t, name)
		if !ok {
			return strings.Join(path[:i+1], "."), jsonNames(t)
		}
		t = field.Type
	}
	return "", nil
}

func jsonField(t reflect.Type, name string) (reflect.StructField, bool) {
	for field := range t.Fields() {
		if tag, _, _ := strings.Cut(field.Tag.Get("json"), ","); tag == name {
			return field, true
		}
	}
	return reflect.StructField{}, false
}

func jsonNames(t reflect.Type) []string {
	var names []string
	for field := range t.Fields() {
		if tag, _, _ := strings.Cut(field.Tag.Get("json"), ","); tag != "" && tag != "-" {
			names = append(names, tag)
		}
	}
	return names
}
