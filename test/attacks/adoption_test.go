// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package attacks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/plan/wayin"
)

// TestAdoptedPodHasWhatARenderedOneHas holds the adopting policy and the plan together: whoever changes the way in of one
// has to change that of the other.
func TestAdoptedPodHasWhatARenderedOneHas(t *testing.T) {
	frd := &v1alpha1.FaceRecognitionDeployment{}
	must(t, shared.admin.Get(t.Context(), client.ObjectKey{Namespace: site, Name: "hall"}, frd))
	adopted := &corev1.Pod{}
	must(t, shared.admin.Get(t.Context(), client.ObjectKey{Namespace: site, Name: shared.names["$adopted"]}, adopted))

	// What was written, as the API server keeps it: asked for in a dry run, beside the container of the template.
	rendered := &corev1.Pod{Spec: *wayin.AddSidecar(&corev1.PodSpec{
		Containers: []corev1.Container{{Name: "core", Image: "exadel/compreface-core:1.2.0"}},
	}, frd, settings.FallbackAuthImage)}
	rendered.Name, rendered.Namespace = "rendered", "harbour-hotel"
	must(t, shared.admin.Create(t.Context(), rendered, client.DryRunAll))

	type governed struct {
		Labels  map[string]string
		Gates   []corev1.PodSchedulingGate
		Names   []string
		Sidecar corev1.Container
		Secrets []corev1.Volume
	}
	want := governed{
		Labels: map[string]string{
			"app": "compreface", "pod-template-hash": adopted.Labels["pod-template-hash"],
			v1alpha1.DeploymentLabel: "hall", v1alpha1.ComponentLabel: v1alpha1.ComponentRecogniser,
			v1alpha1.WayInLabel: "hall", v1alpha1.MountsLabel: "hall",
		},
		Gates:   []corev1.PodSchedulingGate{{Name: v1alpha1.VerdictGate}},
		Names:   []string{"fallback-auth", "prepare", "core"},
		Sidecar: withoutToken(rendered.Spec.InitContainers[0]),
		Secrets: secretsOf(rendered),
	}
	got := governed{
		Labels: adopted.Labels, Gates: adopted.Spec.SchedulingGates,
		Sidecar: withoutToken(adopted.Spec.InitContainers[0]), Secrets: secretsOf(adopted),
	}
	for _, c := range slices.Concat(adopted.Spec.InitContainers, adopted.Spec.Containers) {
		got.Names = append(got.Names, c.Name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("adopted pod (-want +got):\n%s", diff)
	}
}

// TestOwnerOfAdoptedPodsIsNotEdited looks at the Deployment: it is as somebody else wrote it.
func TestOwnerOfAdoptedPodsIsNotEdited(t *testing.T) {
	owner, err := shared.try(t.Context(), "namespace editor",
		request{Read: "/apis/apps/v1/namespaces/" + site + "/deployments/compreface"}, false)
	must(t, err)
	var got struct {
		Metadata struct {
			ManagedFields []struct{ Manager, Subresource string }
		}
	}
	must(t, json.Unmarshal(owner, &got))
	for _, entry := range got.Metadata.ManagedFields {
		if entry.Subresource == "" && entry.Manager != "kubectl" {
			t.Errorf("%s edited the Deployment that is only referred to", entry.Manager)
		}
	}
}

// TestAnotherReferenceTakesNoPods lets a second deployment refer to the Deployment that facegov rendered for the first.
// Were its pods adopted, their ReplicaSet would no longer know them and make new ones for ever.
func TestAnotherReferenceTakesNoPods(t *testing.T) {
	thief, err := northGate(site)
	must(t, err)
	thief.Name = "thief"
	thief.Spec.Workload = v1alpha1.Workload{
		Type:      v1alpha1.WorkloadTypeReference,
		Reference: &v1alpha1.WorkloadReference{Kind: "Deployment", Name: "north-gate"},
	}
	must(t, shared.admin.Create(t.Context(), thief))
	t.Cleanup(func() { must(t, shared.admin.Delete(context.WithoutCancel(t.Context()), thief)) })

	// A pod of that name without a label is adopted as soon as the policy knows of the second deployment.
	unlabelled := ownedPod("north-gate-1", map[string]string{"pod-template-hash": "1"})
	must(t, eventually(t.Context(), "the second deployment adopts", func(ctx context.Context) error {
		born, err := shared.born(ctx, unlabelled)
		if err == nil && born.Labels[v1alpha1.DeploymentLabel] != "thief" {
			err = fmt.Errorf("the labels are %v", born.Labels)
		}
		return err
	}))
	labelled := ownedPod("north-gate-1", map[string]string{"pod-template-hash": "1", v1alpha1.DeploymentLabel: "north-gate"})
	labelled.Spec.InitContainers = []corev1.Container{{
		Name: "fallback-auth", Image: settings.FallbackAuthImage, RestartPolicy: new(corev1.ContainerRestartPolicyAlways),
	}}
	born, err := shared.born(t.Context(), labelled)
	must(t, err)
	want := map[string]string{"pod-template-hash": "1", v1alpha1.DeploymentLabel: "north-gate"}
	if diff := cmp.Diff(want, born.Labels); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
}

// strippedRefusals are what is said when the gate or the way in is taken from a pod as it is born.
var strippedRefusals = map[string]string{
	"gate":    "spec.schedulingGates: a governed pod is born with the gate",
	"sidecar": "spec.initContainers[0]: a governed pod begins with the way in",
}

// TestAnotherProductThatStripsPods lets another mutating policy take the gate and the way in from pods as they are born.
// Policies run in any order, so a pod may get back what was taken; none is born without.
func TestAnotherProductThatStripsPods(t *testing.T) {
	if _, err := shared.cluster.Kubectl(t.Context(), "apply", "--server-side", "-f", "testdata/stripper.yaml"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, err := shared.cluster.Kubectl(context.WithoutCancel(t.Context()), "delete", "-f", "testdata/stripper.yaml")
		must(t, err)
	})
	for strip, refusal := range strippedRefusals {
		t.Run(strip, func(t *testing.T) {
			pod := ownedPod("compreface-1", map[string]string{"app": "compreface", "pod-template-hash": "1"})
			pod.Annotations = map[string]string{"strip": strip}
			must(t, eventually(t.Context(), "the other product is at work", func(ctx context.Context) error {
				born, err := shared.born(ctx, pod)
				switch {
				case err != nil && strings.Contains(err.Error(), refusal):
					return nil
				case err != nil:
					return err
				case born.Annotations["stripped"] == "":
					return errors.New("it has not looked at the pod")
				case !isGated(born) || born.Spec.InitContainers[0].Name != "fallback-auth":
					t.Errorf("a pod is born without its %s", strip)
				}
				return nil
			}))
		})
	}
}

// ownedPod is a pod as the controller of a ReplicaSet makes it.
func ownedPod(replicaSet string, labels map[string]string) *corev1.Pod {
	return &corev1.Pod{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"},
		ObjectMeta: metav1.ObjectMeta{
			Name: "canary", Labels: labels,
			OwnerReferences: []metav1.OwnerReference{{
				APIVersion: "apps/v1", Kind: "ReplicaSet", Name: replicaSet, UID: "1", Controller: new(true),
			}},
		},
		Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "core", Image: "exadel/compreface-core:1.2.0"}}},
	}
}

// born is a pod as it would be after admission, asked for in a dry run by the controller that makes pods.
func (w *world) born(ctx context.Context, pod *corev1.Pod) (*corev1.Pod, error) {
	body, err := json.Marshal(pod)
	if err != nil {
		return nil, err
	}
	answer, err := w.try(ctx, "replicaset controller", request{Create: "/api/v1/namespaces/" + site + "/pods", Body: body}, true)
	if err != nil {
		return nil, err
	}
	born := &corev1.Pod{}
	return born, json.Unmarshal(answer, born)
}

// withoutToken leaves out the mount of the token, which the API server adds to every container for the pod's account.
func withoutToken(c corev1.Container) corev1.Container {
	c.VolumeMounts = slices.DeleteFunc(slices.Clone(c.VolumeMounts), func(m corev1.VolumeMount) bool {
		return m.MountPath == "/var/run/secrets/kubernetes.io/serviceaccount"
	})
	return c
}

func secretsOf(pod *corev1.Pod) []corev1.Volume {
	return slices.DeleteFunc(slices.Clone(pod.Spec.Volumes), func(v corev1.Volume) bool { return v.Secret == nil })
}
