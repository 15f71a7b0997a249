// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package recogniser

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

func TestPodIsBornAtTheGate(t *testing.T) {
	ours, other := corev1.PodSchedulingGate{Name: v1alpha1.VerdictGate}, corev1.PodSchedulingGate{Name: "kueue.x-k8s.io/admission"}
	tests := map[string]struct{ gates, want []corev1.PodSchedulingGate }{
		"no gate of its own":                  {nil, []corev1.PodSchedulingGate{ours}},
		"gates of others come after":          {[]corev1.PodSchedulingGate{other}, []corev1.PodSchedulingGate{ours, other}},
		"it has the verdict's gate only once": {[]corev1.PodSchedulingGate{other, ours, ours}, []corev1.PodSchedulingGate{ours, other}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := snapshot(withSpec(func(spec *corev1.PodSpec) { spec.SchedulingGates = tc.gates }))
			if diff := cmp.Diff(tc.want, Template(s, image).Spec.SchedulingGates); diff != "" {
				t.Errorf("gates (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPodCannotStepAroundTheGate(t *testing.T) {
	spec := Template(snapshot(withSpec(func(spec *corev1.PodSpec) {
		spec.NodeName = "edge-9"
		spec.ServiceAccountName, spec.DeprecatedServiceAccount = "admin", "admin"
		spec.AutomountServiceAccountToken, spec.EnableServiceLinks = new(true), new(true)
		spec.TerminationGracePeriodSeconds = new(int64(3600))
		spec.SchedulerName = "edge-scheduler"
	})), image).Spec
	if spec.NodeName != "" {
		t.Errorf("it names its node: %s", spec.NodeName)
	}
	if spec.ServiceAccountName != "north-gate-recogniser" || spec.DeprecatedServiceAccount != "" ||
		*spec.AutomountServiceAccountToken || *spec.EnableServiceLinks {
		t.Errorf("it runs as %s (%s) and mounts a token: %t", spec.ServiceAccountName, spec.DeprecatedServiceAccount,
			*spec.AutomountServiceAccountToken)
	}
	if *spec.TerminationGracePeriodSeconds != 30 {
		t.Errorf("it may take %d s to end", *spec.TerminationGracePeriodSeconds)
	}
	if spec.SchedulerName != "edge-scheduler" {
		t.Errorf("it lost its scheduler: %s", spec.SchedulerName)
	}
}

func TestPodKeepsAShorterEnd(t *testing.T) {
	for _, seconds := range []*int64{nil, new(int64(5))} {
		s := snapshot(withSpec(func(spec *corev1.PodSpec) { spec.TerminationGracePeriodSeconds = seconds }))
		if diff := cmp.Diff(seconds, Template(s, image).Spec.TerminationGracePeriodSeconds); diff != "" {
			t.Errorf("grace period (-want +got):\n%s", diff)
		}
	}
}

func TestNoZoneIsInTheTemplate(t *testing.T) {
	affinity := &corev1.Affinity{PodAntiAffinity: &corev1.PodAntiAffinity{}}
	s := snapshot(withSpec(func(spec *corev1.PodSpec) { spec.Affinity = affinity }))
	s.Deployment.Spec.Placement.Zones = []string{"gate"}
	before := Template(s, image)
	s.Deployment.Spec.Placement.Zones = []string{"lobby"}
	if diff := cmp.Diff(before, Template(s, image)); diff != "" {
		t.Errorf("the template rolls because a zone changed:\n%s", diff)
	}
	if diff := cmp.Diff(affinity, before.Spec.Affinity); diff != "" {
		t.Errorf("affinity (-want +got):\n%s", diff)
	}
}

func TestLabelsOfPods(t *testing.T) {
	s := snapshot(func(s *facts.Snapshot) {
		s.Deployment.Spec.Workload.Template.Metadata = &v1alpha1.TemplateMetadata{
			Labels: map[string]v1alpha1.LabelValue{
				"site": "maple", "app.kubernetes.io/name": "faces", v1alpha1.DeploymentLabel: "another",
				v1alpha1.Group + "/own": "x",
			},
			Annotations: map[string]v1alpha1.AnnotationValue{"note": "x", v1alpha1.DigestAnnotation: "y"},
		}
	})
	template := Template(s, image)
	want := map[string]string{
		"site": "maple", "app.kubernetes.io/name": "facegov", "app.kubernetes.io/instance": "north-gate",
		"app.kubernetes.io/component": "recogniser", "app.kubernetes.io/managed-by": "facegov",
		v1alpha1.ComponentLabel: "recogniser", v1alpha1.DeploymentLabel: "north-gate", v1alpha1.WayInLabel: "north-gate",
		v1alpha1.MountsLabel: "north-gate", v1alpha1.TemplateLabel: Digest(template),
	}
	if diff := cmp.Diff(want, template.Labels); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"note": "x"}, template.Annotations); diff != "" {
		t.Errorf("annotations (-want +got):\n%s", diff)
	}
}

func TestOnlyPodsThatMountAStoreSaySo(t *testing.T) {
	s := snapshot(func(s *facts.Snapshot) { s.Deployment.Spec.DataStores[0].Volume.ClaimName = "another" })
	if _, mounts := Template(s, image).Labels[v1alpha1.MountsLabel]; mounts {
		t.Error("the pod says that it mounts a store and mounts none")
	}
}

func TestDigestTellsTemplatesApart(t *testing.T) {
	base := Digest(Template(snapshot(), image))
	if errs := validation.IsValidLabelValue(base); len(errs) > 0 || base == "" {
		t.Errorf("%q is no label value: %v", base, errs)
	}
	same := Digest(Template(snapshot(func(s *facts.Snapshot) {
		s.Deployment.Generation, s.Deployment.Spec.Suspend = 9, true
		*s.Deployment.Spec.Workload.Template.Replicas = 7
	}), image))
	if same != base {
		t.Error("the digest changes although the template does not")
	}
	for name, other := range map[string]string{
		"another image of the recogniser": Digest(Template(snapshot(withSpec(func(spec *corev1.PodSpec) {
			spec.Containers[0].Image = "registry.example/recogniser@sha256:3"
		})), image)),
		"another image of the sidecar": Digest(Template(snapshot(), "facegov.example/fallback-auth@sha256:9")),
		"another profile":              Digest(Template(snapshot(withProfile("Baseline")), image)),
	} {
		if other == base {
			t.Errorf("%s has the same digest", name)
		}
	}
}

func TestRenderingTwiceIsRenderingOnce(t *testing.T) {
	for _, profile := range []string{"Restricted", "Baseline", "Privileged"} {
		s := snapshot(withProfile(profile), withSpec(hostile))
		before := s.Template.Spec.DeepCopy()
		once := podSpec(s.Deployment, s.Template.Spec, image)
		if diff := cmp.Diff(once, podSpec(s.Deployment, once, image)); diff != "" {
			t.Errorf("%s: twice differs from once:\n%s", profile, diff)
		}
		if diff := cmp.Diff(before, s.Template.Spec); diff != "" {
			t.Errorf("%s: the deployer's template was changed:\n%s", profile, diff)
		}
	}
}
