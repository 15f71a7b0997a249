// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Command coverage says for every row of the catalogue of law what facegov does with it. It writes
// docs/reference/law-coverage.md from the catalogue, the shipped policies and the verdicts of the cases; with -check it
// prints every row that is not accounted for instead, and fails when there is one.
//
// Run it from the root of the repository.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/config/policies"
	"github.com/facegov/facegov/internal/law/catalogue"
)

// Where things are below the root of the repository.
const (
	casesFolder = "test/cases"
	pageFile    = "docs/reference/law-coverage.md"
)

func main() {
	check := flag.Bool("check", false, "print the rows that are not accounted for, and fail when there is one")
	flag.Parse()
	if err := run(os.Stdout, ".", *check); err != nil {
		fmt.Fprintln(os.Stderr, "coverage:", err)
		os.Exit(1)
	}
}

func run(out io.Writer, root string, check bool) error {
	accounts, err := accountOf(root)
	if err != nil {
		return err
	}
	if check {
		return printGaps(out, accounts)
	}
	file := filepath.Join(root, pageFile)
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		return err
	}
	text := []byte(page(catalogue.Instruments(), accounts))
	return os.WriteFile(file, text, 0o644) //nolint:gosec // documentation is public
}

// accountOf accounts for every row with what the repository below root holds.
func accountOf(root string) ([]account, error) {
	packs, err := shippedPolicies()
	if err != nil {
		return nil, err
	}
	verdicts, err := readVerdicts(filepath.Join(root, casesFolder))
	if err != nil {
		return nil, err
	}
	return accountFor(catalogue.Rows(), packs, verdicts), nil
}

func shippedPolicies() ([]*v1alpha1.RecognitionPolicy, error) {
	var packs []*v1alpha1.RecognitionPolicy
	for _, name := range policies.Names() {
		pack, err := policies.Decode(name)
		if err != nil {
			return nil, err
		}
		packs = append(packs, pack)
	}
	return packs, nil
}

// printGaps prints one line for every gap, by row. It is an error that there are any.
func printGaps(out io.Writer, accounts []account) error {
	rows := 0
	for i := range accounts {
		gaps := accounts[i].gaps()
		for _, gap := range gaps {
			fmt.Fprintf(out, "%-45s %s\n", accounts[i].row.ID, gap)
		}
		if len(gaps) > 0 {
			rows++
		}
	}
	if rows > 0 {
		return fmt.Errorf("%d of %d rows are not accounted for", rows, len(accounts))
	}
	fmt.Fprintf(out, "all %d rows are accounted for\n", len(accounts))
	return nil
}
