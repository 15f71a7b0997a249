// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package catalogue lists what the texts say about face recognition, one row for each duty, fact or remark, and says of
// every row what facegov does with it: a rule of a shipped policy enforces it, a document attests it, or it is out of
// reach, and why. What no row says, facegov does not claim to know.
//
// The rows are data: the .tsv files beside this one open in any spreadsheet, and README.md says what the columns mean.
// A rule of a shipped policy carries the id of its row, so that a reader comes from a refusal to the text that asks for
// it. An id is never reused and never changes its meaning.
package catalogue

import (
	"slices"
	"strings"
)

// Kind says what sort of statement a row is.
type Kind string

// The kinds.
const (
	// Obligation asks for something to be done.
	Obligation Kind = "Obligation"
	// Prohibition asks for something not to be done.
	Prohibition Kind = "Prohibition"
	// Threshold is a number from which a duty begins.
	Threshold Kind = "Threshold"
	// Deadline is a time within which, or for which, something is done.
	Deadline Kind = "Deadline"
	// Exception frees from another row of the same instrument.
	Exception Kind = "Exception"
	// Order is what an authority told somebody to do.
	Order Kind = "Order"
	// Penalty is what follows a breach.
	Penalty Kind = "Penalty"
	// Option is one of several ways to meet another row.
	Option Kind = "Option"
	// Guidance is what an instrument recommends.
	Guidance Kind = "Guidance"
	// Scope says whom or what an instrument reaches.
	Scope Kind = "Scope"
	// Definition says what a word means.
	Definition Kind = "Definition"
	// Commentary is what others write about the text.
	Commentary Kind = "Commentary"
	// Practice is what others do.
	Practice Kind = "Practice"
	// Risk is a danger that a text describes.
	Risk Kind = "Risk"
	// Rule is a rule of law that is neither duty nor prohibition, such as one of proof.
	Rule Kind = "Rule"
	// Fact is a date, a finality or a state of things.
	Fact Kind = "Fact"
	// Aggravation makes a breach weigh more.
	Aggravation Kind = "Aggravation"
	// Power is what authorities and courts may do.
	Power Kind = "Power"
)

// Duty says whether rows of the kind ask something of whoever runs a recogniser.
func (k Kind) Duty() bool {
	return k == Obligation || k == Prohibition || k == Threshold || k == Deadline
}

// Status says how a row binds.
type Status string

// The states.
const (
	// InForce binds today.
	InForce Status = "InForce"
	// Adopted is law that begins on a later date.
	Adopted Status = "Adopted"
	// Recommended stands in a standard that nobody must follow.
	Recommended Status = "Recommended"
	// Draft stands in a text that never became law in this form.
	Draft Status = "Draft"
	// Decision is what an authority or court decided about one party.
	Decision Status = "Decision"
	// Notice is an authority's formal notice to one party.
	Notice Status = "Notice"
	// Statement is what an authority says in public.
	Statement Status = "Statement"
	// Opinion is an authority's guidance.
	Opinion Status = "Opinion"
	// Proposal is a plan for a law.
	Proposal Status = "Proposal"
	// Remark is commentary and practice, which bind nobody.
	Remark Status = "Commentary"
)

// Verification says whether the row was read in a source.
type Verification string

// The states of verification.
const (
	// Verified was read in a source.
	Verified Verification = "yes"
	// PartlyVerified was read in a source but for some detail, such as an article number.
	PartlyVerified Verification = "partly"
	// FromMemory was not read in a source. A rule for such a row warns and never refuses.
	FromMemory Verification = "no"
)

// Disposition is what facegov does with a row. Every row has exactly one.
type Disposition string

// The dispositions.
const (
	// Enforced rows have a rule, or an exception, in a shipped policy.
	Enforced Disposition = "enforced"
	// Attested rows are answered by a document on record; no rule asks for it.
	Attested Disposition = "attested"
	// OutOfReach rows are not facegov's to decide.
	OutOfReach Disposition = "outOfReach"
)

// Row is one row of the catalogue.
type Row struct {
	// ID of the row, such as CN-PIPL/29.separate. A rule with this id, or with this id, # and a name, cites the row.
	ID string
	// Instrument is the id of the instrument in which it stands, such as CN-PIPL.
	Instrument string
	// Article in the instrument's own numbering. Empty where a text has none, or where none was read.
	Article string
	// Kind of statement.
	Kind Kind
	// Status says how it binds.
	Status Status
	// Verified says whether it was read in a source.
	Verified Verification
	// Duty is what it says, in one sentence.
	Duty string
	// Disposition is what facegov does with it.
	Disposition Disposition
	// HeldBy is the id of another row of the same instrument whose rules hold this one too, such as the rule to which this
	// row is an exception. Empty where rules cite this row itself, and where it is not enforced.
	HeldBy string
	// Evidence is the type of document that attests it, such as EV-DEREGISTRATION. Empty where it is not attested.
	Evidence string
	// Reason says in one sentence why it is out of reach. Empty where it is not.
	Reason string
}

// Instrument is a text, or a body of texts of one authority.
type Instrument struct {
	// ID of the instrument, such as CN-SPC-2021.
	ID string
	// Title in English.
	Title string
	// Prefixes with which ids of its rows begin, up to a slash: its id and other spellings of it.
	Prefixes []string
	// Packs are the names of the shipped policies that hold its rules. Empty where none is shipped.
	Packs []string
	// Jurisdictions in which it applies, as package jurisdiction spells them.
	Jurisdictions []string
}

// Rows returns every row, instrument by instrument.
func Rows() []Row { return slices.Clone(shipped.rows) }

// Lookup returns the row with this id. It knows ids of rows alone; for the id of a rule, ask for CitedBy first.
func Lookup(id string) (Row, bool) {
	at, known := shipped.byID[id]
	if !known {
		return Row{}, false
	}
	return shipped.rows[at], true
}

// CitedBy returns the id of the row that the rule or exception with this id cites: the id without its part.
func CitedBy(rule string) string {
	row, _, _ := strings.Cut(rule, "#")
	return row
}

// Instruments returns every instrument, in the order of the data file.
func Instruments() []Instrument { return slices.Clone(shipped.instruments) }

// InstrumentOf returns the instrument whose rules the shipped policy with this name holds.
func InstrumentOf(pack string) (Instrument, bool) {
	for _, instrument := range shipped.instruments {
		if slices.Contains(instrument.Packs, pack) {
			return instrument, true
		}
	}
	return Instrument{}, false
}
