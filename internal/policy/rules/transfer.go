// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"fmt"
	"slices"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Transfer bounds who receives faces (PIPL articles 21, 23, 25 and 38; SPC interpretation of 2021 article 2(6)).
type Transfer struct {
	// Demand is the requirement as written.
	Demand v1alpha1.TransferRequirement
	// Jurisdictions of the instrument, in which a consent is claimed.
	Jurisdictions []string
}

var (
	transfersUnknown = Answer{
		Unknown, "TransfersUnknown", "it is not declared who else receives faces",
		"Give spec.transfers; an empty list says that nobody does.", false,
	}
	transferRefused = Answer{
		Violated, "TransferRefused", "transfer %s is of the kind %s, which the rule refuses", "End the transfer.", false,
	}
	transferPaid = Answer{
		Violated, "TransferPaid", "something of value is given for transfer %s",
		"Give nothing and take nothing for it, or end the transfer.", false,
	}
	transferPriceUnknown = Answer{
		Unknown, "ConsiderationUnknown", "it is not declared whether something of value is given for transfer %s",
		"Give the transfer's consideration: Paid or Unpaid.", false,
	}
	transferGroundUnknown = Answer{
		Unknown, "TransferGroundUnknown", "it is not declared on what ground transfer %s happens",
		"Give the transfer's ground.", false,
	}
	transferGroundMissing = Answer{
		Unknown, "TransferGroundNotOnRecord", "the ground of transfer %s is %s, and no %s on record shows it",
		"Put on record the consent form with the clause Transfer that a separate consent names, or the legal note with the " +
			"law and article.", false,
	}
	noTransfers = Answer{Met, "NoTransfers", "nobody else receives faces in a way that the rule binds", "", false}
	transferred = Answer{Met, "TransfersAsAsked", "every transfer is as the rule asks", "", true}
)

var transferDescription = Description{
	Type:    v1alpha1.RequirementTransfer,
	Demands: "Faces reach others only in the ways, for the price, and on the grounds that are permitted.",
	Facts: []Fact{
		{"spec.transfers", "", "Unknown; an empty list says that there are none"},
		{"spec.transfers[].consideration", "", "Unknown where paid transfers are forbidden"},
		{"spec.transfers[].ground", "", "Unknown where a ground is asked for"},
		{"ComplianceEvidence EV-CONSENT-FORM, EV-LEGAL-BASIS", "", "Unknown where a ground is asked for"},
		{"ComplianceEvidence of the type that the rule names", "", "Unknown for each transfer without one"},
	},
	Answers: []Answer{
		transfersUnknown, transferRefused, transferPaid, transferPriceUnknown, transferGroundUnknown, transferGroundMissing,
		evidenceMissing, evidenceUnreadable, evidenceNotAsAsked, noTransfers, transferred,
	},
	Merges: "The demands of all rules are joined.",
}

// Demands implements Demanding.
func (t Transfer) Demands() []Demand {
	var demands []Demand
	for _, kind := range t.Demand.NotKinds {
		demands = append(demands, forbidden(string(kind), ""))
	}
	if t.Demand.Paid == v1alpha1.ProhibitionForbidden {
		demands = append(demands, forbidden("Paid", ""))
	}
	if t.Demand.Consent == v1alpha1.DemandedRequired {
		demands = append(demands, required("Consent"))
	}
	if t.Demand.Evidence != "" {
		demands = append(demands, required(t.Demand.Evidence))
	}
	return demands
}

// Check implements Requirement: one check for everything that a transfer lacks.
func (t Transfer) Check(w *World, _ RuleKey) []Check {
	const path = "spec.transfers"
	transfers := w.Facts.Deployment.Spec.Transfers
	if transfers == nil {
		return w.one(transfersUnknown.is(path))
	}
	var checks []Check
	var relied []*Document
	bound := false
	for i := range transfers {
		if len(t.Demand.Kinds) > 0 && !slices.Contains(t.Demand.Kinds, transfers[i].Kind) {
			continue
		}
		bound = true
		missing, documents := t.checkOne(w, &transfers[i], fmt.Sprintf("%s[%d]", path, i))
		checks, relied = append(checks, missing...), append(relied, documents...)
	}
	switch {
	case len(checks) > 0:
		return checks
	case !bound:
		return w.one(noTransfers.is(path))
	case len(relied) > 0:
		return w.one(transferred.is(path).relyingOn(relied...))
	default:
		return w.one(transferred.is(path))
	}
}

func (t Transfer) checkOne(w *World, transfer *v1alpha1.Transfer, path string) (checks []Check, relied []*Document) {
	if slices.Contains(t.Demand.NotKinds, transfer.Kind) {
		checks = append(checks, transferRefused.is(path+".kind", transfer.Name, transfer.Kind))
	}
	if t.Demand.Paid == v1alpha1.ProhibitionForbidden {
		switch transfer.Consideration {
		case v1alpha1.ConsiderationUnpaid:
		case v1alpha1.ConsiderationPaid:
			checks = append(checks, transferPaid.is(path+".consideration", transfer.Name))
		default:
			checks = append(checks, transferPriceUnknown.is(path+".consideration", transfer.Name))
		}
	}
	if t.Demand.Consent == v1alpha1.DemandedRequired {
		if d, missing := t.ground(w, transfer, path+".ground"); d != nil {
			relied = append(relied, d)
		} else {
			checks = append(checks, missing)
		}
	}
	if t.Demand.Evidence != "" {
		recipient := otherParty(w, transfer.Recipient, path)
		covers := func(d *Document) string {
			if recipient.covers(d) {
				return ""
			}
			return "it speaks of somebody else"
		}
		if d, missing := w.onRecord(t.Demand.Evidence, path, "for transfer "+transfer.Name, covers); d != nil {
			relied = append(relied, d)
		} else {
			checks = append(checks, missing)
		}
	}
	return checks, relied
}

// ground returns the document behind the ground of a transfer. A ground on the deployer's word alone lifts nothing.
func (t Transfer) ground(w *World, transfer *v1alpha1.Transfer, path string) (*Document, Check) {
	var document *Document
	evidenceType := evidenceLegalBasis
	switch {
	case transfer.Ground == "":
		return nil, transferGroundUnknown.is(path, transfer.Name)
	case isConsent(transfer.Ground):
		document, evidenceType = w.consentOnRecord(v1alpha1.ScopeTransfer, t.Jurisdictions), evidenceConsentForm
	default:
		document = w.statuteOnRecord(t.Jurisdictions)
	}
	if document == nil {
		return nil, transferGroundMissing.is(path, transfer.Name, transfer.Ground, evidenceType)
	}
	return document, Check{}
}

// NextChange implements Timed: the documents that it relies on begin and cease to count.
func (t Transfer) NextChange(w *World) time.Time {
	var next time.Time
	if t.Demand.Consent == v1alpha1.DemandedRequired {
		next = sooner(w.nextOf(evidenceConsentForm), w.nextOf(evidenceLegalBasis))
	}
	if t.Demand.Evidence != "" {
		next = sooner(next, w.nextOf(t.Demand.Evidence))
	}
	return next
}
