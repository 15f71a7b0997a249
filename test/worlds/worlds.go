// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package worlds makes up worlds for tests of properties: deployments, places, pods and laws that nobody would think
// of, the same ones for the same seed.
package worlds

import (
	"fmt"
	"math/rand/v2"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// Now is the moment at which all worlds stand still.
var Now = time.Date(2026, time.November, 21, 4, 0, 0, 0, time.UTC)

// Maker makes up worlds.
type Maker struct{ *rand.Rand }

// New returns a maker whose worlds depend on the seed alone.
func New(seed uint64) Maker { return Maker{rand.New(rand.NewPCG(seed, 799))} }

// one returns one of several.
func one[T any](m Maker, items ...T) T { return items[m.IntN(len(items))] }

// maybe says yes once in n times.
func (m Maker) maybe(n int) bool { return m.IntN(n) == 0 }

// some returns some of several, in their order.
func some[T any](m Maker, items ...T) []T {
	var chosen []T
	for _, item := range items {
		if m.IntN(2) == 0 {
			chosen = append(chosen, item)
		}
	}
	return chosen
}

func (m Maker) moment() metav1.Time {
	return metav1.NewTime(Now.Add(time.Duration(m.IntN(20*24*60)-10*24*60) * time.Minute))
}

// World returns a world under the given laws.
func (m Maker) World(laws ...facts.Policy) *facts.Snapshot {
	s := &facts.Snapshot{
		Now: Now, Policies: laws, Namespace: facts.Namespace{Name: "maple-court"},
		Deployment: &v1alpha1.FaceRecognitionDeployment{
			TypeMeta:   metav1.TypeMeta{APIVersion: v1alpha1.GroupVersion.String(), Kind: "FaceRecognitionDeployment"},
			ObjectMeta: metav1.ObjectMeta{Name: "gate", Namespace: "maple-court", UID: "uid", Generation: 1},
			Spec:       m.spec(),
		},
	}
	for _, name := range []string{"zone-a", "zone-b", "zone-c"} {
		s.Zones = append(s.Zones, m.zone(name))
	}
	s.Template = m.template(&s.Deployment.Spec)
	m.addCluster(s)
	s.Evidence, s.Exceptions, s.Party = m.papers(), m.exceptions(laws), m.party(laws)
	s.Deployment.Status = m.status(s)
	if m.maybe(4) {
		s.Deployment.Finalizers = []string{v1alpha1.EraseFinalizer}
		if m.maybe(4) {
			deleted := m.moment()
			s.Deployment.DeletionTimestamp = &deleted
		}
	}
	return s
}

func (m Maker) zone(name string) facts.Zone {
	z := facts.Zone{Name: name, Found: !m.maybe(12), Generation: 1, NodeCount: m.Int32N(3)}
	if !z.Found {
		return facts.Zone{Name: name}
	}
	z.Spec = v1alpha1.RecognitionZoneSpec{
		Venue: one(m,
			"residential-compound", "residential-compound", "hotel", "park", "changing-room", "internal-premises", "bathroom"),
		PublicAccess: one(m, v1alpha1.PublicAccessRestricted, v1alpha1.PublicAccessRestricted, v1alpha1.PublicAccessPublic),
		Jurisdiction: one(m, "CN-SH", "CN-BJ"), TimeZone: "Asia/Shanghai",
		Hours:          one(m, "", "", "Mo-Fr 08:00-18:00", "nonsense"),
		CaptureDevices: []v1alpha1.CaptureDevice{{Name: "cam-1", Addresses: []string{"192.0.2.1/32"}}},
		AllowedNamespaces: &v1alpha1.AllowedNamespaces{
			From: "Names", Names: []string{one(m, "maple-court", "maple-court", "maple-court", "birch-lane")},
		},
	}
	return z
}

// addCluster makes up what runs.
func (m Maker) addCluster(s *facts.Snapshot) {
	for i := range m.IntN(3) {
		zone := one(m, "zone-a", "zone-b", "zone-c", "")
		p := facts.Pod{Name: fmt.Sprintf("gate-%d", i), UID: "uid", ResourceVersion: "1", NodeReachable: !m.maybe(5)}
		if p.Gated = m.maybe(3); !p.Gated {
			p.Node, p.Zone, p.Running = "node-"+zone, zone, true
			p.FallbackReady, p.Terminating = m.maybe(2), m.maybe(6)
		}
		s.Pods = append(s.Pods, p)
	}
	if wanted := m.Int32N(3); wanted > 0 {
		s.WayIn = facts.WayIn{Exists: true, Wanted: wanted, Ready: m.Int32N(wanted + 1)}
	}
	if replicas := m.Int32N(3); !m.maybe(3) {
		s.Workload = facts.Workload{
			Exists: true, Replicas: replicas, ReadyReplicas: m.Int32N(replicas + 1),
			UpdatedReplicas: replicas, ObservedCurrent: !m.maybe(4),
		}
	}
	for i := range s.Deployment.Spec.DataStores {
		store := &s.Deployment.Spec.DataStores[i]
		if store.Volume == nil {
			continue
		}
		claim := facts.Claim{Name: store.Volume.ClaimName, Found: !m.maybe(5)}
		claim.Bound = claim.Found && !m.maybe(4)
		claim.AccessModes = []corev1.PersistentVolumeAccessMode{
			one(m, corev1.ReadWriteOnce, corev1.ReadWriteMany, corev1.ReadWriteOncePod),
		}
		s.Claims = append(s.Claims, claim)
		if m.maybe(2) {
			sweep := facts.Sweep{Store: store.Name, LastRun: Now.Add(-time.Hour), Succeeded: m.maybe(2), Deleted: m.Int64N(99)}
			sweep.Reason, sweep.Message = one(m, "", "ClockDoubt", "DeleteFailed"), "what was due could not all be deleted"
			s.Sweeps = append(s.Sweeps, sweep)
		}
	}
}

// status makes up what was decided before.
func (m Maker) status(s *facts.Snapshot) v1alpha1.FaceRecognitionDeploymentStatus {
	status := v1alpha1.FaceRecognitionDeploymentStatus{
		Verdict: one(m, "", v1alpha1.VerdictPermitted, v1alpha1.VerdictPermittedWithObligations,
			v1alpha1.VerdictUnknown, v1alpha1.VerdictDenied),
		DecidedGeneration: m.Int64N(2),
	}
	if m.maybe(5) {
		since := metav1.NewTime(Now.Add(-time.Duration(m.IntN(8*24)) * time.Hour))
		status.HeldVerdict = &v1alpha1.HeldVerdict{
			Verdict: v1alpha1.VerdictPermitted, Because: "something broke",
			Since: since, Until: metav1.NewTime(since.Add(7 * 24 * time.Hour)),
		}
	}
	if m.maybe(3) {
		since := metav1.NewTime(Now.Add(-time.Duration(m.IntN(120)) * time.Second))
		status.Fallback = &v1alpha1.FallbackStatus{UnavailableSince: &since}
	}
	if m.maybe(4) {
		eviction := &v1alpha1.Eviction{
			StartedAt: metav1.NewTime(Now.Add(-time.Duration(m.IntN(60)) * time.Second)),
			Rule:      "LAW/1",
		}
		if m.maybe(2) {
			finished := metav1.NewTime(Now)
			eviction.FinishedAt = &finished
		}
		status.Placement = &v1alpha1.PlacementStatus{LastEviction: eviction}
	}
	for _, policy := range s.Policies {
		for _, rule := range policy.Spec.Rules {
			if m.maybe(4) {
				status.Deadlines = append(status.Deadlines, v1alpha1.Deadline{
					Rule: rule.ID, DueAt: m.moment(), What: one(m, "the face side is suspended", "the face side is suspended",
						"the filing has to be handed in", "the exception from this rule ends"),
				})
			}
		}
	}
	return status
}
