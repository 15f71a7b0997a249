// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package patrol finds what came into an enrolled namespace past the guards at admission and belongs to no
// FaceRecognitionDeployment that could send it away: face servers without a deployment, pods that pose as a way in or as
// a sweep, forged ReplicaSets, and NetworkPolicies that open what facegov closed. It is pure.
package patrol

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"

	"github.com/facegov/facegov/api/v1alpha1"
)

// MaxRemovals bounds what one pass removes. What is left is found by the next.
const MaxRemovals = 20

// Facts are what a pass looks at in one namespace.
type Facts struct {
	// EnrolledSince is when the namespace came under facegov's guards, zero when that is not known. What is older was
	// there lawfully, as far as anybody can tell, and is reported and left alone.
	EnrolledSince time.Time
	// KnownImages are what the images of face servers contain from a slash on.
	KnownImages []string
	// Deployments are the names of the FaceRecognitionDeployments of the namespace.
	Deployments []string
	// Pods are all pods.
	Pods []Pod
	// ReplicaSets are all ReplicaSets.
	ReplicaSets []ReplicaSet
	// NetworkPolicies are all NetworkPolicies.
	NetworkPolicies []NetworkPolicy
}

// Object is what facts about every kind have in common.
type Object struct {
	// Name of the object.
	Name string
	// UID of the object.
	UID types.UID
	// ResourceVersion that was seen.
	ResourceVersion string
	// CreatedAt is when it came.
	CreatedAt time.Time
	// Labels of the object.
	Labels map[string]string
	// Leaving says that it is being deleted.
	Leaving bool
	// Owner is its controller, zero when it has none.
	Owner Owner
}

// Owner is the controller of an object.
type Owner struct{ Kind, Name string }

// Pod is a pod of the namespace.
type Pod struct {
	Object
	// Images of all its containers.
	Images []string
	// Static says that it is a kubelet's report of a static pod.
	Static bool
	// Ended says that it has run to its end.
	Ended bool
}

// ReplicaSet is a ReplicaSet of the namespace.
type ReplicaSet struct {
	Object
	// TemplateLabels are the labels of the pods that it makes.
	TemplateLabels map[string]string
}

// NetworkPolicy is a NetworkPolicy of the namespace.
type NetworkPolicy struct {
	Object
	// Allows says that it allows anything.
	Allows bool
	// Selector of the pods to which it allows it.
	Selector metav1.LabelSelector
}

// Reason says what is wrong with an object, in one CamelCase word.
type Reason string

// What can be wrong.
const (
	// ReasonUngoverned means that a face server runs without a FaceRecognitionDeployment.
	ReasonUngoverned Reason = "UngovernedRecogniser"
	// ReasonOrphaned means that a pod carries the label of a FaceRecognitionDeployment that does not exist.
	ReasonOrphaned Reason = "Orphaned"
	// ReasonStatic means that a kubelet runs a pod with the label of a FaceRecognitionDeployment, past every verdict.
	ReasonStatic Reason = "StaticPod"
	// ReasonPosing means that a pod carries the labels of a way in or of a sweep and was not made by one: people would tell
	// it their PINs, or it mounts the faces.
	ReasonPosing Reason = "PosesAsFacegov"
	// ReasonForged means that a ReplicaSet makes pods with facegov's own labels and is not facegov's.
	ReasonForged Reason = "ForgedReplicaSet"
	// ReasonOpened means that a NetworkPolicy of somebody else's allows something to facegov's pods.
	ReasonOpened Reason = "OpensGovernedPods"
)

// Kinds of what is found.
const (
	KindPod           = "Pod"
	KindReplicaSet    = "ReplicaSet"
	KindNetworkPolicy = "NetworkPolicy"
)

// Finding is one object that should not be there.
type Finding struct {
	// Kind, Name, UID and ResourceVersion of the object that was seen.
	Kind            string
	Name            string
	UID             types.UID
	ResourceVersion string
	// Reason says what is wrong with it.
	Reason Reason
	// Says it in a sentence.
	Says string
}

// Plan is what follows.
type Plan struct {
	// Removals are deleted in this pass, at most MaxRemovals of them.
	Removals []Finding
	// Reports are left alone: static pods, and what was there before the namespace was enrolled.
	Reports []Finding
	// More says that there is more to remove than one pass does.
	More bool
}

// Build says what to remove and what to report, by kind and name.
func Build(f *Facts) Plan {
	var p Plan
	for i := range f.Pods {
		p.lookAtPod(f, &f.Pods[i])
	}
	for i := range f.ReplicaSets {
		p.lookAtReplicaSet(&f.ReplicaSets[i])
	}
	for i := range f.NetworkPolicies {
		p.lookAtNetworkPolicy(f, &f.NetworkPolicies[i])
	}
	// What makes pods goes before the pods that it makes.
	order := []string{KindReplicaSet, KindNetworkPolicy, KindPod}
	slices.SortFunc(p.Removals, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind)), cmp.Compare(a.Name, b.Name))
	})
	if len(p.Removals) > MaxRemovals {
		p.Removals, p.More = p.Removals[:MaxRemovals], true
	}
	return p
}

func (p *Plan) remove(kind string, o *Object, reason Reason, says string) {
	p.Removals = append(p.Removals, finding(kind, o, reason, says))
}

func (p *Plan) report(kind string, o *Object, reason Reason, says string) {
	p.Reports = append(p.Reports, finding(kind, o, reason, says))
}

func finding(kind string, o *Object, reason Reason, says string) Finding {
	return Finding{Kind: kind, Name: o.Name, UID: o.UID, ResourceVersion: o.ResourceVersion, Reason: reason, Says: says}
}

// wasThere says that an object is older than the enrolment of its namespace, or that nobody knows.
func (f *Facts) wasThere(o *Object) bool {
	return f.EnrolledSince.IsZero() || !o.CreatedAt.After(f.EnrolledSince)
}

func (p *Plan) lookAtPod(f *Facts, pod *Pod) {
	if pod.Leaving || pod.Ended {
		return
	}
	deployment, isGoverned := pod.Labels[v1alpha1.DeploymentLabel]
	switch {
	case isGoverned && slices.Contains(f.Deployments, deployment) && pod.Static:
		p.report(KindPod, &pod.Object, ReasonStatic,
			"a static pod carries the label of this deployment; only whoever manages the files of its node stops it")
	case isGoverned && slices.Contains(f.Deployments, deployment):
		return // its deployment sees to it
	case isGoverned && pod.Static:
		p.report(KindPod, &pod.Object, ReasonOrphaned, "a static pod carries the label of FaceRecognitionDeployment "+
			deployment+", which does not exist; only whoever manages the files of its node stops it")
	case isGoverned:
		p.remove(KindPod, &pod.Object, ReasonOrphaned,
			"the pod carries the label of FaceRecognitionDeployment "+deployment+", which does not exist")
	case poses(pod):
		p.lookAtPosing(pod)
	default:
		p.lookAtUngoverned(f, pod)
	}
}

// poses says that an ungoverned pod carries the labels of a way in or of a sweep without being of one. What makes pods
// with these labels is looked at by itself.
func poses(pod *Pod) bool {
	if name, isWayIn := pod.Labels[v1alpha1.WayInLabel]; isWayIn {
		return pod.Owner.Kind != KindReplicaSet || !strings.HasPrefix(pod.Owner.Name, name+"-way-in-")
	}
	_, mounts := pod.Labels[v1alpha1.MountsLabel]
	return mounts && pod.Owner.Kind != "Job"
}

func (p *Plan) lookAtPosing(pod *Pod) {
	const says = "the pod carries the labels of a way in or of a sweep, and none of facegov's made it"
	if pod.Static {
		p.report(KindPod, &pod.Object, ReasonPosing, says+"; only whoever manages the files of its node stops it")
		return
	}
	p.remove(KindPod, &pod.Object, ReasonPosing, says)
}

func (p *Plan) lookAtUngoverned(f *Facts, pod *Pod) {
	server := f.faceServer(pod.Images)
	if server == "" {
		return
	}
	says := fmt.Sprintf("%s is a face server and runs without a FaceRecognitionDeployment", server)
	switch {
	case pod.Static:
		p.report(KindPod, &pod.Object, ReasonUngoverned,
			says+"; the pod is static, and only whoever manages the files of its node stops it")
	case f.wasThere(&pod.Object):
		p.report(KindPod, &pod.Object, ReasonUngoverned,
			says+"; it was there before the namespace was enrolled and is left alone: facegov adopt proposes a deployment "+
				"for it")
	default:
		p.remove(KindPod, &pod.Object, ReasonUngoverned, says)
	}
}

// faceServer returns the first image that is known as a face server's, in the way of the guard of new pods.
func (f *Facts) faceServer(images []string) string {
	for _, image := range images {
		if slices.ContainsFunc(f.KnownImages, func(known string) bool { return strings.Contains("/"+image, "/"+known) }) {
			return image
		}
	}
	return ""
}

// lookAtReplicaSet finds ReplicaSets that pass for facegov's: those of facegov belong to its Deployments.
func (p *Plan) lookAtReplicaSet(set *ReplicaSet) {
	if set.Leaving {
		return
	}
	var maker string
	if name := set.TemplateLabels[v1alpha1.DeploymentLabel]; name != "" {
		maker = name
	} else if name := set.TemplateLabels[v1alpha1.WayInLabel]; name != "" {
		maker = name + "-way-in"
	}
	if maker != "" && set.Owner != (Owner{Kind: "Deployment", Name: maker}) {
		p.remove(KindReplicaSet, &set.Object, ReasonForged,
			"its pods carry facegov's own labels, and no Deployment of facegov's owns it")
	}
}

func (p *Plan) lookAtNetworkPolicy(f *Facts, policy *NetworkPolicy) {
	isOurs := policy.Owner.Kind == "FaceRecognitionDeployment"
	if policy.Leaving || isOurs || !policy.Allows {
		return
	}
	selector, err := metav1.LabelSelectorAsSelector(&policy.Selector)
	if err != nil || !slices.ContainsFunc(f.Pods, func(pod Pod) bool {
		return pod.Labels[v1alpha1.ComponentLabel] != "" && selector.Matches(labels.Set(pod.Labels))
	}) {
		return
	}
	const says = "it allows something to pods of facegov's, whose rules deny everything that is not declared"
	if f.wasThere(&policy.Object) {
		p.report(KindNetworkPolicy, &policy.Object, ReasonOpened,
			says+"; it was there before the namespace was enrolled: leave out pods with the label "+v1alpha1.ComponentLabel)
		return
	}
	p.remove(KindNetworkPolicy, &policy.Object, ReasonOpened, says)
}
