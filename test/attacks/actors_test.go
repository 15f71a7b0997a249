// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package attacks

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"github.com/facegov/facegov/test/cluster"
)

const operator = "operator"

// identity is who somebody is to the API server: a user with a certificate, or a ServiceAccount with a token.
type identity struct {
	user      string
	groups    []string
	namespace string
	account   string
}

// identities are the people and programs of testdata, with the credentials that they would really have.
var identities = map[string]identity{
	"namespace editor":       {user: "erin"},
	"site owner":             {user: "sofia"},
	"DPO":                    {user: "dora"},
	"editor elsewhere":       {user: "hanna"},
	"cluster reader":         {user: "rashid"},
	"cluster administrator":  {user: "agnes"},
	"approver":               {user: "ada"},
	"break-glass":            {user: "bela", groups: []string{"facegov:break-glass"}},
	"kubelet":                {user: "system:node:edge-1", groups: []string{"system:nodes"}},
	"scheduler":              {user: "system:kube-scheduler"},
	operator:                 {namespace: "facegov-system", account: "facegov-controller-manager"},
	"other operator":         {namespace: "programs", account: "other-operator"},
	"second scheduler":       {namespace: "programs", account: "second-scheduler"},
	"replicaset controller":  {namespace: "kube-system", account: "replicaset-controller"},
	"statefulset controller": {namespace: "kube-system", account: "statefulset-controller"},
	"daemonset controller":   {namespace: "kube-system", account: "daemon-set-controller"},
	"deployment controller":  {namespace: "kube-system", account: "deployment-controller"},
	"cronjob controller":     {namespace: "kube-system", account: "cronjob-controller"},
	"job controller":         {namespace: "kube-system", account: "job-controller"},
	"autoscaler":             {namespace: "kube-system", account: "horizontal-pod-autoscaler"},
	"endpoints controller":   {namespace: "kube-system", account: "endpointslice-controller"},
	"garbage collector":      {namespace: "kube-system", account: "generic-garbage-collector"},
}

// actors hand out the credentials of each identity, once.
type actors struct {
	cluster *cluster.Cluster
	mutex   sync.Mutex
	clients map[string]rest.Interface
}

func newActors(c *cluster.Cluster) *actors {
	return &actors{cluster: c, clients: map[string]rest.Interface{}}
}

func (a *actors) config(ctx context.Context, who string) (*rest.Config, error) {
	id, known := identities[who]
	switch {
	case !known:
		return nil, fmt.Errorf("nobody is called %q; add them to identities", who)
	case id.account != "":
		return a.cluster.ServiceAccountConfig(ctx, id.namespace, id.account)
	default:
		return a.cluster.UserConfig(id.user, id.groups...)
	}
}

func (a *actors) client(ctx context.Context, who string) (rest.Interface, error) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if c, known := a.clients[who]; known {
		return c, nil
	}
	config, err := a.config(ctx, who)
	if err != nil {
		return nil, err
	}
	set, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	a.clients[who] = set.CoreV1().RESTClient()
	return a.clients[who], nil
}

// request is what somebody asks of the API server. One of Create, Read, Update, Patch, Apply, Delete and Connect
// is the path.
type request struct {
	Create  string `json:"create,omitempty"`
	Read    string `json:"read,omitempty"`
	Update  string `json:"update,omitempty"`
	Patch   string `json:"patch,omitempty"`
	Apply   string `json:"apply,omitempty"`
	Delete  string `json:"delete,omitempty"`
	Connect string `json:"connect,omitempty"`
	// JSON and Merge are the two kinds of Patch, Strategic the third.
	JSON      json.RawMessage `json:"json,omitempty"`
	Merge     json.RawMessage `json:"merge,omitempty"`
	Strategic json.RawMessage `json:"strategic,omitempty"`
	// Body is of Create, Update and Apply.
	Body json.RawMessage `json:"body,omitempty"`
}

// parts returns the method, path, kind of content and content.
func (r request) parts() (method, path, content string, body []byte) {
	const plain = "application/json"
	switch {
	case r.Create != "":
		return http.MethodPost, r.Create, plain, r.Body
	case r.Update != "":
		return http.MethodPut, r.Update, plain, r.Body
	case r.Apply != "":
		return http.MethodPatch, r.Apply + "?fieldManager=somebody&force=true", "application/apply-patch+yaml", r.Body
	case r.Read != "":
		return http.MethodGet, r.Read, plain, nil
	case r.Delete != "":
		return http.MethodDelete, r.Delete, plain, nil
	case r.Connect != "":
		return http.MethodPost, r.Connect, plain, nil
	case r.JSON != nil:
		return http.MethodPatch, r.Patch, "application/json-patch+json", r.JSON
	case r.Strategic != nil:
		return http.MethodPatch, r.Patch, "application/strategic-merge-patch+json", r.Strategic
	default:
		return http.MethodPatch, r.Patch, "application/merge-patch+json", r.Merge
	}
}

// try asks for something as somebody. A dry run goes through the same admission and changes nothing.
func (w *world) try(ctx context.Context, who string, r request, isDryRun bool) ([]byte, error) {
	c, err := w.client(ctx, who)
	if err != nil {
		return nil, err
	}
	method, path, content, body := r.parts()
	path, text := w.named(path), w.named(string(body))
	if isDryRun && r.Connect == "" && r.Read == "" {
		separator := "?"
		if strings.Contains(path, "?") {
			separator = "&"
		}
		path += separator + "dryRun=All"
	}
	ask := c.Verb(method).RequestURI(path)
	if text != "" {
		ask = ask.SetHeader("Content-Type", content).Body([]byte(text))
	}
	result := ask.Do(ctx)
	if err := result.Error(); err != nil {
		return nil, err
	}
	return result.Raw()
}

// named puts the names of what is there in place of $gated, $running and so on.
func (w *world) named(text string) string {
	for name, value := range w.names {
		text = strings.ReplaceAll(text, name, value)
	}
	return text
}
