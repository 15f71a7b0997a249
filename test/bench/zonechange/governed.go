// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/test/bench/site"
)

const (
	// quiet is how long the operator must have sent nothing to count as settled.
	quiet = 3 * time.Second
	// bound is how long a face may stay where the law forbids it outright.
	bound = 90 * time.Second
	// profiled is how much of the beginning of a phase is profiled.
	profiled = 15 * time.Second
)

// phase is one change: how long it took, and what was done meanwhile.
type phase struct {
	name string
	// reached is when the change was made real, settled when the operator sent its last request.
	reached, settled time.Duration
	// left says what was not real yet when the bench stopped waiting, empty when all was.
	left string
	// asked is what the API server did for everybody, used is what the operator used.
	asked site.Load
	used  site.Usage
	// late is how many pods stayed longer than the bound, fewest how few ways in ran.
	late, fewest int
}

// governed makes the deployments and changes their zones.
func (b *bench) governed(ctx context.Context) ([]phase, error) {
	var err error
	b.seen, err = b.Observe(ctx, "", &corev1.Pod{}, &corev1.Node{}, &v1alpha1.FaceRecognitionDeployment{})
	if err != nil {
		return nil, err
	}
	if b.operator, err = b.StartOperator(ctx); err != nil {
		return nil, err
	}
	defer b.operator.Stop()
	var phases []phase
	for _, step := range []struct {
		name    string
		change  func(context.Context) error
		reached func(context.Context) (string, bool, error)
	}{
		{fmt.Sprintf("%d deployments start %d pods", b.deployments, b.pods), b.start, b.started},
		{fmt.Sprintf("one zone claims all %d nodes", b.nodes), b.selects(v1alpha1.LabelValue("")), b.labelled(0)},
		{"it lets go of them", b.selects(nowhere), b.labelled(b.nodes)},
		{fmt.Sprintf("%d zones become changing rooms", b.changing), b.changeVenues, b.facesGone},
	} {
		profiled := b.profile(ctx, len(phases))
		p, err := b.measure(ctx, step.name, step.change, step.reached)
		if err := errors.Join(err, <-profiled); err != nil {
			return nil, fmt.Errorf("%s: %w", step.name, err)
		}
		progress("  real after %s, settled after %s; the API server: CPU %s, %s; the operator: CPU %s, peak %d MiB, %s",
			round(p.reached), round(p.settled), round(p.asked.CPU), p.asked.Requests,
			round(p.used.CPU), p.used.Resident>>20, p.used.Requests)
		phases = append(phases, p)
	}
	return phases, nil
}

// profile writes where the time goes while a phase lasts, at its beginning, if that is asked for.
func (b *bench) profile(ctx context.Context, phase int) <-chan error {
	done := make(chan error, 1)
	if b.profiles == "" {
		close(done)
		return done
	}
	go func() { done <- b.Profile(ctx, b.operator, b.profiles, fmt.Sprintf("phase-%d", phase), profiled) }()
	return done
}

// measure changes something and waits until it is real and the operator has nothing more to send.
func (b *bench) measure(
	ctx context.Context, name string, change func(context.Context) error,
	reached func(context.Context) (string, bool, error),
) (phase, error) {
	progress("%s", name)
	p := phase{name: name}
	asked, err := b.Load(ctx)
	if err != nil {
		return p, err
	}
	used, err := b.operator.Usage(ctx)
	if err != nil {
		return p, err
	}
	begun := time.Now()
	if err := change(ctx); err != nil {
		return p, err
	}
	if err := b.untilReached(ctx, &p, begun, reached); err != nil {
		return p, err
	}
	p.reached = time.Since(begun)
	if p.settled, err = b.untilQuiet(ctx, begun); err != nil {
		return p, err
	}
	now, err := b.Load(ctx)
	if err != nil {
		return p, err
	}
	p.asked = now.Since(asked)
	usedNow, err := b.operator.Usage(ctx)
	p.used = usedNow.Since(used)
	return p, err
}

// untilReached waits until a change is real, as long as the bench has patience. It counts the ways in that run
// meanwhile, and the faces that stay too long.
func (b *bench) untilReached(
	ctx context.Context, p *phase, begun time.Time, reached func(context.Context) (string, bool, error),
) error {
	p.fewest = -1
	told := begun
	err := b.until(ctx, func(ctx context.Context) (bool, error) {
		now, done, err := reached(ctx)
		if err != nil {
			return false, err
		}
		p.left = now
		running, err := b.running(ctx, v1alpha1.ComponentWayIn)
		if p.fewest < 0 || running < p.fewest {
			p.fewest = running
		}
		if since := time.Since(begun); p.late == 0 && since > bound && !done {
			p.late, err = b.misplaced(ctx)
		}
		if time.Since(told) > 10*time.Second {
			told = time.Now()
			progress("  after %s: %s", time.Since(begun).Round(time.Second), now)
		}
		return done, err
	})
	switch {
	case err == nil:
		p.left = ""
		return nil
	case wait.Interrupted(err) && ctx.Err() == nil:
		progress("  not real after %s: %s", b.patience, p.left)
		return nil
	default:
		return fmt.Errorf("%s: %w", p.left, err)
	}
}

// untilQuiet waits until the operator has sent nothing for a while, and says when that while began. It has no more
// patience than for the change itself.
func (b *bench) untilQuiet(ctx context.Context, begun time.Time) (time.Duration, error) {
	sent, since := -1.0, time.Now()
	err := b.until(ctx, func(ctx context.Context) (bool, error) {
		used, err := b.operator.Usage(ctx)
		if err != nil {
			return false, err
		}
		if now := used.Requests.Sum(); now != sent {
			sent, since = now, time.Now()
		}
		return time.Since(since) > quiet, nil
	})
	if wait.Interrupted(err) && ctx.Err() == nil {
		progress("  the operator is not quiet after %s", b.patience)
		err = nil
	}
	return since.Sub(begun), err
}

// until looks again until something is seen, or the bench has no more patience.
func (b *bench) until(ctx context.Context, seen wait.ConditionWithContextFunc) error {
	return wait.PollUntilContextTimeout(ctx, 200*time.Millisecond, b.patience, true, seen)
}

func (b *bench) start(ctx context.Context) error {
	_, err := site.Each(ctx, b.writers, b.deployments, func(ctx context.Context, i int) error {
		return b.Client.Create(ctx, b.newDeployment(i))
	})
	return err
}

// started says whether every pod runs, and every deployment has its ways in.
func (b *bench) started(ctx context.Context) (string, bool, error) {
	running, err := b.running(ctx, v1alpha1.ComponentRecogniser)
	if err != nil {
		return "", false, err
	}
	waysIn, err := b.running(ctx, v1alpha1.ComponentWayIn)
	told := fmt.Sprintf("%d of %d pods run, and %d of their ways in", running, b.pods, waysIn)
	return told, running == b.pods && waysIn >= b.deployments, err
}

// running counts the pods of a kind that run.
func (b *bench) running(ctx context.Context, component string) (int, error) {
	return b.count(ctx, component, func(p *corev1.Pod) bool {
		return p.Status.Phase == corev1.PodRunning && p.DeletionTimestamp == nil
	})
}

func (b *bench) count(ctx context.Context, component string, is func(*corev1.Pod) bool) (int, error) {
	var pods corev1.PodList
	err := b.seen.List(ctx, &pods, client.MatchingLabels{v1alpha1.ComponentLabel: component}, client.UnsafeDisableDeepCopy)
	n := 0
	for i := range pods.Items {
		if is(&pods.Items[i]) {
			n++
		}
	}
	return n, err
}

// selects makes the greedy zone select an area, or all of them.
func (b *bench) selects(area v1alpha1.LabelValue) func(context.Context) error {
	selector := `{"matchLabels":null,"matchExpressions":[{"key":"` + areaLabel + `","operator":"Exists"}]}`
	if area != "" {
		selector = `{"matchLabels":{"` + areaLabel + `":"` + string(area) + `"},"matchExpressions":null}`
	}
	return func(ctx context.Context) error {
		return b.patchZone(ctx, greedy, `{"spec":{"nodes":{"selector":`+selector+`}}}`)
	}
}

func (b *bench) patchZone(ctx context.Context, name, patch string) error {
	zone := &v1alpha1.RecognitionZone{}
	zone.Name = name
	return b.Client.Patch(ctx, zone, client.RawPatch(types.MergePatchType, []byte(patch)))
}

// labelled says whether so many nodes carry the label of a zone.
func (b *bench) labelled(want int) func(context.Context) (string, bool, error) {
	return func(ctx context.Context) (string, bool, error) {
		var nodes corev1.NodeList
		err := b.seen.List(ctx, &nodes, client.UnsafeDisableDeepCopy, client.HasLabels{v1alpha1.ZoneNodeLabel})
		return fmt.Sprintf("%d nodes of %d carry the label of a zone", len(nodes.Items), b.nodes), len(nodes.Items) == want, err
	}
}

func (b *bench) changeVenues(ctx context.Context) error {
	_, err := site.Each(ctx, b.writers, b.changing, func(ctx context.Context, i int) error {
		return b.patchZone(ctx, zoneName(i), `{"spec":{"venue":"changing-room"}}`)
	})
	return err
}

// misplaced counts the faces on nodes of zones that become changing rooms. What replaces them waits at the gate and is
// on no node.
func (b *bench) misplaced(ctx context.Context) (int, error) {
	rooms := map[string]bool{}
	for i := range b.deployments {
		if b.zoneOf(i) < b.changing {
			rooms[fmt.Sprintf("gate-%d", i)] = true
		}
	}
	return b.count(ctx, v1alpha1.ComponentRecogniser, func(p *corev1.Pod) bool {
		return p.Spec.NodeName != "" && rooms[p.Labels[v1alpha1.DeploymentLabel]]
	})
}

// facesGone says whether no face is left in a changing room.
func (b *bench) facesGone(ctx context.Context) (string, bool, error) {
	left, err := b.misplaced(ctx)
	return fmt.Sprintf("%d pods are still in changing rooms", left), left == 0, err
}

// departing is how many pods have to leave.
func (b *bench) departing() int {
	n := 0
	for i := range b.deployments {
		if b.zoneOf(i) < b.changing {
			n += b.pods / b.deployments
		}
	}
	return n
}
