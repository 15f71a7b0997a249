// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

// evictionBound is within what time the face leaves a place on the hard list, from a node that answers.
const evictionBound = 90 * time.Second

// changePlace turns the place that a running gate looks at into a changing room: the face leaves, the way in stays, and
// a correction brings the face back without a hand.
func changePlace(ctx context.Context, w *world) error {
	const namespace, name, zone = "maple-court", "north-gate", "maple-north-gate"
	w.step(`kubectl patch rzone %s: venue residential-compound → changing-room`, zone)
	if err := w.setVenue(ctx, zone, "changing-room"); err != nil {
		return err
	}
	started := time.Now()
	wayInStayed := true
	gone := until(ctx, evictionBound, func(ctx context.Context) (bool, error) {
		d, err := w.deployment(ctx, namespace, name)
		if err != nil {
			return false, nil
		}
		wayInStayed = wayInStayed && d.Status.Fallback != nil && d.Status.Fallback.ReadyPods > 0
		pods, err := w.recognisers(ctx, namespace, name)
		return err == nil && len(pods) == 0 && d.Status.Verdict == v1alpha1.VerdictDenied, nil
	})
	w.expect(gone, "the face left within the bound of %s (%s)",
		evictionBound, time.Since(started).Round(100*time.Millisecond))
	w.expect(wayInStayed, "the way in was Ready all the while")
	d, err := w.deployment(ctx, namespace, name)
	if err != nil {
		return err
	}
	w.sayReasons(decisiveFindings(d))
	w.expect(meta.IsStatusConditionTrue(d.Status.Conditions, v1alpha1.ConditionStalled),
		"kstatus says Failed: a human is needed")

	w.step("the site owner corrects the venue")
	if err := w.setVenue(ctx, zone, "residential-compound"); err != nil {
		return err
	}
	w.expect(w.becomesReady(ctx, namespace, name), "the gate recognises faces again, without a hand")
	return nil
}

func (w *world) setVenue(ctx context.Context, zone, venue string) error {
	_, err := w.kubectl(ctx, "patch", "rzone", zone, "--type=merge", "-p", fmt.Sprintf(`{"spec":{"venue":%q}}`, venue))
	return err
}

func (w *world) becomesReady(ctx context.Context, namespace, name string) bool {
	return until(ctx, 60*time.Second, func(ctx context.Context) (bool, error) {
		d, err := w.deployment(ctx, namespace, name)
		if err != nil || !permitted(d) || d.Status.ObservedGeneration != d.Generation {
			return false, nil
		}
		return meta.IsStatusConditionTrue(d.Status.Conditions, v1alpha1.ConditionReady), nil
	})
}

// repairGate follows the remedies of the face-only gate: it offers other ways in and frees the way out.
func repairGate(ctx context.Context, w *world) error {
	const namespace, name = "maple-court", "south-gate"
	d, err := w.deployment(ctx, namespace, name)
	if err != nil {
		return err
	}
	for _, remedy := range remedies(decisiveFindings(d)) {
		w.say("     %s %s", w.paint(green, "→"), remedy)
	}
	const repaired = "config/samples/repair/south-gate.yaml"
	w.step("kubectl apply -f %s", repaired)
	if _, err := w.kubectl(ctx, "apply", "--server-side", "--force-conflicts", "-f", repaired); err != nil {
		return err
	}
	w.expect(w.becomesReady(ctx, namespace, name), "%s/%s is permitted and runs", namespace, name)
	pods, err := w.recognisers(ctx, namespace, name)
	if err != nil {
		return err
	}
	w.expect(len(pods) > 0, "%d recogniser pods stand at the gate", len(pods))
	return nil
}

// breakPolicy edits a policy so that it no longer compiles: nothing that runs stops, and the status says what is wrong.
func breakPolicy(ctx context.Context, w *world) error {
	const policy = "cn-pipl"
	before, err := w.everyRecogniser(ctx)
	if err != nil {
		return err
	}
	var original v1alpha1.RecognitionPolicy
	if err := w.client.Get(ctx, client.ObjectKey{Name: policy}, &original); err != nil {
		return err
	}
	w.step("kubectl patch rpol %s: a typing error in the CEL of its first rule", policy)
	if _, err := w.kubectl(ctx, "patch", "rpol", policy, "--type=json", "-p",
		`[{"op":"add","path":"/spec/rules/0/when","value":"deployment.purpose.category = 'PublicSecurity'"}]`); err != nil {
		return err
	}
	w.expectErrorSaid(ctx, &original)
	judged := until(ctx, 30*time.Second, func(ctx context.Context) (bool, error) {
		d, err := w.deployment(ctx, "maple-court", "north-gate")
		if err != nil {
			return false, nil
		}
		c := meta.FindStatusCondition(d.Status.Conditions, v1alpha1.ConditionPolicyEvaluated)
		return c != nil && c.Reason == v1alpha1.ReasonLastValidGeneration && permitted(d), nil
	})
	w.expect(judged, "deployments are judged by the last valid generation, and say so")
	after, err := w.everyRecogniser(ctx)
	if err != nil {
		return err
	}
	w.expect(len(before) > 0 && slices.Equal(before, after),
		"nothing that ran has stopped: %d pods are the same as before", len(after))
	return repairPolicy(ctx, w, policy)
}

// expectErrorSaid waits until the policy says what is wrong with it, while the original stays in force.
func (w *world) expectErrorSaid(ctx context.Context, original *v1alpha1.RecognitionPolicy) {
	var broken v1alpha1.RecognitionPolicy
	said := until(ctx, 30*time.Second, func(ctx context.Context) (bool, error) {
		err := w.client.Get(ctx, client.ObjectKeyFromObject(original), &broken)
		return err == nil && broken.Status.ObservedGeneration > original.Generation &&
			meta.IsStatusConditionFalse(broken.Status.Conditions, v1alpha1.ConditionReady), nil
	})
	w.expect(said && len(broken.Status.Errors) > 0, "the policy says where the error is: %s",
		strings.Join(broken.Status.Errors, "; "))
	w.expect(broken.Status.InForceGeneration > 0 && broken.Status.InForceGeneration <= original.Generation,
		"generation %d stays in force while generation %d is broken", broken.Status.InForceGeneration, broken.Generation)
}

// repairPolicy takes the error out again and waits until the policy is Ready.
func repairPolicy(ctx context.Context, w *world, policy string) error {
	w.step("the data protection officer repairs the policy")
	if _, err := w.kubectl(ctx, "patch", "rpol", policy, "--type=json", "-p",
		`[{"op":"remove","path":"/spec/rules/0/when"}]`); err != nil {
		return err
	}
	repaired := until(ctx, 30*time.Second, func(ctx context.Context) (bool, error) {
		var p v1alpha1.RecognitionPolicy
		err := w.client.Get(ctx, client.ObjectKey{Name: policy}, &p)
		return err == nil && p.Status.ObservedGeneration == p.Generation &&
			meta.IsStatusConditionTrue(p.Status.Conditions, v1alpha1.ConditionReady), nil
	})
	w.expect(repaired, "the policy is Ready again")
	return w.expectWaysIn(ctx)
}

func (w *world) everyRecogniser(ctx context.Context) ([]string, error) {
	list, err := w.deployments(ctx)
	if err != nil {
		return nil, err
	}
	var all []string
	for i := range list {
		pods, err := w.recognisers(ctx, list[i].Namespace, list[i].Name)
		if err != nil {
			return nil, err
		}
		all = append(all, names(pods)...)
	}
	slices.Sort(all)
	return all, nil
}
