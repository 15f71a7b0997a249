// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"context"
	"net/netip"
	"time"
)

// Result is how an attempt ended.
type Result string

const (
	// Granted says that the PIN is that person's.
	Granted Result = "granted"
	// Denied says that it is not, or that there is no such person; nothing tells which.
	Denied Result = "denied"
	// Locked says that there were too many failures; the PIN was not looked at.
	Locked Result = "locked"
	// Limited says that there were too many attempts; the PIN was not looked at.
	Limited Result = "limited"
	// Busy says that there are too many attempts at this moment; the PIN was not looked at.
	Busy Result = "busy"
	// Unavailable says that there are no credentials to compare with.
	Unavailable Result = "unavailable"
	// Malformed says that the request is not an attempt.
	Malformed Result = "malformed"
)

var results = []Result{Granted, Denied, Locked, Limited, Busy, Unavailable, Malformed}

// outcome is a result and when to come back.
type outcome struct {
	result     Result
	retryAfter time.Duration
}

// attempt is what somebody typed.
type attempt struct {
	id  string
	pin string
}

// verifier answers attempts.
type verifier struct {
	now         func() time.Time
	digests     *digester
	credentials *lastGood[credentials]
	limits      *limits
	hasher      *hasher
	metrics     *metrics
}

// verify answers one attempt and counts it.
func (v *verifier) verify(ctx context.Context, from netip.Addr, a attempt) outcome {
	v.metrics.inFlight.Inc()
	defer v.metrics.inFlight.Dec()
	answer := v.answer(ctx, from, a)
	v.metrics.count(answer.result)
	return answer
}

func (v *verifier) answer(ctx context.Context, from netip.Addr, a attempt) outcome {
	people := v.credentials.current()
	if people == nil {
		return outcome{result: Unavailable, retryAfter: reloadInterval}
	}
	id := v.digests.digest(a.id)
	admitted, refusal := v.limits.admit(v.now(), from, id)
	if admitted == nil {
		return refusal
	}
	defer func() { v.limits.release(v.now(), admitted) }()
	stored, known := people.lookup(id, v.now())
	match, err := v.hasher.isMatch(ctx, stored, []byte(a.pin))
	if err != nil {
		return outcome{result: Busy, retryAfter: soon}
	}
	if match && known {
		v.limits.settle(v.now(), admitted, true)
		return outcome{result: Granted}
	}
	lock := v.limits.settle(v.now(), admitted, false)
	if lock > 0 {
		v.metrics.lockouts.Inc()
	}
	return outcome{result: Denied, retryAfter: lock}
}
