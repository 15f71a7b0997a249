// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package offline

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/cmd/facegov/internal/manifest"
	"github.com/facegov/facegov/internal/facts"
)

// referred is the workload of somebody else's that a deployment refers to.
type referred struct {
	reference facts.Reference
	template  facts.Template
}

// keep remembers a workload, unread, in case a deployment refers to it.
func (t *taking) keep(o *manifest.Object, gv schema.GroupVersion) {
	if gv == appsv1.SchemeGroupVersion {
		t.workloads[workloadKey(o.Kind, cmp.Or(o.Namespace, t.namespace), o.Name)] = o
	}
}

func workloadKey(kind, namespace, name string) string { return kind + "/" + namespace + "/" + name }

// refer reads the workloads that the deployments refer to, and finds who else refers to them.
func (t *taking) refer() {
	users := map[string][]*Deployment{}
	for _, d := range t.Deployments {
		if facts.IsReference(d.Value) {
			r := d.Value.Spec.Workload.Reference
			key := workloadKey(r.Kind, d.Value.Namespace, r.Name)
			users[key] = append(users[key], d)
		}
	}
	for key, deployments := range users {
		o, found := t.workloads[key]
		if !found {
			continue
		}
		if t.skipped[o.Kind]--; t.skipped[o.Kind] == 0 {
			delete(t.skipped, o.Kind)
		}
		to, ok := t.readWorkload(o)
		if !ok {
			continue
		}
		for _, d := range deployments {
			to.reference.Governors = governorsBeside(d, deployments)
			d.referred = to
		}
	}
}

// governorsBeside are the other deployments for the same workload. In files none is older.
func governorsBeside(d *Deployment, all []*Deployment) []facts.Governor {
	var governors []facts.Governor
	for _, other := range all {
		if other != d {
			governors = append(governors, facts.Governor{Name: other.Value.Name})
		}
	}
	slices.SortFunc(governors, func(a, b facts.Governor) int { return strings.Compare(a.Name, b.Name) })
	return governors
}

func (t *taking) readWorkload(o *manifest.Object) (to referred, ok bool) {
	content, ok := t.read(o)
	if !ok {
		return to, false
	}
	raw, err := json.Marshal(content)
	if err == nil {
		to, err = decodeWorkload(o.Kind, raw)
	}
	if err != nil {
		t.fail(o, "", "it cannot be read: "+strings.TrimPrefix(err.Error(), "json: "))
	}
	// What its controller counts is of another day, and nothing runs yet.
	to.reference.Pods = 0
	return to, err == nil
}

func decodeWorkload(kind string, raw []byte) (to referred, err error) {
	switch kind {
	case "StatefulSet":
		var s appsv1.StatefulSet
		if err = json.Unmarshal(raw, &s); err == nil {
			to.reference, to.template = facts.ReferToStatefulSet(&s)
		}
	case "DaemonSet":
		var d appsv1.DaemonSet
		if err = json.Unmarshal(raw, &d); err == nil {
			to.reference, to.template = facts.ReferToDaemonSet(&d)
		}
	default:
		var d appsv1.Deployment
		if err = json.Unmarshal(raw, &d); err == nil {
			to.reference, to.template = facts.ReferToDeployment(&d)
		}
	}
	return to, err
}

// templateOf is the pod template of a deployment, its own or that of the workload that it refers to.
func templateOf(d *Deployment) facts.Template {
	if d.Value.Spec.Workload.Type == v1alpha1.WorkloadTypeReference {
		return d.referred.template
	}
	return facts.DecodeTemplate(&d.Value.Spec.Workload)
}
