// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/events"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
	"sigs.k8s.io/controller-runtime/pkg/source"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/audit/guardstatus"
	"github.com/facegov/facegov/internal/gather"
	"github.com/facegov/facegov/internal/plan/patrol"
)

const (
	// patrolAlarmed is how often an enrolled namespace is looked at while a guard is missing.
	patrolAlarmed = 30 * time.Second
	// patrolCalm is how often it is looked at while all guards stand.
	patrolCalm = 10 * time.Minute
	// patrolOn is how soon it is looked at again when one look found more than it may remove.
	patrolOn = 5 * time.Second
)

// PatrolReconciler looks for what came into enrolled namespaces past the guards at admission and that no deployment
// sends away. It removes what came in meanwhile and reports what it must not or cannot remove.
type PatrolReconciler struct {
	// Client reads namespaces and deployments, and removes.
	Client client.Client
	// Live reads past the cache, which holds facegov's own objects alone.
	Live client.Reader
	// Guards are what the operator was built with; their ConfigMap lists the face servers when the live one is missing.
	Guards []unstructured.Unstructured
	// Namespace is the operator's own.
	Namespace string
	// Alarm is set while a guard is missing.
	Alarm *Alarm
	// Events tells what was removed, and what was found.
	Events events.EventRecorder

	// reported are the findings of each namespace that have been told.
	reported map[string][]string
}

// Reconcile looks at one namespace.
func (r *PatrolReconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	namespace := &corev1.Namespace{}
	if err := client.IgnoreNotFound(r.Client.Get(ctx, req.NamespacedName, namespace)); err != nil {
		return ctrl.Result{}, err
	}
	if namespace.Name == "" || !isPatrolled(namespace) { // it has no name when it is gone
		r.forget(req.Name)
		return ctrl.Result{}, nil
	}
	facts, err := gather.Patrol(ctx, r.Client, r.Live, req.Name)
	if err != nil {
		return ctrl.Result{}, err
	}
	if facts.KnownImages, err = r.knownImages(ctx); err != nil {
		return ctrl.Result{}, err
	}
	plan := patrol.Build(facts)
	var errs []error
	for i := range plan.Removals {
		errs = append(errs, r.remove(ctx, req.Name, &plan.Removals[i]))
	}
	r.report(req.Name, plan.Reports)
	if err := errors.Join(errs...); err != nil {
		return ctrl.Result{}, err
	}
	switch {
	case plan.More:
		return ctrl.Result{RequeueAfter: patrolOn}, nil
	case r.Alarm.isOn():
		return ctrl.Result{RequeueAfter: patrolAlarmed}, nil
	default:
		return ctrl.Result{RequeueAfter: patrolCalm}, nil
	}
}

// isPatrolled says that the guards look at a namespace, and so does the patrol.
func isPatrolled(namespace client.Object) bool {
	return namespace.GetLabels()[v1alpha1.EnrolledLabel] == "true" && namespace.GetDeletionTimestamp() == nil &&
		!slices.Contains([]string{metav1.NamespaceSystem, "facegov-system"}, namespace.GetName())
}

// knownImages returns the site's list of face servers, or the one that the operator was built with.
func (r *PatrolReconciler) knownImages(ctx context.Context) ([]string, error) {
	const list = "recogniserImages"
	parameters := &corev1.ConfigMap{}
	err := r.Client.Get(ctx, types.NamespacedName{Namespace: r.Namespace, Name: parametersName}, parameters)
	if client.IgnoreNotFound(err) != nil {
		return nil, err
	}
	text := parameters.Data[list]
	if strings.TrimSpace(text) == "" {
		for i := range r.Guards {
			if r.Guards[i].GetKind() == guardstatus.KindConfigMap {
				text, _, _ = unstructured.NestedString(r.Guards[i].Object, "data", list)
			}
		}
	}
	return strings.Fields(text), nil
}

// remove deletes the very object that was seen, or nothing.
func (r *PatrolReconciler) remove(ctx context.Context, namespace string, f *patrol.Finding) error {
	object := objectOf(namespace, f)
	err := r.Client.Delete(ctx, object,
		client.Preconditions{UID: &f.UID, ResourceVersion: &f.ResourceVersion},
		client.PropagationPolicy(metav1.DeletePropagationBackground))
	if apierrors.IsNotFound(err) || apierrors.IsConflict(err) {
		return nil // gone, or changed: it is looked at again
	}
	if err != nil {
		return fmt.Errorf("remove %s %s: %w", f.Kind, f.Name, err)
	}
	intrudersRemoved.WithLabelValues(f.Kind, string(f.Reason)).Inc()
	r.Events.Eventf(object, nil, corev1.EventTypeWarning, string(f.Reason), "Remove", "Removed: %s", f.Says)
	return nil
}

// report counts what is left alone, and tells of what it has not told of before.
func (r *PatrolReconciler) report(namespace string, findings []patrol.Finding) {
	if r.reported == nil {
		r.reported = map[string][]string{}
	}
	told := r.reported[namespace]
	r.forget(namespace)
	var now []string
	for i := range findings {
		f := &findings[i]
		intrudersLeft.WithLabelValues(namespace, f.Kind, string(f.Reason)).Inc()
		now = append(now, string(f.UID))
		if !slices.Contains(told, string(f.UID)) {
			r.Events.Eventf(objectOf(namespace, f), nil, corev1.EventTypeWarning, string(f.Reason), "Report", "%s", f.Says)
		}
	}
	r.reported[namespace] = now
}

func (r *PatrolReconciler) forget(namespace string) {
	delete(r.reported, namespace)
	intrudersLeft.DeletePartialMatch(map[string]string{"namespace": namespace})
}

func objectOf(namespace string, f *patrol.Finding) client.Object {
	meta := metav1.ObjectMeta{Namespace: namespace, Name: f.Name, UID: f.UID}
	switch f.Kind {
	case patrol.KindReplicaSet:
		return &appsv1.ReplicaSet{TypeMeta: metav1.TypeMeta{APIVersion: "apps/v1", Kind: f.Kind}, ObjectMeta: meta}
	case patrol.KindNetworkPolicy:
		return &networkingv1.NetworkPolicy{
			TypeMeta: metav1.TypeMeta{APIVersion: "networking.k8s.io/v1", Kind: f.Kind}, ObjectMeta: meta,
		}
	default:
		return &corev1.Pod{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: f.Kind}, ObjectMeta: meta}
	}
}

// SetupWithManager looks at every namespace that is enrolled, and at all of them when the list of face servers
// changes or a guard goes missing.
func (r *PatrolReconciler) SetupWithManager(mgr ctrl.Manager) error {
	isEnrolled := builder.WithPredicates(predicate.LabelChangedPredicate{}, predicate.NewPredicateFuncs(isPatrolled))
	all := handler.EnqueueRequestsFromMapFunc(r.enrolled)
	return ctrl.NewControllerManagedBy(mgr).
		Named("patrol").
		For(&corev1.Namespace{}, isEnrolled).
		Watches(&corev1.ConfigMap{}, all, isGuard()).
		WatchesRawSource(source.Channel(r.Alarm.rang, all)).
		Complete(r)
}

// enrolled returns every namespace that the guards look at.
func (r *PatrolReconciler) enrolled(ctx context.Context, _ client.Object) []reconcile.Request {
	var list corev1.NamespaceList
	if err := r.Client.List(ctx, &list, client.MatchingLabels{v1alpha1.EnrolledLabel: "true"}); err != nil {
		ctrl.LoggerFrom(ctx).Error(err, "List the enrolled namespaces")
		return nil
	}
	requests := make([]reconcile.Request, 0, len(list.Items))
	for i := range list.Items {
		requests = append(requests, reconcile.Request{NamespacedName: types.NamespacedName{Name: list.Items[i].Name}})
	}
	return requests
}
