// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package attacks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/utils/clock"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/gather"
	"github.com/facegov/facegov/internal/plan"
	"github.com/facegov/facegov/internal/policy"
)

// cedars is a site with face servers of somebody else's, one as each kind of workload.
const cedars = "cedar-yard"

// referred is a face server of testdata/kinds.yaml and what becomes of its pods.
type referred struct {
	kind, name string
	// pods that it has, and how many of them can stand in the zone.
	pods, inZone int
	// atOnce is how many of them there are before the first is Ready.
	atOnce int
}

// TestWorkloadsOfSomebodyElsesAreGoverned plays the life of each kind of workload with the real controllers and scheduler,
// from the facts that the operator reads: adopted, let through, refused, and never edited.
func TestWorkloadsOfSomebodyElsesAreGoverned(t *testing.T) {
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{
		Name: cedars, Labels: map[string]string{v1alpha1.EnrolledLabel: "true"},
	}}
	must(t, shared.admin.Create(t.Context(), namespace))
	servers := []referred{
		{kind: "Deployment", name: "deepstack", pods: 2, inZone: 2, atOnce: 2},
		{kind: "StatefulSet", name: "compreface", pods: 2, inZone: 2, atOnce: 1},
		{kind: "DaemonSet", name: "frigate", pods: 2, inZone: 1, atOnce: 2},
	}
	for _, server := range servers {
		refer(t, server)
	}
	if _, err := shared.cluster.Kubectl(t.Context(), "apply", "--server-side", "-f", "testdata/kinds.yaml"); err != nil {
		t.Fatal(err)
	}
	for _, server := range servers {
		t.Run(server.kind, func(t *testing.T) {
			_, err := shared.awaitPods(t.Context(), cedars, v1alpha1.DeploymentLabel, server.name, server.atOnce, isGated)
			must(t, err)
			before := specOf(t, server)
			server.isLetThrough(t)
			server.isStopped(t)
			if diff := cmp.Diff(before, specOf(t, server)); diff != "" {
				t.Errorf("the %s of somebody else's (-before +after):\n%s", server.kind, diff)
			}
		})
	}
}

// refer declares a workload that is not there yet, and waits until its pods would be adopted.
func refer(t *testing.T, r referred) {
	t.Helper()
	frd, err := northGate(cedars)
	must(t, err)
	frd.Name = r.name
	frd.Spec.DataStores = nil
	frd.Spec.Workload = v1alpha1.Workload{
		Type: v1alpha1.WorkloadTypeReference, Reference: &v1alpha1.WorkloadReference{Kind: r.kind, Name: r.name},
	}
	must(t, shared.admin.Create(t.Context(), frd))
	controllers := map[string]string{
		"Deployment": "replicaset controller", "StatefulSet": "statefulset controller", "DaemonSet": "daemonset controller",
	}
	canary := ownedPod(r.name, map[string]string{"app": r.name})
	canary.OwnerReferences[0].Kind = r.kind
	if r.kind == "Deployment" {
		canary = ownedPod(r.name+"-1", map[string]string{"app": r.name, "pod-template-hash": "1"})
	}
	body, err := json.Marshal(canary)
	must(t, err)
	birth := request{Create: "/api/v1/namespaces/" + cedars + "/pods", Body: body}
	must(t, eventually(t.Context(), "pods of "+r.kind+" "+r.name+" are adopted", func(ctx context.Context) error {
		answer, err := shared.try(ctx, controllers[r.kind], birth, true)
		if err != nil {
			return err
		}
		born := &corev1.Pod{}
		if err := json.Unmarshal(answer, born); err != nil || !isGated(born) {
			return errors.Join(err, errors.New("its pod has no gate"))
		}
		return nil
	}))
}

// isLetThrough lets pods pass the gate until those that can stand in the zone run there.
func (r referred) isLetThrough(t *testing.T) {
	t.Helper()
	permitted := policy.Verdict{
		Result: v1alpha1.VerdictPermitted, Action: policy.ActionRun, AllowedZones: []string{zone},
	}
	must(t, eventually(t.Context(), "its pods run", func(ctx context.Context) error {
		return r.pass(ctx, permitted, func(s *facts.Snapshot) error {
			if ready := countPods(s, func(p *facts.Pod) bool { return p.Ready }); ready != r.inZone || len(s.Pods) != r.pods {
				return fmt.Errorf("%d of %d pods are Ready", ready, len(s.Pods))
			}
			return nil
		})
	}))
	pods, err := shared.pods(t.Context(), cedars, v1alpha1.DeploymentLabel, r.name, func(*corev1.Pod) bool { return true })
	must(t, err)
	for i := range pods {
		if affinity := pods[i].Spec.Affinity; affinity == nil || !facts.IsWithin(affinity.NodeAffinity, []string{zone}) {
			t.Errorf("pod %s passed the gate with the affinity %v", pods[i].Name, affinity)
		}
		if node := pods[i].Spec.NodeName; node != "" && node != "edge-1" {
			t.Errorf("pod %s stands on %s, want the node of the zone", pods[i].Name, node)
		}
	}
}

// isStopped refuses it: what ran is sent away, and what its owner makes anew waits at the gate.
func (r referred) isStopped(t *testing.T) {
	t.Helper()
	denied := policy.Verdict{Result: v1alpha1.VerdictDenied, Action: policy.ActionStop, RefusedZones: []string{zone}}
	must(t, eventually(t.Context(), "its pods are back at the gate", func(ctx context.Context) error {
		return r.pass(ctx, denied, func(s *facts.Snapshot) error {
			if held := countPods(s, (*facts.Pod).AtGate); held != r.atOnce || len(s.Pods) != held {
				return fmt.Errorf("%d of %d pods wait at the gate", held, len(s.Pods))
			}
			return nil
		})
	}))
}

// pass does one pass of the operator with the facts that it reads itself, and looks at those facts.
func (r referred) pass(ctx context.Context, v policy.Verdict, look func(*facts.Snapshot) error) error {
	gatherer := &gather.Gatherer{
		Reader: shared.operator, Live: shared.operator, Clock: clock.RealClock{},
		Policies: gather.NewPolicyCache(shared.operator, "facegov-system"),
	}
	s, err := gatherer.Snapshot(ctx, client.ObjectKey{Namespace: cedars, Name: r.name})
	if err != nil {
		return err
	}
	if !s.Reference.Exists || s.Template.Spec == nil {
		return fmt.Errorf("nothing is known of the workload: %+v", s.Reference)
	}
	answer := look(s)
	if outcome := shared.applier.Apply(ctx, s.Deployment, plan.Build(s, &v, settings)); len(outcome.Failures) > 0 {
		answer = errors.Join(answer, fmt.Errorf("the operator cannot write %+v", outcome.Failures))
	}
	return answer
}

func countPods(s *facts.Snapshot, is func(*facts.Pod) bool) int {
	count := 0
	for i := range s.Pods {
		if is(&s.Pods[i]) {
			count++
		}
	}
	return count
}

// specOf returns what somebody else wrote: the spec with its generation, the labels, the annotations, and who wrote it.
func specOf(t *testing.T, r referred) map[string]any {
	t.Helper()
	object := &unstructured.Unstructured{}
	object.SetAPIVersion("apps/v1")
	object.SetKind(r.kind)
	must(t, shared.admin.Get(t.Context(), client.ObjectKey{Namespace: cedars, Name: r.name}, object))
	writers := []string{}
	for _, entry := range object.GetManagedFields() {
		if entry.Subresource == "" {
			writers = append(writers, entry.Manager)
		}
	}
	annotations := object.GetAnnotations()
	delete(annotations, "deployment.kubernetes.io/revision") // by the deployment controller
	return map[string]any{
		"spec": object.Object["spec"], "generation": object.GetGeneration(), "labels": object.GetLabels(),
		"annotations": annotations, "owners": object.GetOwnerReferences(), "finalizers": object.GetFinalizers(),
		"writers": writers,
	}
}

// TestTheStandingWayInIsNotAdopted lets a deployment refer to the way in of another one. A gate would shut it.
func TestTheStandingWayInIsNotAdopted(t *testing.T) {
	thief, err := northGate(site)
	must(t, err)
	thief.Name = "shutter"
	thief.Spec.Workload = v1alpha1.Workload{
		Type:      v1alpha1.WorkloadTypeReference,
		Reference: &v1alpha1.WorkloadReference{Kind: "Deployment", Name: "north-gate-way-in"},
	}
	must(t, shared.admin.Create(t.Context(), thief))
	t.Cleanup(func() { must(t, shared.admin.Delete(context.WithoutCancel(t.Context()), thief)) })

	// A pod of that name that is not the way in is adopted as soon as the policy knows of the deployment.
	plain := ownedPod("north-gate-way-in-1", map[string]string{"pod-template-hash": "1"})
	must(t, eventually(t.Context(), "the deployment adopts", func(ctx context.Context) error {
		born, err := shared.born(ctx, plain)
		if err == nil && born.Labels[v1alpha1.DeploymentLabel] != "shutter" {
			err = fmt.Errorf("the labels are %v", born.Labels)
		}
		return err
	}))
	standing, err := shared.pods(t.Context(), site, v1alpha1.ComponentLabel, v1alpha1.ComponentWayIn, isReady)
	must(t, err)
	pod := ownedPod(standing[0].OwnerReferences[0].Name, standing[0].Labels)
	pod.Spec.Containers = []corev1.Container{{Name: "fallback-auth", Image: settings.FallbackAuthImage}}
	born, err := shared.born(t.Context(), pod)
	must(t, err)
	if born.Labels[v1alpha1.DeploymentLabel] != "" || isGated(born) {
		t.Errorf("the standing way in was adopted: labels %v, gates %v", born.Labels, born.Spec.SchedulingGates)
	}
}
