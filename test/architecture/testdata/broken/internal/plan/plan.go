// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package plan reads the environment, rolls dice and can be cancelled. A value such as a URL does no harm.
package plan

import (
	_ "context"
	_ "math/rand/v2"
	_ "net/url"
	_ "os"
)
