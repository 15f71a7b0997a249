// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build tools

// Package kwok pins KWOK, which plays the nodes of the test cluster.
package kwok

import _ "sigs.k8s.io/kwok/cmd/kwok"
