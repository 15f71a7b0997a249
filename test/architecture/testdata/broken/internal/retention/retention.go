// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package retention uses a library that nobody agreed on.
package retention

import _ "example.com/elsewhere"
