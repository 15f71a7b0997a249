// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Command retention has a client within reach.
package main

import _ "github.com/facegov/facegov/internal/retention"

func main() {}
