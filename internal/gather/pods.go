// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package gather

import (
	"cmp"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// instanceLabel on an owned object names its deployment.
const instanceLabel = "app.kubernetes.io/instance"

// readPods reads the recogniser's pods and the nodes that they are bound to.
func (r *reading) readPods() error {
	var pods corev1.PodList
	if err := r.list(&pods, client.MatchingLabels{v1alpha1.DeploymentLabel: r.snapshot.Deployment.Name}); err != nil {
		return err
	}
	var err error
	if r.snapshot.Pods, err = r.describePods(pods.Items); err != nil {
		return err
	}
	return r.readUngoverned()
}

// describePods returns what a decision looks at of pods and of their nodes, in alphabetical order.
func (r *reading) describePods(pods []corev1.Pod) ([]facts.Pod, error) {
	if len(pods) == 0 {
		return nil, nil
	}
	guards, err := r.readBudgets()
	if err != nil {
		return nil, err
	}
	var described []facts.Pod
	nodes := map[string]node{}
	for i := range pods {
		pod := podFacts(&pods[i])
		if pod.Node != "" {
			n, err := r.node(nodes, pod.Node)
			if err != nil {
				return nil, err
			}
			pod.Zone, pod.NodeReachable = n.zone, n.reachable
		}
		pod.Budgeted = guards.guard(pods[i].Labels)
		pod.Origin = origin(&pods[i], &pod, &r.snapshot.Deployment.Spec.Workload, r.snapshot.Deployment.Name)
		described = append(described, pod)
	}
	slices.SortFunc(described, func(a, b facts.Pod) int { return cmp.Compare(a.Name, b.Name) })
	return described, nil
}

// node is what a decision looks at of a node.
type node struct {
	zone      string
	reachable bool
}

// node reads a node once for each snapshot. A node that is gone does not answer.
func (r *reading) node(seen map[string]node, name string) (node, error) {
	if n, known := seen[name]; known {
		return n, nil
	}
	object := &corev1.Node{}
	found, err := r.get(types.NamespacedName{Name: name}, object)
	if err != nil {
		return node{}, err
	}
	n := node{}
	if found {
		n = node{zone: object.Labels[v1alpha1.ZoneNodeLabel], reachable: answers(object)}
	}
	seen[name] = n
	return n, nil
}

// answers says whether a node's kubelet reports. One that has never reported does not.
func answers(n *corev1.Node) bool {
	for _, condition := range n.Status.Conditions {
		if condition.Type == corev1.NodeReady {
			return condition.Status != corev1.ConditionUnknown
		}
	}
	return false
}

func podFacts(p *corev1.Pod) facts.Pod {
	pod := facts.Pod{
		Name:            p.Name,
		UID:             p.UID,
		ResourceVersion: p.ResourceVersion,
		Node:            p.Spec.NodeName,
		Running:         p.Spec.NodeName != "" && !ended(p),
		Ready:           podReady(p),
		Terminating:     p.DeletionTimestamp != nil,
		FallbackReady:   fallbackReady(p),
		TemplateHash:    p.Labels[appsv1.DefaultDeploymentUniqueLabelKey],
		TemplateDigest:  p.Labels[v1alpha1.TemplateLabel],
	}
	if waitsAtGate(p) {
		pod.Volumes = p.Spec.DeepCopy().Volumes
	}
	if p.Spec.Affinity != nil {
		pod.Affinity = p.Spec.Affinity.NodeAffinity.DeepCopy()
	}
	for _, gate := range p.Spec.SchedulingGates {
		if gate.Name == v1alpha1.VerdictGate {
			pod.Gated = true
			continue
		}
		pod.OtherGates = append(pod.OtherGates, gate)
	}
	return pod
}

// waitsAtGate says that a pod has not passed the gate. What it mounts is looked at until it has.
func waitsAtGate(p *corev1.Pod) bool {
	return slices.Contains(p.Spec.SchedulingGates, corev1.PodSchedulingGate{Name: v1alpha1.VerdictGate})
}

func ended(p *corev1.Pod) bool {
	return p.Status.Phase == corev1.PodSucceeded || p.Status.Phase == corev1.PodFailed
}

func podReady(p *corev1.Pod) bool {
	for _, condition := range p.Status.Conditions {
		if condition.Type == corev1.PodReady {
			return condition.Status == corev1.ConditionTrue
		}
	}
	return false
}

// fallbackReady says whether the sidecar answers. It is an init container that goes on running.
func fallbackReady(p *corev1.Pod) bool {
	for i := range p.Status.InitContainerStatuses {
		if p.Status.InitContainerStatuses[i].Name == facts.FallbackContainer {
			return p.Status.InitContainerStatuses[i].Ready
		}
	}
	return false
}

// readDeployments reads the Deployments that facegov made: the recogniser's and the standing way in's.
func (r *reading) readDeployments() error {
	var list appsv1.DeploymentList
	if err := r.list(&list, client.MatchingLabels{instanceLabel: r.snapshot.Deployment.Name}); err != nil {
		return err
	}
	for i := range list.Items {
		d := &list.Items[i]
		if !r.owns(d) {
			continue
		}
		switch d.Labels[v1alpha1.ComponentLabel] {
		case v1alpha1.ComponentRecogniser:
			r.snapshot.Workload = facts.Workload{
				Exists:          true,
				Replicas:        replicas(d),
				ReadyReplicas:   d.Status.ReadyReplicas,
				UpdatedReplicas: d.Status.UpdatedReplicas,
				ObservedCurrent: d.Status.ObservedGeneration >= d.Generation,
			}
		case v1alpha1.ComponentWayIn:
			r.snapshot.WayIn = facts.WayIn{Exists: true, Wanted: replicas(d), Ready: d.Status.ReadyReplicas}
		}
	}
	return nil
}

// owns says whether the deployment controls an object.
func (r *reading) owns(object metav1.Object) bool {
	return metav1.IsControlledBy(object, r.snapshot.Deployment)
}

// replicas is how many pods a Deployment asks for; the API's default is one.
func replicas(d *appsv1.Deployment) int32 {
	if d.Spec.Replicas == nil {
		return 1
	}
	return *d.Spec.Replicas
}
