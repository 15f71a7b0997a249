// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package gather

import (
	"cmp"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan/zonelabels"
)

// readZones reads the zones that the deployment names. It comes after the pods.
func (r *reading) readZones() error {
	for _, name := range facts.ZonesNamed(r.snapshot.Deployment) {
		zone := &v1alpha1.RecognitionZone{}
		found, err := r.get(types.NamespacedName{Name: name}, zone)
		if err != nil {
			return err
		}
		if !found {
			r.snapshot.Zones = append(r.snapshot.Zones, facts.Zone{Name: name})
			continue
		}
		r.snapshot.Zones = append(r.snapshot.Zones, facts.Zone{
			Name: name, Found: true, Generation: zone.Generation, Spec: zone.Spec,
			NodeCount: zone.Status.NodeCount, Overlapping: zone.Status.OverlappingNodes,
		})
	}
	return r.explainBareNodes()
}

// explainBareNodes finds out why nodes of running pods carry no zone. The zones' status and the nodes' labels say so
// too, a moment later; in that moment a pod on a node that two zones claim, or that one has just let go of so that the
// other claims it alone, must not look like a pod in no zone at all.
func (r *reading) explainBareNodes() error {
	var bare []string
	for i := range r.snapshot.Pods {
		if pod := &r.snapshot.Pods[i]; pod.Node != "" && pod.Zone == "" {
			bare = append(bare, pod.Node)
		}
	}
	if len(bare) == 0 {
		return nil
	}
	var list v1alpha1.RecognitionZoneList
	if err := r.Reader.List(r.ctx, &list, client.UnsafeDisableDeepCopy); err != nil {
		return fmt.Errorf("cannot list the zones: %w", err)
	}
	claims := zonelabels.NewClaims(list.Items)
	slices.Sort(bare)
	for _, name := range slices.Compact(bare) {
		object := &corev1.Node{}
		found, err := r.get(types.NamespacedName{Name: name}, object)
		if err != nil {
			return err
		}
		if found {
			r.explain(name, claims.Of(name, object.Labels))
		}
	}
	return nil
}

// explain says of a node without the label of a zone what those who claim it make of it.
func (r *reading) explain(node string, claimants []string) {
	switch len(claimants) {
	case 0:
	case 1:
		r.stand(node, claimants[0])
	default:
		r.addOverlap(node, claimants)
	}
}

// stand says that the pods of a node stand in a zone whose label has not arrived.
func (r *reading) stand(node, zone string) {
	for i := range r.snapshot.Pods {
		if r.snapshot.Pods[i].Node == node {
			r.snapshot.Pods[i].Zone = zone
		}
	}
}

func (r *reading) addOverlap(node string, claimants []string) {
	for i := range r.snapshot.Zones {
		zone := &r.snapshot.Zones[i]
		if slices.Contains(claimants, zone.Name) && !slices.Contains(zone.Overlapping, node) {
			zone.Overlapping = append(zone.Overlapping, node)
			slices.Sort(zone.Overlapping)
		}
	}
}

// readClaims reads the claims that the stores name, those of retired stores included. It comes after the sweeps.
func (r *reading) readClaims() error {
	names := facts.ClaimsNamed(r.snapshot.Deployment)
	for i := range r.snapshot.Retired {
		names = append(names, r.snapshot.Retired[i].ClaimName)
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		claim := &corev1.PersistentVolumeClaim{}
		key := types.NamespacedName{Namespace: r.snapshot.Deployment.Namespace, Name: name}
		found, err := r.get(key, claim)
		if err != nil {
			return err
		}
		r.snapshot.Claims = append(r.snapshot.Claims, claimFacts(name, found, claim))
	}
	slices.SortFunc(r.snapshot.Claims, func(a, b facts.Claim) int { return cmp.Compare(a.Name, b.Name) })
	return nil
}

// readClaimants finds the other deployments of the namespace that name one of the claims. It comes after the claims.
func (r *reading) readClaimants() error {
	mine := r.snapshot.Deployment
	if len(r.snapshot.Claims) == 0 {
		return nil
	}
	var list v1alpha1.FaceRecognitionDeploymentList
	if err := r.list(&list, nil); err != nil {
		return err
	}
	others := make([]*v1alpha1.FaceRecognitionDeployment, 0, len(list.Items))
	for i := range list.Items {
		others = append(others, &list.Items[i])
	}
	claims := make([]string, 0, len(r.snapshot.Claims))
	for i := range r.snapshot.Claims {
		claims = append(claims, r.snapshot.Claims[i].Name)
	}
	r.snapshot.Claimants = facts.ClaimantsOf(mine, claims, others)
	return nil
}

func claimFacts(name string, found bool, c *corev1.PersistentVolumeClaim) facts.Claim {
	claim := facts.Claim{Name: name, Found: found, Bound: c.Status.Phase == corev1.ClaimBound}
	claim.AccessModes = c.Spec.AccessModes
	if claim.Bound && len(c.Status.AccessModes) > 0 { // what the volume can do
		claim.AccessModes = c.Status.AccessModes
	}
	return claim
}
