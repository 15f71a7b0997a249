// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package offline

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/cmd/facegov/internal/manifest"
	"github.com/facegov/facegov/internal/report"
)

// taking is a world on its way.
type taking struct {
	*World
	namespace string
	seen      map[string]*manifest.Object
	workloads map[string]*manifest.Object
}

// take sorts an object in. Objects of other kinds are counted; of them only workloads that a deployment refers to are
// read.
func (t *taking) take(o *manifest.Object) error {
	gv, err := schema.ParseGroupVersion(o.APIVersion)
	switch {
	case err != nil:
		t.fail(o, "apiVersion", err.Error()+"; write group/version, such as "+v1alpha1.GroupVersion.String())
	case gv.Group == v1alpha1.GroupVersion.Group:
		return t.takeOurs(o, gv.WithKind(o.Kind))
	case gv.Group == "" && (o.Kind == "Namespace" || o.Kind == "Node"):
		t.takeLabels(o)
	default:
		t.keep(o, gv)
		t.skipped[o.Kind]++
		if strings.HasPrefix(gv.Group, "kustomize.config.k8s.io") && !onlyLists(o) {
			t.note(o.Position(""), "a kustomization is not built here; to see what it makes: "+
				"kubectl kustomize DIR | facegov check -f -")
		}
	}
	return nil
}

func (w *World) fail(o *manifest.Object, field, message string) {
	w.Problems = append(w.Problems, report.Problem{
		Position: o.Position(field), Object: o.String(), Field: field, Message: message,
	})
}

// onlyLists says that a kustomization changes nothing of what it lists.
func onlyLists(kustomization *manifest.Object) bool {
	return !slices.ContainsFunc(kustomization.Fields(), func(name string) bool {
		return !slices.Contains([]string{"apiVersion", "kind", "metadata", "resources"}, name)
	})
}

// read returns the fields of an object, or says what is wrong with them.
func (t *taking) read(o *manifest.Object) (map[string]any, bool) {
	content, problems := o.Content()
	t.Problems = append(t.Problems, problems...)
	return content, len(problems) == 0
}

func (t *taking) isRepeated(o *manifest.Object, gvk schema.GroupVersionKind) bool {
	key := gvk.Kind + "/" + o.Namespace + "/" + o.Name
	first, repeated := t.seen[key]
	if !repeated {
		t.seen[key] = o
		return false
	}
	at := first.Position("")
	t.fail(o, "metadata.name", fmt.Sprintf(
		"%s stands in the input twice, first at %s:%d; only one of them could be applied", o, at.File, at.Line))
	return true
}

// takeLabels reads name and labels of a namespace or a node.
func (t *taking) takeLabels(o *manifest.Object) {
	content, ok := t.read(o)
	if !ok || t.isRepeated(o, schema.GroupVersionKind{Kind: o.Kind}) {
		return
	}
	raw, err := json.Marshal(content)
	var value metav1.PartialObjectMetadata
	if err == nil {
		err = json.Unmarshal(raw, &value)
	}
	if err != nil || value.Name == "" {
		t.fail(o, "metadata", "name or labels cannot be read; labels are a map from text to text")
		return
	}
	if o.Kind == "Node" {
		t.nodes = append(t.nodes, node{name: value.Name, labels: value.Labels, object: o})
		return
	}
	labels := value.Labels
	if labels == nil {
		labels = map[string]string{}
	}
	t.namespaces[value.Name] = labels
}
