// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package apply

import (
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/resourceversion"
	"k8s.io/utils/lru"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// remembered is how many objects the memory holds: ten for each of a thousand deployments, with room. One that is
// forgotten is looked at as after a restart.
const remembered = 16384

// memory holds what the API server made of what was sent. It makes three things exact that a look at the live object
// alone cannot: a cache that has not yet seen the last write is known to be behind; what was added to a spec is seen
// even when its traces in the managed fields were wiped; and an object that an admission plugin changes on its way in
// is not sent again and again.
type memory struct{ entries *lru.Cache }

// memoryKey names an object.
type memoryKey struct {
	kind string
	name types.NamespacedName
}

// record is what is known of one object since it was last written or found to be right.
type record struct {
	uid             types.UID
	resourceVersion string
	// digest of what was sent.
	digest string
	// spec is the digest of the spec that the API server stored, defaults included.
	spec string
	// altered is the path of a value that the API server stored otherwise than it was sent.
	altered string
}

func newMemory() *memory { return &memory{entries: lru.New(remembered)} }

func (m *memory) recall(key memoryKey) (record, bool) {
	value, found := m.entries.Get(key)
	if !found {
		return record{}, false
	}
	return value.(record), true
}

func (m *memory) remember(key memoryKey, r record) { m.entries.Add(key, r) }

func (m *memory) forget(key memoryKey) { m.entries.Remove(key) }

// behind says that a cached object is older than what the API server answered to the last write.
func (r record) behind(cached client.Object) bool {
	if r.uid != cached.GetUID() {
		return false
	}
	order, err := resourceversion.CompareResourceVersion(cached.GetResourceVersion(), r.resourceVersion)
	return err == nil && order < 0
}

// contentOf returns a typed object as it is written in JSON.
func contentOf(object client.Object) (map[string]any, error) {
	return runtime.DefaultUnstructuredConverter.ToUnstructured(object)
}
