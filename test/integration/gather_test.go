// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package integration

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/retention/result"
)

// setStatus writes the status of an object as the controller that owns it does.
func (w *world) setStatus(object client.Object) {
	w.t.Helper()
	if err := admin.Status().Update(w.t.Context(), object); err != nil {
		w.t.Fatal(err)
	}
}

// node makes a node whose kubelet says this of itself.
func (w *world) node(name string, ready corev1.ConditionStatus, labels map[string]string) *corev1.Node {
	w.t.Helper()
	node := &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: w.namespace + "-" + name, Labels: labels},
		Status:     corev1.NodeStatus{Conditions: []corev1.NodeCondition{{Type: corev1.NodeReady, Status: ready}}},
	}
	w.create(node)
	w.t.Cleanup(func() { w.drop(node) })
	return node
}

func TestSnapshotOfAnEmptyNamespace(t *testing.T) {
	w := newWorld(t)
	s := w.snapshot()
	if !s.Now.Equal(noon) || s.Deployment.Name != "north-gate" || s.Namespace.Name != w.namespace || s.Namespace.Terminating {
		t.Errorf("now %s, deployment %s, namespace %+v", s.Now, s.Deployment.Name, s.Namespace)
	}
	if s.Template.Spec == nil || s.Template.Spec.Containers[0].Name != "recogniser" {
		t.Errorf("template: %+v", s.Template)
	}
	if diff := cmp.Diff([]facts.Claim{{Name: "north-gallery"}}, s.Claims); diff != "" {
		t.Errorf("claims (-want +got):\n%s", diff)
	}
	if s.Workload.Exists || s.WayIn.Exists || len(s.Pods) > 0 || len(s.Sweeps) > 0 || len(s.Retired) > 0 || len(s.Erasures) > 0 {
		t.Errorf("facts about what does not exist: %+v", s)
	}
	_, err := w.gatherer.Snapshot(t.Context(), w.key("nobody"))
	if !apierrors.IsNotFound(err) {
		t.Errorf("a deployment that does not exist: got %v, want not found", err)
	}
}

func TestSnapshotOfPodsAndTheirNodes(t *testing.T) {
	w := newWorld(t)
	here := w.node("here", corev1.ConditionTrue, map[string]string{v1alpha1.ZoneNodeLabel: "maple-north-gate"})
	silent := w.node("silent", corev1.ConditionUnknown, nil)
	sick := w.node("sick", corev1.ConditionFalse, nil)
	bound := func(node string) func(*corev1.Pod) {
		return func(p *corev1.Pod) { p.Spec.SchedulingGates, p.Spec.NodeName = nil, node }
	}
	w.recogniserPod("gated", func(p *corev1.Pod) {
		p.Spec.SchedulingGates = append(p.Spec.SchedulingGates, corev1.PodSchedulingGate{Name: otherGate})
		p.Labels[v1alpha1.TemplateLabel], p.Labels[appsv1.DefaultDeploymentUniqueLabelKey] = "abc", "5f"
	})
	ready := w.recogniserPod("ready", bound(here.Name), func(p *corev1.Pod) {
		p.Spec.InitContainers = []corev1.Container{{
			Name: facts.FallbackContainer, Image: "example.test/x", RestartPolicy: new(corev1.ContainerRestartPolicyAlways),
		}}
	})
	ready.Status.Phase = corev1.PodRunning
	ready.Status.Conditions = []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionTrue}}
	ready.Status.InitContainerStatuses = []corev1.ContainerStatus{{Name: facts.FallbackContainer, Ready: true}}
	w.setStatus(ready)
	w.recogniserPod("on-silent", bound(silent.Name))
	w.recogniserPod("on-sick", bound(sick.Name))
	w.recogniserPod("on-gone", bound("never-was"))
	ended := w.recogniserPod("over", bound(here.Name))
	ended.Status.Phase = corev1.PodSucceeded
	w.setStatus(ended)
	w.recogniserPod("someone-elses", func(p *corev1.Pod) { p.Labels[v1alpha1.DeploymentLabel] = "south-gate" })

	want := []facts.Pod{
		{Name: "gated", Gated: true, OtherGates: []corev1.PodSchedulingGate{{Name: otherGate}}, TemplateDigest: "abc", TemplateHash: "5f"},
		{Name: "on-gone", Node: "never-was", Running: true},
		{Name: "on-sick", Node: sick.Name, Running: true, NodeReachable: true},
		{Name: "on-silent", Node: silent.Name, Running: true},
		{Name: "over", Node: here.Name, Zone: "maple-north-gate", NodeReachable: true},
		{Name: "ready", Node: here.Name, Zone: "maple-north-gate", NodeReachable: true, Running: true, Ready: true, FallbackReady: true},
	}
	for _, through := range []string{"the API server", "the cache"} {
		if through == "the cache" {
			w.throughCache()
		}
		got := w.snapshot().Pods
		for i := range got {
			if got[i].UID == "" || got[i].ResourceVersion == "" {
				t.Errorf("pod %s has no identity", got[i].Name)
			}
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(facts.Pod{}, "UID", "ResourceVersion", "Origin", "Volumes")); diff != "" {
			t.Errorf("pods through %s (-want +got):\n%s", through, diff)
		}
	}
}

func TestSnapshotSeesWhichPodsHaveABudget(t *testing.T) {
	w := newWorld(t)
	w.runningPod("pod")
	if w.snapshot().Pods[0].Budgeted {
		t.Error("a pod has a budget that nobody made")
	}
	w.budget(1, true)
	w.throughCache()
	if !w.snapshot().Pods[0].Budgeted {
		t.Error("nobody sees the budget that somebody else made")
	}
}

func TestSnapshotSeesAnOverlapBeforeTheZonesSaySo(t *testing.T) {
	w := newWorld(t)
	node := w.node("edge", corev1.ConditionTrue, nil)
	w.zone("gate", node.Name)
	w.zone("hotel", node.Name)
	w.patch(w.snapshot().Deployment, fmt.Sprintf(`{"spec":{"placement":{"zones":[%q,"nowhere"]}}}`, w.namespace+"-gate"))
	w.recogniserPod("pod", func(p *corev1.Pod) { p.Spec.SchedulingGates, p.Spec.NodeName = nil, node.Name })
	s := w.snapshot()
	if diff := cmp.Diff([]string{node.Name}, s.Zone(w.namespace+"-gate").Overlapping); diff != "" {
		t.Errorf("overlapping nodes (-want +got):\n%s", diff)
	}
	if s.Zone("nowhere").Found {
		t.Error("a zone that does not exist was found")
	}
}

func TestSnapshotSeesAZoneBeforeTheNodeSaysSo(t *testing.T) {
	w := newWorld(t)
	node := w.node("edge", corev1.ConditionTrue, nil)
	w.zone("gate", node.Name)
	w.patch(w.snapshot().Deployment, fmt.Sprintf(`{"spec":{"placement":{"zones":[%q]}}}`, w.namespace+"-gate"))
	w.recogniserPod("pod", func(p *corev1.Pod) { p.Spec.SchedulingGates, p.Spec.NodeName = nil, node.Name })
	s := w.snapshot()
	if len(s.Pods) != 1 || s.Pods[0].Zone != w.namespace+"-gate" {
		t.Errorf("the pod on a node that one zone claims is not in that zone: %+v", s.Pods)
	}
}

func TestSnapshotOfWorkloadsAndClaims(t *testing.T) {
	w := newWorld(t)
	w.settle(permitted)
	d := w.deployment("north-gate")
	d.Status = appsv1.DeploymentStatus{ObservedGeneration: d.Generation, Replicas: 2, ReadyReplicas: 1, UpdatedReplicas: 2}
	w.setStatus(d)
	wayIn := w.deployment("north-gate-way-in")
	wayIn.Status = appsv1.DeploymentStatus{ObservedGeneration: wayIn.Generation, Replicas: 2, ReadyReplicas: 2}
	w.setStatus(wayIn)
	claim := &corev1.PersistentVolumeClaim{
		ObjectMeta: metav1.ObjectMeta{Namespace: w.namespace, Name: "north-gallery"},
		Spec: corev1.PersistentVolumeClaimSpec{
			AccessModes: []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce},
			Resources: corev1.VolumeResourceRequirements{Requests: corev1.ResourceList{
				corev1.ResourceStorage: resource.MustParse("1Gi"),
			}},
		},
	}
	w.create(claim)

	s := w.snapshot()
	if diff := cmp.Diff(facts.Workload{Exists: true, Replicas: 2, ReadyReplicas: 1, UpdatedReplicas: 2, ObservedCurrent: true}, s.Workload); diff != "" {
		t.Errorf("recogniser (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(facts.WayIn{Exists: true, Wanted: 2, Ready: 2}, s.WayIn); diff != "" {
		t.Errorf("way in (-want +got):\n%s", diff)
	}
	once := []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce}
	if diff := cmp.Diff([]facts.Claim{{Name: "north-gallery", Found: true, AccessModes: once}}, s.Claims); diff != "" {
		t.Errorf("claims while pending (-want +got):\n%s", diff)
	}

	many := []corev1.PersistentVolumeAccessMode{corev1.ReadWriteMany}
	claim.Status = corev1.PersistentVolumeClaimStatus{Phase: corev1.ClaimBound, AccessModes: many}
	w.setStatus(claim)
	if diff := cmp.Diff([]facts.Claim{{Name: "north-gallery", Found: true, Bound: true, AccessModes: many}}, w.snapshot().Claims); diff != "" {
		t.Errorf("claims when bound (-want +got):\n%s", diff)
	}
}

// sweepRun makes a finished Job of the gallery's sweep, or its erasing Job, with a pod that said something.
func (w *world) sweepRun(cron *batchv1.CronJob, name string, at time.Time, r *result.Result) {
	w.t.Helper()
	template := cron.Spec.JobTemplate.DeepCopy()
	job := &batchv1.Job{
		ObjectMeta: metav1.ObjectMeta{Namespace: w.namespace, Name: name, Labels: template.Labels},
		Spec:       template.Spec,
	}
	w.create(job)
	w.finish(job, at, r)
}

// finish ends a Job with a pod that said something.
func (w *world) finish(job *batchv1.Job, at time.Time, r *result.Result) {
	w.t.Helper()
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Namespace: w.namespace, Name: job.Name + "-1", Labels: job.Spec.Template.Labels},
		Spec:       job.Spec.Template.Spec,
	}
	pod.Labels[batchv1.JobNameLabel] = job.Name
	pod.Spec.NodeName = "somewhere"
	w.create(pod)
	line, err := r.Line()
	if err != nil {
		w.t.Fatal(err)
	}
	pod.Status = corev1.PodStatus{
		Phase: corev1.PodSucceeded,
		ContainerStatuses: []corev1.ContainerStatus{{
			Name: facts.SweepContainer,
			State: corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{
				Message: string(line), FinishedAt: metav1.NewTime(at),
			}},
		}},
	}
	w.setStatus(pod)
	end := metav1.NewTime(at)
	job.Status = batchv1.JobStatus{
		StartTime: &end, CompletionTime: &end, Succeeded: 1, UncountedTerminatedPods: &batchv1.UncountedTerminatedPods{},
		Conditions: []batchv1.JobCondition{
			{Type: batchv1.JobSuccessCriteriaMet, Status: corev1.ConditionTrue, LastTransitionTime: end},
			{Type: batchv1.JobComplete, Status: corev1.ConditionTrue, LastTransitionTime: end},
		},
	}
	w.setStatus(job)
}

func TestSnapshotOfSweepsErasuresAndRetiredStores(t *testing.T) {
	w := newWorld(t)
	w.settle(permitted)
	cron := &batchv1.CronJob{}
	w.get(sweepOfGallery, cron)
	root := strings.Repeat("0a", 32)
	said := func(change func(*result.Result)) *result.Result {
		r := &result.Result{
			Version: result.Version, Store: "gallery", Seq: 1, StartedAt: noon, FinishedAt: noon,
			Outcome: result.Succeeded, Reason: result.Swept, Due: 2, Deleted: 2, Verified: 2,
			Cumulative: result.Cumulative{Runs: 1, Deleted: 2}, Root: root, Roots: []string{root},
		}
		change(r)
		return r
	}
	at := noon.Add(-time.Hour)
	w.sweepRun(cron, "sweep-1", at.Add(-time.Hour), said(func(r *result.Result) { r.Cumulative.Deleted = 1 }))
	w.sweepRun(cron, "sweep-2", at, said(func(r *result.Result) { r.OldestKept = noon.AddDate(0, 0, -3) }))
	want := []facts.Sweep{{
		Store: "gallery", LastRun: at, LastSuccess: at, Succeeded: true, Verified: true, Deleted: 2,
		OldestKept: noon.AddDate(0, 0, -3), Root: root,
	}}
	sameMoment := cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })
	if diff := cmp.Diff(want, w.snapshot().Sweeps, sameMoment); diff != "" {
		t.Errorf("sweeps (-want +got):\n%s", diff)
	}

	w.sweepRun(cron, "gallery"+facts.EraseSuffix, at, said(func(*result.Result) {}))
	wantErasures := []facts.Erasure{{Store: "gallery", Finished: true, FinishedAt: at, Verified: true}}
	w.patch(w.snapshot().Deployment, `{"spec":{"dataStores":null}}`)
	for _, through := range []string{"the API server", "the cache"} {
		if through == "the cache" {
			w.throughCache()
		}
		s := w.snapshot()
		if diff := cmp.Diff(wantErasures, s.Erasures, sameMoment); diff != "" {
			t.Errorf("erasures through %s (-want +got):\n%s", through, diff)
		}
		if len(s.Retired) != 1 || s.Retired[0].Name != "gallery" || s.Retired[0].ClaimName != "north-gallery" ||
			s.Retired[0].Template.Spec.Containers[0].Name != facts.SweepContainer {
			t.Errorf("retired stores through %s: %+v, want the gallery with its template", through, s.Retired)
		}
		if diff := cmp.Diff([]facts.Claim{{Name: "north-gallery"}}, s.Claims); diff != "" {
			t.Errorf("claims through %s (-want +got):\n%s", through, diff)
		}
	}
}
