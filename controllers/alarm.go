// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"sync/atomic"

	"sigs.k8s.io/controller-runtime/pkg/event"
)

// Alarm is on while a guard is missing. Who watches the guards sets it, and who looks for what came past them hears it.
type Alarm struct {
	on   atomic.Bool
	rang chan event.GenericEvent
}

// NewAlarm returns an alarm that is off.
func NewAlarm() *Alarm { return &Alarm{rang: make(chan event.GenericEvent, 1)} }

// set switches the alarm on or off. It rings when it goes on; one ring that nobody has heard yet is enough.
func (a *Alarm) set(on bool) {
	if a.on.Swap(on) || !on {
		return
	}
	select {
	case a.rang <- event.GenericEvent{}:
	default:
	}
}

// isOn says whether a guard is missing.
func (a *Alarm) isOn() bool { return a.on.Load() }
