// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

func TestComponentsHaveTheirOwnIdentity(t *testing.T) {
	t.Parallel()
	kubeconfig := func(component string) func() (*rest.Config, error) {
		return func() (*rest.Config, error) {
			return clientcmd.BuildConfigFromFlags("", shared.kubeconfig(component))
		}
	}
	kubeletClient := func() (*rest.Config, error) {
		config := rest.AnonymousClientConfig(shared.AdminConfig())
		config.CertFile, config.KeyFile = shared.pki.cert("kubelet-client"), shared.pki.key("kubelet-client")
		return config, nil
	}
	for name, tc := range map[string]struct {
		config   func() (*rest.Config, error)
		wantUser string
	}{
		"kube-controller-manager":                {kubeconfig(ControllerManager), "system:kube-controller-manager"},
		"kube-scheduler":                         {kubeconfig(Scheduler), "system:kube-scheduler"},
		"KWOK":                                   {kubeconfig(KWOK), "facegov-cluster:kwok"},
		"kube-apiserver as a client of kubelets": {kubeletClient, "kube-apiserver-kubelet-client"},
	} {
		t.Run(name, func(t *testing.T) {
			config, err := tc.config()
			must(t, err)
			if got := whoAmI(t, config); got.Username != tc.wantUser || slices.Contains(got.Groups, "system:masters") {
				t.Errorf("identity is %q in groups %q, want %q and not system:masters", got.Username, got.Groups, tc.wantUser)
			}
			// What system:masters could do and nothing else here may.
			err = client(t, config).RbacV1().ClusterRoleBindings().Delete(t.Context(), "cluster-admin", metav1.DeleteOptions{})
			if !apierrors.IsForbidden(err) {
				t.Errorf("deleting the binding of cluster-admin: got %v, want forbidden", err)
			}
		})
	}
}

func TestControllersUseTheirOwnServiceAccounts(t *testing.T) {
	t.Parallel()
	mark, err := shared.MarkAudit()
	must(t, err)
	applyDeployment(t, shared, "own-accounts", 1)
	waitForReadyPods(t, shared, "own-accounts", 1)
	writes, err := shared.Writes(mark)
	must(t, err)
	for user, resource := range map[string]string{
		"system:serviceaccount:kube-system:deployment-controller": "replicasets",
		"system:serviceaccount:kube-system:replicaset-controller": "pods",
		schedulerUser: "pods",
		kwokUser:      "pods",
	} {
		if len(writes.By(user).To(resource)) == 0 {
			t.Errorf("%s wrote no %s; all writes: %v", user, resource, writes.CountByUser())
		}
	}
}

func TestUserHasOnlyTheRightsOfRBAC(t *testing.T) {
	t.Parallel()
	config, err := shared.UserConfig("dpo", "data-protection")
	must(t, err)
	got := whoAmI(t, config)
	want := authenticationv1.UserInfo{Username: "dpo", Groups: []string{"data-protection", "system:authenticated"}}
	if diff := cmp.Diff(want, authenticationv1.UserInfo{Username: got.Username, Groups: got.Groups}); diff != "" {
		t.Errorf("identity (-want +got):\n%s", diff)
	}
	dpo := client(t, config)
	if _, err := dpo.CoreV1().Nodes().List(t.Context(), metav1.ListOptions{}); !apierrors.IsForbidden(err) {
		t.Errorf("listing nodes without a right: got %v, want forbidden", err)
	}
	grant(t, "data-protection-reads-nodes",
		rbacv1.Subject{APIGroup: rbacv1.GroupName, Kind: rbacv1.GroupKind, Name: "data-protection"},
		rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"nodes"}, Verbs: []string{"list"}})
	eventually(t, "listing nodes with the right", func(ctx context.Context) error {
		_, err := dpo.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
		return err
	})
}

func TestServiceAccountConfig(t *testing.T) {
	t.Parallel()
	admin := client(t, shared.AdminConfig())
	accounts := admin.CoreV1().ServiceAccounts(metav1.NamespaceDefault)
	account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: "operator"}}
	_, err := accounts.Create(t.Context(), account, metav1.CreateOptions{})
	must(t, err)

	config, err := shared.ServiceAccountConfig(t.Context(), metav1.NamespaceDefault, "operator")
	must(t, err)
	path := filepath.Join(t.TempDir(), "folder", "operator.kubeconfig")
	must(t, WriteKubeconfig(path, config, "operator"))
	config, err = clientcmd.BuildConfigFromFlags("", path)
	must(t, err)
	if got, want := whoAmI(t, config).Username, "system:serviceaccount:default:operator"; got != want {
		t.Errorf("the kubeconfig's user is %q, want %q", got, want)
	}
	if _, err := client(t, config).CoreV1().Nodes().List(t.Context(), metav1.ListOptions{}); !apierrors.IsForbidden(err) {
		t.Errorf("listing nodes without a right: got %v, want forbidden", err)
	}

	_, err = shared.ServiceAccountConfig(t.Context(), metav1.NamespaceDefault, "nobody")
	if err == nil || !strings.Contains(err.Error(), "no ServiceAccount default/nobody") {
		t.Errorf("a ServiceAccount that does not exist: got %v, want an error that says so", err)
	}
}

func TestKubectl(t *testing.T) {
	t.Parallel()
	out, err := shared.Kubectl(t.Context(), "version", "-o", "json")
	must(t, err)
	if !strings.Contains(out, `"serverVersion"`) || strings.Contains(out, `"v0.0.0`) {
		t.Errorf("kubectl version printed %s, want stamped versions of client and server", out)
	}
	_, err = shared.Kubectl(t.Context(), "get", "pod", "nobody")
	if err == nil || !strings.Contains(err.Error(), `pods "nobody" not found`) {
		t.Errorf("kubectl get of nothing: got error %v, want what kubectl said", err)
	}
}

func client(t *testing.T, config *rest.Config) kubernetes.Interface {
	t.Helper()
	client, err := kubernetes.NewForConfig(config)
	must(t, err)
	return client
}

func whoAmI(t *testing.T, config *rest.Config) authenticationv1.UserInfo {
	t.Helper()
	review, err := client(t, config).AuthenticationV1().SelfSubjectReviews().Create(t.Context(),
		&authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{})
	must(t, err)
	return review.Status.UserInfo
}

// grant gives rights until the end of the test.
func grant(t *testing.T, name string, to rbacv1.Subject, rules ...rbacv1.PolicyRule) {
	t.Helper()
	rbac := client(t, shared.AdminConfig()).RbacV1()
	meta := metav1.ObjectMeta{Name: name}
	role := &rbacv1.ClusterRole{ObjectMeta: meta, Rules: rules}
	_, err := rbac.ClusterRoles().Create(t.Context(), role, metav1.CreateOptions{})
	must(t, err)
	_, err = rbac.ClusterRoleBindings().Create(t.Context(), &rbacv1.ClusterRoleBinding{
		ObjectMeta: meta,
		Subjects:   []rbacv1.Subject{to},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: name},
	}, metav1.CreateOptions{})
	must(t, err)
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		err := errors.Join(rbac.ClusterRoleBindings().Delete(ctx, name, metav1.DeleteOptions{}),
			rbac.ClusterRoles().Delete(ctx, name, metav1.DeleteOptions{}))
		if err != nil {
			t.Error(err)
		}
	})
}
