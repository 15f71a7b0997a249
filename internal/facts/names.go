// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package facts

// Names of containers whose state is a fact.
const (
	// FallbackContainer is the name of the container that is the way in without a face, in a sidecar's pod and in the
	// standing one.
	FallbackContainer = "fallback-auth"
	// SweepContainer is the name of the container that deletes, in the pods of sweeps and of erasing jobs. Its
	// termination message is the result.
	SweepContainer = "sweep"
)

// EraseSuffix ends the name of every erasing job.
const EraseSuffix = "-erase"

// RecordName returns the name of a deployment's record. A namespace has no dots, so no two deployments share one.
func RecordName(namespace, deployment string) string { return namespace + "." + deployment }
