// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package offline

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/cmd/facegov/internal/manifest"
	kinds "github.com/facegov/facegov/cmd/facegov/internal/schema"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

// candidate is an object of facegov's own kinds that is being checked.
type candidate struct {
	*taking
	object *manifest.Object
	// faulty are the fields that the API server would refuse.
	faulty []string
}

// takeOurs checks an object of facegov's own kinds, first as the API server does, then as admission does, and sorts it
// in when nothing is wrong with it.
func (t *taking) takeOurs(o *manifest.Object, gvk schema.GroupVersionKind) error {
	kind, err := kinds.Known(gvk)
	if err != nil {
		t.fail(o, "kind", err.Error())
		return nil
	}
	if kind.Namespaced && o.Namespace == "" {
		o.Namespace = t.namespace
	}
	content, ok := t.read(o)
	if !ok || t.isRepeated(o, gvk) {
		return nil
	}
	if metadata, ok := content["metadata"].(map[string]any); ok && kind.Namespaced {
		metadata["namespace"] = o.Namespace
	}
	c := &candidate{taking: t, object: o}
	for _, fault := range kind.Take(content) {
		t.fail(o, fault.Field, fault.Message)
		c.faulty = append(c.faulty, fault.Field)
	}
	raw, err := json.Marshal(content)
	if err != nil {
		return fmt.Errorf("%s cannot be written as JSON: %w", o, err)
	}
	c.sortIn(gvk.Kind, raw)
	return nil
}

func (c *candidate) sortIn(kind string, raw []byte) {
	switch kind {
	case "FaceRecognitionDeployment":
		c.takeDeployment(raw)
	case "RecognitionZone":
		c.takeZone(raw)
	case "RecognitionPolicy":
		c.takePolicy(raw)
	case "ComplianceEvidence":
		c.takeEvidence(raw)
	case "RecognitionException":
		c.takeException(raw)
	default:
		// A kind that only the operator writes, or that has no part in a decision.
		c.skipped[kind]++
	}
}

// decode reads the object into its type. What has faults is read as far as it goes, so that all its faults are named.
func (c *candidate) decode(raw []byte, value any) bool {
	err := json.Unmarshal(raw, value)
	if err != nil && len(c.faulty) == 0 {
		c.fail(c.object, "", "it cannot be read: "+strings.TrimPrefix(err.Error(), "json: "))
	}
	return err == nil
}

// hasFaults says what the core cannot read and admission would refuse, where the API server has not said so already.
// It returns whether anything is wrong with the object.
func (c *candidate) hasFaults(faults []policy.Fault) bool {
	for _, fault := range faults {
		if !slices.ContainsFunc(c.faulty, func(field string) bool { return field == "" || overlap(field, fault.Field) }) {
			c.fail(c.object, fault.Field, fault.Detail())
		}
	}
	return len(c.faulty)+len(faults) > 0
}

// overlap says that two fields are the same, or that one lies within the other.
func overlap(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	rest, found := strings.CutPrefix(b, a)
	return found && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

func (c *candidate) takeDeployment(raw []byte) {
	value := &v1alpha1.FaceRecognitionDeployment{}
	if !c.decode(raw, value) ||
		c.hasFaults(policy.ValidateDeployment(&value.Spec, facts.DecodeTemplate(&value.Spec.Workload))) {
		return
	}
	value.Generation = 1
	c.Deployments = append(c.Deployments, &Deployment{Value: value, object: c.object})
}

func (c *candidate) takeZone(raw []byte) {
	value := &v1alpha1.RecognitionZone{}
	if !c.decode(raw, value) || c.hasFaults(policy.ValidateZone(&value.Spec)) {
		return
	}
	for _, doubt := range policy.DoubtZone(&value.Spec) {
		c.note(c.object.Position(doubt.Field), "zone %s: %s", value.Name, doubt.Detail())
	}
	c.zones[value.Name] = &zone{value: value, object: c.object}
}

// takePolicy takes a policy. One that does not compile counts as Unknown for whoever it applies to, never as absent.
func (c *candidate) takePolicy(raw []byte) {
	value := &v1alpha1.RecognitionPolicy{}
	if !c.decode(raw, value) {
		return
	}
	faults := policy.ValidatePolicy(value.Name, &value.Spec)
	for i := range faults {
		faults[i].Field += within(faults[i].Message)
	}
	p := &Policy{Value: value}
	if c.hasFaults(faults) {
		p.broken = "it has faults"
		if len(faults) > 0 {
			p.broken = faults[0].Field + ": " + faults[0].Message
		}
	} else {
		p.Compiled, _ = policy.Compile(value.Name, 1, &value.Spec) // it compiles, or it would have faults
	}
	c.Policies = append(c.Policies, p)
}

// inRule is how an error about a rule begins: its id and the field within it.
var inRule = regexp.MustCompile(`^[^ :]+: ([A-Za-z][A-Za-z0-9.\[\]]*): `)

// within is the path from a rule to the field that an error about it names.
func within(message string) string {
	if parts := inRule.FindStringSubmatch(message); parts != nil {
		return "." + parts[1]
	}
	return ""
}
