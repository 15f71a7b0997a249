// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/events"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

// tellReadiness tells when an object became ready, ceased to be, or is not for another reason than before.
func tellReadiness(recorder events.EventRecorder, object client.Object, before, after []metav1.Condition) {
	now := meta.FindStatusCondition(after, v1alpha1.ConditionReady)
	old := meta.FindStatusCondition(before, v1alpha1.ConditionReady)
	if now == nil || old != nil && old.Reason == now.Reason {
		return
	}
	kind := corev1.EventTypeNormal
	if now.Status != metav1.ConditionTrue {
		kind = corev1.EventTypeWarning
	}
	recorder.Eventf(object, nil, kind, now.Reason, "Evaluate", "%s", now.Message)
}

// comeBack asks to be called again at a moment, never when it is zero.
func comeBack(next, now time.Time) ctrl.Result {
	if next.IsZero() {
		return ctrl.Result{}
	}
	return ctrl.Result{RequeueAfter: max(next.Sub(now), time.Second)}
}
