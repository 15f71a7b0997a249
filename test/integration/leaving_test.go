// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package integration

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/plan"
)

func TestOnlyTheOwnFinalizerIsTouched(t *testing.T) {
	cases := map[string]struct {
		others []string
		change plan.FinalizerChange
		want   []string
	}{
		"added where there is none":        {change: plan.FinalizerAdd, want: []string{v1alpha1.EraseFinalizer}},
		"added beside those of others":     {others: []string{"a.test/x"}, change: plan.FinalizerAdd, want: []string{"a.test/x", v1alpha1.EraseFinalizer}},
		"not added twice":                  {others: []string{v1alpha1.EraseFinalizer}, change: plan.FinalizerAdd, want: []string{v1alpha1.EraseFinalizer}},
		"released":                         {others: []string{v1alpha1.EraseFinalizer}, change: plan.FinalizerRelease},
		"released from among others":       {others: []string{"a.test/x", v1alpha1.EraseFinalizer, "b.test/y"}, change: plan.FinalizerReleaseUnproven, want: []string{"a.test/x", "b.test/y"}},
		"not released where it is not":     {others: []string{"a.test/x"}, change: plan.FinalizerRelease, want: []string{"a.test/x"}},
		"kept while nothing is said of it": {others: []string{v1alpha1.EraseFinalizer}, change: plan.FinalizerKeep, want: []string{v1alpha1.EraseFinalizer}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(d *v1alpha1.FaceRecognitionDeployment) { d.Finalizers = tc.others })
			wantFailures(t, w.only(plan.Plan{Finalizer: tc.change}))
			if diff := cmp.Diff(tc.want, w.snapshot().Deployment.Finalizers); diff != "" {
				t.Errorf("finalizers (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAFinalizerThatSomebodyAddsAtTheSameMomentStays(t *testing.T) {
	w := newWorld(t)
	seen := w.snapshot().Deployment
	w.patch(seen.DeepCopy(), `{"metadata":{"finalizers":["a.test/x"]}}`)
	outcome := w.applier.Apply(t.Context(), seen, plan.Plan{Finalizer: plan.FinalizerAdd})
	wantFailures(t, outcome, "FaceRecognitionDeployment/north-gate invalid=false")
	if diff := cmp.Diff([]string{"a.test/x"}, w.snapshot().Deployment.Finalizers); diff != "" {
		t.Errorf("finalizers (-want +got):\n%s", diff)
	}
}

func TestNothingStartsWithoutTheFinalizer(t *testing.T) {
	w := newWorld(t)
	seen := w.snapshot()
	w.patch(seen.Deployment.DeepCopy(), `{"metadata":{"labels":{"x":"y"}}}`)
	p := plan.Build(seen, &permitted, settings)
	if p.Finalizer != plan.FinalizerAdd || p.Recogniser == nil {
		t.Fatalf("the plan asks for finalizer %q and recogniser %v, so this case shows nothing", p.Finalizer, p.Recogniser)
	}
	outcome := w.applier.Apply(t.Context(), seen.Deployment, p)
	wantFailures(t, outcome, "FaceRecognitionDeployment/north-gate invalid=false")
	for name := range w.owned() {
		if name == "Deployment/north-gate" {
			t.Error("the recogniser was written before the finalizer")
		}
	}
}

func TestRemoval(t *testing.T) {
	job := func(w *world, name string, change ...func(*batchv1.Job)) *batchv1.Job {
		job := &batchv1.Job{
			ObjectMeta: metav1.ObjectMeta{Namespace: w.namespace, Name: name, Labels: map[string]string{v1alpha1.ComponentLabel: v1alpha1.ComponentSweep}},
			Spec: batchv1.JobSpec{Template: corev1.PodTemplateSpec{Spec: corev1.PodSpec{
				RestartPolicy: corev1.RestartPolicyNever, Containers: []corev1.Container{{Name: "sweep", Image: "example.test/x"}},
			}}},
		}
		for _, each := range change {
			each(job)
		}
		return job
	}
	cases := map[string]struct {
		prepare  func(w *world)
		removal  plan.Removal
		failures []string
		wantGone bool
	}{
		"what facegov made goes": {
			prepare:  func(w *world) { w.only(plan.Plan{Erasures: []*batchv1.Job{job(w, "x-erase")}}) },
			removal:  plan.Removal{Kind: "Job", Name: "x-erase"},
			wantGone: true,
		},
		"what somebody else made stays": {
			prepare:  func(w *world) { w.create(job(w, "x-erase")) },
			removal:  plan.Removal{Kind: "Job", Name: "x-erase"},
			failures: []string{"Job/x-erase invalid=true"},
		},
		"what is gone already is no failure": {
			prepare:  func(*world) {},
			removal:  plan.Removal{Kind: "Job", Name: "x-erase"},
			wantGone: true,
		},
		"a kind that facegov never removes is refused": {
			prepare:  func(*world) {},
			removal:  plan.Removal{Kind: "Secret", Name: "x-erase"},
			failures: []string{"Secret/x-erase invalid=true"},
			wantGone: true,
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			tc.prepare(w)
			wantFailures(t, w.only(plan.Plan{Removals: []plan.Removal{tc.removal}}), tc.failures...)
			if gone := !w.exists("x-erase", &batchv1.Job{}); gone != tc.wantGone {
				t.Errorf("gone: %v, want %v", gone, tc.wantGone)
			}
		})
	}
}

func TestAJobIsMadeOnceAndNeverChanged(t *testing.T) {
	w := newWorld(t)
	erase := func(image string) plan.Plan {
		return plan.Plan{Erasures: []*batchv1.Job{{
			ObjectMeta: metav1.ObjectMeta{
				Namespace: w.namespace, Name: "gallery-erase",
				Labels: map[string]string{v1alpha1.ComponentLabel: v1alpha1.ComponentSweep},
			},
			Spec: batchv1.JobSpec{Template: corev1.PodTemplateSpec{Spec: corev1.PodSpec{
				RestartPolicy: corev1.RestartPolicyNever, Containers: []corev1.Container{{Name: "sweep", Image: image}},
			}}},
		}}}
	}
	wantFailures(t, w.only(erase("example.test/x:1")))
	w.wantNoWrite("the job is there", func() { wantFailures(t, w.only(erase("example.test/x:2"))) })
	w.restart()
	w.wantNoWrite("the job is there", func() { wantFailures(t, w.only(erase("example.test/x:2"))) })
}

func TestAnErasingJobOutlivesAForegroundDeletion(t *testing.T) {
	w := newWorld(t, func(d *v1alpha1.FaceRecognitionDeployment) {
		d.Finalizers = []string{v1alpha1.EraseFinalizer}
	})
	if err := admin.Delete(t.Context(), w.snapshot().Deployment, client.PropagationPolicy(metav1.DeletePropagationForeground)); err != nil {
		t.Fatal(err)
	}
	p := plan.Build(w.snapshot(), &denied, settings)
	p.Erasures = []*batchv1.Job{{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: w.namespace, Name: "gallery-erase",
			Labels: map[string]string{v1alpha1.ComponentLabel: v1alpha1.ComponentSweep},
		},
		Spec: batchv1.JobSpec{Template: corev1.PodTemplateSpec{Spec: corev1.PodSpec{
			RestartPolicy: corev1.RestartPolicyNever, Containers: []corev1.Container{{Name: "sweep", Image: "example.test/x"}},
		}}},
	}}
	wantFailures(t, w.only(p))
	job := &batchv1.Job{}
	w.get("gallery-erase", job)
	if len(job.OwnerReferences) > 0 {
		t.Errorf("the erasing job has the owners %v: the garbage collector would take it away", job.OwnerReferences)
	}
	cron := &batchv1.CronJob{}
	w.get(sweepOfGallery, cron)
	if len(cron.OwnerReferences) == 0 {
		t.Error("the sweep has no owner: nothing would take it away")
	}
	w.restart()
	w.wantNoWrite("the job is there", func() { wantFailures(t, w.only(p)) })
}
