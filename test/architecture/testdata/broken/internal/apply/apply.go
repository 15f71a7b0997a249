// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package apply reads what it should be told.
package apply

import _ "github.com/facegov/facegov/internal/gather"
