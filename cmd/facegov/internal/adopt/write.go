// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package adopt

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"text/template"

	"sigs.k8s.io/yaml"
)

//go:embed proposal.yaml
var proposal string

// document is a document that the law asks for of every face server.
type document struct {
	Type, Name, Title, What, Facts string
}

// Documents are the documents to make.
func (p *Proposal) Documents() []document {
	return []document{
		{
			Type: "EV-PIPIA", Name: "impact-assessment", Title: "Impact assessment",
			What: "The impact assessment, made before the processing starts (PIPL 55 and 56; GDPR 35).",
			Facts: "{purpose: Other, functions: [Identification], " +
				"sections: [PurposeAndMethod, Necessity, EffectOnRights, Risks, Measures, AlternativesRejected]}",
		},
		{
			Type: "EV-CONSENT-FORM", Name: "consent-form", Title: "Consent form",
			What:  "The form on which people consent, to nothing else (PIPL 29; GDPR 9).",
			Facts: "{clauses: [SinglePurpose, Separate, Withdrawal, Storage, Term]}",
		},
	}
}

// YAML writes the proposal as objects to commit.
func (p *Proposal) YAML() ([]byte, error) {
	functions := template.FuncMap{"list": list, "plain": plain, "quote": quote}
	parsed, err := template.New("proposal").Funcs(functions).Parse(proposal)
	if err != nil {
		return nil, fmt.Errorf("the template of the proposal cannot be read: %w", err)
	}
	var text bytes.Buffer
	if err := parsed.Execute(&text, p); err != nil {
		return nil, fmt.Errorf("the proposal cannot be written: %w", err)
	}
	return append(bytes.TrimRight(text.Bytes(), "\n"), '\n'), nil
}

// list writes a list in flow style.
func list(values any) string {
	v := reflect.ValueOf(values)
	items := make([]string, v.Len())
	for i := range items {
		items[i] = plain(v.Index(i).String())
	}
	return "[" + strings.Join(items, ", ") + "]"
}

// plain writes a name, in quotes where YAML would read it as something else than a text.
func plain(name string) string {
	var read any
	if err := yaml.Unmarshal([]byte(name), &read); err == nil && read == name {
		return name
	}
	return `"` + name + `"`
}

// quote writes a text as YAML and JSON both read it.
func quote(text string) (string, error) {
	quoted, err := json.Marshal(text)
	return string(quoted), err
}
