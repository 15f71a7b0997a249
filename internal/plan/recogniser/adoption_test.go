// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package recogniser

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
)

// reference is a deployment that governs somebody else's workload since a while.
func reference(name, kind, workload string, since time.Duration) v1alpha1.FaceRecognitionDeployment {
	frd := *snapshot().Deployment
	frd.Name, frd.CreationTimestamp = name, metav1.NewTime(now.Add(-since))
	frd.Spec.Workload = v1alpha1.Workload{
		Type: v1alpha1.WorkloadTypeReference, Reference: &v1alpha1.WorkloadReference{Kind: kind, Name: workload},
	}
	return frd
}

// foreign is a pod as a controller makes it.
func foreign(kind, owner string, labels map[string]string) *corev1.Pod {
	return &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "core-1", Labels: labels, OwnerReferences: []metav1.OwnerReference{
			{APIVersion: "apps/v1", Kind: kind, Name: owner, Controller: new(true)},
		}},
		Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "core"}}},
	}
}

func TestAdopter(t *testing.T) {
	hash := map[string]string{"pod-template-hash": "7d9"}
	hall, office := reference("hall", "Deployment", "frigate", time.Hour), reference("office", "StatefulSet", "frigate", 2*time.Hour)
	older, twin := reference("older", "Deployment", "frigate", 2*time.Hour), reference("hall-2", "Deployment", "frigate", time.Hour)
	door := reference("door", "Deployment", "hall-way-in", time.Hour)
	template := *snapshot().Deployment
	tests := map[string]struct {
		frds []v1alpha1.FaceRecognitionDeployment
		pod  *corev1.Pod
		want string
	}{
		"nobody governs anything":      {nil, foreign("ReplicaSet", "frigate-7d9", hash), ""},
		"a pod of a Deployment":        {[]v1alpha1.FaceRecognitionDeployment{template, hall}, foreign("ReplicaSet", "frigate-7d9", hash), "hall"},
		"a pod of a StatefulSet":       {[]v1alpha1.FaceRecognitionDeployment{hall, office}, foreign("StatefulSet", "frigate", nil), "office"},
		"a pod of another ReplicaSet":  {[]v1alpha1.FaceRecognitionDeployment{hall}, foreign("ReplicaSet", "frigate-web-7d9", hash), ""},
		"a pod of another controller":  {[]v1alpha1.FaceRecognitionDeployment{office}, foreign("DaemonSet", "frigate", nil), ""},
		"a pod that has a deployment":  {[]v1alpha1.FaceRecognitionDeployment{office}, foreign("StatefulSet", "frigate", map[string]string{v1alpha1.DeploymentLabel: "x"}), ""},
		"the standing way in":          {[]v1alpha1.FaceRecognitionDeployment{door}, foreign("ReplicaSet", "hall-way-in-7d9", map[string]string{"pod-template-hash": "7d9", v1alpha1.ComponentLabel: v1alpha1.ComponentWayIn}), ""},
		"the older of two adopts":      {[]v1alpha1.FaceRecognitionDeployment{hall, older}, foreign("ReplicaSet", "frigate-7d9", hash), "older"},
		"the first by name of one age": {[]v1alpha1.FaceRecognitionDeployment{twin, hall}, foreign("ReplicaSet", "frigate-7d9", hash), "hall"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got := ""
			if adopter := Adopter(tc.frds, tc.pod); adopter != nil {
				got = adopter.Name
			}
			if got != tc.want {
				t.Errorf("adopted by %q, want %q", got, tc.want)
			}
		})
	}
}

func TestOnlyAControllerOfWorkloadsMakesAPodOneOfTheirs(t *testing.T) {
	office := []v1alpha1.FaceRecognitionDeployment{reference("office", "StatefulSet", "frigate", 0)}
	for name, change := range map[string]func(*metav1.OwnerReference){
		"an owner that is not the controller":        func(o *metav1.OwnerReference) { o.Controller = nil },
		"a controller that says it is none":          func(o *metav1.OwnerReference) { o.Controller = new(false) },
		"a kind of the same name of somebody else's": func(o *metav1.OwnerReference) { o.APIVersion = "apps.example/v1" },
	} {
		pod := foreign("StatefulSet", "frigate", nil)
		change(&pod.OwnerReferences[0])
		if Adopter(office, pod) != nil {
			t.Errorf("%s: the pod is adopted", name)
		}
	}
}

// TestAnAdoptedPodHasWhatARenderedOneHas: labels, gate and way in, and everything of its own.
func TestAnAdoptedPodHasWhatARenderedOneHas(t *testing.T) {
	hall := reference("hall", "StatefulSet", "frigate", 0)
	rendered := Template(snapshot(), image)
	pod := foreign("StatefulSet", "frigate", map[string]string{"app": "frigate"})
	pod.Spec = *snapshot().Template.Spec.DeepCopy()
	before := pod.DeepCopy()

	adopted := Adopt(&hall, pod, image)
	if diff := cmp.Diff(before, pod); diff != "" {
		t.Errorf("the pod that was asked about is changed (-want +got):\n%s", diff)
	}
	want := before.DeepCopy()
	want.Labels = map[string]string{
		"app": "frigate", v1alpha1.DeploymentLabel: "hall", v1alpha1.ComponentLabel: v1alpha1.ComponentRecogniser,
		v1alpha1.WayInLabel: "hall", v1alpha1.MountsLabel: "hall",
	}
	want.Spec.SchedulingGates = rendered.Spec.SchedulingGates
	want.Spec.InitContainers = rendered.Spec.InitContainers
	want.Spec.Volumes = rendered.Spec.Volumes
	if diff := cmp.Diff(want, adopted); diff != "" {
		t.Errorf("adopted (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(adopted, Adopt(&hall, adopted, image)); diff != "" {
		t.Errorf("adopting twice is not adopting once (-once +twice):\n%s", diff)
	}
}

// TestAWayInThatAPodHasAlreadyStays: as it is, with the PINs where it looks for them.
func TestAWayInThatAPodHasAlreadyStays(t *testing.T) {
	hall := reference("hall", "StatefulSet", "frigate", 0)
	ofItsOwn := corev1.Container{Name: "fallback-auth", Image: "registry.example/mirror/fallback-auth:v1"}
	pins := Adopt(&hall, foreign("StatefulSet", "frigate", nil), image).Spec.Volumes
	other := corev1.Volume{Name: "frames"}
	same := corev1.Volume{Name: pins[0].Name}
	withoutPINs := *hall.DeepCopy()
	withoutPINs.Spec.Fallback.Credentials = nil
	tests := map[string]struct {
		frd           v1alpha1.FaceRecognitionDeployment
		volumes, want []corev1.Volume
	}{
		"the PINs are added":                   {hall, []corev1.Volume{other}, []corev1.Volume{other, pins[0]}},
		"the PINs take the place of another's": {hall, []corev1.Volume{same, other}, []corev1.Volume{pins[0], other}},
		"without PINs there is nothing to add": {withoutPINs, []corev1.Volume{same, other}, []corev1.Volume{same, other}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			pod := foreign("StatefulSet", "frigate", nil)
			pod.Spec.InitContainers, pod.Spec.Volumes = []corev1.Container{ofItsOwn}, tc.volumes
			adopted := Adopt(&tc.frd, pod, image)
			if diff := cmp.Diff([]corev1.Container{ofItsOwn}, adopted.Spec.InitContainers); diff != "" {
				t.Errorf("way in (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.want, adopted.Spec.Volumes); diff != "" {
				t.Errorf("volumes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAPodThatNamesItsNodeHasNoGate(t *testing.T) {
	pod := foreign("DaemonSet", "frigate", nil)
	pod.Spec.NodeName = "edge-1"
	if gated := Gate(pod); len(gated.Spec.SchedulingGates) > 0 {
		t.Errorf("gates %v", gated.Spec.SchedulingGates)
	}
}
