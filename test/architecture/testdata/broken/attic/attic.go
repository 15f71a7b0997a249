// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package attic is in no room of the map.
package attic
