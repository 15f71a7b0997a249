// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"encoding/json"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/facegov/facegov/api/v1alpha1"
)

var _ cel.Activation = (*view)(nil)

// view is the world as CEL sees it. What an expression asks for is made then and kept for the next expression; what
// none asks for is never made. Lists whose omission means "none" are there as empty lists; every other omitted field is
// missing, so that an expression that needs it is Unknown.
type view struct {
	world *World
	// metered says that the running program counts its cost.
	metered bool
	// beyond says that the running program asked for something larger than the bounds that its estimate assumes.
	beyond bool

	deployment, places, jurisdictions ref.Val
}

// ResolveName implements cel.Activation.
func (v *view) ResolveName(name string) (any, bool) {
	switch name {
	case "deployment":
		if v.deployment == nil {
			v.deployment = v.newRecord(reflect.ValueOf(&v.world.Facts.Deployment.Spec).Elem())
		}
		return v.deployment, true
	case "places":
		if v.places == nil {
			v.places = v.listPlaces()
		}
		return v.within(v.places, len(v.world.Places)), true
	case "jurisdictions":
		if v.jurisdictions == nil {
			v.jurisdictions = listTexts(v.world.Jurisdictions)
		}
		return v.within(v.jurisdictions, len(v.world.Jurisdictions)), true
	case "now":
		// Whole minutes, so that a rule that looks at the clock is looked at again once a minute and no more.
		return v.world.Now.Truncate(time.Minute), true
	default:
		return nil, false
	}
}

// Parent implements cel.Activation.
func (*view) Parent() cel.Activation { return nil }

// within lets a list through that is no longer than estimates assume, or whose cost is counted.
func (v *view) within(list ref.Val, size int) ref.Val {
	if size > maxListSize && !v.metered {
		return v.refuse()
	}
	return list
}

// refuse ends a program whose cost is not counted.
func (v *view) refuse() ref.Val {
	v.beyond = true
	return types.NewErr("larger than the bounds of the API")
}

func listTexts(texts []string) ref.Val {
	values := make([]ref.Val, 0, len(texts))
	for _, text := range texts {
		values = append(values, types.String(text))
	}
	return types.NewRefValList(adapter(), values)
}

func (v *view) listPlaces() ref.Val {
	places := make([]ref.Val, 0, len(v.world.Places))
	for i := range v.world.Places {
		p := &v.world.Places[i]
		access := string(v1alpha1.PublicAccessRestricted)
		if p.Public {
			access = string(v1alpha1.PublicAccessPublic)
		}
		zone := v.world.Facts.Zone(p.Zone)
		place := map[string]any{
			"zone": p.Zone, "venue": p.Venue.ID, "class": string(p.Venue.Class),
			"publicAccess": access, "role": string(p.Role), "jurisdiction": zone.Spec.Jurisdiction,
		}
		if zone.Spec.VideoRegime != "" {
			place["videoRegime"] = string(zone.Spec.VideoRegime)
		}
		if catalogued := cataloguedIn(&zone.Spec); catalogued != "" {
			place["catalogued"] = string(catalogued)
		}
		if p.Role == Camera {
			place["capture"] = string(p.Capture)
		}
		places = append(places, types.NewStringInterfaceMap(adapter(), place))
	}
	return types.NewRefValList(adapter(), places)
}

// cataloguedIn says whether a camera of a place is on the catalogue of key network equipment: one that is decides, then
// one of which it is not said.
func cataloguedIn(zone *v1alpha1.RecognitionZoneSpec) v1alpha1.YesNo {
	all := v1alpha1.AnswerNo
	for i := range zone.CaptureDevices {
		switch zone.CaptureDevices[i].Catalogued {
		case v1alpha1.AnswerYes:
			return v1alpha1.AnswerYes
		case v1alpha1.AnswerNo:
		default:
			all = ""
		}
	}
	return all
}

// adapter turns Go values into CEL's.
func adapter() types.Adapter {
	env, err := environment()
	if err != nil {
		return types.DefaultTypeAdapter // without an environment no program was compiled that could ask
	}
	return env.CELTypeAdapter()
}

// record is a struct of the API as a CEL map by its JSON names, the same as if it had been converted as a whole.
type record struct {
	view  *view
	value reflect.Value
	shape *shape
	// known are the fields that have been asked for.
	known []ref.Val
	whole traits.Mapper
}

func (v *view) newRecord(value reflect.Value) *record {
	s := shapeOf(value.Type())
	return &record{view: v, value: value, shape: s, known: make([]ref.Val, len(s.fields))}
}

// Find implements traits.Mapper.
func (r *record) Find(key ref.Val) (ref.Val, bool) {
	name, isText := key.(types.String)
	if !isText {
		return r.all().Find(key)
	}
	i, exists := r.shape.byName[string(name)]
	if !exists {
		return nil, false
	}
	if known := r.known[i]; known != nil {
		return known, true
	}
	field := &r.shape.fields[i]
	value := r.value.Field(field.index)
	if field.isOmitted(value) {
		if !field.emptyIsNone {
			return nil, false
		}
		r.known[i] = noElements()
		return r.known[i], true
	}
	if field.plain {
		if made, ok := r.view.convert(value); ok {
			r.known[i] = made
			return made, true
		}
	}
	if !r.view.metered {
		return r.view.refuse(), false
	}
	return r.all().Find(key)
}

// convert gives the CEL value of what is plain and within the bounds that estimates assume.
func (v *view) convert(value reflect.Value) (ref.Val, bool) {
	switch value.Kind() {
	case reflect.String:
		return types.String(value.String()), value.Len() <= maxTextSize
	case reflect.Bool:
		return types.Bool(value.Bool()), true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return types.Int(value.Int()), true
	case reflect.Struct:
		return v.newRecord(value), true
	case reflect.Pointer:
		if value.IsNil() {
			return types.NullValue, true
		}
		return v.convert(value.Elem())
	case reflect.Slice:
		if value.IsNil() {
			return types.NullValue, true
		}
		return v.convertList(value)
	default:
		return nil, false
	}
}

func (v *view) convertList(value reflect.Value) (ref.Val, bool) {
	if value.Len() > maxListSize {
		return nil, false
	}
	elements := make([]ref.Val, value.Len())
	for i := range elements {
		made, ok := v.convert(value.Index(i))
		if !ok {
			return nil, false
		}
		elements[i] = made
	}
	return types.NewRefValList(adapter(), elements), true
}

// noElements is the empty list.
var noElements = sync.OnceValue(func() ref.Val { return types.NewRefValList(adapter(), nil) })

// all converts the struct as a whole, for what an expression rarely does: to list fields, to compare objects, to look
// into what reads itself.
func (r *record) all() traits.Mapper {
	if r.whole == nil {
		content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(r.value.Addr().Interface())
		if err != nil {
			content = map[string]any{} // what cannot be converted is not known
		}
		fillOmitted(content, r.shape)
		r.whole = types.NewStringInterfaceMap(adapter(), content)
	}
	return r.whole
}

func fillOmitted(content map[string]any, s *shape) {
	for i := range s.fields {
		field := &s.fields[i]
		if _, there := content[field.name]; !there && field.emptyIsNone {
			content[field.name] = []any{}
		}
		if inner, ok := content[field.name].(map[string]any); ok && field.inner != nil {
			fillOmitted(inner, field.inner)
		}
	}
}

// The rest of traits.Mapper looks at the whole.

func (r *record) ConvertToNative(t reflect.Type) (any, error) { return r.all().ConvertToNative(t) }
func (r *record) ConvertToType(t ref.Type) ref.Val            { return r.all().ConvertToType(t) }
func (r *record) Equal(other ref.Val) ref.Val                 { return r.all().Equal(other) }
func (r *record) Type() ref.Type                              { return types.MapType }
func (r *record) Value() any                                  { return r.all().Value() }
func (r *record) Contains(key ref.Val) ref.Val                { return r.all().Contains(key) }
func (r *record) Get(key ref.Val) ref.Val                     { return r.all().Get(key) }
func (r *record) Iterator() traits.Iterator                   { return r.all().Iterator() }
func (r *record) Size() ref.Val                               { return r.all().Size() }

// shape is what is known of a struct type, once for the program.
type shape struct {
	fields []shapeField
	byName map[string]int
}

type shapeField struct {
	name  string
	index int
	// omitEmpty and omitZero are what its JSON tag says.
	omitEmpty, omitZero bool
	// plain says that it is made of texts, numbers, truths, lists and structs alone.
	plain bool
	// emptyIsNone says that its omission means "none".
	emptyIsNone bool
	// inner is the shape of a struct.
	inner *shape
}

func (f *shapeField) isOmitted(value reflect.Value) bool {
	if f.omitZero && value.IsZero() {
		return true
	}
	if !f.omitEmpty {
		return false
	}
	switch value.Kind() {
	case reflect.Struct:
		return false
	case reflect.Slice, reflect.Map:
		return value.Len() == 0
	default:
		return value.IsZero()
	}
}

var shapes sync.Map // of reflect.Type to *shape

func shapeOf(t reflect.Type) *shape {
	if known, ok := shapes.Load(t); ok {
		return known.(*shape)
	}
	s := &shape{byName: map[string]int{}}
	for i := range t.NumField() {
		tag := t.Field(i)
		name, options, _ := strings.Cut(tag.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		field := shapeField{
			name: name, index: i, plain: isPlain(tag.Type), emptyIsNone: omissionMeansNone(t, name),
			omitEmpty: strings.Contains(options, "omitempty"), omitZero: strings.Contains(options, "omitzero"),
		}
		if field.plain && tag.Type.Kind() == reflect.Struct {
			field.inner = shapeOf(tag.Type)
		}
		s.byName[name] = len(s.fields)
		s.fields = append(s.fields, field)
	}
	shapes.Store(t, s)
	return s
}

// omissionMeansNone names the lists that a deployment leaves out when it has none of it. Whatever else it leaves out is
// not known.
func omissionMeansNone(t reflect.Type, name string) bool {
	switch t {
	case reflect.TypeFor[v1alpha1.FaceRecognitionDeploymentSpec]():
		return name == "dataStores" || name == "jurisdictions"
	case reflect.TypeFor[v1alpha1.Network]():
		return name == "egress" || name == "ingress"
	default:
		return false
	}
}

// isPlain says that a type is converted field by field: it does not write itself, and is no map and no bytes.
func isPlain(t reflect.Type) bool {
	writesItself := reflect.TypeFor[json.Marshaler]()
	if t.Implements(writesItself) || reflect.PointerTo(t).Implements(writesItself) {
		return false
	}
	switch t.Kind() {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return true
	case reflect.Pointer:
		return isPlain(t.Elem())
	case reflect.Slice:
		return t.Elem().Kind() != reflect.Uint8 && isPlain(t.Elem())
	case reflect.Struct:
		return !hasInlined(t)
	default:
		return false
	}
}

func hasInlined(t reflect.Type) bool {
	for field := range t.Fields() {
		if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name == "" {
			return true
		}
	}
	return false
}
