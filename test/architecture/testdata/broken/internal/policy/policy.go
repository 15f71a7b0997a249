// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package policy looks for itself.
package policy

import _ "github.com/facegov/facegov/internal/gather"
