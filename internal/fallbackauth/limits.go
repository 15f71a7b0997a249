// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// The limits of one process.
const (
	freeFailures   = 5
	firstLock      = 30 * time.Second
	longestLock    = 15 * time.Minute
	forgetFailures = time.Hour

	processRate  = rate.Limit(5) // attempts a second
	processBurst = 50

	personRate  = rate.Limit(0.5) // attempts a second
	personBurst = 5

	addressRate     = rate.Limit(0.1) // failures a second
	addressBurst    = 30
	addressInFlight = 4
	// An address that has been idle for so long has all its tokens again, so
	// forgetting it changes nothing.
	forgetAddress = 10 * time.Minute

	soon = time.Second
)

// limits decides which attempts are worth a hash, and remembers how they ended.
// A refusal costs no hash, is not counted, and does not lengthen a lockout.
type limits struct {
	mu        sync.Mutex
	process   *rate.Limiter
	people    *table[digest, *person]
	addresses *table[netip.Addr, *address]
}

// person is what is remembered of a pseudonym, whether or not it exists.
type person struct {
	attempts    *rate.Limiter
	failures    int
	lockedUntil time.Time
	inFlight    bool
}

// address is what is remembered of a client address.
type address struct {
	failures *rate.Limiter
	inFlight int
}

// ticket is an attempt that was let through. It must be released.
type ticket struct {
	id    digest
	from  netip.Addr
	who   *person
	where *address
}

func newLimits() *limits {
	return &limits{
		process:   rate.NewLimiter(processRate, processBurst),
		people:    newTable[digest, *person](forgetFailures),
		addresses: newTable[netip.Addr, *address](forgetAddress),
	}
}

// admit returns a ticket, or nil and the refusal.
func (l *limits) admit(now time.Time, from netip.Addr, id digest) (*ticket, outcome) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.people.expire(now)
	l.addresses.expire(now)
	who, found := l.people.get(id)
	if !found {
		who = &person{attempts: rate.NewLimiter(personRate, personBurst)}
	}
	where, found := l.addresses.get(from)
	if !found {
		where = &address{failures: rate.NewLimiter(addressRate, addressBurst)}
	}
	if wait := who.lockedUntil.Sub(now); wait > 0 {
		return nil, outcome{result: Locked, retryAfter: wait}
	}
	wait := max(untilToken(l.process, now), untilToken(who.attempts, now), untilToken(where.failures, now))
	// One attempt at a time for a pseudonym, or many at once would be tried
	// before the first failure is counted.
	if who.inFlight || where.inFlight >= addressInFlight {
		wait = max(wait, soon)
	}
	if wait > 0 {
		return nil, outcome{result: Limited, retryAfter: wait}
	}
	l.process.AllowN(now, 1)
	who.attempts.AllowN(now, 1)
	who.inFlight = true
	where.inFlight++
	l.people.put(id, who, now)
	l.addresses.put(from, where, now)
	return &ticket{id: id, from: from, who: who, where: where}, outcome{}
}

// settle counts how an attempt ended and returns for how long its pseudonym is
// locked now. An attempt whose PIN was not looked at is not settled.
func (l *limits) settle(now time.Time, t *ticket, granted bool) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if granted {
		t.who.failures = 0
		return 0
	}
	// Reserving may leave the address in debt by its attempts in flight; the
	// debt is waited off before its next attempt.
	t.where.failures.ReserveN(now, 1)
	t.who.failures++
	lock := lockAfter(t.who.failures)
	if lock > 0 {
		t.who.lockedUntil = now.Add(lock)
	}
	return lock
}

// release ends an attempt, settled or not.
func (l *limits) release(now time.Time, t *ticket) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t.who.inFlight = false
	t.where.inFlight--
	l.people.put(t.id, t.who, now)
	l.addresses.put(t.from, t.where, now)
}

// lockAfter doubles from firstLock to longestLock.
func lockAfter(failures int) time.Duration {
	if failures < freeFailures {
		return 0
	}
	lock := firstLock
	for range failures - freeFailures {
		if lock *= 2; lock >= longestLock {
			return longestLock
		}
	}
	return lock
}

// untilToken is how long the limiter needs until it has a token.
func untilToken(limiter *rate.Limiter, now time.Time) time.Duration {
	missing := 1 - limiter.TokensAt(now)
	if missing <= 0 {
		return 0
	}
	return time.Duration(missing / float64(limiter.Limit()) * float64(time.Second))
}

// limitedAddress is the part of a client address that one party can be taken to
// hold: an IPv4 address, or an IPv6 /64.
func limitedAddress(remote string) netip.Addr {
	parsed, err := netip.ParseAddrPort(remote)
	if err != nil {
		return netip.Addr{} // all that cannot be told apart share one limit
	}
	addr := parsed.Addr().Unmap().WithZone("")
	if addr.Is4() {
		return addr
	}
	prefix, _ := addr.Prefix(64) // 64 bits fit every IPv6 address
	return prefix.Addr()
}
