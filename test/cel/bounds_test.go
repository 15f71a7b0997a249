// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cel

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// breach is one way to break the schema of one object.
type breach struct {
	// field that the API server has to name.
	field string
	// what it has to say of it.
	want string
	// steps to what is changed, and its new value; nil removes it.
	steps []step
	value any
}

// breaches collects every bound of a schema that an object can break, each once per place in the schema.
type breaches struct {
	found map[string]breach
	// seen are the places of the schema at which an object has a value.
	seen map[string]bool
}

// collect looks at a value and everything below it. Place is where it stands in the schema, field where it stands in
// the object, steps how to get there.
func (b *breaches) collect(s *schema, value any, place, field string, steps []step) {
	b.seen[place] = true
	b.ofOneValue(s, value, place, field, steps)
	if s.XPreserveUnknownFields != nil && *s.XPreserveUnknownFields {
		return
	}
	switch v := value.(type) {
	case map[string]any:
		b.ofFields(s, v, place, field, steps)
	case []any:
		b.ofItems(s, v, place, field, steps)
	}
}

func (b *breaches) add(bound, place, field, want string, steps []step, value any) {
	key := place + " " + bound
	if _, known := b.found[key]; !known {
		b.found[key] = breach{field: field, want: want, steps: slices.Clone(steps), value: value}
	}
}

// ofOneValue breaks what the schema says of strings and numbers.
func (b *breaches) ofOneValue(s *schema, value any, place, field string, steps []step) {
	if s.MaxLength != nil {
		b.add("maxLength", place, field, "Too long", steps, strings.Repeat("a", int(*s.MaxLength)+1))
	}
	if s.MinLength != nil && *s.MinLength > 0 {
		b.add("minLength", place, field, "should be at least", steps, "")
	}
	if len(s.Enum) > 0 {
		b.add("enum", place, field, "Unsupported value", steps, "Nothing-like-it")
	}
	if s.Format == "date-time" || s.Format == "date" {
		b.add("format", place, field, "must be of type "+s.Format, steps, "2026-02-30")
	}
	if s.Pattern != "" {
		b.add("pattern", place, field, "should match", steps, outside(s.Pattern))
	}
	if s.Minimum != nil {
		b.add("minimum", place, field, "should be greater than or equal to", steps, int64(*s.Minimum)-1)
	}
	if s.Maximum != nil {
		b.add("maximum", place, field, "should be less than or equal to", steps, int64(*s.Maximum)+1)
	}
}

// outside gives a string that a pattern does not match.
func outside(pattern string) string {
	compiled := regexp.MustCompile(pattern)
	for _, candidate := range []string{"!", " ", ""} {
		if !compiled.MatchString(candidate) {
			return candidate
		}
	}
	panic("every string matches " + pattern)
}

// ofFields breaks what the schema says of an object or a map, and goes on below.
func (b *breaches) ofFields(s *schema, fields map[string]any, place, field string, steps []step) {
	for _, name := range s.Required {
		b.add("required "+name, place, join(field, name), "Required value", below(steps, name), nil)
	}
	if s.MaxProperties != nil {
		b.add("maxProperties", place, field, "Too many", steps, manyFields(fields, int(*s.MaxProperties)+1))
	}
	if s.MinProperties != nil && *s.MinProperties > 0 {
		b.add("minProperties", place, field, "should have at least", steps, map[string]any{})
	}
	for name, value := range fields {
		if child, ok := s.Properties[name]; ok {
			b.collect(&child, value, join(place, name), join(field, name), below(steps, name))
		} else if s.AdditionalProperties != nil {
			b.collect(s.AdditionalProperties.Schema, value, place+"{}", join(field, name), below(steps, name))
		}
	}
	if s.AdditionalProperties == nil && len(s.Properties) > 0 {
		b.add("unknown field", place, join(field, "noSuchField"), "unknown field", below(steps, "noSuchField"), "x")
	}
}

// ofItems breaks what the schema says of a list, and goes on below.
func (b *breaches) ofItems(s *schema, items []any, place, field string, steps []step) {
	if len(items) == 0 {
		return
	}
	if s.MaxItems != nil {
		b.add("maxItems", place, field, "Too many", steps, slices.Repeat(items[:1], int(*s.MaxItems)+1))
	}
	if s.MinItems != nil && *s.MinItems > 0 {
		b.add("minItems", place, field, "should have at least", steps, []any{})
	}
	if s.XListType != nil && *s.XListType != "atomic" {
		b.add("unique", place, fmt.Sprintf("%s[%d]", field, len(items)), "Duplicate value", steps, append(slices.Clone(items), items[0]))
	}
	for i, item := range items {
		b.collect(s.Items.Schema, item, place+"[]", fmt.Sprintf("%s[%d]", field, i), below(steps, i))
	}
}

// below is the way one step further.
func below(steps []step, next step) []step { return append(slices.Clone(steps), next) }

func join(path, name string) string { return strings.TrimPrefix(path+"."+name, ".") }

func manyFields(fields map[string]any, count int) map[string]any {
	many := map[string]any{}
	for _, value := range fields {
		for i := range count {
			many["k"+strconv.Itoa(i)] = value
		}
		break
	}
	return many
}

// bases are the objects in testdata that together have a value for every field.
func bases(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no objects in testdata (%v)", err)
	}
	for i, file := range files {
		files[i] = strings.TrimSuffix(filepath.Base(file), ".yaml")
	}
	return files
}

// TestEveryBoundBites breaks every bound of every schema on a real API server, one at a time.
func TestEveryBoundBites(t *testing.T) {
	crds := definitions(t)
	seen := map[string]map[string]bool{}
	for _, name := range bases(t) {
		base := whole(t, name)
		kind := base.GetKind()
		if seen[kind] == nil {
			seen[kind] = map[string]bool{}
		}
		b := breaches{found: map[string]breach{}, seen: seen[kind]}
		for _, part := range []string{"spec", "status"} {
			s := root(crds[kind]).Properties[part]
			if value, ok := base.Object[part]; ok {
				b.collect(&s, value, part, part, []step{part})
			}
		}
		t.Run(name, func(t *testing.T) { b.try(t, base) })
	}
	for kind, crd := range crds {
		walk(root(crd), "", func(_ *schema, path string) {
			if path != "" && !seen[kind][path] {
				t.Errorf("%s: no object in testdata has a value for %s, so its bounds were not tried", kind, path)
			}
		})
	}
}

// try breaks each bound and reads what the API server says.
func (b *breaches) try(t *testing.T, base *object) {
	spec := base.DeepCopy()
	unstructured.RemoveNestedField(spec.Object, "status")
	kept := keep(t, spec)
	if err := dryStatus(t.Context(), kept, base.Object["status"]); err != nil {
		t.Fatalf("the whole status: %v", err)
	}
	t.Logf("%d bounds", len(b.found))
	for name, tc := range b.found {
		broken := base.DeepCopy()
		tc.apply(broken)
		var err error
		if tc.steps[0] == "status" {
			err = dryStatus(t.Context(), kept, broken.Object["status"])
		} else {
			broken.SetName(base.GetName() + "-broken")
			err = dryCreate(t.Context(), broken)
		}
		switch {
		case err == nil:
			t.Errorf("%s: accepted", name)
		case !strings.Contains(err.Error(), tc.field) || !strings.Contains(err.Error(), tc.want):
			t.Errorf("%s: refused without naming %s and %q:\n%v", name, tc.field, tc.want, err)
		}
	}
}

func (tc breach) apply(o *object) {
	if tc.value == nil {
		without(o.Object, tc.steps)
		return
	}
	set(o.Object, tc.steps, tc.value)
}
