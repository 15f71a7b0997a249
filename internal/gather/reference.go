// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package gather

import (
	"cmp"
	"fmt"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/cluster"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// readReference reads the workload that somebody else owns. It reads past the cache, which knows only what facegov
// made: keeping every workload of the cluster in memory would cost more than asking for the one.
func (r *reading) readReference() error {
	if !facts.IsReference(r.snapshot.Deployment) {
		return nil
	}
	object, err := r.readReferenced()
	if object == nil || err != nil {
		return err
	}
	if err := r.addGovernors(); err != nil {
		return err
	}
	r.addMaker(object)
	slices.SortFunc(r.snapshot.Reference.Governors, func(a, b facts.Governor) int { return cmp.Compare(a.Name, b.Name) })
	return nil
}

// readReferenced reads the workload, nil when there is none.
func (r *reading) readReferenced() (client.Object, error) {
	reference := r.snapshot.Deployment.Spec.Workload.Reference
	var object client.Object
	var describe func() (facts.Reference, facts.Template)
	switch reference.Kind {
	case "Deployment":
		d := &appsv1.Deployment{}
		object, describe = d, func() (facts.Reference, facts.Template) { return facts.ReferToDeployment(d) }
	case "StatefulSet":
		s := &appsv1.StatefulSet{}
		object, describe = s, func() (facts.Reference, facts.Template) { return facts.ReferToStatefulSet(s) }
	case "DaemonSet":
		d := &appsv1.DaemonSet{}
		object, describe = d, func() (facts.Reference, facts.Template) { return facts.ReferToDaemonSet(d) }
	default: // The API refuses it; what came in without it refers to nothing.
		return nil, nil
	}
	key := types.NamespacedName{Namespace: r.snapshot.Deployment.Namespace, Name: reference.Name}
	found, err := read(r.ctx, r.Live, key, object)
	if err != nil || !found {
		return nil, err
	}
	r.snapshot.Reference, r.snapshot.Template = describe()
	return object, nil
}

// readUngoverned reads the pods of the workload that were there before anybody governed them, and which no cache keeps.
// It comes after the governed ones; once all of them are governed nothing is asked for.
func (r *reading) readUngoverned() error {
	governed := 0
	for i := range r.snapshot.Pods {
		if !r.snapshot.Pods[i].Terminating {
			governed++
		}
	}
	if int(r.snapshot.Reference.Pods) <= governed {
		return nil
	}
	selector, err := labels.Parse("!" + v1alpha1.DeploymentLabel)
	if err != nil {
		return err
	}
	var list corev1.PodList
	err = r.Live.List(r.ctx, &list, client.InNamespace(r.snapshot.Deployment.Namespace),
		client.MatchingLabelsSelector{Selector: selector})
	if err != nil {
		return fmt.Errorf("cannot list the pods that nobody governs: %w", err)
	}
	workload := &r.snapshot.Deployment.Spec.Workload
	list.Items = slices.DeleteFunc(list.Items, func(p corev1.Pod) bool {
		hash := p.Labels[appsv1.DefaultDeploymentUniqueLabelKey]
		return ended(&p) || !isOwned(&p, hash, workload, r.snapshot.Deployment.Name)
	})
	r.snapshot.Reference.Ungoverned, err = r.describePods(list.Items)
	return err
}

// addGovernors adds the other deployments that refer to the same workload.
func (r *reading) addGovernors() error {
	mine := r.snapshot.Deployment
	var list v1alpha1.FaceRecognitionDeploymentList
	err := r.Reader.List(r.ctx, &list, client.InNamespace(mine.Namespace), client.UnsafeDisableDeepCopy)
	if err != nil {
		return fmt.Errorf("cannot list the deployments: %w", err)
	}
	for i := range list.Items {
		other := &list.Items[i]
		if other.Name == mine.Name || !facts.IsReference(other) ||
			*other.Spec.Workload.Reference != *mine.Spec.Workload.Reference {
			continue
		}
		r.snapshot.Reference.Governors = append(r.snapshot.Reference.Governors, facts.Governor{
			Name: other.Name, Older: facts.IsOlder(other, mine),
		})
	}
	return nil
}

// addMaker adds the deployment that made the workload, when it is no workload of somebody else's but one of facegov's
// own. Only what facegov renders from a template may be taken over, by the very deployment that it was rendered for.
func (r *reading) addMaker(object client.Object) {
	owner := metav1.GetControllerOf(object)
	if owner == nil || owner.Kind != "FaceRecognitionDeployment" ||
		owner.APIVersion != v1alpha1.GroupVersion.String() {
		return
	}
	isTakenOver := owner.Name == r.snapshot.Deployment.Name &&
		object.GetLabels()[v1alpha1.ComponentLabel] == v1alpha1.ComponentRecogniser
	isListed := slices.ContainsFunc(r.snapshot.Reference.Governors,
		func(g facts.Governor) bool { return g.Name == owner.Name })
	if !isTakenOver && !isListed {
		r.snapshot.Reference.Governors = append(r.snapshot.Reference.Governors, facts.Governor{Name: owner.Name, Older: true})
	}
}

// WorkloadCacheOptions describes the cache through which workloads of somebody else's are watched. It is filled with
// names alone, of every workload of the cluster, because one that is missing is referred to as well: some hundred bytes
// for each, whatever is in it.
func WorkloadCacheOptions(c cluster.Cluster) cache.Options {
	return cache.Options{
		HTTPClient: c.GetHTTPClient(), Mapper: c.GetRESTMapper(), Scheme: c.GetScheme(),
		DefaultTransform: trimToName,
	}
}

// trimToName keeps of an object what tells it from others and that it has changed.
func trimToName(object any) (any, error) {
	named, ok := object.(*metav1.PartialObjectMetadata)
	if !ok {
		return object, nil
	}
	named.ObjectMeta = metav1.ObjectMeta{
		Name: named.Name, Namespace: named.Namespace, UID: named.UID, ResourceVersion: named.ResourceVersion,
	}
	return named, nil
}
