// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package apply

import (
	"testing"

	"sigs.k8s.io/yaml"
)

// read reads YAML as an object of the API is read.
func read(t *testing.T, text string) map[string]any {
	t.Helper()
	var object map[string]any
	if err := yaml.Unmarshal([]byte(text), &object); err != nil {
		t.Fatal(err)
	}
	return object
}

func TestDifference(t *testing.T) {
	const want = `
metadata:
  labels: {part: sweep}
  ownerReferences: [{uid: "1", name: gate}]
spec:
  replicas: 2
  template:
    spec:
      containers: [{name: app, image: a, resources: {}}, {name: log, image: b}]
`
	cases := map[string]struct {
		have string
		want string
	}{
		"the same": {have: want},
		"defaults beside what is wanted": {have: `
metadata: {labels: {part: sweep}, ownerReferences: [{uid: "1", name: gate}], uid: x}
spec:
  replicas: 2
  paused: false
  template: {spec: {dnsPolicy: ClusterFirst, containers: [{name: app, image: a}, {name: log, image: b, tty: false}]}}
`},
		"labels and owners of others beside what is wanted": {have: `
metadata: {labels: {part: sweep, team: x}, ownerReferences: [{uid: "9"}, {uid: "1", name: gate}]}
spec: {replicas: 2, template: {spec: {containers: [{name: app, image: a}, {name: log, image: b}]}}}
`},
		"another value": {have: `
metadata: {labels: {part: sweep}, ownerReferences: [{uid: "1", name: gate}]}
spec: {replicas: 3, template: {spec: {containers: [{name: app, image: a}, {name: log, image: b}]}}}
`, want: "spec.replicas"},
		"a label that is gone": {have: `
metadata: {labels: {team: x}, ownerReferences: [{uid: "1", name: gate}]}
spec: {replicas: 2, template: {spec: {containers: [{name: app, image: a}, {name: log, image: b}]}}}
`, want: "metadata.labels.part"},
		"an owner that is gone": {have: `
metadata: {labels: {part: sweep}, ownerReferences: [{uid: "9", name: other}]}
spec: {replicas: 2, template: {spec: {containers: [{name: app, image: a}, {name: log, image: b}]}}}
`, want: "metadata.ownerReferences"},
		"a container more": {have: `
metadata: {labels: {part: sweep}, ownerReferences: [{uid: "1", name: gate}]}
spec: {replicas: 2, template: {spec: {containers: [{name: app, image: a}, {name: log, image: b}, {name: spy}]}}}
`, want: "spec.template.spec.containers"},
		"containers in another order": {have: `
metadata: {labels: {part: sweep}, ownerReferences: [{uid: "1", name: gate}]}
spec: {replicas: 2, template: {spec: {containers: [{name: log, image: b}, {name: app, image: a}]}}}
`, want: "spec.template.spec.containers[0].image"},
		"another image": {have: `
metadata: {labels: {part: sweep}, ownerReferences: [{uid: "1", name: gate}]}
spec: {replicas: 2, template: {spec: {containers: [{name: app, image: a}, {name: log, image: c}]}}}
`, want: "spec.template.spec.containers[1].image"},
		"nothing at all": {have: `{}`, want: "metadata.labels"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if got := difference(read(t, want), read(t, tc.have)); got != tc.want {
				t.Errorf("first difference: got %q, want %q", got, tc.want)
			}
		})
	}
}
