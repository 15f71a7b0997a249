// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package attacks

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/apply"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan"
	"github.com/facegov/facegov/internal/policy"
	"github.com/facegov/facegov/test/cluster"
)

const (
	site = "maple-court"
	zone = "maple-north-gate"
	// patience bounds every wait. The garbage collector learns of new kinds every half minute; all else takes a moment.
	patience = 90 * time.Second
	look     = 100 * time.Millisecond
)

var settings = plan.Settings{
	FallbackAuthImage: "facegov/fallback-auth:dev",
	RetentionImage:    "facegov/retention:dev",
}

// world is a cluster with facegov's policies and without its operator: the tests act as the operator where there would
// be one.
type world struct {
	*actors
	// admin sets things up and looks; nothing under test uses it.
	admin client.Client
	// operator is what the operator does, under its own credentials.
	operator client.Client
	applier  *apply.Applier
	// names are what testdata calls $gated, $running and so on.
	names map[string]string
}

// newWorld installs the kinds and the policies and brings the site to life: one recogniser that runs, one that waits at
// the gate, and a face server of somebody else's that was adopted.
func newWorld(ctx context.Context, c *cluster.Cluster) (*world, error) {
	w := &world{actors: newActors(c), names: map[string]string{}}
	steps := []func(context.Context) error{
		w.install, w.connect, w.awaitBirthPolicies, w.labelNode, w.deployNorthGate, w.adoptCompreface, w.retireStore,
		w.learnNames,
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return w, nil
}

func (w *world) install(ctx context.Context) error {
	if err := w.cluster.ApplyKinds(ctx, "../../config/crd", "--server-side"); err != nil {
		return err
	}
	commands := [][]string{
		{"apply", "--server-side", "-f", "../../config/base/namespace.yaml"},
		{"apply", "--server-side", "-k", "../../config/rbac"},
		{"apply", "--server-side", "-f", "testdata/world.yaml"},
		{"apply", "--server-side", "-k", "../../config/admission"},
	}
	for _, command := range commands {
		if _, err := w.cluster.Kubectl(ctx, command...); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) connect(ctx context.Context) error {
	scheme := runtime.NewScheme()
	if err := errors.Join(clientgoscheme.AddToScheme(scheme), v1alpha1.AddToScheme(scheme)); err != nil {
		return err
	}
	var err error
	if w.admin, err = client.New(w.cluster.AdminConfig(), client.Options{Scheme: scheme}); err != nil {
		return err
	}
	config, err := w.config(ctx, operator)
	if err != nil {
		return err
	}
	if w.operator, err = client.New(config, client.Options{Scheme: scheme}); err != nil {
		return err
	}
	w.applier = apply.New(w.operator, w.operator)
	return nil
}

// awaitBirthPolicies waits until the policies look at pods and have found their parameters. The operator asks for a
// governed pod that has nothing: only when the gate has been put in is the missing way in the first thing that is wrong
// with it. Until the API server has read the deployments that policies ask for, it refuses even an ordinary pod.
func (w *world) awaitBirthPolicies(ctx context.Context) error {
	pod := &corev1.Pod{Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "c", Image: "registry.example/c:1"}}}}
	pod.Name, pod.Namespace = "canary", site
	pod.Labels = map[string]string{v1alpha1.DeploymentLabel: "canary"}
	return eventually(ctx, "the policies look at governed pods", func(ctx context.Context) error {
		err := w.operator.Create(ctx, pod.DeepCopy(), client.DryRunAll)
		if err == nil || !strings.Contains(err.Error(), "spec.initContainers[0]: a governed pod begins with") {
			return fmt.Errorf("a pod with nothing but the label is answered with: %w", err)
		}
		ordinary := pod.DeepCopy()
		ordinary.Labels = nil
		return w.operator.Create(ctx, ordinary, client.DryRunAll)
	})
}

func (w *world) labelNode(ctx context.Context) error {
	label := fmt.Appendf(nil, `{"metadata":{"labels":{%q:%q}}}`, v1alpha1.ZoneNodeLabel, zone)
	node := &corev1.Node{}
	node.Name = "edge-1"
	return w.operator.Patch(ctx, node, client.RawPatch(types.MergePatchType, label))
}

// deployNorthGate makes the sample north-gate real as the operator would, and lets one of its two pods pass the gate.
func (w *world) deployNorthGate(ctx context.Context) error {
	frd, err := northGate(site)
	if err != nil {
		return err
	}
	if err := w.admin.Create(ctx, frd); err != nil {
		return err
	}
	// The first pass adds the finalizer, without which nothing that could store a face starts.
	if err := errors.Join(w.reconcile(ctx, frd, nil), w.reconcile(ctx, frd, nil)); err != nil {
		return err
	}
	pods, err := w.awaitPods(ctx, frd.Namespace, v1alpha1.DeploymentLabel, frd.Name, 2, isGated)
	if err != nil {
		return err
	}
	if err := w.reconcile(ctx, frd, pods[:1]); err != nil {
		return err
	}
	if _, err := w.awaitPods(ctx, frd.Namespace, v1alpha1.DeploymentLabel, frd.Name, 1, isReady); err != nil {
		return err
	}
	_, err = w.awaitPods(ctx, frd.Namespace, v1alpha1.ComponentLabel, v1alpha1.ComponentWayIn, 2, isReady)
	return err
}

// adoptCompreface declares somebody else's Deployment and then lets it make its pod. A StatefulSet and a DaemonSet are
// declared too, of which only the pods are tried.
func (w *world) adoptCompreface(ctx context.Context) error {
	for name, workload := range map[string]v1alpha1.WorkloadReference{
		"hall":   {Kind: "Deployment", Name: "compreface"},
		"annexe": {Kind: "StatefulSet", Name: "deepstack"},
		"roof":   {Kind: "DaemonSet", Name: "frigate"},
	} {
		frd, err := northGate(site)
		if err != nil {
			return err
		}
		frd.Name = name
		frd.Spec.Workload = v1alpha1.Workload{Type: v1alpha1.WorkloadTypeReference, Reference: &workload}
		if err := w.admin.Create(ctx, frd); err != nil {
			return err
		}
	}
	if err := w.awaitAdoption(ctx); err != nil {
		return err
	}
	if _, err := w.cluster.Kubectl(ctx, "apply", "--server-side", "-f", "testdata/compreface.yaml"); err != nil {
		return err
	}
	_, err := w.awaitPods(ctx, site, v1alpha1.DeploymentLabel, "hall", 1, isGated)
	return err
}

// retireStore says of a deployment what the operator says when a store was taken out of its declaration and is not
// erased yet, and waits until the policies have read it.
func (w *world) retireStore(ctx context.Context) error {
	frd := &v1alpha1.FaceRecognitionDeployment{}
	frd.Name, frd.Namespace = "roof", site
	retiring := []byte(`{"status":{"stores":[{"name":"old","state":"Retiring","claimName":"old-gallery"}]}}`)
	if err := w.operator.Status().Patch(ctx, frd, client.RawPatch(types.MergePatchType, retiring)); err != nil {
		return err
	}
	reader := &corev1.Pod{Spec: corev1.PodSpec{
		Containers: []corev1.Container{{Name: "c", Image: "registry.example/c:1"}},
		Volumes: []corev1.Volume{{Name: "v", VolumeSource: corev1.VolumeSource{
			PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: "old-gallery"},
		}}},
	}}
	reader.Name, reader.Namespace = "canary", site
	return eventually(ctx, "the claim of a retired store is guarded", func(ctx context.Context) error {
		if err := w.operator.Create(ctx, reader.DeepCopy(), client.DryRunAll); err == nil {
			return errors.New("anybody may mount it")
		}
		return nil
	})
}

// awaitAdoption waits until a pod of the referenced Deployment would be adopted.
func (w *world) awaitAdoption(ctx context.Context) error {
	canary := ownedPod("compreface-1", map[string]string{"pod-template-hash": "1"})
	return eventually(ctx, "pods of the referenced Deployment are adopted", func(ctx context.Context) error {
		born, err := w.born(ctx, canary)
		if err == nil && !isGated(born) {
			err = errors.New("its pod has no gate")
		}
		return err
	})
}

// reconcile does what one pass of the operator does, with a verdict that permits, and lets these pods pass the gate.
func (w *world) reconcile(
	ctx context.Context, frd *v1alpha1.FaceRecognitionDeployment, lifted []corev1.Pod,
) error {
	if err := w.operator.Get(ctx, client.ObjectKeyFromObject(frd), frd); err != nil {
		return err
	}
	snapshot, err := snapshotOf(frd)
	if err != nil {
		return err
	}
	for i := range lifted {
		snapshot.Pods = append(snapshot.Pods, facts.Pod{
			Name: lifted[i].Name, UID: lifted[i].UID, ResourceVersion: lifted[i].ResourceVersion, Gated: true,
			TemplateDigest: lifted[i].Labels[v1alpha1.TemplateLabel],
		})
	}
	verdict := &policy.Verdict{
		Result: v1alpha1.VerdictPermitted, Action: policy.ActionRun, AllowedZones: frd.Spec.Placement.Zones,
	}
	outcome := w.applier.Apply(ctx, frd, plan.Build(snapshot, verdict, settings))
	if len(outcome.Failures) > 0 {
		return fmt.Errorf("the operator cannot write %+v", outcome.Failures)
	}
	if len(outcome.Lifted) != len(lifted) {
		return fmt.Errorf("%d pods passed the gate, want %d", len(outcome.Lifted), len(lifted))
	}
	return nil
}

func snapshotOf(frd *v1alpha1.FaceRecognitionDeployment) (*facts.Snapshot, error) {
	snapshot := &facts.Snapshot{
		Now: time.Now(), Deployment: frd, Namespace: facts.Namespace{Name: frd.Namespace},
		WayIn: facts.WayIn{Exists: true, Wanted: 2, Ready: 2},
	}
	for _, name := range frd.Spec.Placement.Zones {
		snapshot.Zones = append(snapshot.Zones, facts.Zone{Name: name, Found: true, NodeCount: 1})
	}
	for i := range frd.Spec.DataStores {
		if volume := frd.Spec.DataStores[i].Volume; volume != nil {
			snapshot.Claims = append(snapshot.Claims, facts.Claim{
				Name: volume.ClaimName, Found: true, Bound: true,
				AccessModes: []corev1.PersistentVolumeAccessMode{corev1.ReadWriteMany},
			})
		}
	}
	if frd.Spec.Workload.Template != nil {
		snapshot.Template.Spec = &corev1.PodSpec{}
		if err := yaml.UnmarshalStrict(frd.Spec.Workload.Template.Spec.Raw, snapshot.Template.Spec); err != nil {
			return nil, err
		}
	}
	return snapshot, nil
}

// northGate is the sample of that name, in a namespace.
func northGate(namespace string) (*v1alpha1.FaceRecognitionDeployment, error) {
	text, err := os.ReadFile("../../config/samples/north-gate.yaml")
	if err != nil {
		return nil, err
	}
	frd := &v1alpha1.FaceRecognitionDeployment{}
	if err := yaml.UnmarshalStrict(text, frd); err != nil {
		return nil, err
	}
	frd.Namespace = namespace
	return frd, nil
}

func (w *world) learnNames(ctx context.Context) error {
	for name, find := range map[string]struct {
		label, value string
		is           func(*corev1.Pod) bool
	}{
		"$gated":   {v1alpha1.DeploymentLabel, "north-gate", isGated},
		"$running": {v1alpha1.DeploymentLabel, "north-gate", isReady},
		"$adopted": {v1alpha1.DeploymentLabel, "hall", isGated},
		"$wayin":   {v1alpha1.ComponentLabel, v1alpha1.ComponentWayIn, isReady},
	} {
		pods, err := w.pods(ctx, site, find.label, find.value, find.is)
		if err != nil || len(pods) == 0 {
			return fmt.Errorf("there is no pod to call %s: %w", name, err)
		}
		w.names[name] = pods[0].Name
		if name == "$running" {
			w.names["$replicaset"] = pods[0].OwnerReferences[0].Name
		}
	}
	var frd v1alpha1.FaceRecognitionDeployment
	if err := w.admin.Get(ctx, client.ObjectKey{Namespace: site, Name: "north-gate"}, &frd); err != nil {
		return err
	}
	w.names["$uid"] = string(frd.UID)
	node := &corev1.Node{}
	err := w.admin.Get(ctx, client.ObjectKey{Name: "edge-1"}, node)
	w.names["$edge1"] = string(node.UID)
	return err
}

func (w *world) pods(
	ctx context.Context, namespace, label, value string, is func(*corev1.Pod) bool,
) ([]corev1.Pod, error) {
	var list corev1.PodList
	err := w.admin.List(ctx, &list, client.InNamespace(namespace), client.MatchingLabels{label: value})
	return slices.DeleteFunc(list.Items, func(p corev1.Pod) bool { return !is(&p) }), err
}

func (w *world) awaitPods(
	ctx context.Context, namespace, label, value string, count int, is func(*corev1.Pod) bool,
) (pods []corev1.Pod, err error) {
	what := fmt.Sprintf("%d pods with %s=%s are there", count, label, value)
	err = eventually(ctx, what, func(ctx context.Context) error {
		if pods, err = w.pods(ctx, namespace, label, value, is); err == nil && len(pods) != count {
			err = fmt.Errorf("there are %d: %s", len(pods), whereabouts(pods))
		}
		return err
	})
	return pods, err
}

// whereabouts says of pods what tells them apart.
func whereabouts(pods []corev1.Pod) string {
	var all []string
	for i := range pods {
		p := &pods[i]
		all = append(all, fmt.Sprintf("%s (%s, bound to %q, born %s, going %t)", p.Name, p.Status.Phase, p.Spec.NodeName,
			p.CreationTimestamp.Format(time.TimeOnly), p.DeletionTimestamp != nil))
	}
	return strings.Join(all, ", ")
}

func isGated(p *corev1.Pod) bool {
	return slices.Contains(p.Spec.SchedulingGates, corev1.PodSchedulingGate{Name: v1alpha1.VerdictGate})
}

func isReady(p *corev1.Pod) bool {
	return p.DeletionTimestamp == nil && slices.ContainsFunc(p.Status.Conditions, func(c corev1.PodCondition) bool {
		return c.Type == corev1.PodReady && c.Status == corev1.ConditionTrue
	})
}

// eventually asks until the answer is nil.
func eventually(ctx context.Context, what string, ask func(context.Context) error) error {
	var last error
	err := wait.PollUntilContextTimeout(ctx, look, patience, true, func(ctx context.Context) (bool, error) {
		answer := ask(ctx)
		if ctx.Err() == nil {
			last = answer
		}
		return answer == nil, nil
	})
	if err != nil {
		return fmt.Errorf("waiting until %s: %w; the last answer: %w", what, err, last)
	}
	return nil
}
