// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"container/list"
	"time"
)

// table keeps entries until they have been idle for a while. It has no capacity
// and evicts nothing early: whoever puts entries in is rate limited, and that
// rate times the idle time is its bound.
type table[K comparable, V any] struct {
	idle    time.Duration
	entries map[K]*list.Element
	byUse   *list.List // of *tableEntry, the latest use at the front
}

type tableEntry[K comparable, V any] struct {
	key      K
	value    V
	lastUsed time.Time
}

func newTable[K comparable, V any](idle time.Duration) *table[K, V] {
	return &table[K, V]{idle: idle, entries: map[K]*list.Element{}, byUse: list.New()}
}

// get returns the entry without counting as a use.
func (t *table[K, V]) get(key K) (V, bool) {
	element, found := t.entries[key]
	if !found {
		var none V
		return none, false
	}
	return element.Value.(*tableEntry[K, V]).value, true
}

// put stores the entry and counts as its latest use.
func (t *table[K, V]) put(key K, value V, now time.Time) {
	if element, found := t.entries[key]; found {
		t.byUse.Remove(element)
	}
	t.entries[key] = t.byUse.PushFront(&tableEntry[K, V]{key: key, value: value, lastUsed: now})
}

// expire drops the entries that have been idle for too long.
func (t *table[K, V]) expire(now time.Time) {
	for element := t.byUse.Back(); element != nil; element = t.byUse.Back() {
		entry := element.Value.(*tableEntry[K, V])
		if now.Sub(entry.lastUsed) < t.idle {
			return
		}
		t.byUse.Remove(element)
		delete(t.entries, entry.key)
	}
}

func (t *table[K, V]) len() int { return len(t.entries) }
