// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"context"
	"encoding/json"
	"net/http"

	corev1 "k8s.io/api/core/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/plan/recogniser"
)

// pods completes governed pods as they are born, where the API server has no policies that do: it gives the gate to
// those that lost it, and adopts those of a workload that a deployment refers to. It never refuses. What it leaves
// incomplete is refused by native policies, which know whom it concerns.
type pods struct {
	reader client.Reader
	// sidecarImage is the image of the way in that adopted pods get.
	sidecarImage string
}

// Handle implements admission.Handler.
func (h *pods) Handle(ctx context.Context, request admission.Request) admission.Response { //nolint:gocritic // the interface
	pod := &corev1.Pod{}
	if err := json.Unmarshal(request.Object.Raw, pod); err != nil {
		ctrl.LoggerFrom(ctx).Error(err, "Read a pod")
		return admission.Allowed("")
	}
	complete, err := h.complete(ctx, request.Namespace, pod)
	if err != nil {
		ctrl.LoggerFrom(ctx).Error(err, "Look for the deployment of a pod")
		return admission.Allowed("")
	}
	return changed(pod, complete)
}

func (h *pods) complete(ctx context.Context, namespace string, pod *corev1.Pod) (*corev1.Pod, error) {
	if _, governed := pod.Labels[v1alpha1.DeploymentLabel]; governed {
		return recogniser.Gate(pod), nil
	}
	ctx, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	var frds v1alpha1.FaceRecognitionDeploymentList
	if err := h.reader.List(ctx, &frds, client.InNamespace(namespace)); err != nil {
		return nil, err
	}
	adopter := recogniser.Adopter(frds.Items, pod)
	if adopter == nil {
		return pod, nil
	}
	return recogniser.Adopt(adopter, pod, h.sidecarImage), nil
}

// changed answers with what is different between two forms of an object. Both were encoded here, so that a field which
// this program does not know is not taken for one that is to go.
func changed(before, after any) admission.Response {
	old, err := json.Marshal(before)
	if err != nil {
		return admission.Errored(http.StatusInternalServerError, err)
	}
	complete, err := json.Marshal(after)
	if err != nil {
		return admission.Errored(http.StatusInternalServerError, err)
	}
	return admission.PatchResponseFromRaw(old, complete)
}
