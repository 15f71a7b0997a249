// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Command facegov carries no time zones.
package main

import _ "github.com/facegov/facegov/internal/law/moment"

func main() {}
