// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package retention

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan/owned"
)

const volumeName = "store"

// visit is one run of the retention program on one store.
type visit struct {
	store     string
	claim     facts.Claim
	runAs     *v1alpha1.RunAs
	arguments []string
	image     string
}

// labels are those of everything that makes a visit, from the CronJob to the pod: what a visit said is found by them.
func (w visit) labels(frd *v1alpha1.FaceRecognitionDeployment) map[string]string {
	return owned.LabelsWith(frd, v1alpha1.ComponentSweep, map[string]string{
		v1alpha1.StoreLabel: w.store, v1alpha1.MountsLabel: frd.Name,
	})
}

// template returns the pod of a visit: that store's volume alone, no right and no token, the volume's own user.
func (w visit) template(s *facts.Snapshot) corev1.PodTemplateSpec {
	frd := s.Deployment
	return corev1.PodTemplateSpec{
		ObjectMeta: metav1.ObjectMeta{Labels: w.labels(frd)},
		Spec: corev1.PodSpec{
			RestartPolicy:                corev1.RestartPolicyNever,
			ServiceAccountName:           owned.AccountName(frd, v1alpha1.ComponentSweep),
			AutomountServiceAccountToken: new(false),
			EnableServiceLinks:           new(false),
			SecurityContext:              w.security(),
			Affinity:                     w.affinity(s),
			Tolerations:                  tolerations(s),
			Containers:                   []corev1.Container{w.container()},
			Volumes: []corev1.Volume{{Name: volumeName, VolumeSource: corev1.VolumeSource{
				PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: w.claim.Name},
			}}},
		},
	}
}

func (w visit) container() corev1.Container {
	return corev1.Container{
		Name: facts.SweepContainer, Image: w.image, ImagePullPolicy: corev1.PullIfNotPresent,
		Args: w.arguments,
		// The name of a job that a CronJob made ends in its scheduled time: one of the clocks that have to agree.
		Env: []corev1.EnvVar{{Name: jobName, ValueFrom: &corev1.EnvVarSource{FieldRef: &corev1.ObjectFieldSelector{
			APIVersion: "v1", FieldPath: "metadata.labels['batch.kubernetes.io/job-name']",
		}}}},
		Resources: corev1.ResourceRequirements{
			Requests: corev1.ResourceList{
				corev1.ResourceCPU: resource.MustParse("10m"), corev1.ResourceMemory: resource.MustParse("32Mi"),
			},
			Limits: corev1.ResourceList{
				corev1.ResourceCPU: resource.MustParse("1"), corev1.ResourceMemory: resource.MustParse("256Mi"),
			},
		},
		SecurityContext:          owned.ContainerSecurity(),
		TerminationMessagePath:   terminationLog,
		TerminationMessagePolicy: corev1.TerminationMessageReadFile,
		VolumeMounts:             []corev1.VolumeMount{{Name: volumeName, MountPath: rootOf(w.store)}},
	}
}

func (w visit) security() *corev1.PodSecurityContext {
	if w.runAs == nil {
		return owned.PodSecurity(owned.User, owned.User)
	}
	group := w.runAs.User
	if w.runAs.Group != nil {
		group = *w.runAs.Group
	}
	security := owned.PodSecurity(w.runAs.User, group)
	if w.runAs.FSGroup != nil {
		security.FSGroup = new(*w.runAs.FSGroup)
		// Changing the owner of every file at each sweep would take longer than the sweep.
		security.FSGroupChangePolicy = new(corev1.FSGroupChangeOnRootMismatch)
	}
	return security
}

// affinity brings the visit to the node of a volume that only one node can mount: to the pods that mount the
// deployment's volumes, except visits of volumes that may be elsewhere. The pod fits the selector too, so that it may
// stand anywhere when there is no other.
func (w visit) affinity(s *facts.Snapshot) *corev1.Affinity {
	if slices.Contains(w.claim.AccessModes, corev1.ReadWriteMany) {
		return nil
	}
	selector := &metav1.LabelSelector{MatchLabels: map[string]string{v1alpha1.MountsLabel: s.Deployment.Name}}
	if others := storesElsewhere(s, w.claim.Name); len(others) > 0 {
		selector.MatchExpressions = []metav1.LabelSelectorRequirement{{
			Key: v1alpha1.StoreLabel, Operator: metav1.LabelSelectorOpNotIn, Values: others,
		}}
	}
	return &corev1.Affinity{PodAffinity: &corev1.PodAffinity{
		RequiredDuringSchedulingIgnoredDuringExecution: []corev1.PodAffinityTerm{{
			TopologyKey: corev1.LabelHostname, LabelSelector: selector,
		}},
	}}
}

// storesElsewhere returns the names of the stores on other claims, in alphabetical order.
func storesElsewhere(s *facts.Snapshot, claim string) []string {
	var names []string
	for _, each := range storesOnVolumes(s) {
		if each.claim != claim {
			names = append(names, each.name)
		}
	}
	slices.Sort(names)
	return names
}

// tolerations are those of the recogniser: the volume's node may keep everybody else away.
func tolerations(s *facts.Snapshot) []corev1.Toleration {
	if s.Template.Spec == nil {
		return nil
	}
	return s.Template.Spec.DeepCopy().Tolerations
}
