// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestWritesAreCountedByUser(t *testing.T) {
	t.Parallel()
	config, err := shared.UserConfig("writer")
	must(t, err)
	config.UserAgent = "facegov-test"
	grant(t, "writer-writes-configmaps", rbacv1.Subject{APIGroup: rbacv1.GroupName, Kind: rbacv1.UserKind, Name: "writer"},
		rbacv1.PolicyRule{
			APIGroups: []string{""}, Resources: []string{"configmaps"}, Verbs: []string{"create", "delete", "get"},
		})
	writer := client(t, config)
	maps := writer.CoreV1().ConfigMaps(metav1.NamespaceDefault)
	made := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "made"}}
	eventually(t, "the right is in force", func(ctx context.Context) error {
		_, err := maps.Create(ctx, made, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
		return err
	})

	mark, err := shared.MarkAudit()
	must(t, err)
	_, err = maps.Create(t.Context(), made, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
	must(t, err)
	_, err = maps.Create(t.Context(), made, metav1.CreateOptions{})
	must(t, err)
	_, err = maps.Get(t.Context(), "made", metav1.GetOptions{})
	must(t, err)
	whoAmI(t, config)
	must(t, maps.Delete(t.Context(), "made", metav1.DeleteOptions{}))
	_, err = writer.CoreV1().Secrets(metav1.NamespaceDefault).Create(t.Context(),
		&corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "refused"}}, metav1.CreateOptions{})
	if !apierrors.IsForbidden(err) {
		t.Fatalf("creating a Secret without the right: got %v, want forbidden", err)
	}

	writes, err := shared.Writes(mark)
	must(t, err)
	got := writes.By("writer")
	for i := range got { // the name of a create is in its body; when it is filled in depends on the moment of reading
		got[i].Name, got[i].Code = "", 0
	}
	write := Write{User: "writer", UserAgent: "facegov-test", Resource: "configmaps", Namespace: "default"}
	dry, create, remove, refused := write, write, write, write
	dry.Verb, dry.DryRun, create.Verb, remove.Verb = "create", true, "create", "delete"
	refused.Verb, refused.Resource = "create", "secrets"
	if diff := cmp.Diff(Writes{dry, create, remove, refused}, got); diff != "" {
		t.Errorf("writes (-want +got):\n%s", diff)
	}
	if got := writes.Kept().By("writer").To("configmaps").CountByUser(); !cmp.Equal(got, map[string]int{"writer": 2}) {
		t.Errorf("counted %v writes to configmaps, want 2 of writer", got)
	}
}

func TestAuditNeedsItsOption(t *testing.T) {
	t.Parallel()
	without := &Cluster{}
	if _, err := without.MarkAudit(); err == nil || !strings.Contains(err.Error(), "set AuditLog") {
		t.Errorf("MarkAudit without an audit log: got %v, want an error with the way out", err)
	}
	if _, err := without.Writes(0); err == nil || !strings.Contains(err.Error(), "set AuditLog") {
		t.Errorf("Writes without an audit log: got %v, want an error with the way out", err)
	}
}

func TestReadWrites(t *testing.T) {
	t.Parallel()
	const arrival = `{"auditID":"1","stage":"RequestReceived","verb":"patch","user":{"username":"a"},` +
		`"objectRef":{"resource":"pods"}}` + "\n"
	for name, tc := range map[string]struct {
		log  string
		want Writes
	}{
		"an arrival without an answer yet counts": {arrival, Writes{{User: "a", Verb: "patch", Resource: "pods"}}},
		"an answer completes its arrival": {
			arrival + `{"auditID":"1","stage":"ResponseComplete","verb":"patch","user":{"username":"a"},` +
				`"objectRef":{"resource":"pods","name":"x"},"responseStatus":{"code":409}}` + "\n",
			Writes{{User: "a", Verb: "patch", Resource: "pods", Name: "x", Code: 409}},
		},
		"an answer to a request from before the mark does not count": {
			strings.ReplaceAll(arrival, "RequestReceived", "ResponseComplete"), nil,
		},
		"a line that is still being written is left for later": {arrival[:len(arrival)-20], nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := readWrites(strings.NewReader(tc.log))
			must(t, err)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("writes (-want +got):\n%s", diff)
			}
		})
	}
	if _, err := readWrites(strings.NewReader("not JSON\n")); err == nil {
		t.Error("a line that is not JSON: got no error")
	}
}
