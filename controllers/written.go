// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/resourceversion"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/internal/apply"
)

// cacheDelay is how long a cache that is behind is given to catch up.
const cacheDelay = 200 * time.Millisecond

// writtenStatuses remembers the resource version of the last status written for each object. A cache that has not seen
// it yet shows the status before it: whoever compares with that one tells the same change twice, or leaves the newer
// one standing when things are again as they were before it.
type writtenStatuses struct{ versions sync.Map }

// write writes a status and remembers its version.
func (w *writtenStatuses) write(ctx context.Context, c client.Client, object client.Object) error {
	version, err := apply.Status(ctx, c, object)
	if err == nil {
		w.note(client.ObjectKeyFromObject(object), version)
	}
	return err
}

// note remembers a version that was written otherwise.
func (w *writtenStatuses) note(key types.NamespacedName, version string) {
	w.versions.Store(key, version)
}

// forget drops what is known of an object that is gone, and says whether there was anything.
func (w *writtenStatuses) forget(key types.NamespacedName) bool {
	_, wrote := w.versions.LoadAndDelete(key)
	return wrote
}

// isBehind says that an object from the cache is older than the status that was last written for it.
func (w *writtenStatuses) isBehind(object client.Object) bool {
	version, wrote := w.versions.Load(client.ObjectKeyFromObject(object))
	if !wrote {
		return false
	}
	order, err := resourceversion.CompareResourceVersion(object.GetResourceVersion(), version.(string))
	return err == nil && order < 0
}
