// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var (
	kiosk   = netip.MustParseAddr("192.0.2.10")
	digests = newDigester()
)

// try makes one attempt from begin to end and returns the refusal, or Granted or
// Denied with the lock.
func try(l *limits, now time.Time, from netip.Addr, id string, granted bool) outcome {
	admitted, refusal := l.admit(now, from, digests.digest(id))
	if admitted == nil {
		return refusal
	}
	defer l.release(now, admitted)
	lock := l.settle(now, admitted, granted)
	if granted {
		return outcome{result: Granted}
	}
	return outcome{result: Denied, retryAfter: lock}
}

// fail makes one failure after whatever lock there is, and returns the new lock
// and the moment.
func fail(t *testing.T, l *limits, now time.Time, id string) (time.Duration, time.Time) {
	t.Helper()
	answer := try(l, now, kiosk, id, false)
	if answer.result == Locked {
		now = now.Add(answer.retryAfter)
		answer = try(l, now, kiosk, id, false)
	}
	if answer.result != Denied {
		t.Fatalf("a failure ended as %+v", answer)
	}
	return answer.retryAfter, now
}

func TestLockGrowsToItsLongest(t *testing.T) {
	l := newLimits()
	now := morning
	var got []time.Duration
	for range 12 {
		var lock time.Duration
		lock, now = fail(t, l, now, residentID)
		got = append(got, lock)
	}
	want := []time.Duration{
		0, 0, 0, 0, 30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute,
		8 * time.Minute, 15 * time.Minute, 15 * time.Minute, 15 * time.Minute,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("locks (-want +got):\n%s", diff)
	}
	if got := lockAfter(1 << 40); got != longestLock {
		t.Errorf("after very many failures the lock is %s, want %s", got, longestLock)
	}
}

func TestLock(t *testing.T) {
	lockOut := func(t *testing.T) *limits {
		l := newLimits()
		for range freeFailures {
			fail(t, l, morning, residentID)
		}
		return l
	}
	cases := map[string]struct {
		after   time.Duration
		granted bool
		id      string
		want    outcome
	}{
		"Right after the fifth failure even the right PIN is not looked at": {
			granted: true, id: residentID, want: outcome{Locked, 30 * time.Second},
		},
		"The time to wait runs down": {
			after: 29500 * time.Millisecond, granted: true, id: residentID, want: outcome{Locked, 500 * time.Millisecond},
		},
		"When the lock ends the right PIN lets in": {
			after: 30 * time.Second, granted: true, id: residentID, want: outcome{Granted, 0},
		},
		"When the lock ends the next failure locks for longer": {
			after: 30 * time.Second, id: residentID, want: outcome{Denied, time.Minute},
		},
		"Somebody else at the same door is not locked": {
			granted: true, id: guestID, want: outcome{Granted, 0},
		},
		"Just before an hour the failures still count": {
			after: forgetFailures - time.Second, id: residentID, want: outcome{Denied, time.Minute},
		},
		"After an hour the failures are forgotten": {
			after: forgetFailures, id: residentID, want: outcome{Denied, 0},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			l := lockOut(t)
			if got := try(l, morning.Add(tc.after), kiosk, tc.id, tc.granted); got != tc.want {
				t.Errorf("got %+v, want %+v", got, tc.want)
			}
		})
	}
}

func TestSuccessForgetsFailures(t *testing.T) {
	l := newLimits()
	for range freeFailures - 1 {
		fail(t, l, morning, residentID)
	}
	if got := try(l, morning, kiosk, residentID, true); got.result != Granted {
		t.Fatalf("the right PIN ended as %+v", got)
	}
	later := morning.Add(time.Minute) // the pseudonym's own rate has recovered
	for i := range freeFailures - 1 {
		if lock, _ := fail(t, l, later, residentID); lock != 0 {
			t.Errorf("failure %d after a success locks for %s", i+1, lock)
		}
	}
}

func TestHammeringDoesNotLengthenALock(t *testing.T) {
	l := newLimits()
	for range freeFailures {
		fail(t, l, morning, residentID)
	}
	for second := range 30 {
		now := morning.Add(time.Duration(second) * time.Second)
		if got := try(l, now, kiosk, residentID, false); got.result != Locked {
			t.Fatalf("after %d s got %+v, want it locked", second, got)
		}
	}
	if got := try(l, morning.Add(30*time.Second), kiosk, residentID, true); got.result != Granted {
		t.Errorf("after the lock got %+v, want it granted", got)
	}
}

// TestFloodDoesNotPushOutALock floods the process with other pseudonyms from
// other addresses, as fast as it lets them through, for almost an hour.
func TestFloodDoesNotPushOutALock(t *testing.T) {
	l := newLimits()
	now := morning
	for range 10 {
		_, now = fail(t, l, now, residentID)
	}
	end := now.Add(forgetFailures - time.Minute)
	largest := 0
	for i := 0; now.Before(end); now = now.Add(50 * time.Millisecond) {
		for range 2 {
			i++
			from := netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})
			try(l, now, from, fmt.Sprintf("flood-%d", i), false)
		}
		largest = max(largest, l.people.len())
	}
	if lock, _ := fail(t, l, end, residentID); lock != longestLock {
		t.Errorf("after the flood the next failure locks for %s, want %s", lock, longestLock)
	}
	bound := processBurst + int(float64(processRate)*forgetFailures.Seconds()) + maxHashing
	if largest > bound || largest < bound/2 {
		t.Errorf("the table grew to %d entries; the flood should fill it, and its bound is %d", largest, bound)
	}
	addressBound := processBurst + int(float64(processRate)*forgetAddress.Seconds()) + maxHashing
	if got := l.addresses.len(); got > addressBound {
		t.Errorf("%d addresses are remembered, the bound is %d", got, addressBound)
	}
	try(l, end.Add(2*forgetFailures), kiosk, guestID, true)
	if people, addresses := l.people.len(), l.addresses.len(); people != 1 || addresses != 1 {
		t.Errorf("long after the flood %d pseudonyms and %d addresses are remembered, want 1 and 1", people, addresses)
	}
}

func TestAddressLimit(t *testing.T) {
	l := newLimits()
	now := morning
	for i := range addressBurst {
		now = now.Add(200 * time.Millisecond) // within the rate of the process
		if got := try(l, now, kiosk, fmt.Sprintf("guess-%d", i), false); got.result != Denied {
			t.Fatalf("failure %d ended as %+v", i+1, got)
		}
	}
	got := try(l, now, kiosk, residentID, true)
	if got.result != Limited || got.retryAfter <= 0 || got.retryAfter > 10*time.Second {
		t.Fatalf("after %d failures from one address got %+v, want it limited for at most 10 s", addressBurst, got)
	}
	if other := try(l, now, netip.MustParseAddr("192.0.2.11"), residentID, true); other.result != Granted {
		t.Errorf("another address got %+v, want it granted", other)
	}
	now = now.Add(got.retryAfter)
	for i := range 100 {
		now = now.Add(200 * time.Millisecond)
		if got := try(l, now, kiosk, fmt.Sprintf("resident-%d", i), true); got.result != Granted {
			t.Fatalf("right PIN %d at a busy door ended as %+v", i+1, got)
		}
	}
}

func TestPersonLimit(t *testing.T) {
	l := newLimits()
	for range personBurst {
		if got := try(l, morning, kiosk, residentID, true); got.result != Granted {
			t.Fatalf("got %+v, want it granted", got)
		}
	}
	if got, want := try(l, morning, kiosk, residentID, true), (outcome{Limited, 2 * time.Second}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := try(l, morning.Add(2*time.Second), kiosk, residentID, true); got.result != Granted {
		t.Errorf("two seconds later got %+v, want it granted", got)
	}
}

func TestProcessLimit(t *testing.T) {
	l := newLimits()
	for i := range processBurst {
		from := netip.AddrFrom4([4]byte{192, 0, 2, byte(i)})
		if got := try(l, morning, from, fmt.Sprintf("person-%d", i), true); got.result != Granted {
			t.Fatalf("attempt %d ended as %+v", i+1, got)
		}
	}
	want := outcome{Limited, 200 * time.Millisecond}
	if got := try(l, morning, kiosk, residentID, true); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := l.people.len(); got != processBurst {
		t.Errorf("%d pseudonyms are remembered: a refused attempt must not make an entry", got)
	}
}

func TestAttemptsInFlight(t *testing.T) {
	l := newLimits()
	first, _ := l.admit(morning, kiosk, digests.digest(residentID))
	if again, refusal := l.admit(morning, kiosk, digests.digest(residentID)); again != nil || refusal.result != Limited {
		t.Errorf("a second attempt beside the first got %+v, want it limited", refusal)
	}
	for i := 1; i < addressInFlight; i++ {
		if got, refusal := l.admit(morning, kiosk, digests.digest(fmt.Sprint("other-", i))); got == nil {
			t.Fatalf("attempt %d from one address got %+v", i+1, refusal)
		}
	}
	want := outcome{Limited, soon}
	if got := try(l, morning, kiosk, guestID, true); got != want {
		t.Errorf("beyond %d at once from one address got %+v, want %+v", addressInFlight, got, want)
	}
	l.release(morning, first)
	if got := try(l, morning, kiosk, residentID, true); got.result != Granted {
		t.Errorf("after the first has ended got %+v, want it granted", got)
	}
}

// TestReleaseWithoutSettling is an attempt whose PIN was never looked at.
func TestReleaseWithoutSettling(t *testing.T) {
	l := newLimits()
	for range freeFailures {
		admitted, refusal := l.admit(morning, kiosk, digests.digest(residentID))
		if admitted == nil {
			t.Fatalf("got %+v", refusal)
		}
		l.release(morning, admitted)
	}
	if lock, _ := fail(t, l, morning.Add(time.Minute), residentID); lock != 0 {
		t.Errorf("attempts that were never looked at count as failures: locked for %s", lock)
	}
}

func TestLimitedAddress(t *testing.T) {
	cases := map[string]struct{ remote, want string }{
		"IPv4 is itself":                 {"192.0.2.10:1234", "192.0.2.10"},
		"IPv4 within IPv6 is IPv4":       {"[::ffff:192.0.2.10]:1234", "192.0.2.10"},
		"IPv6 is its /64":                {"[2001:db8:1:2:3:4:5:6]:1234", "2001:db8:1:2::"},
		"A zone does not make a new one": {"[fe80::1%eth0]:1234", "fe80::"},
		"What is no address is one":      {"@", "invalid IP"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if got := limitedAddress(tc.remote).String(); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}
