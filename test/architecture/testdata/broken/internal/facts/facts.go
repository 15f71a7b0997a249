// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package facts hides where its names come from.
package facts

import . "time"

// Moment is a moment.
type Moment = Time
