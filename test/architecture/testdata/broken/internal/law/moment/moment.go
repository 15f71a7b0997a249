// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package moment asks for the time.
package moment

import clock "time"

var begin = clock.Now()

// Age is how long this has been running.
func Age() clock.Duration { return clock.Since(begin) }
