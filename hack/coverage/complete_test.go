// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import "testing"

// TestEveryRowIsAccountedFor is what the page promises: what is enforced has rules that reach somebody, and every one of
// them has a case in which it refuses or warns and one in which it permits; what is not enforced says which document
// attests it or why it is out of reach. `go run ./hack/coverage -check` prints the same.
func TestEveryRowIsAccountedFor(t *testing.T) {
	accounts, err := accountOf("../..")
	if err != nil {
		t.Fatal(err)
	}
	for i := range accounts {
		for _, gap := range accounts[i].gaps() {
			t.Errorf("%s %s", accounts[i].row.ID, gap)
		}
	}
}
