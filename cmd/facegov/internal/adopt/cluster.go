// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package adopt

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/facegov/facegov/cmd/facegov/internal/manifest"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/report"
)

// Cluster is as much of a cluster as somebody has printed.
type Cluster struct {
	// Workloads that own pods, by namespace, kind and name.
	Workloads []Workload
	// Pods that no such workload owns.
	Pods []corev1.Pod
	// Claims, Services, Namespaces and Nodes as they were printed.
	Claims     []corev1.PersistentVolumeClaim
	Services   []corev1.Service
	Namespaces []corev1.Namespace
	Nodes      []corev1.Node
}

// Workload is a Deployment, StatefulSet or DaemonSet.
type Workload struct {
	// Kind, Namespace and Name of the workload.
	Kind, Namespace, Name string
	// Pod is its template; the claims that a StatefulSet makes are among the volumes.
	Pod *corev1.PodSpec
	// Pods that it owns.
	Pods []corev1.Pod

	selector labels.Selector
}

// String is kind and name.
func (w *Workload) String() string { return w.Kind + "/" + w.Name }

// Read takes the objects that matter out of the input. With a namespace, it leaves out what is elsewhere. Objects of
// other kinds are never looked into.
func Read(in *manifest.Input, namespace string) (*Cluster, []report.Problem) {
	r := &reading{cluster: &Cluster{}, problems: slices.Clone(in.Problems)}
	for _, o := range in.Objects {
		if namespace == "" || o.Namespace == "" || o.Namespace == namespace {
			r.take(o)
		}
	}
	r.cluster.Namespaces = slices.DeleteFunc(r.cluster.Namespaces, func(n corev1.Namespace) bool {
		return namespace != "" && n.Name != namespace
	})
	slices.SortFunc(r.cluster.Workloads, func(a, b Workload) int {
		return cmp.Or(strings.Compare(a.Namespace, b.Namespace), strings.Compare(a.Kind, b.Kind),
			strings.Compare(a.Name, b.Name))
	})
	slices.SortFunc(r.cluster.Nodes, func(a, b corev1.Node) int { return strings.Compare(a.Name, b.Name) })
	r.assignPods()
	return r.cluster, r.problems
}

type reading struct {
	cluster  *Cluster
	pods     []corev1.Pod
	problems []report.Problem
}

func (r *reading) take(o *manifest.Object) {
	switch o.APIVersion + " " + o.Kind {
	case "apps/v1 Deployment":
		take(r, o, func(d *appsv1.Deployment) {
			_, template := facts.ReferToDeployment(d)
			r.workload(o, template.Spec, d.Spec.Selector)
		})
	case "apps/v1 StatefulSet":
		take(r, o, func(s *appsv1.StatefulSet) {
			_, template := facts.ReferToStatefulSet(s)
			r.workload(o, template.Spec, s.Spec.Selector)
		})
	case "apps/v1 DaemonSet":
		take(r, o, func(d *appsv1.DaemonSet) {
			_, template := facts.ReferToDaemonSet(d)
			r.workload(o, template.Spec, d.Spec.Selector)
		})
	case "v1 Pod":
		take(r, o, func(p *corev1.Pod) { r.pods = append(r.pods, *p) })
	case "v1 PersistentVolumeClaim":
		take(r, o, func(c *corev1.PersistentVolumeClaim) { r.cluster.Claims = append(r.cluster.Claims, *c) })
	case "v1 Service":
		take(r, o, func(s *corev1.Service) { r.cluster.Services = append(r.cluster.Services, *s) })
	case "v1 Namespace":
		take(r, o, func(n *corev1.Namespace) { r.cluster.Namespaces = append(r.cluster.Namespaces, *n) })
	case "v1 Node":
		take(r, o, func(n *corev1.Node) { r.cluster.Nodes = append(r.cluster.Nodes, *n) })
	}
}

// take reads an object into its type, or says why it cannot be read.
func take[T any](r *reading, o *manifest.Object, use func(*T)) {
	content, problems := o.Content()
	if len(problems) > 0 {
		r.problems = append(r.problems, problems...)
		return
	}
	value := new(T)
	raw, err := json.Marshal(content)
	if err == nil {
		err = json.Unmarshal(raw, value)
	}
	if err != nil {
		r.fail(o, err)
		return
	}
	use(value)
}

func (r *reading) fail(o *manifest.Object, err error) {
	r.problems = append(r.problems, report.Problem{
		Position: o.Position(""), Object: o.String(),
		Message: fmt.Sprintf("it cannot be read: %s", strings.TrimPrefix(err.Error(), "json: ")),
	})
}

func (r *reading) workload(o *manifest.Object, pod *corev1.PodSpec, selects *metav1.LabelSelector) {
	selector, err := metav1.LabelSelectorAsSelector(selects)
	if err != nil {
		r.fail(o, err)
		return
	}
	r.cluster.Workloads = append(r.cluster.Workloads, Workload{
		Kind: o.Kind, Namespace: o.Namespace, Name: o.Name, Pod: pod, selector: selector,
	})
}

// assignPods gives each pod to the workload that owns it. A Deployment owns pods through a ReplicaSet whose name begins
// with its own.
func (r *reading) assignPods() {
	for i := range r.pods {
		pod := &r.pods[i]
		at := slices.IndexFunc(r.cluster.Workloads, func(w Workload) bool { return w.owns(pod) })
		if at < 0 {
			r.cluster.Pods = append(r.cluster.Pods, *pod)
			continue
		}
		r.cluster.Workloads[at].Pods = append(r.cluster.Workloads[at].Pods, *pod)
	}
}

func (w *Workload) owns(pod *corev1.Pod) bool {
	owner := metav1.GetControllerOf(pod)
	if owner == nil || pod.Namespace != w.Namespace || !w.selector.Matches(labels.Set(pod.Labels)) {
		return false
	}
	if w.Kind == "Deployment" {
		return owner.Kind == "ReplicaSet" && strings.HasPrefix(owner.Name, w.Name+"-")
	}
	return owner.Kind == w.Kind && owner.Name == w.Name
}
