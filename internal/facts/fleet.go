// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package facts

import "time"

// Fleet is what a decision looks at of all deployments of the cluster together, so that one cause does not stop them
// all at once without anybody having looked. It is read from their specs and statuses, so that it is the same after a
// restart.
type Fleet struct {
	// Pods is how many recogniser pods all deployments ask for.
	Pods int32
	// Lapses are the deployments, this one included, that a soft lapse is about to stop or has stopped.
	Lapses []Lapse
}

// Lapse is one deployment that a rule stops because it ceased to be met.
type Lapse struct {
	// DueAt is when it is stopped.
	DueAt time.Time
	// Pods is how many recogniser pods it asks for.
	Pods int32
	// Zones in which they stand.
	Zones []string
}
