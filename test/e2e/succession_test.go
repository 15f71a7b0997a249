// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/test/cluster"
)

const succeeding = 10

// TestSuccession kills the leader of two replicas while it makes ten gates, and the next one while the law shuts all of
// them. Each time the other replica takes over, and nothing is lost and nothing doubled. Only a leader ever writes.
func TestSuccession(t *testing.T) {
	p := makePlaceWithNodes(t, "succession", 2, nil)
	first := startReplica(t, "facegov-a", "--leader-elect")
	expectLeading(t, first, "1")
	second := startReplica(t, "facegov-b", "--leader-elect")
	expectLeading(t, second, "0")
	holder := leaseHolder(t)

	mark := markAudit(t)
	for i := range succeeding {
		makeGate(t, newGate(t, p.namespace, p.zone, fmt.Sprintf("gate-%d", i)))
	}
	promptly(t, func(ctx context.Context) (bool, error) {
		objects, err := attached(ctx, p.namespace)
		return len(objects) >= 3*succeeding, err
	})
	first.kill()
	made := expectOnlyLeader(t, mark, "facegov-a", p.namespace)

	expectLeading(t, second, "1")
	eventually(t, patience, func(ctx context.Context) error { return everyGateReady(ctx, p.namespace, succeeding) })
	if now := leaseHolder(t); now == holder {
		t.Errorf("the lease is still that of %s, which is dead", now)
	}
	made = expectKept(t, made, p.namespace)
	if diff := cmp.Diff(wantAttached(succeeding), countByKind(made)); diff != "" {
		t.Errorf("attached objects after the first succession (-want +got):\n%s", diff)
	}

	third := startReplica(t, "facegov-c", "--leader-elect")
	expectLeading(t, third, "0")
	mark = markAudit(t)
	makePrivate(t, p.zone)
	// What the dead one has not told of by now nobody tells of any more, so it gets to tell of the first.
	promptly(t, func(ctx context.Context) (bool, error) { return isTold(ctx, p.namespace, v1alpha1.ReasonDenied) })
	second.kill()
	expectOnlyLeader(t, mark, "facegov-b", p.namespace)

	expectLeading(t, third, "1")
	eventually(t, patience, func(ctx context.Context) error { return everyGateShut(ctx, p.namespace) })
	protection := map[types.UID]string{}
	for uid, name := range made {
		if !strings.HasPrefix(name, "Deployment gate-") || strings.HasSuffix(name, "-way-in") {
			protection[uid] = name
		}
	}
	expectKept(t, protection, p.namespace)
	expectToldOnce(t, p.namespace)
}

// promptly looks as often as it can, to catch a change in its midst.
func promptly(t *testing.T, check wait.ConditionWithContextFunc) {
	t.Helper()
	if err := wait.PollUntilContextTimeout(t.Context(), 5*time.Millisecond, patience, true, check); err != nil {
		t.Fatal(err)
	}
}

// expectLeading waits until a replica says of itself that it leads (1), or that it waits for the lease (0).
func expectLeading(t *testing.T, o *operator, want string) {
	t.Helper()
	eventually(t, patience, func(ctx context.Context) error {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+o.metrics+"/metrics", http.NoBody)
		if err != nil {
			return err
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		for lines := bufio.NewScanner(response.Body); lines.Scan(); {
			if line := lines.Text(); strings.HasPrefix(line, "leader_election_master_status{") {
				if got := line[strings.LastIndex(line, " ")+1:]; got != want {
					return fmt.Errorf("leading is %s, want %s", got, want)
				}
				return nil
			}
		}
		return errors.New("it does not say yet whether it leads")
	})
}

func leaseHolder(t *testing.T) string {
	t.Helper()
	var lease coordinationv1.Lease
	key := types.NamespacedName{Namespace: operatorNamespace, Name: "facegov.recognition.facegov.dev"}
	if err := suite.client.Get(t.Context(), key, &lease); err != nil {
		t.Fatal(err)
	}
	if lease.Spec.HolderIdentity == nil {
		t.Fatal("nobody holds the lease")
	}
	return *lease.Spec.HolderIdentity
}

func markAudit(t *testing.T) cluster.AuditMark {
	t.Helper()
	mark, err := suite.cluster.MarkAudit()
	if err != nil {
		t.Fatal(err)
	}
	return mark
}

// expectOnlyLeader finds that one replica alone has written since the mark, and returns what is attached by now.
func expectOnlyLeader(t *testing.T, mark cluster.AuditMark, leader, namespace string) map[types.UID]string {
	t.Helper()
	writes, err := suite.cluster.Writes(mark)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, w := range writes.By(operatorUser) {
		name, _, _ := strings.Cut(w.UserAgent, "/")
		counts[name]++
	}
	if counts[leader] == 0 || len(counts) != 1 {
		t.Errorf("writes by replica: %v, want those of %s alone", counts, leader)
	}
	objects, err := attached(t.Context(), namespace)
	if err != nil {
		t.Fatal(err)
	}
	return objects
}

// expectKept finds all objects that were there before, and returns what is attached now.
func expectKept(t *testing.T, before map[types.UID]string, namespace string) map[types.UID]string {
	t.Helper()
	objects, err := attached(t.Context(), namespace)
	if err != nil {
		t.Fatal(err)
	}
	for uid, name := range before {
		if objects[uid] != name {
			t.Errorf("%s was there before the leader was killed and is gone", name)
		}
	}
	return objects
}

// makePrivate says that the place is one where no face is recognised, whoever consents.
func makePrivate(t *testing.T, name string) {
	t.Helper()
	var zone v1alpha1.RecognitionZone
	if err := suite.client.Get(t.Context(), types.NamespacedName{Name: name}, &zone); err != nil {
		t.Fatal(err)
	}
	zone.Spec.Venue = "changing-room"
	if err := suite.client.Update(t.Context(), &zone); err != nil {
		t.Fatal(err)
	}
}

func countDenied(ctx context.Context, namespace string) (int, error) {
	var list v1alpha1.FaceRecognitionDeploymentList
	if err := suite.client.List(ctx, &list, client.InNamespace(namespace)); err != nil {
		return 0, err
	}
	denied := 0
	for i := range list.Items {
		if list.Items[i].Status.Verdict == v1alpha1.VerdictDenied {
			denied++
		}
	}
	return denied, nil
}

// isTold says whether an event tells of a verdict.
func isTold(ctx context.Context, namespace, reason string) (bool, error) {
	var list eventsv1.EventList
	err := suite.client.List(ctx, &list, client.InNamespace(namespace))
	return slices.ContainsFunc(list.Items, func(e eventsv1.Event) bool {
		return e.Regarding.Kind == "FaceRecognitionDeployment" && e.Reason == reason
	}), err
}

// everyGateShut says whether all gates are denied, no recogniser runs, and each way in stands.
func everyGateShut(ctx context.Context, namespace string) error {
	denied, err := countDenied(ctx, namespace)
	if err == nil && denied != succeeding {
		err = fmt.Errorf("%d of %d are denied", denied, succeeding)
	}
	if err != nil {
		return err
	}
	var pods corev1.PodList
	err = suite.client.List(ctx, &pods, client.InNamespace(namespace), client.HasLabels{v1alpha1.ComponentLabel})
	if err != nil {
		return err
	}
	ready := map[string]int{}
	for i := range pods.Items {
		pod := &pods.Items[i]
		component := pod.Labels[v1alpha1.ComponentLabel]
		if pod.Spec.NodeName != "" && component == v1alpha1.ComponentRecogniser {
			return fmt.Errorf("%s still stands on a node", pod.Name)
		}
		if isReady(pod) {
			ready[component]++
		}
	}
	if want := map[string]int{v1alpha1.ComponentWayIn: 2 * succeeding}; !cmp.Equal(want, ready) {
		return fmt.Errorf("pods that are Ready: %v, want %v", ready, want)
	}
	return nil
}

// expectToldOnce finds no verdict and no observation told twice of one gate, neither as another event nor as one more
// in a series. What is done to pods is told for each pass that does it, so two passes may rightly use the same words.
func expectToldOnce(t *testing.T, namespace string) {
	t.Helper()
	var list eventsv1.EventList
	if err := suite.client.List(t.Context(), &list, client.InNamespace(namespace)); err != nil {
		t.Fatal(err)
	}
	told, reasons := map[string]int32{}, map[string]int{}
	for i := range list.Items {
		e := &list.Items[i]
		if e.Regarding.Kind != "FaceRecognitionDeployment" || e.Action != "Evaluate" && e.Action != "Observe" {
			continue
		}
		reasons[e.Reason]++
		key := strings.Join([]string{e.Regarding.Name, e.Reason, e.Note}, ": ")
		told[key]++
		if e.Series != nil {
			told[key] += e.Series.Count - 1
		}
	}
	for key, count := range told {
		if count != 1 {
			t.Errorf("told %d times: %s", count, key)
		}
	}
	for _, reason := range []string{v1alpha1.ReasonPermittedWithObligations, v1alpha1.ReasonDenied} {
		if reasons[reason] == 0 {
			t.Errorf("no event tells of any verdict %s, so this case shows nothing: %v", reason, reasons)
		}
	}
}
