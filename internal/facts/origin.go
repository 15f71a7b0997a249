// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package facts

// Origin is what tells a recogniser pod that facegov let in from one that came another way: while the guards at
// admission were missing, or from the folder of a kubelet. The zero value speaks against no pod.
type Origin struct {
	// Static says that the pod is a kubelet's report of a static pod. It runs whatever the API server says of it, and
	// deleting it only deletes the report.
	Static bool
	// Unowned says that the pod does not belong to the workload that the deployment is about.
	Unowned bool
	// Unnarrowed says that the pod has passed the gate, and that its node affinity leaves a way past every zone, as it
	// never does when facegov lifts the gate.
	Unnarrowed bool
	// WithoutWayIn says that the way in without a face is not the first container of the pod.
	WithoutWayIn bool
	// Images are the images of the containers, ephemeral ones included, by the name of the container. They are nil when
	// nobody has looked.
	Images map[string]string
}
