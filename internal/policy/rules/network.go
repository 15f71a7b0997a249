// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"fmt"
	"net/netip"
	"slices"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Network keeps faces off the public internet (final measures article 8).
type Network struct {
	// Demand is the requirement as written.
	Demand v1alpha1.NetworkRequirement
	// Jurisdictions of the instrument, in which a consent that lifts it is claimed.
	Jurisdictions []string
}

var (
	networkUnreadable = Answer{
		Unknown, "NetworkUnreadable", "the destination %q cannot be read as a network",
		"Write the destination in CIDR notation, such as 10.0.0.0/24.", false,
	}
	networkPublic = Answer{
		Violated, "InternetReached", "the recogniser may reach %s, which is on the public internet",
		"Narrow network.egress to addresses of the site, or put on record what lifts the rule.", false,
	}
	networkOpen = Answer{
		Violated, "ReachedFromInternet", "the recogniser may be reached from %s, which is on the public internet",
		"Narrow network.ingress to addresses of the site, or put on record what lifts the rule.", false,
	}
	networkPrivate = Answer{
		Met, "InternetNotReached", "the recogniser reaches no address of the public internet; the network policy holds it " +
			"to that", "", true,
	}
)

var networkDescription = Description{
	Type:    v1alpha1.RequirementNetwork,
	Demands: "The recogniser reaches no address of the public internet, and none reaches it.",
	Facts: []Fact{
		{"spec.network.egress", "none", "the recogniser reaches nothing but its cameras"},
		{"spec.network.ingress", "none", "nobody but its cameras reaches the recogniser"},
		{"spec.lawfulBasis[].consent", "", "nothing is lifted"},
		{"ComplianceEvidence EV-CONSENT-FORM, EV-LEGAL-BASIS", "", "nothing is lifted"},
	},
	Answers: []Answer{networkUnreadable, networkPublic, networkOpen, liftedByConsent, liftedByStatute, networkPrivate},
	Merges:  "One rule that forbids it is enough; what lifts it must lift it in every rule.",
}

// privateNetworks are not on the public internet: RFC 1918, RFC 6598, RFC 3927, RFC 1122, RFC 4193 and RFC 4291.
var privateNetworks = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("127.0.0.0/8"),
	netip.MustParsePrefix("fc00::/7"), netip.MustParsePrefix("fe80::/10"), netip.MustParsePrefix("::1/128"),
}

// isPrivate says that no address of a network is on the public internet.
func isPrivate(network netip.Prefix) bool {
	return slices.ContainsFunc(privateNetworks, func(private netip.Prefix) bool {
		return private.Bits() <= network.Bits() && private.Contains(network.Addr())
	})
}

func (n Network) lift() lift {
	return lift{scope: n.Demand.UnlessConsent, statute: n.Demand.UnlessStatute, jurisdictions: n.Jurisdictions}
}

// Demands implements Demanding.
func (n Network) Demands() []Demand { return []Demand{forbidden("Internet", n.lift().String())} }

// Check implements Requirement: one check for every declared network on the public internet.
func (n Network) Check(w *World, _ RuleKey) []Check {
	var checks []Check
	add := func(direction string, i int, cidr string, public Answer) {
		path := fmt.Sprintf("spec.network.%s[%d].cidr", direction, i)
		network, err := netip.ParsePrefix(cidr)
		switch {
		case err != nil:
			checks = append(checks, networkUnreadable.on(v1alpha1.BasisDeclared, path, cidr))
		case !isPrivate(network):
			checks = append(checks, public.is(path, cidr))
		}
	}
	for i, rule := range w.Facts.Deployment.Spec.Network.Egress {
		add("egress", i, rule.CIDR, networkPublic)
	}
	for i, rule := range w.Facts.Deployment.Spec.Network.Ingress {
		add("ingress", i, rule.CIDR, networkOpen)
	}
	if len(checks) > 0 {
		if c, lifted := n.lift().check(w); lifted {
			return w.one(c)
		}
	}
	return networkPrivate.unless(w, checks, "spec.network.egress")
}

// NextChange implements Timed: what lifts the demand begins and ceases to count.
func (n Network) NextChange(w *World) time.Time { return n.lift().next(w) }
