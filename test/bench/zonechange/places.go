// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/test/bench/site"
	"github.com/facegov/facegov/test/cluster"
)

const (
	// areaLabel on a node says where it stands. Zones select their nodes by it.
	areaLabel = "bench.node-restriction.kubernetes.io/area"
	// nowhere is an area without nodes.
	nowhere = "nowhere"
	// greedy is the zone that claims all nodes and lets go of them.
	greedy = "greedy"
)

// sizes say how large everything is.
type sizes struct {
	nodes, pods, zones, deployments, changing, writers int

	patience time.Duration
	profiles string
}

// check says what does not go together.
func (s sizes) check() error {
	switch {
	case s.zones < 1 || s.deployments < s.zones || s.nodes < s.zones:
		return errors.New("each zone needs a node and a deployment: raise -nodes and -deployments, or lower -zones")
	case s.pods%s.deployments != 0:
		return errors.New("-pods must be a multiple of -deployments")
	case s.changing > s.zones:
		return errors.New("-changing is larger than -zones")
	case s.writers < 1:
		return errors.New("-writers must be at least 1")
	}
	return nil
}

// zoneOf is the zone of the deployment or node of that number.
func (s sizes) zoneOf(i int) int { return i % s.zones }

// bench is a cluster with facegov installed.
type bench struct {
	*site.Site
	sizes
	// seen is what can be looked at without asking the API server.
	seen     client.Reader
	operator *site.Operator
}

// newBench starts the cluster and makes the nodes, the zones and the volumes.
func newBench(ctx context.Context, s sizes) (*bench, error) {
	b := &bench{sizes: s}
	var err error
	options := cluster.Options{ControllerManager: true, Scheduler: true, KWOK: true}
	if s.profiles != "" {
		options.APIServerArgs = site.Profiling()
	}
	b.Site, err = site.Start(ctx, options)
	if err != nil {
		return nil, err
	}
	if err := b.makePlaces(ctx); err != nil {
		b.Stop()
		return nil, err
	}
	return b, nil
}

func (b *bench) makePlaces(ctx context.Context) error {
	progress("adding %d nodes", b.nodes)
	groups := make([]cluster.NodeGroup, b.zones)
	for i := range b.nodes {
		groups[b.zoneOf(i)].Count++
	}
	for i := range groups {
		groups[i].Name, groups[i].Labels = zoneName(i), map[string]string{areaLabel: zoneName(i)}
	}
	if err := b.Cluster.AddNodes(ctx, groups...); err != nil {
		return err
	}
	progress("making %d zones, and volumes for %d deployments", b.zones+1, b.deployments)
	if err := b.Client.Create(ctx, newZone(greedy, nowhere)); err != nil {
		return err
	}
	_, err := site.Each(ctx, b.writers, b.zones, func(ctx context.Context, i int) error {
		return errors.Join(b.MakeNamespace(ctx, zoneName(i), map[string]string{v1alpha1.EnrolledLabel: "true"}),
			b.Client.Create(ctx, newZone(zoneName(i), zoneName(i))))
	})
	if err != nil {
		return err
	}
	_, err = site.Each(ctx, b.writers, b.deployments, b.makeVolume)
	return err
}

// zoneName names a zone, its area, and the namespace of its deployments.
func zoneName(i int) string { return fmt.Sprintf("zone-%d", i) }

func newZone(name, area string) *v1alpha1.RecognitionZone {
	return &v1alpha1.RecognitionZone{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: v1alpha1.RecognitionZoneSpec{
			Venue: "residential-compound", PublicAccess: v1alpha1.PublicAccessRestricted,
			Jurisdiction: "CN-SH", TimeZone: "Asia/Shanghai",
			Nodes: &v1alpha1.NodeSelection{Selector: &v1alpha1.NodeLabelSelector{
				MatchLabels: map[string]v1alpha1.LabelValue{areaLabel: v1alpha1.LabelValue(area)},
			}},
			CaptureDevices:    []v1alpha1.CaptureDevice{{Name: "cam-north-1", Addresses: []string{"192.0.2.10/32"}}},
			AllowedNamespaces: &v1alpha1.AllowedNamespaces{From: "Names", Names: []string{name}},
		},
	}
}

func claimName(i int) string { return fmt.Sprintf("gallery-%d", i) }

// makeVolume makes the volume and the claim of a deployment's store.
func (b *bench) makeVolume(ctx context.Context, i int) error {
	size := corev1.ResourceList{corev1.ResourceStorage: resource.MustParse("1Gi")}
	modes := []corev1.PersistentVolumeAccessMode{corev1.ReadWriteMany}
	volume := &corev1.PersistentVolume{
		ObjectMeta: metav1.ObjectMeta{Name: claimName(i)},
		Spec: corev1.PersistentVolumeSpec{
			AccessModes: modes, Capacity: size,
			ClaimRef: &corev1.ObjectReference{Namespace: zoneName(b.zoneOf(i)), Name: claimName(i)},
			PersistentVolumeSource: corev1.PersistentVolumeSource{
				HostPath: &corev1.HostPathVolumeSource{Path: "/var/lib/facegov-bench/" + claimName(i)},
			},
		},
	}
	claim := &corev1.PersistentVolumeClaim{
		ObjectMeta: metav1.ObjectMeta{Namespace: zoneName(b.zoneOf(i)), Name: claimName(i)},
		Spec: corev1.PersistentVolumeClaimSpec{
			AccessModes: modes, StorageClassName: new(""), VolumeName: claimName(i),
			Resources: corev1.VolumeResourceRequirements{Requests: size},
		},
	}
	return errors.Join(b.Client.Create(ctx, volume), b.Client.Create(ctx, claim))
}

// newDeployment is the gate of the samples with a zone and a volume of its own. It counts few enough people that all of
// them together have nothing to file.
func (b *bench) newDeployment(i int) *v1alpha1.FaceRecognitionDeployment {
	d := b.SampleWith(claimName(i))
	zone := zoneName(b.zoneOf(i))
	d.Namespace, d.Name = zone, fmt.Sprintf("gate-%d", i)
	d.Spec.Sources[0].Zone, d.Spec.Placement.Zones = zone, []string{zone}
	d.Spec.Subjects.EstimatedCount = ptr.To[int64](100)
	d.Spec.Workload.Template.Replicas = new(int32(b.pods / b.deployments))
	return d
}
