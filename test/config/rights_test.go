// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package config

import (
	"testing"

	authorizationv1 "k8s.io/api/authorization/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Resources of facegov, as an authorizer knows them.
var (
	deployments = right{group: v1alpha1.Group, resource: "facerecognitiondeployments", namespace: "default"}
	evidence    = right{group: v1alpha1.Group, resource: "complianceevidences"}
	exceptions  = right{group: v1alpha1.Group, resource: "recognitionexceptions"}
	policies    = right{group: v1alpha1.Group, resource: "recognitionpolicies"}
	remains     = right{group: v1alpha1.Group, resource: "recognitionrecords"}
	zones       = right{group: v1alpha1.Group, resource: "recognitionzones"}
)

// right is a thing that somebody may or may not do, with the verb left open.
type right struct{ group, resource, subresource, namespace string }

func (r right) of(subresource string) right {
	r.subresource = subresource
	return r
}

func (r right) in(namespace string) right {
	r.namespace = namespace
	return r
}

func (r right) String() string {
	text := r.resource
	if r.subresource != "" {
		text += "/" + r.subresource
	}
	if r.namespace != "" {
		text += " in " + r.namespace
	}
	return text
}

// may asks the API server.
func may(t *testing.T, user string, groups []string, verb string, r right) bool {
	t.Helper()
	review, err := client.AuthorizationV1().SubjectAccessReviews().Create(t.Context(), &authorizationv1.SubjectAccessReview{
		Spec: authorizationv1.SubjectAccessReviewSpec{User: user, Groups: groups, ResourceAttributes: &authorizationv1.ResourceAttributes{
			Verb: verb, Group: r.group, Resource: r.resource, Subresource: r.subresource, Namespace: r.namespace,
		}},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return review.Status.Allowed
}

// employ binds a person to a role, in the namespace default or in the whole cluster.
func employ(t *testing.T, user, role string, everywhere bool) {
	t.Helper()
	subject := []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: rbacv1.UserKind, Name: user}}
	ref := rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: role}
	meta := metav1.ObjectMeta{GenerateName: user + "-"}
	var err error
	if everywhere {
		_, err = client.RbacV1().ClusterRoleBindings().Create(t.Context(),
			&rbacv1.ClusterRoleBinding{ObjectMeta: meta, Subjects: subject, RoleRef: ref}, metav1.CreateOptions{})
	} else {
		_, err = client.RbacV1().RoleBindings(metav1.NamespaceDefault).Create(t.Context(),
			&rbacv1.RoleBinding{ObjectMeta: meta, Subjects: subject, RoleRef: ref}, metav1.CreateOptions{})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestEachPersonWritesOneKind: separation of duties is RBAC.
func TestEachPersonWritesOneKind(t *testing.T) {
	employ(t, "deployer", "facegov-deployer", false)
	employ(t, "deployer", "facegov-viewer", true)
	employ(t, "site-owner", "facegov-site-owner", true)
	employ(t, "dpo", "facegov-dpo", true)
	employ(t, "onlooker", "view", true)
	employ(t, "editor", "edit", true)
	people := map[string]struct{ deployments, policies, zones bool }{
		"deployer":   {deployments: true},
		"site-owner": {zones: true},
		"dpo":        {policies: true},
		"onlooker":   {},
		"editor":     {}, // whoever may edit a namespace still has to be made a deployer
	}
	for person, writes := range people {
		t.Run(person, func(t *testing.T) {
			for resource, want := range map[right]bool{
				deployments: writes.deployments, policies: writes.policies, zones: writes.zones,
				evidence: writes.policies, exceptions: writes.policies,
			} {
				for _, verb := range []string{"create", "update", "patch", "delete"} {
					if got := may(t, person, nil, verb, resource); got != want {
						t.Errorf("may %s %s: %t, want %t", verb, resource, got, want)
					}
				}
				for _, verb := range []string{"get", "list", "watch"} {
					if !may(t, person, nil, verb, resource) {
						t.Errorf("may not %s %s; everybody may read why something is refused", verb, resource)
					}
				}
				if may(t, person, nil, "patch", resource.of("status")) {
					t.Errorf("may write the status of %s; only the operator may", resource)
				}
			}
		})
	}
	for person := range people {
		for _, verb := range []string{"create", "update", "patch"} {
			if may(t, person, nil, verb, remains) {
				t.Errorf("%s may %s records; only the operator may", person, verb)
			}
		}
		// Admission sees to it that a record is kept for as long as it must be.
		if got := may(t, person, nil, "delete", remains); got != (person == "dpo") {
			t.Errorf("%s may delete records: %t", person, got)
		}
	}
	if may(t, "deployer", nil, "create", deployments.in("kube-system")) {
		t.Error("a deployer of one namespace may deploy in another")
	}
	if !may(t, "deployer", nil, "patch", deployments.of("scale")) {
		t.Error("a deployer may not scale")
	}
}

// TestASecondYesIsARightOfItsOwn: whoever deploys does not approve, and whoever approves does not deploy.
func TestASecondYesIsARightOfItsOwn(t *testing.T) {
	employ(t, "approver", "facegov-approver", false)
	employ(t, "applicant", "facegov-deployer", false)
	for verb, want := range map[string]struct{ approver, applicant bool }{
		"approve": {approver: true},
		"patch":   {approver: true, applicant: true},
		"create":  {applicant: true},
		"update":  {applicant: true},
		"delete":  {applicant: true},
	} {
		if got := may(t, "approver", nil, verb, deployments); got != want.approver {
			t.Errorf("an approver may %s %s: %t, want %t", verb, deployments, got, want.approver)
		}
		if got := may(t, "applicant", nil, verb, deployments); got != want.applicant {
			t.Errorf("a deployer may %s %s: %t, want %t", verb, deployments, got, want.applicant)
		}
	}
	if may(t, "approver", nil, "approve", deployments.in("kube-system")) {
		t.Error("an approver of one namespace approves in another")
	}
}

func TestWhatTheOperatorMayDo(t *testing.T) {
	user := "system:serviceaccount:" + system + ":" + operator
	groups := []string{"system:serviceaccounts", "system:serviceaccounts:" + system, "system:authenticated"}
	core := func(resource string) right { return right{resource: resource} }
	const rbac, guards = rbacv1.GroupName, "admissionregistration.k8s.io"
	cases := map[string]struct {
		verbs []string
		right right
		want  bool
	}{
		"it decides about deployments":            {[]string{"get", "list", "watch"}, deployments, true},
		"it says so":                              {[]string{"patch"}, deployments.of("status"), true},
		"it writes no spec of its own judgement":  {[]string{"create", "update", "delete"}, deployments, false},
		"it brings the shipped laws":              {[]string{"create", "patch"}, policies, true},
		"it takes no law away":                    {[]string{"update", "delete", "deletecollection"}, policies, false},
		"it makes no place":                       {[]string{"create", "update", "patch", "delete"}, zones, false},
		"it attests to nothing":                   {[]string{"create", "update", "patch", "delete"}, evidence, false},
		"it asks for and approves no exception":   {[]string{"create", "update", "patch", "delete"}, exceptions, false},
		"it keeps records":                        {[]string{"get", "list", "watch", "create", "patch"}, remains, true},
		"it deletes no record":                    {[]string{"update", "delete", "deletecollection"}, remains, false},
		"it labels nodes":                         {[]string{"get", "list", "watch", "patch"}, core("nodes"), true},
		"it adds and removes no node":             {[]string{"create", "delete"}, core("nodes"), false},
		"it lifts gates and evicts":               {[]string{"patch", "delete"}, core("pods").in("default"), true},
		"it enters no pod":                        {[]string{"create", "get"}, core("pods").of("exec").in("default"), false},
		"it attaches to no pod":                   {[]string{"create", "get"}, core("pods").of("attach").in("default"), false},
		"it reads no log":                         {[]string{"get"}, core("pods").of("log").in("default"), false},
		"it reads no Secret without naming it":    {[]string{"get", "list", "watch"}, core("secrets").in(system), false},
		"it reads no Secret of others":            {[]string{"get", "list", "watch"}, core("secrets").in("default"), false},
		"it writes no Secret":                     {[]string{"create", "update", "patch", "delete"}, core("secrets").in("default"), false},
		"it makes no token":                       {[]string{"create"}, core("serviceaccounts").of("token").in("default"), false},
		"it gives no rights":                      {[]string{"create", "update", "patch", "bind", "escalate"}, right{group: rbac, resource: "clusterroles"}, false},
		"it binds no rights":                      {[]string{"create", "update", "patch"}, right{group: rbac, resource: "clusterrolebindings"}, false},
		"it is nobody else":                       {[]string{"impersonate"}, core("users"), false},
		"it keeps policies that compiled":         {[]string{"get", "list", "create"}, right{group: "apps", resource: "controllerrevisions", namespace: system}, true},
		"it keeps them in its own namespace only": {[]string{"get", "list", "create", "delete"}, right{group: "apps", resource: "controllerrevisions", namespace: "default"}, false},
		"it looks at the guards at admission":     {[]string{"get", "list", "watch"}, right{group: guards, resource: "validatingadmissionpolicies"}, true},
		"it changes no guard":                     {[]string{"create", "update", "patch", "delete"}, right{group: guards, resource: "validatingadmissionpolicies"}, false},
		"it unbinds no guard":                     {[]string{"create", "update", "patch", "delete"}, right{group: guards, resource: "mutatingadmissionpolicybindings"}, false},
		"it chooses no parameters of the guards":  {[]string{"create", "update", "patch", "delete"}, core("configmaps").in(system), false},
		"it removes forged ReplicaSets":           {[]string{"list", "delete"}, right{group: "apps", resource: "replicasets", namespace: "default"}, true},
		"it makes no ReplicaSet":                  {[]string{"create", "update", "patch"}, right{group: "apps", resource: "replicasets", namespace: "default"}, false},
		"it leads":                                {[]string{"get", "create", "patch"}, right{group: "coordination.k8s.io", resource: "leases", namespace: system}, true},
		"it takes no lease of others":             {[]string{"update", "patch"}, right{group: "coordination.k8s.io", resource: "leases", namespace: "kube-system"}, false},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			for _, verb := range tc.verbs {
				if got := may(t, user, groups, verb, tc.right); got != tc.want {
					t.Errorf("may %s %s: %t, want %t", verb, tc.right, got, tc.want)
				}
			}
		})
	}
}
