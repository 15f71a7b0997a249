// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/config/crd"
)

const (
	kindsPatience = time.Minute
	kindsLook     = 50 * time.Millisecond
)

// ApplyKinds applies the definitions of facegov's kinds, which a kustomization holds, and waits until they are served.
// Flags are those of kubectl apply.
func (c *Cluster) ApplyKinds(ctx context.Context, kustomization string, flags ...string) error {
	if _, err := c.Kubectl(ctx, append([]string{"apply", "-k", kustomization}, flags...)...); err != nil {
		return err
	}
	return AwaitKinds(ctx, c.AdminConfig())
}

// AwaitKinds waits until the API server tells everybody of facegov's kinds, once their definitions were sent.
// Established says no more than that the names are accepted: what clients discover, and what kubectl explains, follows
// some time later.
func AwaitKinds(ctx context.Context, config *rest.Config) error {
	missing, err := newMissingKinds()
	if err != nil {
		return err
	}
	client, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return fmt.Errorf("cannot make a client: %w", err)
	}
	var last error
	err = wait.PollUntilContextTimeout(ctx, kindsLook, kindsPatience, true, func(context.Context) (bool, error) {
		last = errors.Join(missing.discovered(client), missing.explained(client))
		return last == nil, nil
	})
	if err != nil {
		return fmt.Errorf("the kinds are not served: %w", errors.Join(err, last))
	}
	return nil
}

// missingKinds knows what the definitions ask for.
type missingKinds []apiextensionsv1.CustomResourceDefinition

func newMissingKinds() (missingKinds, error) {
	texts, err := crd.Definitions()
	if err != nil {
		return nil, err
	}
	kinds := make(missingKinds, len(texts))
	for i, text := range texts {
		if err := yaml.Unmarshal(text, &kinds[i]); err != nil {
			return nil, err
		}
	}
	return kinds, nil
}

// discovered says which kinds clients do not find yet, or find without their short names.
func (kinds missingKinds) discovered(client discovery.DiscoveryInterface) error {
	_, lists, err := client.ServerGroupsAndResources()
	if err != nil {
		return err
	}
	var errs []error
	for _, kind := range kinds {
		for _, version := range kind.Spec.Versions {
			group := kind.Spec.Group + "/" + version.Name
			if !slices.ContainsFunc(lists, func(list *metav1.APIResourceList) bool {
				return list.GroupVersion == group && slices.ContainsFunc(list.APIResources, func(r metav1.APIResource) bool {
					return r.Name == kind.Spec.Names.Plural && slices.Equal(r.ShortNames, kind.Spec.Names.ShortNames)
				})
			}) {
				errs = append(errs, fmt.Errorf("%s is not discovered in %s", kind.Spec.Names.Plural, group))
			}
		}
	}
	return errors.Join(errs...)
}

// explained says which kinds have no schema yet for those who explain and check them.
func (kinds missingKinds) explained(client discovery.DiscoveryInterface) error {
	paths, err := client.OpenAPIV3().Paths()
	if err != nil {
		return err
	}
	var errs []error
	for _, kind := range kinds {
		for _, version := range kind.Spec.Versions {
			group := kind.Spec.Group + "/" + version.Name
			document, ok := paths["apis/"+group]
			if !ok {
				errs = append(errs, fmt.Errorf("%s has no schemas", group))
				continue
			}
			text, err := document.Schema(runtime.ContentTypeJSON)
			if err != nil {
				errs = append(errs, err)
			} else if !strings.Contains(string(text), `"kind":"`+kind.Spec.Names.Kind+`"`) {
				errs = append(errs, fmt.Errorf("%s has no schema in %s", kind.Spec.Names.Kind, group))
			}
		}
	}
	return errors.Join(errs...)
}
