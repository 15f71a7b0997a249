// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package catalogue

import (
	"embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

//go:embed *.tsv
var files embed.FS

const instrumentsFile = "instruments.tsv"

var (
	instrumentColumns = []string{"id", "title", "prefixes", "packs", "jurisdictions"}
	rowColumns        = []string{"id", "article", "kind", "status", "verified", "duty", "disposition", "by"}
)

type book struct {
	instruments []Instrument
	rows        []Row
	byID        map[string]int
}

// shipped is read once from the embedded files; that they are sound is held by this package's tests.
var shipped = mustRead()

func mustRead() book {
	texts, err := embedded()
	if err != nil {
		panic(fmt.Sprintf("the embedded catalogue cannot be read: %v", err))
	}
	b, err := read(texts)
	if err != nil {
		panic(fmt.Sprintf("the embedded catalogue is wrong: %v", err))
	}
	return b
}

// embedded returns the text of every file by its name.
func embedded() (map[string]string, error) {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, err
	}
	texts := map[string]string{}
	for _, entry := range entries {
		text, err := files.ReadFile(entry.Name())
		if err != nil {
			return nil, err
		}
		texts[entry.Name()] = string(text)
	}
	return texts, nil
}

// read builds the catalogue from its files by name. Rows stand in the order of the instruments.
func read(texts map[string]string) (book, error) {
	b := book{byID: map[string]int{}}
	var err error
	if b.instruments, err = readInstruments(texts[instrumentsFile]); err != nil {
		return book{}, fmt.Errorf("%s: %w", instrumentsFile, err)
	}
	rank := map[string]int{}
	for i, instrument := range b.instruments {
		rank[instrument.ID] = i
	}
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		if name == instrumentsFile {
			continue
		}
		rows, err := b.readRows(texts[name])
		if err != nil {
			return book{}, fmt.Errorf("%s: %w", name, err)
		}
		b.rows = append(b.rows, rows...)
	}
	slices.SortStableFunc(b.rows, func(x, y Row) int { return rank[x.Instrument] - rank[y.Instrument] })
	return b, b.index()
}

// index fills byID and holds what concerns several rows.
func (b *book) index() error {
	for i := range b.rows {
		row := &b.rows[i]
		if _, twice := b.byID[row.ID]; twice {
			return fmt.Errorf("%s is listed twice", row.ID)
		}
		b.byID[row.ID] = i
	}
	for i := range b.rows {
		row := &b.rows[i]
		if row.HeldBy == "" {
			continue
		}
		at, known := b.byID[row.HeldBy]
		if !known {
			return fmt.Errorf("%s is held by %q, which is no row", row.ID, row.HeldBy)
		}
		holder := &b.rows[at]
		if holder.Instrument != row.Instrument || holder.Disposition != Enforced || holder.HeldBy != "" {
			return fmt.Errorf("%s is held by %s, which has no rule of its own in the same instrument", row.ID, row.HeldBy)
		}
	}
	return nil
}

func readInstruments(text string) ([]Instrument, error) {
	cells, err := table(text, instrumentColumns)
	if err != nil {
		return nil, err
	}
	instruments := make([]Instrument, 0, len(cells))
	for _, c := range cells {
		instrument := Instrument{
			ID: c[0], Title: c[1],
			Prefixes: strings.Fields(c[2]), Packs: strings.Fields(c[3]), Jurisdictions: strings.Fields(c[4]),
		}
		if instrument.Title == "" || len(instrument.Prefixes) == 0 || len(instrument.Jurisdictions) == 0 {
			return nil, fmt.Errorf("%s has no title, prefix or jurisdiction", instrument.ID)
		}
		instruments = append(instruments, instrument)
	}
	return instruments, nil
}

func (b *book) readRows(text string) ([]Row, error) {
	cells, err := table(text, rowColumns)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, 0, len(cells))
	for _, c := range cells {
		row := Row{
			ID: c[0], Instrument: b.instrumentOf(c[0]), Article: c[1], Kind: Kind(c[2]), Status: Status(c[3]),
			Verified: Verification(c[4]), Duty: c[5], Disposition: Disposition(c[6]),
		}
		if row.Instrument == "" {
			return nil, fmt.Errorf("%s belongs to no instrument", row.ID)
		}
		if err := row.settle(c[7]); err != nil {
			return nil, fmt.Errorf("%s: %w", row.ID, err)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// settle reads the last column, which means something else for each disposition.
func (r *Row) settle(by string) error {
	if !slices.Contains(kinds, r.Kind) || !slices.Contains(statuses, r.Status) ||
		!slices.Contains(verifications, r.Verified) {
		return fmt.Errorf("%s, %s or %s is no word of the catalogue", r.Kind, r.Status, r.Verified)
	}
	if r.Duty == "" {
		return errors.New("says nothing")
	}
	switch r.Disposition {
	case Enforced:
		r.HeldBy = by
	case Attested:
		if !strings.HasPrefix(by, "EV-") {
			return fmt.Errorf("is attested by %q, which is no type of evidence", by)
		}
		r.Evidence = by
	case OutOfReach:
		if !strings.HasSuffix(by, ".") {
			return errors.New("is out of reach and no sentence says why")
		}
		r.Reason = by
	default:
		return fmt.Errorf("has the unknown disposition %q", r.Disposition)
	}
	return nil
}

// instrumentOf finds the instrument by what the id of a row begins with.
func (b *book) instrumentOf(row string) string {
	prefix, _, _ := strings.Cut(row, "/")
	for _, instrument := range b.instruments {
		if slices.Contains(instrument.Prefixes, prefix) {
			return instrument.ID
		}
	}
	return ""
}

// table splits a text of lines and tabs, and holds the first line to the columns.
func table(text string, columns []string) ([][]string, error) {
	var cells [][]string
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		row := strings.Split(line, "\t")
		if len(row) != len(columns) {
			return nil, fmt.Errorf("line %d has %d columns, want %d", i+1, len(row), len(columns))
		}
		if i == 0 {
			if !slices.Equal(row, columns) {
				return nil, fmt.Errorf("the columns are %q, want %q", row, columns)
			}
			continue
		}
		cells = append(cells, row)
	}
	return cells, nil
}

var (
	kinds = []Kind{
		Obligation, Prohibition, Threshold, Deadline, Exception, Order, Penalty, Option, Guidance, Scope, Definition,
		Commentary, Practice, Risk, Rule, Fact, Aggravation, Power,
	}
	statuses = []Status{
		InForce, Adopted, Recommended, Draft, Decision, Notice, Statement, Opinion, Proposal, Remark,
	}
	verifications = []Verification{Verified, PartlyVerified, FromMemory}
)
