// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

// wanted is the verdict that each sample must get.
var wanted = map[string]v1alpha1.Verdict{
	"maple-court/north-gate":        v1alpha1.VerdictPermittedWithObligations,
	"harbour-hotel/lobby-check-in":  v1alpha1.VerdictPermittedWithObligations,
	"harbour-hotel/room-camera":     v1alpha1.VerdictDenied,
	"harbour-hotel/pool-recorder":   v1alpha1.VerdictDenied,
	"maple-court/south-gate":        v1alpha1.VerdictDenied,
	"maple-court/office-attendance": v1alpha1.VerdictDenied,
	"lotus-mall/atrium-audience":    v1alpha1.VerdictDenied,
	"harbour-hotel/annexe-door":     v1alpha1.VerdictUnknown,
}

func applySamples(ctx context.Context, w *world) error {
	w.step("kubectl apply -k config/samples")
	if _, err := w.kubectl(ctx, "apply", "--server-side", "-k", "config/samples"); err != nil {
		return err
	}
	settled := until(ctx, 60*time.Second, func(ctx context.Context) (bool, error) {
		list, err := w.deployments(ctx)
		if err != nil || len(list) != len(wanted) {
			return false, nil
		}
		for i := range list {
			d := &list[i]
			if d.Status.ObservedGeneration != d.Generation {
				return false, nil
			}
			if permitted(d) && !meta.IsStatusConditionTrue(d.Status.Conditions, v1alpha1.ConditionReady) {
				return false, nil
			}
			if !wayInReady(d) {
				return false, nil
			}
		}
		return true, nil
	})
	w.expect(settled, "every deployment has a verdict, and every one a way in without a face that is Ready")
	return nil
}

func (w *world) deployments(ctx context.Context) ([]v1alpha1.FaceRecognitionDeployment, error) {
	var list v1alpha1.FaceRecognitionDeploymentList
	if err := w.client.List(ctx, &list); err != nil {
		return nil, err
	}
	slices.SortFunc(list.Items, func(a, b v1alpha1.FaceRecognitionDeployment) int {
		return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
	})
	return list.Items, nil
}

func (w *world) deployment(ctx context.Context, namespace, name string) (*v1alpha1.FaceRecognitionDeployment, error) {
	var d v1alpha1.FaceRecognitionDeployment
	err := w.client.Get(ctx, client.ObjectKey{Namespace: namespace, Name: name}, &d)
	return &d, err
}

func permitted(d *v1alpha1.FaceRecognitionDeployment) bool {
	return d.Status.Verdict == v1alpha1.VerdictPermitted || d.Status.Verdict == v1alpha1.VerdictPermittedWithObligations
}

func wayInReady(d *v1alpha1.FaceRecognitionDeployment) bool {
	return meta.IsStatusConditionTrue(d.Status.Conditions, v1alpha1.ConditionFallbackAvailable)
}

func showVerdicts(ctx context.Context, w *world, readme string) error {
	w.step("kubectl get frd -A")
	text, err := w.kubectl(ctx, "get", "frd", "-A")
	if err != nil {
		return err
	}
	var rows [][]string
	for line := range strings.Lines(strings.TrimSpace(text)) {
		rows = append(rows, strings.Fields(line))
	}
	table := w.table(rows)
	list, err := w.deployments(ctx)
	if err != nil {
		return err
	}
	for i := range list {
		d := &list[i]
		key := d.Namespace + "/" + d.Name
		w.expect(d.Status.Verdict == wanted[key], "%s is %s", key, d.Status.Verdict)
	}
	if readme != "" {
		return replaceTable(readme, "$ kubectl get frd -A\n"+table)
	}
	return nil
}

// replaceTable puts the table between the two markers of a document.
func replaceTable(path, table string) error {
	const begin, end = "<!-- verdict-table -->", "<!-- /verdict-table -->"
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	head, rest, found := strings.Cut(string(raw), begin)
	_, tail, closed := strings.Cut(rest, end)
	if !found || !closed {
		return fmt.Errorf("%s lacks the markers %s and %s", path, begin, end)
	}
	lines := strings.Split(strings.TrimRight(table, "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	text := head + begin + "\n```console\n" + strings.Join(lines, "\n") + "\n```\n" + end + tail
	return os.WriteFile(path, []byte(text), 0o600)
}

// showRefusals says for each refused deployment every article, what is wrong and what would make it right.
func showRefusals(ctx context.Context, w *world) error {
	list, err := w.deployments(ctx)
	if err != nil {
		return err
	}
	for i := range list {
		d := &list[i]
		if permitted(d) {
			continue
		}
		w.say("\n   %s %s/%s", w.paint(red, string(d.Status.Verdict)), d.Namespace, d.Name)
		complete := true
		decisive := decisiveFindings(d)
		for _, f := range decisive {
			complete = complete && f.Citation != "" && f.Message != "" && f.Remedy != ""
		}
		w.sayReasons(decisive)
		w.expect(len(decisive) > 0 && complete, "%s/%s: %d reasons, each with its article and its remedy",
			d.Namespace, d.Name, len(decisive))
	}
	recorder, err := w.deployment(ctx, "harbour-hotel", "pool-recorder")
	if err != nil {
		return err
	}
	var rules []string
	for _, f := range recorder.Status.Findings {
		if f.Result == v1alpha1.FindingDenied && strings.HasPrefix(f.FieldPath, "spec.sources") {
			rules = append(rules, f.Rule)
		}
	}
	w.say("")
	w.expect(slices.Contains(rules, "CN-VIDEO-799/8") && slices.Contains(rules, "CN-FRT-2025/13.private"),
		"the recorder stands in a server room, and is refused for what its camera sees: %s", strings.Join(rules, ", "))
	return nil
}

// decisiveFindings are the findings that keep a deployment from running.
func decisiveFindings(d *v1alpha1.FaceRecognitionDeployment) []v1alpha1.Finding {
	var decisive []v1alpha1.Finding
	for _, f := range d.Status.Findings {
		if f.Result == v1alpha1.FindingDenied || f.Result == v1alpha1.FindingUnknown {
			decisive = append(decisive, f)
		}
	}
	return decisive
}

// sayReasons writes findings rule by rule: the citation once, then each thing that is wrong, then the remedy.
func (w *world) sayReasons(findings []v1alpha1.Finding) {
	for i, f := range findings {
		if i == 0 || findings[i-1].Rule != f.Rule {
			w.say("     %s  %s", w.paint(bold, f.Rule), w.paint(faint, f.Citation))
		}
		w.say("       %s (%s)", f.Message, strings.ToLower(string(f.Basis)))
		if i == len(findings)-1 || findings[i+1].Rule != f.Rule {
			w.say("       %s %s", w.paint(green, "→"), f.Remedy)
		}
	}
}

// remedies are what would make a deployment right, each once.
func remedies(findings []v1alpha1.Finding) []string {
	var list []string
	for _, f := range findings {
		if !slices.Contains(list, f.Remedy) {
			list = append(list, f.Remedy)
		}
	}
	return list
}
