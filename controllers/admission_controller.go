// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	appsv1 "k8s.io/api/apps/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/events"
	"k8s.io/client-go/util/workqueue"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
	"sigs.k8s.io/controller-runtime/pkg/source"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/config/admission"
	"github.com/facegov/facegov/config/webhook"
	"github.com/facegov/facegov/internal/audit/guardstatus"
)

const (
	// parametersName is the ConfigMap that all native policies read.
	parametersName = "facegov-admission"
	// guardPrefix begins the name of every guard.
	guardPrefix = "facegov"
)

// AdmissionReconciler watches the guards at admission, which cannot guard themselves, and says what is missing: in the
// condition Degraded of the operator's own Deployment, in an event on the ConfigMap of the guards' parameters, and in a
// metric. It puts nothing back: who deleted a guard may do so, and whatever installed it will install it again.
type AdmissionReconciler struct {
	// Client reads the guards and writes the condition.
	Client client.Client
	// Live reads the operator's own Deployment past the cache, which does not hold it.
	Live client.Reader
	// Wanted are the guards that should be there: Guards gives them.
	Wanted []unstructured.Unstructured
	// Mutation is what the install chose to complete governed pods.
	Mutation guardstatus.Mutation
	// ServesMutatingPolicies says that the API server has MutatingAdmissionPolicy in version 1: Serves asks it.
	ServesMutatingPolicies bool
	// FallbackAuthImage is the image of the way in that this operator renders.
	FallbackAuthImage string
	// Namespace is the operator's own, and Deployment the name of its Deployment there.
	Namespace, Deployment string
	// Alarm is set while a guard is missing.
	Alarm *Alarm
	// Events tells what changed.
	Events events.EventRecorder
	// Clock dates the condition.
	Clock clock.PassiveClock

	operator string
	told     string
}

// Guards returns what the operator watches: the native policies with their parameters, the webhooks that take the place
// of mutating policies and, where the operator serves webhooks at the door, the configuration of those. Of the two that
// complete and stamp, one is there and the other is not: both are watched.
func Guards(mutation guardstatus.Mutation, withWebhooks bool) ([]unstructured.Unstructured, error) {
	guards, err := admission.Guards()
	if err != nil {
		return nil, err
	}
	mutating, err := webhook.MutatingConfiguration()
	if err != nil {
		return nil, err
	}
	guards = append(guards, mutating)
	if mutation == guardstatus.MutationWebhook {
		adopted, err := webhook.Adopted()
		if err != nil {
			return nil, err
		}
		guards = append(guards, adopted...)
	}
	if !withWebhooks {
		return guards, nil
	}
	configuration, err := webhook.Configuration()
	return append(guards, configuration), err
}

// Serves says whether the API server has MutatingAdmissionPolicy in version 1.
func Serves(mapper meta.RESTMapper) (bool, error) {
	kind := admissionregistrationv1.SchemeGroupVersion.WithKind(guardstatus.KindMutatingPolicy)
	_, err := mapper.RESTMapping(kind.GroupKind(), kind.Version)
	if meta.IsNoMatchError(err) {
		return false, nil
	}
	return err == nil, err
}

// Reconcile looks at every guard and says what is missing, once for each change.
func (r *AdmissionReconciler) Reconcile(ctx context.Context, _ ctrl.Request) (ctrl.Result, error) {
	live, err := r.read(ctx)
	if err != nil {
		return ctrl.Result{}, err
	}
	if err := r.learnIdentity(ctx); err != nil {
		return ctrl.Result{}, err
	}
	facts := &guardstatus.Facts{
		Wanted: r.Wanted, Live: live, Mutation: r.Mutation, ServesMutatingPolicies: r.ServesMutatingPolicies,
		Operator: r.operator, FallbackAuthImage: r.FallbackAuthImage,
	}
	faults := guardstatus.Of(facts)
	condition := guardstatus.Condition(faults, facts.Total())
	if err := r.writeCondition(ctx, &condition); err != nil {
		return ctrl.Result{}, err
	}
	r.tell(ctx, faults, &condition)
	return ctrl.Result{}, nil
}

// read returns the guards that exist.
func (r *AdmissionReconciler) read(
	ctx context.Context,
) (map[guardstatus.Key]*unstructured.Unstructured, error) {
	live := map[guardstatus.Key]*unstructured.Unstructured{}
	for i := range r.Wanted {
		want := &r.Wanted[i]
		object := r.typed(want.GetKind())
		if object == nil {
			continue
		}
		err := r.Client.Get(ctx, client.ObjectKeyFromObject(want), object)
		if apierrors.IsNotFound(err) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read %s %s: %w", want.GetKind(), want.GetName(), err)
		}
		content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(object)
		if err != nil {
			return nil, fmt.Errorf("read %s %s: %w", want.GetKind(), want.GetName(), err)
		}
		live[guardstatus.KeyOf(want)] = &unstructured.Unstructured{Object: content}
	}
	return live, nil
}

// typed returns an empty guard of a kind, nil when the API server does not have the kind.
func (r *AdmissionReconciler) typed(kind string) client.Object {
	switch kind {
	case guardstatus.KindConfigMap:
		return &corev1.ConfigMap{}
	case "ValidatingAdmissionPolicy":
		return &admissionregistrationv1.ValidatingAdmissionPolicy{}
	case "ValidatingAdmissionPolicyBinding":
		return &admissionregistrationv1.ValidatingAdmissionPolicyBinding{}
	case "ValidatingWebhookConfiguration":
		return &admissionregistrationv1.ValidatingWebhookConfiguration{}
	case guardstatus.KindMutatingWebhook:
		return &admissionregistrationv1.MutatingWebhookConfiguration{}
	}
	if !r.ServesMutatingPolicies {
		return nil
	}
	if kind == guardstatus.KindMutatingPolicy {
		return &admissionregistrationv1.MutatingAdmissionPolicy{}
	}
	return &admissionregistrationv1.MutatingAdmissionPolicyBinding{}
}

// learnIdentity asks the API server under which name it knows the operator: the guards let that name pass and no other.
func (r *AdmissionReconciler) learnIdentity(ctx context.Context) error {
	if r.operator != "" {
		return nil
	}
	review := &authenticationv1.SelfSubjectReview{}
	if err := r.Client.Create(ctx, review); err != nil {
		return fmt.Errorf("ask the API server who the operator is: %w", err)
	}
	r.operator = review.Status.UserInfo.Username
	return nil
}

// writeCondition writes the condition when it says something new. Conditions of other types stay as they are. An
// operator that runs outside the cluster has no Deployment, and tells by events and the metric alone.
func (r *AdmissionReconciler) writeCondition(ctx context.Context, condition *metav1.Condition) error {
	own := &appsv1.Deployment{}
	err := r.Live.Get(ctx, types.NamespacedName{Namespace: r.Namespace, Name: r.Deployment}, own)
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the operator's own Deployment: %w", err)
	}
	now := metav1.NewTime(r.Clock.Now().UTC().Truncate(time.Second))
	want := appsv1.DeploymentCondition{
		Type:   appsv1.DeploymentConditionType(condition.Type),
		Status: corev1.ConditionStatus(condition.Status), Reason: condition.Reason, Message: condition.Message,
		LastUpdateTime: now, LastTransitionTime: now,
	}
	for _, old := range own.Status.Conditions {
		switch {
		case old.Type != want.Type:
		case old.Status == want.Status && old.Reason == want.Reason && old.Message == want.Message:
			return nil
		case old.Status == want.Status:
			want.LastTransitionTime = old.LastTransitionTime
		}
	}
	patch, err := json.Marshal(map[string]any{
		"metadata": map[string]any{"uid": own.UID},
		"status":   map[string]any{"conditions": []appsv1.DeploymentCondition{want}},
	})
	if err != nil {
		return err
	}
	err = r.Client.Status().Patch(ctx, own, client.RawPatch(types.StrategicMergePatchType, patch),
		client.FieldOwner(v1alpha1.FieldManager))
	if client.IgnoreNotFound(err) != nil {
		return fmt.Errorf("write the condition %s of the operator's own Deployment: %w", condition.Type, err)
	}
	return nil
}

// tell counts the faults and, when they are others than before, tells of them. At the start it tells of faults alone.
func (r *AdmissionReconciler) tell(ctx context.Context, faults []guardstatus.Fault, condition *metav1.Condition) {
	r.Alarm.set(len(faults) > 0)
	guardMissing.Reset()
	for _, fault := range faults {
		guardMissing.WithLabelValues(fault.Kind, fault.Name).Set(1)
	}
	before := r.told
	r.told = ""
	if len(faults) > 0 {
		r.told = condition.Message
	}
	if r.told == before {
		return
	}
	kind := corev1.EventTypeNormal
	if len(faults) > 0 {
		kind = corev1.EventTypeWarning
	}
	parameters := &corev1.ConfigMap{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: guardstatus.KindConfigMap},
		ObjectMeta: metav1.ObjectMeta{Namespace: r.Namespace, Name: parametersName},
	}
	r.Events.Eventf(parameters, nil, kind, condition.Reason, "Watch", "%s", condition.Message)
	ctrl.LoggerFrom(ctx).Info("The guards at admission changed", "faults", len(faults), "says", condition.Message)
}

// SetupWithManager watches every kind of guard that the API server has.
func (r *AdmissionReconciler) SetupWithManager(mgr ctrl.Manager) error {
	all := handler.EnqueueRequestsFromMapFunc(func(context.Context, client.Object) []reconcile.Request {
		return []reconcile.Request{everyGuard}
	})
	kinds := map[string]bool{}
	b := ctrl.NewControllerManagedBy(mgr).Named("admission")
	for i := range r.Wanted {
		kind := r.Wanted[i].GetKind()
		object := r.typed(kind)
		if object == nil || kinds[kind] {
			continue
		}
		kinds[kind] = true
		b = b.Watches(object, all, isGuard())
	}
	// The first look is due although there may be no guard at all.
	first := source.Func(func(_ context.Context, queue workqueue.TypedRateLimitingInterface[reconcile.Request]) error {
		queue.Add(everyGuard)
		return nil
	})
	return b.WatchesRawSource(first).Complete(r)
}

// isGuard lets through what has the name of a guard.
func isGuard() builder.Predicates {
	return builder.WithPredicates(predicate.NewPredicateFuncs(func(o client.Object) bool {
		return strings.HasPrefix(o.GetName(), guardPrefix)
	}))
}

// everyGuard is the one request: whatever changes, all guards are looked at.
var everyGuard = reconcile.Request{NamespacedName: types.NamespacedName{Name: guardPrefix}}
