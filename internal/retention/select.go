// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package retention

import (
	"time"

	"github.com/facegov/facegov/internal/law/period"
	"github.com/facegov/facegov/internal/stores"
)

// selection says which items are due at one moment, the same for the whole run.
type selection struct {
	now  time.Time
	skew time.Duration
	zone *time.Location
	// next is when the next run takes place: what would be past its period before that is due now.
	next     time.Time
	min, max period.Period
	// erase says that everything is due, whatever its period.
	erase bool
}

func selectionOf(c *Config, now time.Time) selection {
	return selection{
		now: now, skew: c.Skew, zone: c.Zone, next: c.Ahead.AddTo(now.In(c.Zone)), min: c.Min, max: c.Max, erase: c.Erase,
	}
}

// isFuture reports whether an anchor lies so far ahead that it must be wrong. That keeps a file from being called due;
// it does not keep it from being erased, unless a legal minimum counts from there.
func (s *selection) isFuture(anchor time.Time) bool {
	return anchor.After(s.now.Add(s.skew)) && (!s.erase || !s.min.IsZero())
}

// isDue reports whether an item's period is over, or will be before the next run, and its legal minimum is over now.
func (s *selection) isDue(anchor time.Time) bool {
	local := anchor.In(s.zone)
	if !s.min.IsZero() && !s.min.HasPassed(local, s.now) {
		return false
	}
	return s.erase || s.max.HasPassed(local, s.next)
}

// census counts what one walk over a store has shown.
type census struct {
	scanned, due, unanchored, future, refused int64
	// stuck are due items that no deletion can erase, and directories that hide what is in them.
	stuck int64
	// oldest is the earliest anchor of an item that is not due.
	oldest  time.Time
	classes map[string]classCount
}

// classCount counts the items of one class.
type classCount struct{ scanned, due int64 }

// take counts one item and reports whether it is to be deleted.
func (c *census) take(item stores.Item, selected *selection) bool {
	if item.Standing == stores.Unreadable {
		c.stuck++
		return false
	}
	if item.Standing == stores.Refused {
		c.refused++
		return false
	}
	class := c.classes[item.Class]
	class.scanned++
	c.scanned++
	isDue := false
	switch {
	case item.Standing == stores.Unanchored:
		c.unanchored++
	case selected.isFuture(item.Anchor):
		c.future++
	case selected.isDue(item.Anchor):
		isDue = true
	}
	if isDue {
		c.due++
		class.due++
	}
	c.classes[item.Class] = class
	isShared := item.Standing == stores.Shared
	if isShared {
		c.refused++
	}
	if isShared && isDue {
		c.stuck++
	}
	if !isDue || isShared {
		c.keep(item.Anchor)
	}
	return isDue && !isShared
}

// keep remembers the anchor of an item that stays.
func (c *census) keep(anchor time.Time) {
	if !anchor.IsZero() && (c.oldest.IsZero() || anchor.Before(c.oldest)) {
		c.oldest = anchor
	}
}
