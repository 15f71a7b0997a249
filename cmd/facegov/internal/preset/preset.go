// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package preset writes the files of a first deployment: the objects, the forms to fill in, and a notice to print.
package preset

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"fmt"
	htmltemplate "html/template"
	"maps"
	"path"
	"slices"
	"strings"
	"text/template"

	"sigs.k8s.io/yaml"
)

//go:embed presets.yaml
var source []byte

//go:embed templates
var templates embed.FS

// File is a file of a first deployment.
type File struct {
	// Name of the file.
	Name string
	// Text of the file.
	Text []byte
}

// preset is what differs between the presets. The names of its fields are those of presets.yaml.
type preset struct {
	Namespace    string           `json:"namespace"`
	Name         string           `json:"name"`
	Zone         string           `json:"zone"`
	Venue        string           `json:"venue"`
	Access       string           `json:"access"`
	Regime       string           `json:"regime,omitempty"`
	Hours        string           `json:"hours,omitempty"`
	Model        string           `json:"model"`
	Camera       string           `json:"camera"`
	Purpose      string           `json:"purpose"`
	Audience     string           `json:"audience"`
	Alternatives []string         `json:"alternatives"`
	Groups       []string         `json:"groups"`
	Count        int              `json:"count"`
	Minors       string           `json:"minors"`
	Gallery      string           `json:"gallery"`
	Decision     string           `json:"decision"`
	Reference    string           `json:"reference"`
	Scopes       []string         `json:"scopes"`
	Period       string           `json:"period,omitempty"`
	Methods      []string         `json:"methods"`
	Door         string           `json:"door"`
	Texts        map[string]texts `json:"texts"`

	// Text is that of the chosen language.
	Text texts `json:"-"`
	// Documents are those that the laws of the place ask for.
	Documents []document `json:"-"`
}

// document is one that the laws of the place ask for. The names of its fields are those of documents.yaml.
type document struct {
	Name string `json:"name"`
	Type string `json:"type"`
	// File is the template to fill in. Empty means that there is none.
	File string `json:"file,omitempty"`
	// Facts are what it has to contain, in YAML.
	Facts string `json:"facts,omitempty"`
	// Subject is what it speaks for, in YAML. Empty means the deployment.
	Subject string            `json:"subject,omitempty"`
	Titles  map[string]string `json:"title"`

	// Title is that of the chosen language.
	Title string `json:"-"`
}

// texts are what a preset says in one language.
type texts struct {
	Place     string `json:"place"`
	Area      string `json:"area"`
	Purpose   string `json:"purpose"`
	Necessity string `json:"necessity"`
	Reason    string `json:"reason,omitempty"`
	Compare   string `json:"compare"`
	Keep      string `json:"keep"`
	Desk      string `json:"desk"`
	Ways      string `json:"ways"`
	Leaving   string `json:"leaving,omitempty"`
}

// NeedsPIN says that a PIN is among the ways in, so that a Secret is needed.
func (p *preset) NeedsPIN() bool {
	return slices.ContainsFunc(p.Methods, func(method string) bool { return strings.Contains(method, "type: PIN") })
}

// Guardians says that children are among the people, whose guardians consent.
func (p *preset) Guardians() bool { return p.Minors == "WithGuardianConsent" }

// Unfilled is the digest that stands for a document that nobody has filled in: nothing but zeros, which never counts.
func (p *preset) Unfilled() string { return strings.Repeat("0", sha256.Size*2) }

func read() (map[string]*preset, error) {
	var presets map[string]*preset
	if err := yaml.UnmarshalStrict(source, &presets); err != nil {
		return nil, fmt.Errorf("the embedded presets cannot be read: %w", err)
	}
	return presets, nil
}

// Names returns the names of the presets, in alphabetical order.
func Names() []string {
	presets, err := read()
	if err != nil {
		return nil // that the embedded file is sound is held by the tests of init
	}
	return slices.Sorted(maps.Keys(presets))
}

// NeedsPIN says that a PIN is among the ways in of a preset, so that its site needs a Secret.
func NeedsPIN(name string) bool {
	presets, err := read()
	return err == nil && presets[name] != nil && presets[name].NeedsPIN()
}

// Files returns the files of a preset in a language, in the order in which somebody reads them.
func Files(name, lang string) ([]File, error) {
	presets, err := read()
	if err != nil {
		return nil, err
	}
	p, known := presets[name]
	if !known {
		return nil, fmt.Errorf("there is no preset %.64q; choose %s", name, strings.Join(Names(), ", "))
	}
	text, known := p.Texts[lang]
	if !known {
		return nil, fmt.Errorf("preset %s does not speak %.32q; choose %s", name, lang,
			strings.Join(slices.Sorted(maps.Keys(p.Texts)), ", "))
	}
	p.Text = text
	if err := p.readDocuments(lang); err != nil {
		return nil, err
	}
	files := []File{}
	for _, each := range []string{
		"kustomization.yaml", "namespace.yaml", "zone.yaml", "claim.yaml", "deployment.yaml", "evidence.yaml",
		"consent-form.md", "guardian-form.md", "assessment.md", "processing-record.md",
	} {
		if each == "claim.yaml" && p.Period == "" || each == "guardian-form.md" && !p.Guardians() {
			continue // nothing is stored; no child is among the people
		}
		text, err := p.file(lang + "/" + each)
		if err != nil {
			return nil, err
		}
		files = append(files, File{each, text})
	}
	notice, err := p.page(lang)
	if err != nil {
		return nil, err
	}
	return append(files, File{"notice.html", notice}), nil
}

// readDocuments fills in which documents are asked for, and what each has to contain.
func (p *preset) readDocuments(lang string) error {
	text, err := p.file("documents.yaml")
	if err != nil {
		return err
	}
	if err := yaml.UnmarshalStrict(text, &p.Documents); err != nil {
		return fmt.Errorf("the embedded list of documents cannot be read: %w", err)
	}
	for i := range p.Documents {
		p.Documents[i].Title = p.Documents[i].Titles[lang]
	}
	return nil
}

// file fills a template of the folder templates.
func (p *preset) file(name string) ([]byte, error) {
	parsed, err := template.New(path.Base(name)).Funcs(template.FuncMap{"join": strings.Join}).
		ParseFS(templates, "templates/"+name)
	if err != nil {
		return nil, fmt.Errorf("the template %s cannot be read: %w", name, err)
	}
	var text bytes.Buffer
	if err := parsed.Execute(&text, p); err != nil {
		return nil, fmt.Errorf("the template %s cannot be filled: %w", name, err)
	}
	return append(bytes.TrimRight(text.Bytes(), "\n"), '\n'), nil
}

func (p *preset) page(lang string) ([]byte, error) {
	parsed, err := htmltemplate.ParseFS(templates, "templates/"+lang+"/notice.html")
	if err != nil {
		return nil, fmt.Errorf("the template of the notice cannot be read: %w", err)
	}
	var text bytes.Buffer
	if err := parsed.Execute(&text, p); err != nil {
		return nil, fmt.Errorf("the template of the notice cannot be filled: %w", err)
	}
	return text.Bytes(), nil
}

// IsObject says that the file holds a Kubernetes object.
func (f *File) IsObject() bool { return strings.HasSuffix(f.Name, ".yaml") }
