// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// kwokRules is what a player of nodes needs: what a kubelet may do, for all nodes at once.
var kwokRules = []rbacv1.PolicyRule{
	{APIGroups: []string{""}, Resources: []string{"nodes"}, Verbs: []string{"get", "list", "watch"}},
	{APIGroups: []string{""}, Resources: []string{"nodes/status", "pods/status"}, Verbs: []string{"patch", "update"}},
	{APIGroups: []string{""}, Resources: []string{"pods"}, Verbs: []string{"get", "list", "watch", "delete"}},
	{APIGroups: []string{""}, Resources: []string{"events"}, Verbs: []string{"create", "patch", "update"}},
	{
		APIGroups: []string{"coordination.k8s.io"}, Resources: []string{"leases"},
		Verbs: []string{"get", "list", "watch", "create", "patch", "update"},
	},
}

// bootstrap grants the rights of the identities that Kubernetes does not know by itself.
func (c *Cluster) bootstrap(ctx context.Context) error {
	roles := c.client.RbacV1().ClusterRoles()
	role := &rbacv1.ClusterRole{ObjectMeta: metav1.ObjectMeta{Name: kwokUser}, Rules: kwokRules}
	if _, err := roles.Create(ctx, role, metav1.CreateOptions{}); err != nil {
		return fmt.Errorf("cannot create the role of KWOK: %w", err)
	}
	for user, role := range map[string]string{kwokUser: kwokUser, kubeletClientUser: "system:kubelet-api-admin"} {
		binding := &rbacv1.ClusterRoleBinding{
			ObjectMeta: metav1.ObjectMeta{Name: "facegov-cluster:" + user},
			Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: rbacv1.UserKind, Name: user}},
			RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: role},
		}
		if _, err := c.client.RbacV1().ClusterRoleBindings().Create(ctx, binding, metav1.CreateOptions{}); err != nil {
			return fmt.Errorf("cannot grant %s to %s: %w", role, user, err)
		}
	}
	return nil
}

// awaitControllers waits until kube-controller-manager has done its first work, without which no pod can be created:
// the ServiceAccount of the namespace "default".
func (c *Cluster) awaitControllers(ctx context.Context) error {
	if !c.options.ControllerManager {
		return nil
	}
	return c.component(ControllerManager).process.waitReady(ctx, func(ctx context.Context) error {
		_, err := c.client.CoreV1().ServiceAccounts(corev1.NamespaceDefault).Get(ctx, "default", metav1.GetOptions{})
		if apierrors.IsNotFound(err) {
			return errNotReady
		}
		return err
	})
}
