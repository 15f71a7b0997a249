// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

// maxLiveReads bounds what one request may cost the API server.
const maxLiveReads = 4

// freshReader reads from the cache, and past it the namespace, the zones and the law that the cache does not know: who
// applies a namespace, its zones and a deployment in one go is faster than any cache. It serves one request.
type freshReader struct {
	client.Reader
	live client.Reader
	left int
	// documents says that documents and exceptions are read past the cache too.
	documents bool
}

// Get implements client.Reader.
func (r *freshReader) Get(
	ctx context.Context, key client.ObjectKey, object client.Object, opts ...client.GetOption,
) error {
	err := r.Reader.Get(ctx, key, object, opts...)
	if !apierrors.IsNotFound(err) || r.left == 0 {
		return err
	}
	switch object.(type) {
	case *corev1.Namespace, *v1alpha1.RecognitionZone, *v1alpha1.RecognitionPolicy:
		r.left--
		return r.live.Get(ctx, key, object, opts...)
	default:
		return err
	}
}

// List implements client.Reader.
func (r *freshReader) List(ctx context.Context, list client.ObjectList, opts ...client.ListOption) error {
	switch list.(type) {
	case *v1alpha1.ComplianceEvidenceList, *v1alpha1.RecognitionExceptionList:
		if r.documents {
			return r.live.List(ctx, list, opts...)
		}
	}
	return r.Reader.List(ctx, list, opts...)
}
