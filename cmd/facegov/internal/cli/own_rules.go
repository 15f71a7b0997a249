// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	_ "embed"
	"fmt"
	"sync"

	"sigs.k8s.io/yaml"
)

//go:embed own_rules.yaml
var ownRulesSource []byte

// ownRule is the text of a rule of facegov's own in one language.
type ownRule struct {
	Title  string `json:"title"`
	Demand string `json:"demand"`
	Remedy string `json:"remedy"`
}

// ownRules returns the texts of facegov's own rules by id and language.
var ownRules = sync.OnceValue(func() map[string]map[string]ownRule {
	var rules map[string]map[string]ownRule
	if err := yaml.UnmarshalStrict(ownRulesSource, &rules); err != nil {
		panic(fmt.Sprintf("the embedded texts of facegov's own rules cannot be read: %v", err))
	}
	return rules
})
