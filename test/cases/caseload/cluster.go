// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package caseload

import (
	"cmp"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan"
	"github.com/facegov/facegov/internal/plan/recogniser"
)

// Settings are what the operator is started with in every case.
var Settings = plan.Settings{
	FallbackAuthImage: "registry.example/facegov/fallback-auth:v1",
	RetentionImage:    "registry.example/facegov/retention:v1",
}

// Cluster is what cluster.yaml holds: the time, the places and what already runs.
type Cluster struct {
	// Now is the moment of the decision.
	Now metav1.Time `json:"now"`
	// NamespaceLabels are the labels of the deployment's namespace.
	NamespaceLabels map[string]string `json:"namespaceLabels,omitempty"`
	// Binder names a file of binders/, which holds documents on record that many cases share. Omitted means none.
	Binder string `json:"binder,omitempty"`
	// Evidence are documents on record. One with the name of a document of the binder takes its place.
	Evidence []v1alpha1.ComplianceEvidence `json:"evidence,omitempty"`
	// Missing are names of documents of the binder that are not on record in this case.
	Missing []string `json:"missing,omitempty"`
	// Exceptions on record.
	Exceptions []v1alpha1.RecognitionException `json:"exceptions,omitempty"`
	// Others are the party's other deployments.
	Others []Other `json:"others,omitempty"`
	// Zones that exist.
	Zones []v1alpha1.RecognitionZone `json:"zones,omitempty"`
	// Nodes is how many nodes stand in each zone.
	Nodes map[string]int32 `json:"nodes,omitempty"`
	// Pods of the recogniser.
	Pods []Pod `json:"pods,omitempty"`
	// Workload is the recogniser's Deployment, omitted when there is none.
	Workload *Workload `json:"workload,omitempty"`
	// Reference is the workload that somebody else owns, omitted when there is none.
	Reference *Reference `json:"reference,omitempty"`
	// WayIn is the standing way in, omitted when there is none yet.
	WayIn *WayIn `json:"wayIn,omitempty"`
	// Claims are the PersistentVolumeClaims that exist.
	Claims []Claim `json:"claims,omitempty"`
	// Claimants are the other deployments of the namespace that name one of the claims.
	Claimants []facts.Claimant `json:"claimants,omitempty"`
	// Sweeps are the newest results of the sweeps.
	Sweeps []Sweep `json:"sweeps,omitempty"`
}

// Other is another deployment of the same party.
type Other struct {
	// Name of the deployment.
	Name string `json:"name"`
	// People that it declares, omitted when it declares no number.
	People *int64 `json:"people,omitempty"`
	// Deadlines that its status carries.
	Deadlines []v1alpha1.Deadline `json:"deadlines,omitempty"`
}

// Pod is a recogniser pod.
type Pod struct {
	// Name of the pod.
	Name string `json:"name"`
	// State is Gated (waits at the gate), Pending (let through, bound nowhere), Running or Ending.
	State PodState `json:"state"`
	// Node that it is bound to, omitted when it is not.
	Node string `json:"node,omitempty"`
	// Zone of that node.
	Zone string `json:"zone,omitempty"`
	// Node state: Silent when the node does not answer.
	NodeState string `json:"nodeState,omitempty"`
	// LetInto are the zones that it was let into when it passed the gate. Omitted means the zone of its node.
	LetInto []string `json:"letInto,omitempty"`
	// Template is Earlier when it was born from the template of an earlier spec.
	Template string `json:"template,omitempty"`
}

// PodState says how far a pod is.
type PodState string

// The states of a pod.
const (
	// PodGated waits at the gate.
	PodGated PodState = "Gated"
	// PodPending was let through and is bound nowhere.
	PodPending PodState = "Pending"
	// PodRunning runs and is Ready, with its way in.
	PodRunning PodState = "Running"
	// PodEnding is being deleted.
	PodEnding PodState = "Ending"
)

// Workload is the recogniser's Deployment.
type Workload struct {
	// Replicas asked for.
	Replicas int32 `json:"replicas"`
	// Ready replicas, all of the newest template.
	Ready int32 `json:"ready"`
}

// Reference is the workload that somebody else owns.
type Reference struct {
	// Replicas asked for.
	Replicas int32 `json:"replicas"`
	// Ready replicas.
	Ready int32 `json:"ready"`
	// Pods that its controller counts, those among them that were there before the deployment.
	Pods int32 `json:"pods"`
	// Ungoverned are those that were there before the deployment, in case they run.
	Ungoverned []Pod `json:"ungoverned,omitempty"`
	// Governors are the other deployments of the same workload.
	Governors []facts.Governor `json:"governors,omitempty"`
	// Spec of its pods.
	Spec corev1.PodSpec `json:"spec"`
}

// WayIn is the standing way in.
type WayIn struct {
	// Wanted pods.
	Wanted int32 `json:"wanted"`
	// Ready pods.
	Ready int32 `json:"ready"`
}

// Claim is a PersistentVolumeClaim.
type Claim struct {
	// Name of the claim.
	Name string `json:"name"`
	// State is Bound or Pending.
	State corev1.PersistentVolumeClaimPhase `json:"state"`
	// AccessModes of the claim.
	AccessModes []corev1.PersistentVolumeAccessMode `json:"accessModes"`
}

// Sweep is the newest result of a store's sweep.
type Sweep struct {
	// Store that was swept.
	Store string `json:"store"`
	// At is when it ended.
	At metav1.Time `json:"at"`
	// Deleted since the store was declared.
	Deleted int64 `json:"deleted"`
	// Failure is the reason when it failed.
	Failure string `json:"failure,omitempty"`
}

// snapshot turns the description into facts, as reading a cluster does.
func (c *Cluster) snapshot(frd *v1alpha1.FaceRecognitionDeployment) *facts.Snapshot {
	s := &facts.Snapshot{
		Now: c.Now.UTC(), Deployment: frd, Template: facts.DecodeTemplate(&frd.Spec.Workload),
		Namespace: facts.Namespace{Name: frd.Namespace, Labels: c.NamespaceLabels},
	}
	for _, name := range facts.ZonesNamed(frd) {
		s.Zones = append(s.Zones, c.zone(name))
	}
	for _, name := range facts.ClaimsNamed(frd) {
		s.Claims = append(s.Claims, c.claim(name))
	}
	s.Claimants = c.Claimants
	if c.Workload != nil {
		s.Workload = facts.Workload{
			Exists: true, Replicas: c.Workload.Replicas, ReadyReplicas: c.Workload.Ready, UpdatedReplicas: c.Workload.Ready,
			ObservedCurrent: true,
		}
	}
	if r := c.Reference; r != nil {
		s.Template = facts.Template{Spec: r.Spec.DeepCopy()}
		s.Reference = facts.Reference{Pods: r.Pods, Workload: facts.Workload{
			Exists: true, Replicas: r.Replicas, ReadyReplicas: r.Ready, UpdatedReplicas: r.Ready, ObservedCurrent: true,
		}, Governors: r.Governors}
		for i := range r.Ungoverned {
			s.Reference.Ungoverned = append(s.Reference.Ungoverned, r.Ungoverned[i].facts(""))
		}
	}
	if c.WayIn != nil {
		s.WayIn = facts.WayIn{Exists: true, Wanted: c.WayIn.Wanted, Ready: c.WayIn.Ready}
	}
	for _, sweep := range c.Sweeps {
		s.Sweeps = append(s.Sweeps, sweep.facts())
	}
	for i := range c.Evidence {
		s.Evidence = append(s.Evidence, facts.Evidence{Name: c.Evidence[i].Name, Spec: c.Evidence[i].Spec})
	}
	slices.SortFunc(s.Evidence, func(a, b facts.Evidence) int { return cmp.Compare(a.Name, b.Name) })
	for i := range c.Exceptions {
		s.Exceptions = append(s.Exceptions, facts.Exception{Name: c.Exceptions[i].Name, Spec: c.Exceptions[i].Spec})
	}
	s.Party = facts.PartyOf(c.others(frd))
	digest := recogniser.Digest(recogniser.Template(s, Settings.FallbackAuthImage))
	for i := range c.Pods {
		s.Pods = append(s.Pods, c.Pods[i].facts(digest))
	}
	slices.SortFunc(s.Pods, func(a, b facts.Pod) int { return cmp.Compare(a.Name, b.Name) })
	return s
}

// others are the party's other deployments, as far as a decision looks at them.
func (c *Cluster) others(frd *v1alpha1.FaceRecognitionDeployment) []*v1alpha1.FaceRecognitionDeployment {
	var others []*v1alpha1.FaceRecognitionDeployment
	for _, each := range c.Others {
		other := &v1alpha1.FaceRecognitionDeployment{}
		other.Namespace, other.Name = frd.Namespace, each.Name
		other.Spec.ResponsibleParty.ID = frd.Spec.ResponsibleParty.ID
		other.Spec.Subjects.EstimatedCount = each.People
		other.Status.Deadlines = each.Deadlines
		others = append(others, other)
	}
	return others
}

func (c *Cluster) zone(name string) facts.Zone {
	for i := range c.Zones {
		if c.Zones[i].Name == name {
			return facts.Zone{
				Name: name, Found: true, Generation: c.Zones[i].Generation, Spec: c.Zones[i].Spec, NodeCount: c.Nodes[name],
			}
		}
	}
	return facts.Zone{Name: name}
}

func (c *Cluster) claim(name string) facts.Claim {
	for _, each := range c.Claims {
		if each.Name == name {
			return facts.Claim{
				Name: name, Found: true, Bound: each.State == corev1.ClaimBound, AccessModes: each.AccessModes,
			}
		}
	}
	return facts.Claim{Name: name}
}

func (s Sweep) facts() facts.Sweep {
	sweep := facts.Sweep{Store: s.Store, LastRun: s.At.UTC(), Deleted: s.Deleted, Reason: s.Failure}
	if s.Failure == "" {
		sweep.Succeeded, sweep.Verified, sweep.LastSuccess = true, true, s.At.UTC()
		sweep.Root = strings.Repeat("0", 63) + "1"
		return sweep
	}
	sweep.Failed, sweep.Message = 1, "what was due could not all be deleted"
	return sweep
}

func (p *Pod) facts(digest string) facts.Pod {
	pod := facts.Pod{
		Name: p.Name, UID: types.UID("uid-of-" + p.Name), ResourceVersion: "1", TemplateHash: "hash", TemplateDigest: digest,
		Node: p.Node, Zone: p.Zone, NodeReachable: p.Node != "" && p.NodeState != "Silent",
		Gated: p.State == PodGated, Terminating: p.State == PodEnding,
	}
	pod.Running = p.Node != ""
	pod.Ready = p.State == PodRunning && pod.NodeReachable
	pod.FallbackReady = pod.Ready
	if p.Template == "Earlier" {
		pod.TemplateDigest = "earlier"
	}
	zones := p.LetInto
	if len(zones) == 0 && p.Zone != "" {
		zones = []string{p.Zone}
	}
	if p.State != PodGated && len(zones) > 0 {
		pod.Affinity = facts.Narrow(nil, zones)
	}
	return pod
}
