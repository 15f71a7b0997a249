// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package attacks

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/controllers"
	"github.com/facegov/facegov/internal/apply"
	"github.com/facegov/facegov/internal/audit/guardstatus"
	"github.com/facegov/facegov/internal/gather"
)

// stepper is the operator, one step at a time, under its own credentials and without a cache, so that a step sees what
// is there.
type stepper struct {
	deployments *controllers.FaceRecognitionDeploymentReconciler
	zones       *controllers.RecognitionZoneReconciler
	nodes       *controllers.NodeReconciler
	laws        *controllers.RecognitionPolicyReconciler
	guards      *controllers.AdmissionReconciler
	patrol      *controllers.PatrolReconciler
	told        *told
}

// told is what the operator tells, as "Reason Kind/name: note".
type told struct {
	mutex sync.Mutex
	notes []string
}

// Eventf implements events.EventRecorder.
func (t *told) Eventf(regarding, _ runtime.Object, _, reason, _, note string, args ...any) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	object, ok := regarding.(client.Object)
	if !ok {
		return
	}
	kind := regarding.GetObjectKind().GroupVersionKind().Kind
	t.notes = append(t.notes, fmt.Sprintf("%s %s/%s: %s", reason, kind, object.GetName(), fmt.Sprintf(note, args...)))
}

// has says whether a note was told that begins so.
func (t *told) has(beginning string) bool {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return slices.ContainsFunc(t.notes, func(n string) bool { return len(n) >= len(beginning) && n[:len(beginning)] == beginning })
}

func newStepper(t *testing.T) *stepper {
	t.Helper()
	const namespace = "facegov-system"
	now, told, alarm := clock.RealClock{}, &told{}, controllers.NewAlarm()
	policies := gather.NewPolicyCache(shared.operator, namespace)
	guards, err := controllers.Guards(guardstatus.MutationPolicy, false)
	must(t, err)
	return &stepper{
		told: told,
		deployments: &controllers.FaceRecognitionDeploymentReconciler{
			Client:   shared.operator,
			Gatherer: &gather.Gatherer{Reader: shared.operator, Policies: policies, Clock: now},
			Applier:  apply.New(shared.operator, shared.operator),
			Settings: settings, Events: told, Clock: now,
		},
		zones: &controllers.RecognitionZoneReconciler{Client: shared.operator, Clock: now},
		nodes: &controllers.NodeReconciler{Client: shared.operator},
		laws: &controllers.RecognitionPolicyReconciler{
			Client: shared.operator, Policies: policies, Namespace: namespace, Clock: now,
		},
		guards: &controllers.AdmissionReconciler{
			Client: shared.operator, Live: shared.operator, Wanted: guards, Mutation: guardstatus.MutationPolicy,
			ServesMutatingPolicies: true, FallbackAuthImage: settings.FallbackAuthImage, Namespace: namespace,
			Deployment: "facegov-controller-manager", Alarm: alarm, Events: told, Clock: now,
		},
		patrol: &controllers.PatrolReconciler{
			Client: shared.operator, Live: shared.operator, Guards: guards, Namespace: namespace, Alarm: alarm, Events: told,
		},
	}
}

// step reconciles what a place consists of: its law, its zones, their nodes and its deployment.
func (o *stepper) step(ctx context.Context, p *place) error {
	var errs []error
	reconcile := func(r func(context.Context, ctrl.Request) (ctrl.Result, error), namespace, name string) {
		_, err := r(ctx, ctrl.Request{NamespacedName: types.NamespacedName{Namespace: namespace, Name: name}})
		errs = append(errs, err)
	}
	reconcile(o.laws.Reconcile, "", p.law)
	for _, node := range p.nodes {
		reconcile(o.nodes.Reconcile, "", node)
	}
	for _, zone := range p.zones {
		reconcile(o.zones.Reconcile, "", zone)
	}
	reconcile(o.deployments.Reconcile, p.name, p.name)
	return errors.Join(errs...)
}

// until steps until something is so.
func (o *stepper) until(t *testing.T, p *place, what string, is func(context.Context) error) {
	t.Helper()
	must(t, eventually(t.Context(), what, func(ctx context.Context) error {
		return errors.Join(o.step(ctx, p), is(ctx))
	}))
}

// status returns the status of the place's deployment.
func (p *place) status(ctx context.Context) (*v1alpha1.FaceRecognitionDeploymentStatus, error) {
	frd := &v1alpha1.FaceRecognitionDeployment{}
	err := shared.admin.Get(ctx, client.ObjectKey{Namespace: p.name, Name: p.name}, frd)
	return &frd.Status, err
}

// verdictIs says that the verdict is one of these.
func (p *place) verdictIs(want ...v1alpha1.Verdict) func(context.Context) error {
	return func(ctx context.Context) error {
		status, err := p.status(ctx)
		if err == nil && !slices.Contains(want, status.Verdict) {
			err = fmt.Errorf("the verdict is %q: %+v", status.Verdict, status.Findings[:min(3, len(status.Findings))])
		}
		return err
	}
}

// denies says that this rule is a reason why the deployment may not run.
func (p *place) denies(rule string) func(context.Context) error {
	return func(ctx context.Context) error {
		status, err := p.status(ctx)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(status.Findings, func(f v1alpha1.Finding) bool {
			return f.Rule == rule && f.Result == v1alpha1.FindingDenied
		}) {
			return fmt.Errorf("%s does not deny: %s, %+v", rule, status.Verdict, status.Findings)
		}
		return nil
	}
}

// recognisers returns the pods that carry the label of the place's deployment and are not on their way out.
func (p *place) recognisers(ctx context.Context) ([]corev1.Pod, error) {
	return shared.pods(ctx, p.name, v1alpha1.DeploymentLabel, p.name,
		func(pod *corev1.Pod) bool { return pod.DeletionTimestamp == nil })
}

// noneRuns says that every recogniser that there is waits at the gate.
func (p *place) noneRuns(ctx context.Context) error {
	pods, err := p.recognisers(ctx)
	for i := range pods {
		if !isGated(&pods[i]) {
			return fmt.Errorf("%s has passed the gate", pods[i].Name)
		}
	}
	return err
}

// runs says that a recogniser is Ready.
func (p *place) runs(ctx context.Context) error {
	pods, err := p.recognisers(ctx)
	if err == nil && !slices.ContainsFunc(pods, func(pod corev1.Pod) bool { return isReady(&pod) }) {
		err = fmt.Errorf("none of %d recognisers is Ready", len(pods))
	}
	return err
}

// zoneReason says why a zone is not Ready.
func zoneReason(ctx context.Context, name string) (string, error) {
	zone := &v1alpha1.RecognitionZone{}
	if err := shared.admin.Get(ctx, client.ObjectKey{Name: name}, zone); err != nil {
		return "", err
	}
	ready := meta.FindStatusCondition(zone.Status.Conditions, v1alpha1.ConditionReady)
	if ready == nil {
		return "", nil
	}
	return ready.Reason, nil
}
