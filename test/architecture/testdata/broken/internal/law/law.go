// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package law knows what is decided about.
package law

import _ "github.com/facegov/facegov/internal/facts"
