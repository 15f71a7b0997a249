// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package gather

import (
	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/selection"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

// CacheOptions says what the operator keeps in memory: of pods only recognisers and sweeps, of what it owns only what
// carries its label, budgets apart, and of each only what is looked at. The namespace is the operator's own.
func CacheOptions(namespace string) cache.Options {
	owned := cache.ByObject{Label: componentIn(), Transform: trimOwned}
	return cache.Options{
		DefaultTransform: cache.TransformStripManagedFields(),
		ByObject: map[client.Object]cache.ByObject{
			&appsv1.Deployment{}:          owned,
			&batchv1.CronJob{}:            owned,
			&corev1.Service{}:             owned,
			&corev1.ServiceAccount{}:      owned,
			&networkingv1.NetworkPolicy{}: owned,
			// Somebody else's may be about a recogniser, which then leaves by eviction.
			&policyv1.PodDisruptionBudget{}: {Transform: trimOwned},
			&batchv1.Job{}:                  {Label: componentIn(v1alpha1.ComponentSweep), Transform: trimJob},
			&corev1.Pod{}: {
				Label:     componentIn(v1alpha1.ComponentRecogniser, v1alpha1.ComponentSweep),
				Transform: trimPod,
			},
			&corev1.Node{}:                        {Transform: trimNode},
			&v1alpha1.FaceRecognitionDeployment{}: {Transform: shareTexts},
			&appsv1.ControllerRevision{}: {
				Namespaces: map[string]cache.Config{namespace: {}},
				Transform:  cache.TransformStripManagedFields(),
			},
			&corev1.ConfigMap{}: {
				Namespaces: map[string]cache.Config{namespace: {FieldSelector: named("facegov-admission")}},
			},
			&admissionregistrationv1.ValidatingWebhookConfiguration{}: {Field: named("facegov")},
			&admissionregistrationv1.MutatingWebhookConfiguration{}:   {Field: named("facegov")},
		},
	}
}

// named selects the one object that the operator may read of a kind.
func named(name string) fields.Selector { return fields.OneTermEqualSelector("metadata.name", name) }

// componentIn selects objects by the part that they play; without parts, all that play one.
func componentIn(parts ...string) labels.Selector {
	operator := selection.In
	if len(parts) == 0 {
		operator = selection.Exists
	}
	requirement, err := labels.NewRequirement(v1alpha1.ComponentLabel, operator, parts)
	if err != nil {
		return labels.Nothing() // the parts are constants; a selector that selects nothing starts nothing
	}
	return labels.NewSelector().Add(*requirement)
}

// trimOwned keeps of the managed fields what others put into a spec. facegov's own entry is the largest part of many
// objects, and known.
func trimOwned(object any) (any, error) {
	accessor, ok := object.(metav1.Object)
	if !ok {
		return object, nil
	}
	var foreign []metav1.ManagedFieldsEntry
	for _, entry := range accessor.GetManagedFields() {
		if entry.Manager != v1alpha1.FieldManager && entry.Subresource != "status" {
			foreign = append(foreign, entry)
		}
	}
	if accessor.GetManagedFields() != nil {
		accessor.SetManagedFields(foreign)
	}
	return object, nil
}

// trimPod keeps of a pod what a decision looks at. What its containers are given, which may hold secrets, is dropped.
func trimPod(object any) (any, error) {
	pod, ok := object.(*corev1.Pod)
	if !ok {
		return object, nil
	}
	pod.ManagedFields, pod.Annotations = nil, trimAnnotations(pod.Annotations)
	volumes := pod.Spec.Volumes
	if !waitsAtGate(pod) {
		volumes = nil
	}
	pod.Spec = corev1.PodSpec{
		NodeName:            pod.Spec.NodeName,
		Volumes:             volumes,
		Affinity:            pod.Spec.Affinity,
		SchedulingGates:     pod.Spec.SchedulingGates,
		InitContainers:      trimContainers(pod.Spec.InitContainers),
		Containers:          trimContainers(pod.Spec.Containers),
		EphemeralContainers: trimEphemeral(pod.Spec.EphemeralContainers),
	}
	pod.Status = corev1.PodStatus{
		Phase:                 pod.Status.Phase,
		Reason:                pod.Status.Reason,
		Conditions:            pod.Status.Conditions,
		InitContainerStatuses: trimStatuses(pod.Status.InitContainerStatuses),
		ContainerStatuses:     trimStatuses(pod.Status.ContainerStatuses),
	}
	return pod, nil
}

func trimStatuses(statuses []corev1.ContainerStatus) []corev1.ContainerStatus {
	trimmed := make([]corev1.ContainerStatus, 0, len(statuses))
	for i := range statuses {
		trimmed = append(trimmed, corev1.ContainerStatus{
			Name: statuses[i].Name, Ready: statuses[i].Ready, State: statuses[i].State,
		})
	}
	return trimmed
}

// trimJob keeps of a Job who owns it and how it ended.
func trimJob(object any) (any, error) {
	job, ok := object.(*batchv1.Job)
	if !ok {
		return object, nil
	}
	job.ManagedFields = nil
	job.Spec = batchv1.JobSpec{Suspend: job.Spec.Suspend}
	job.Status = batchv1.JobStatus{Conditions: job.Status.Conditions}
	return job, nil
}

// trimNode keeps of a node its labels and whether it answers.
func trimNode(object any) (any, error) {
	node, ok := object.(*corev1.Node)
	if !ok {
		return object, nil
	}
	node.ManagedFields, node.Annotations = nil, nil
	node.Spec = corev1.NodeSpec{}
	node.Status = corev1.NodeStatus{Conditions: readyOnly(node.Status.Conditions)}
	return node, nil
}

// readyOnly drops the conditions that nobody looks at, and of the other the heartbeat: it changes all the time.
func readyOnly(conditions []corev1.NodeCondition) []corev1.NodeCondition {
	for i := range conditions {
		if conditions[i].Type == corev1.NodeReady {
			ready := conditions[i]
			ready.LastHeartbeatTime = metav1.Time{}
			return []corev1.NodeCondition{ready}
		}
	}
	return nil
}

// Lists are lists of every kind that a Snapshot reads. Whoever has to answer at once reads one of each beforehand,
// which fills the caches.
func Lists() []client.ObjectList {
	return []client.ObjectList{
		&v1alpha1.FaceRecognitionDeploymentList{}, &v1alpha1.RecognitionPolicyList{}, &v1alpha1.RecognitionZoneList{},
		&v1alpha1.ComplianceEvidenceList{}, &v1alpha1.RecognitionExceptionList{}, &v1alpha1.RecognitionRecordList{},
		&corev1.NamespaceList{}, &corev1.NodeList{}, &corev1.PodList{}, &corev1.PersistentVolumeClaimList{},
		&appsv1.DeploymentList{}, &appsv1.ControllerRevisionList{}, &batchv1.CronJobList{}, &batchv1.JobList{},
		&policyv1.PodDisruptionBudgetList{},
	}
}
