// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package recogniser

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan/owned"
	"github.com/facegov/facegov/internal/plan/wayin"
)

// longestEnd is how long a pod may take to end, so that what has to leave is gone in time.
const longestEnd int64 = 30

// Template returns the pod template that facegov renders, or nil when there is nothing to render.
func Template(s *facts.Snapshot, sidecarImage string) *corev1.PodTemplateSpec {
	if !IsRenderable(s) {
		return nil
	}
	template := &corev1.PodTemplateSpec{
		ObjectMeta: metav1.ObjectMeta{
			Labels: podLabels(s.Deployment, s.Template.Spec), Annotations: podAnnotations(s.Deployment),
		},
		Spec: *podSpec(s.Deployment, s.Template.Spec, sidecarImage),
	}
	template.Labels[v1alpha1.TemplateLabel] = digest(template)
	return template
}

// Digest returns the digest that the pods of a template carry.
func Digest(template *corev1.PodTemplateSpec) string {
	if template == nil {
		return ""
	}
	return template.Labels[v1alpha1.TemplateLabel]
}

// digest tells one template from another. Encoding sorts the keys of maps; 20 hexadecimal digits fit a label.
func digest(template *corev1.PodTemplateSpec) string {
	encoded, err := json.Marshal(template)
	if err != nil {
		// A pod template holds nothing that cannot be encoded; without a digest no pod of it passes the gate.
		return ""
	}
	sum := sha256.Sum256(encoded)
	return hex.EncodeToString(sum[:10])
}

// podSpec turns the deployer's pod spec into what is rendered. Doing it twice is doing it once.
func podSpec(frd *v1alpha1.FaceRecognitionDeployment, declared *corev1.PodSpec, sidecarImage string) *corev1.PodSpec {
	spec := declared.DeepCopy()
	gate(spec)
	// A pod that names its node passes no scheduler and no gate.
	spec.NodeName = ""
	spec.ServiceAccountName = owned.AccountName(frd, v1alpha1.ComponentRecogniser)
	spec.DeprecatedServiceAccount = ""
	spec.AutomountServiceAccountToken = new(false)
	spec.EnableServiceLinks = new(false)
	if spec.TerminationGracePeriodSeconds != nil {
		spec.TerminationGracePeriodSeconds = new(min(*spec.TerminationGracePeriodSeconds, longestEnd))
	}
	secure(spec, profileOf(frd))
	return wayin.AddSidecar(spec, frd, sidecarImage)
}

// gate puts the verdict's gate first and keeps those of others.
func gate(spec *corev1.PodSpec) {
	ours := corev1.PodSchedulingGate{Name: v1alpha1.VerdictGate}
	others := slices.DeleteFunc(spec.SchedulingGates, func(g corev1.PodSchedulingGate) bool { return g == ours })
	spec.SchedulingGates = slices.Insert(others, 0, ours)
}

func podLabels(frd *v1alpha1.FaceRecognitionDeployment, spec *corev1.PodSpec) map[string]string {
	labels := map[string]string{}
	if metadata := frd.Spec.Workload.Template.Metadata; metadata != nil {
		for key, value := range metadata.Labels {
			if !isOurs(key) {
				labels[key] = string(value)
			}
		}
	}
	labels = owned.LabelsWith(frd, v1alpha1.ComponentRecogniser, labels)
	identify(labels, frd, spec)
	return labels
}

// identify adds the labels by which a pod is found as the deployment's.
func identify(labels map[string]string, frd *v1alpha1.FaceRecognitionDeployment, spec *corev1.PodSpec) {
	maps.Copy(labels, wayin.Labels(frd))
	labels[v1alpha1.DeploymentLabel] = frd.Name
	if mountsStore(frd, spec) {
		labels[v1alpha1.MountsLabel] = frd.Name
	}
}

func podAnnotations(frd *v1alpha1.FaceRecognitionDeployment) map[string]string {
	metadata := frd.Spec.Workload.Template.Metadata
	if metadata == nil {
		return nil
	}
	annotations := map[string]string{}
	for key, value := range metadata.Annotations {
		if !isOurs(key) {
			annotations[key] = string(value)
		}
	}
	if len(annotations) == 0 {
		return nil
	}
	return annotations
}

// isOurs says that nobody else sets labels and annotations of this key. The API refuses them; what came in while it did
// not is left out.
func isOurs(key string) bool { return strings.HasPrefix(key, v1alpha1.Group+"/") }

// mountsStore says that a pod mounts the claim of a declared store, so that sweeps find the volume's node by it.
func mountsStore(frd *v1alpha1.FaceRecognitionDeployment, spec *corev1.PodSpec) bool {
	return slices.ContainsFunc(spec.Volumes, func(v corev1.Volume) bool {
		return v.PersistentVolumeClaim != nil &&
			slices.ContainsFunc(frd.Spec.DataStores, func(store v1alpha1.DataStore) bool {
				return store.Volume != nil && store.Volume.ClaimName == v.PersistentVolumeClaim.ClaimName
			})
	})
}
