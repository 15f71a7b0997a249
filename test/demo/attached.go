// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

// recognisers returns the recogniser pods of a deployment that have not ended and are not on their way out.
func (w *world) recognisers(ctx context.Context, namespace, name string) ([]corev1.Pod, error) {
	var pods corev1.PodList
	err := w.client.List(ctx, &pods, client.InNamespace(namespace), client.MatchingLabels{v1alpha1.DeploymentLabel: name})
	return pods.Items, err
}

// showPlacement shows on which nodes permitted pods landed, and that none stands elsewhere.
func showPlacement(ctx context.Context, w *world) error {
	var nodes corev1.NodeList
	if err := w.client.List(ctx, &nodes); err != nil {
		return err
	}
	zoneOf := map[string]string{}
	for i := range nodes.Items {
		zoneOf[nodes.Items[i].Name] = nodes.Items[i].Labels[v1alpha1.ZoneNodeLabel]
	}
	list, err := w.deployments(ctx)
	if err != nil {
		return err
	}
	rows := [][]string{{"DEPLOYMENT", "POD", "NODE", "ZONE"}}
	for i := range list {
		d := &list[i]
		pods, err := w.recognisers(ctx, d.Namespace, d.Name)
		if err != nil {
			return err
		}
		if !permitted(d) {
			w.expect(len(pods) == 0, "%s/%s has no recogniser pod", d.Namespace, d.Name)
			continue
		}
		inPlace := len(pods) > 0
		for j := range pods {
			zone := zoneOf[pods[j].Spec.NodeName]
			inPlace = inPlace && slices.Contains(d.Status.Placement.AllowedZones, zone)
			rows = append(rows, []string{d.Namespace + "/" + d.Name, pods[j].Name, pods[j].Spec.NodeName, zone})
		}
		w.expect(inPlace, "%s/%s: %d pods, all on nodes of %s", d.Namespace, d.Name, len(pods),
			strings.Join(d.Status.Placement.AllowedZones, ", "))
	}
	w.say("")
	w.table(rows)
	return nil
}

// showAttached shows what facegov put beside the north gate.
func showAttached(ctx context.Context, w *world) error {
	const namespace, name = "maple-court", "north-gate"
	in := client.InNamespace(namespace)
	pods, err := w.recognisers(ctx, namespace, name)
	if err != nil {
		return err
	}
	sidecars := 0
	for i := range pods {
		if first := pods[i].Spec.InitContainers; len(first) > 0 && first[0].RestartPolicy != nil &&
			*first[0].RestartPolicy == corev1.ContainerRestartPolicyAlways {
			sidecars++
		}
	}
	w.expect(len(pods) > 0 && sidecars == len(pods),
		"every recogniser pod carries the way in as a native sidecar (%d of %d)", sidecars, len(pods))

	var sweeps batchv1.CronJobList
	if err := w.client.List(ctx, &sweeps, in, client.MatchingLabels{v1alpha1.MountsLabel: name}); err != nil {
		return err
	}
	for i := range sweeps.Items {
		c := &sweeps.Items[i]
		sweep := c.Spec.JobTemplate.Spec.Template.Spec.Containers[0]
		w.step("CronJob %s: %q %s", c.Name, c.Spec.Schedule, strings.Join(sweep.Args, " "))
	}
	running := len(sweeps.Items) == 1 && (sweeps.Items[0].Spec.Suspend == nil || !*sweeps.Items[0].Spec.Suspend)
	w.expect(running, "one CronJob deletes what is past its period, and is not suspended")

	var wayIn appsv1.Deployment
	if err := w.client.Get(ctx, client.ObjectKey{Namespace: namespace, Name: name + "-way-in"}, &wayIn); err != nil {
		return err
	}
	w.expect(wayIn.Status.ReadyReplicas > 0, "Deployment %s: %d pods without any recogniser are Ready",
		wayIn.Name, wayIn.Status.ReadyReplicas)
	var service corev1.Service
	var budget policyv1.PodDisruptionBudget
	for kind, object := range map[string]client.Object{"Service": &service, "PodDisruptionBudget": &budget} {
		err := w.client.Get(ctx, client.ObjectKeyFromObject(&wayIn), object)
		w.expect(err == nil, "%s %s is there", kind, wayIn.Name)
	}
	var policies networkingv1.NetworkPolicyList
	if err := w.client.List(ctx, &policies, in); err != nil {
		return err
	}
	w.expect(len(policies.Items) > 0, "%d NetworkPolicies deny everything but the declared cameras and the way in",
		len(policies.Items))
	w.expect(noTokens(pods), "no recogniser pod mounts a token")
	return w.expectWaysIn(ctx)
}

func noTokens(pods []corev1.Pod) bool {
	for i := range pods {
		if pods[i].Spec.AutomountServiceAccountToken == nil || *pods[i].Spec.AutomountServiceAccountToken {
			return false
		}
	}
	return len(pods) > 0
}

// expectWaysIn holds that the way in stays whatever the verdict.
func (w *world) expectWaysIn(ctx context.Context) error {
	list, err := w.deployments(ctx)
	if err != nil {
		return err
	}
	var verdicts []string
	all := len(list) > 0
	for i := range list {
		all = all && wayInReady(&list[i])
		if v := string(list[i].Status.Verdict); !slices.Contains(verdicts, v) {
			verdicts = append(verdicts, v)
		}
	}
	slices.Sort(verdicts)
	w.expect(all, "the way in is Ready for every deployment, whatever the verdict (%s)", strings.Join(verdicts, ", "))
	return nil
}

// names are the names of pods, for comparing who was there before.
func names(pods []corev1.Pod) []string {
	var list []string
	for i := range pods {
		list = append(list, fmt.Sprintf("%s/%s", pods[i].Name, pods[i].UID))
	}
	slices.Sort(list)
	return list
}
