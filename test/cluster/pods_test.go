// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/utils/ptr"
)

func TestDeploymentRunsWithNativeSidecar(t *testing.T) {
	t.Parallel()
	applyDeployment(t, shared, "sidecar", 2)
	for _, pod := range waitForReadyPods(t, shared, "sidecar", 2) {
		type container struct{ Ready, Started, Running, Terminated bool }
		got := map[string]container{}
		for _, status := range append(pod.Status.InitContainerStatuses, pod.Status.ContainerStatuses...) {
			got[status.Name] = container{
				Ready: status.Ready, Started: ptr.Deref(status.Started, false),
				Running: status.State.Running != nil, Terminated: status.State.Terminated != nil,
			}
		}
		want := map[string]container{
			"fallback-auth": {Ready: true, Started: true, Running: true},
			"prepare":       {Ready: true, Terminated: true},
			"recogniser":    {Ready: true, Started: true, Running: true},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("containers of %s (-want +got):\n%s", pod.Name, diff)
		}
		if pod.Status.PodIP == "" || pod.Spec.NodeName == "" {
			t.Errorf("%s has address %q on node %q, want both", pod.Name, pod.Status.PodIP, pod.Spec.NodeName)
		}
	}
}

func TestEvictedPodGoesAndIsReplaced(t *testing.T) {
	t.Parallel()
	applyDeployment(t, shared, "evicted", 1)
	old := waitForReadyPods(t, shared, "evicted", 1)[0]
	pods := shared.client.CoreV1().Pods(old.Namespace)
	must(t, pods.EvictV1(t.Context(), &policyv1.Eviction{
		ObjectMeta: metav1.ObjectMeta{Name: old.Name, Namespace: old.Namespace},
	}))
	waitUntilGone(t, shared, old.Name)
	if replacement := waitForReadyPods(t, shared, "evicted", 1)[0]; replacement.UID == old.UID {
		t.Errorf("pod %s is still the evicted one", replacement.Name)
	}
}

func TestDeletedPodKeepsItsFinalizers(t *testing.T) {
	t.Parallel()
	pods := shared.client.CoreV1().Pods(metav1.NamespaceDefault)
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "finalized", Finalizers: []string{"recognition.facegov.dev/test"}},
		Spec:       podSpec(),
	}
	_, err := pods.Create(t.Context(), pod, metav1.CreateOptions{})
	must(t, err)
	eventually(t, "the pod runs", podHasPhase(pod.Name, corev1.PodRunning))
	must(t, pods.Delete(t.Context(), pod.Name, metav1.DeleteOptions{}))
	eventually(t, "the deleted pod ends", podHasPhase(pod.Name, corev1.PodFailed))
	got, err := pods.Get(t.Context(), pod.Name, metav1.GetOptions{})
	must(t, err)
	if diff := cmp.Diff(pod.Finalizers, got.Finalizers); diff != "" {
		t.Errorf("finalizers of the ended pod (-want +got):\n%s", diff)
	}
	release := []byte(`{"metadata":{"finalizers":null}}`)
	_, err = pods.Patch(t.Context(), pod.Name, types.MergePatchType, release, metav1.PatchOptions{})
	must(t, err)
	waitUntilGone(t, shared, pod.Name)
}

func TestJobCompletes(t *testing.T) {
	t.Parallel()
	spec := podSpec()
	spec.RestartPolicy = corev1.RestartPolicyNever
	jobs := shared.client.BatchV1().Jobs(metav1.NamespaceDefault)
	_, err := jobs.Create(t.Context(), &batchv1.Job{
		ObjectMeta: metav1.ObjectMeta{Name: "sweep"},
		Spec:       batchv1.JobSpec{Template: corev1.PodTemplateSpec{Spec: spec}},
	}, metav1.CreateOptions{})
	must(t, err)
	eventually(t, "the job completes", func(ctx context.Context) error {
		job, err := jobs.Get(ctx, "sweep", metav1.GetOptions{})
		if err == nil && job.Status.Succeeded != 1 {
			return fmt.Errorf("job status is %+v", job.Status)
		}
		return err
	})
	ofJob := metav1.ListOptions{LabelSelector: "job-name=sweep"}
	pods, err := shared.client.CoreV1().Pods(metav1.NamespaceDefault).List(t.Context(), ofJob)
	must(t, err)
	for _, condition := range pods.Items[0].Status.Conditions {
		if condition.Type == corev1.PodReady && condition.Status != corev1.ConditionFalse {
			t.Errorf("the completed pod is Ready=%s, want False", condition.Status)
		}
	}
}

func TestSilencedNodeBecomesUnknownAndWakes(t *testing.T) {
	t.Parallel()
	pods := shared.client.CoreV1().Pods(metav1.NamespaceDefault)
	spec := podSpec()
	spec.NodeName = "silent"
	onSilentNode := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "on-silent-node"}, Spec: spec}
	_, err := pods.Create(t.Context(), onSilentNode, metav1.CreateOptions{})
	must(t, err)
	eventually(t, "the pod runs", podHasPhase("on-silent-node", corev1.PodRunning))

	must(t, shared.SilenceNode(t.Context(), "silent"))
	eventually(t, "the silenced node becomes Unknown", nodeIsReady("silent", corev1.ConditionUnknown))
	must(t, pods.Delete(t.Context(), "on-silent-node", metav1.DeleteOptions{}))
	pod, err := pods.Get(t.Context(), "on-silent-node", metav1.GetOptions{})
	must(t, err)
	if pod.DeletionTimestamp == nil || pod.Status.Phase != corev1.PodRunning {
		t.Errorf("deleted pod on the silenced node: deletion %v, phase %s; want a pod that still counts as running",
			pod.DeletionTimestamp, pod.Status.Phase)
	}

	must(t, shared.WakeNode(t.Context(), "silent"))
	eventually(t, "the woken node becomes Ready", nodeIsReady("silent", corev1.ConditionTrue))
	waitUntilGone(t, shared, "on-silent-node")
}

func TestAddNodes(t *testing.T) {
	t.Parallel()
	taint := corev1.Taint{Key: "reserved", Value: "cameras", Effect: corev1.TaintEffectNoSchedule}
	must(t, shared.AddNodes(t.Context(), NodeGroup{
		Name: "late", Count: 2, Labels: map[string]string{"site": "oak", "old": ""}, Taints: []corev1.Taint{taint},
	}))
	must(t, shared.SetNodeLabels(t.Context(), "late-1", map[string]string{"site": "elm", "new": ""}, "old"))
	nodes, err := shared.client.CoreV1().Nodes().List(t.Context(), metav1.ListOptions{LabelSelector: "site in (oak,elm)"})
	must(t, err)
	type node struct {
		Labels map[string]string
		Taints []corev1.Taint
	}
	got := map[string]node{}
	for _, item := range nodes.Items {
		delete(item.Labels, "beta.kubernetes.io/os") // kube-controller-manager adds these two in its own time
		delete(item.Labels, "beta.kubernetes.io/arch")
		got[item.Name] = node{item.Labels, item.Spec.Taints}
	}
	want := map[string]node{
		"late-0": {map[string]string{
			"site": "oak", "old": "", playedLabel: playedValue,
			corev1.LabelHostname: "late-0", corev1.LabelOSStable: "linux", corev1.LabelArchStable: "amd64",
		}, []corev1.Taint{taint}},
		"late-1": {map[string]string{
			"site": "elm", "new": "", playedLabel: playedValue,
			corev1.LabelHostname: "late-1", corev1.LabelOSStable: "linux", corev1.LabelArchStable: "amd64",
		}, []corev1.Taint{taint}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("nodes (-want +got):\n%s", diff)
	}
}

// podSpec is a pod with a native sidecar, an ordinary init container and an application.
func podSpec() corev1.PodSpec {
	return corev1.PodSpec{
		NodeSelector: map[string]string{corev1.LabelOSStable: "linux"},
		InitContainers: []corev1.Container{
			{Name: "fallback-auth", Image: "example.test/fallback", RestartPolicy: ptr.To(corev1.ContainerRestartPolicyAlways)},
			{Name: "prepare", Image: "example.test/prepare"},
		},
		Containers: []corev1.Container{{Name: "recogniser", Image: "example.test/recogniser"}},
	}
}

func applyDeployment(t *testing.T, c *Cluster, name string, replicas int32) {
	t.Helper()
	labels := map[string]string{"app": name}
	spec := podSpec()
	spec.NodeSelector["site"] = "maple"
	_, err := c.client.AppsV1().Deployments(metav1.NamespaceDefault).Create(t.Context(), &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: appsv1.DeploymentSpec{
			Replicas: &replicas,
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: labels}, Spec: spec},
		},
	}, metav1.CreateOptions{})
	must(t, err)
}

// waitForReadyPods returns the pods of a Deployment once all of them, and no others, are there and Ready.
func waitForReadyPods(t *testing.T, c *Cluster, app string, count int) []corev1.Pod {
	t.Helper()
	var pods []corev1.Pod
	eventually(t, "pods of "+app+" are Ready", func(ctx context.Context) error {
		ofApp := metav1.ListOptions{LabelSelector: "app=" + app}
		list, err := c.client.CoreV1().Pods(metav1.NamespaceDefault).List(ctx, ofApp)
		if err != nil {
			return err
		}
		pods = list.Items
		ready := 0
		for _, pod := range pods {
			for _, condition := range pod.Status.Conditions {
				if condition.Type == corev1.PodReady && condition.Status == corev1.ConditionTrue {
					ready++
				}
			}
		}
		if ready != count || len(pods) != count {
			return fmt.Errorf("%d of %d pods are Ready, want %d", ready, len(pods), count)
		}
		return nil
	})
	return pods
}

func waitUntilGone(t *testing.T, c *Cluster, name string) {
	t.Helper()
	eventually(t, "pod "+name+" goes", func(ctx context.Context) error {
		pod, err := c.client.CoreV1().Pods(metav1.NamespaceDefault).Get(ctx, name, metav1.GetOptions{})
		if apierrors.IsNotFound(err) {
			return nil
		}
		if err != nil {
			return err
		}
		return fmt.Errorf("it is there: phase %s, deletion %v", pod.Status.Phase, pod.DeletionTimestamp)
	})
}

func podHasPhase(name string, want corev1.PodPhase) func(context.Context) error {
	return func(ctx context.Context) error {
		pod, err := shared.client.CoreV1().Pods(metav1.NamespaceDefault).Get(ctx, name, metav1.GetOptions{})
		if err == nil && pod.Status.Phase != want {
			return fmt.Errorf("phase is %q, want %q", pod.Status.Phase, want)
		}
		return err
	}
}

func nodeIsReady(name string, want corev1.ConditionStatus) func(context.Context) error {
	return func(ctx context.Context) error {
		node, err := shared.client.CoreV1().Nodes().Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		for _, condition := range node.Status.Conditions {
			if condition.Type == corev1.NodeReady && condition.Status == want {
				return nil
			}
		}
		return fmt.Errorf("conditions are %+v", node.Status.Conditions)
	}
}
