// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

func TestStorage(t *testing.T) {
	onDevice := v1alpha1.StorageRequirement{
		Locations: []v1alpha1.StoreLocation{v1alpha1.StoreOnDevice}, UnlessConsent: v1alpha1.ScopeOffDeviceStorage,
		UnlessStatute: v1alpha1.AcceptanceAccepted,
	}
	noImages := v1alpha1.StorageRequirement{
		Classes: []v1alpha1.DataClass{v1alpha1.DataRawImage}, NotStored: v1alpha1.DemandedRequired,
	}
	keeps := func(edit func(s *v1alpha1.DataStore), classes ...v1alpha1.DataClass) func(s *facts.Snapshot) {
		return func(s *facts.Snapshot) {
			store := v1alpha1.DataStore{Name: "store", Type: v1alpha1.DataStoreVolume, Location: v1alpha1.StoreOnSite, Classes: classes}
			if edit != nil {
				edit(&store)
			}
			s.Deployment.Spec.DataStores = []v1alpha1.DataStore{store}
		}
	}
	onSite := keeps(nil, v1alpha1.DataTemplate)
	met := []brief{{Met, "StoredAsAsked", "spec.dataStores"}}
	elsewhere := []brief{{Violated, "StoredElsewhere", "spec.dataStores[0].location"}}
	consent := consented(v1alpha1.ScopeOffDeviceStorage, nil)
	both := func(s *facts.Snapshot) { onSite(s); consent(s) }
	tests := map[string]struct {
		demand v1alpha1.StorageRequirement
		ruleCase
	}{
		"no store": {onDevice, ruleCase{nil, met}},
		"on the device": {onDevice, ruleCase{
			keeps(func(s *v1alpha1.DataStore) { s.Location = v1alpha1.StoreOnDevice }, v1alpha1.DataTemplate), met,
		}},
		"on the site": {onDevice, ruleCase{onSite, elsewhere}},
		"in memory on the site": {onDevice, ruleCase{
			keeps(func(s *v1alpha1.DataStore) { s.Type = v1alpha1.DataStoreMemory }, v1alpha1.DataTemplate), met,
		}},
		"a bystander on the site":            {onDevice, ruleCase{keeps(nil, v1alpha1.DataBystander), elsewhere}},
		"what is anonymous, on the site":     {onDevice, ruleCase{keeps(nil, v1alpha1.DataAnonymised), met}},
		"with consent that is only declared": {onDevice, ruleCase{both, elsewhere}},
		"with consent on record": {onDevice, ruleCase{
			withPapers(both, form(v1alpha1.ClauseOffDeviceStorage)), []brief{{Met, "LiftedByConsent", "spec.lawfulBasis"}},
		}},
		"with a statute on record": {onDevice, ruleCase{
			withPapers(onSite, paper("note", "EV-LEGAL-BASIS", v1alpha1.EvidenceFacts{Law: "A law", Article: "1"})),
			[]brief{{Met, "LiftedByStatute", "spec.lawfulBasis"}},
		}},
		"with a statute that this rule does not know": {noImages, ruleCase{
			withPapers(keeps(nil, v1alpha1.DataRawImage), paper("note", "EV-LEGAL-BASIS", v1alpha1.EvidenceFacts{Law: "A law", Article: "1"})),
			[]brief{{Violated, "Stored", "spec.dataStores[0].type"}},
		}},
		"images in memory": {noImages, ruleCase{
			keeps(func(s *v1alpha1.DataStore) { s.Type = v1alpha1.DataStoreMemory }, v1alpha1.DataRawImage), met,
		}},
		"templates where images are not": {noImages, ruleCase{keeps(nil, v1alpha1.DataTemplate), met}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) { tc.run(t, Storage{Demand: tc.demand, Jurisdictions: []string{"CN"}}) })
	}
}

func TestNetwork(t *testing.T) {
	reach := func(networks ...string) func(s *facts.Snapshot) {
		return func(s *facts.Snapshot) {
			for _, n := range networks {
				s.Deployment.Spec.Network.Egress = append(s.Deployment.Spec.Network.Egress, v1alpha1.EgressRule{CIDR: n})
			}
		}
	}
	reached := func(networks ...string) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) {
			for _, n := range networks {
				s.Deployment.Spec.Network.Ingress = append(s.Deployment.Spec.Network.Ingress, v1alpha1.IngressRule{CIDR: n})
			}
		}
	}
	met := []brief{{Met, "InternetNotReached", "spec.network.egress"}}
	public := []brief{{Violated, "InternetReached", "spec.network.egress[0].cidr"}}
	tests := map[string]ruleCase{
		"nothing":                        {nil, met},
		"the whole of a private network": {reach("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"), met},
		"a part of one":                  {reach("10.1.2.0/24", "172.31.255.255/32"), met},
		"link-local, loopback and unique local": {
			reach("169.254.0.0/16", "127.0.0.1/32", "fe80::/10", "fd00::/8", "::1/128"), met,
		},
		"everything":                        {reach("0.0.0.0/0"), public},
		"everything in IPv6":                {reach("::/0"), public},
		"an address of the internet":        {reach("203.0.113.7/32"), public},
		"more than a private network":       {reach("10.0.0.0/7"), public},
		"just beside a private network":     {reach("172.32.0.0/16"), public},
		"a private address in IPv6 clothes": {reach("::ffff:10.0.0.1/128"), public},
		"something else": {
			reach("10.0.0.0"), []brief{{Unknown, "NetworkUnreadable", "spec.network.egress[0].cidr"}},
		},
		"somebody of the site reaches it": {reached("10.0.0.0/8"), met},
		"anybody reaches it": {
			reached("10.0.0.0/8", "0.0.0.0/0"), []brief{{Violated, "ReachedFromInternet", "spec.network.ingress[1].cidr"}},
		},
		"somebody reaches it from something else": {
			reached("site"), []brief{{Unknown, "NetworkUnreadable", "spec.network.ingress[0].cidr"}},
		},
		"one of two": {
			reach("10.0.0.0/8", "8.8.8.8/32"), []brief{{Violated, "InternetReached", "spec.network.egress[1].cidr"}},
		},
		"the internet, with consent on record": {
			withPapers(func(s *facts.Snapshot) {
				reach("0.0.0.0/0")(s)
				consented(v1alpha1.ScopeTransfer, nil)(s)
			}, form(v1alpha1.ClauseTransfer)),
			[]brief{{Met, "LiftedByConsent", "spec.lawfulBasis"}},
		},
	}
	r := Network{Jurisdictions: []string{"CN"}, Demand: v1alpha1.NetworkRequirement{
		Internet: v1alpha1.ProhibitionForbidden, UnlessConsent: v1alpha1.ScopeTransfer,
	}}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) { tc.run(t, r) })
	}
}

func TestTransfer(t *testing.T) {
	const path = "spec.transfers"
	sends := func(edit func(x *v1alpha1.Transfer)) func(s *facts.Snapshot) {
		return func(s *facts.Snapshot) {
			x := v1alpha1.Transfer{Name: "cloud", Kind: v1alpha1.TransferProvided, Recipient: "cloud.example"}
			if edit != nil {
				edit(&x)
			}
			s.Deployment.Spec.Transfers = []v1alpha1.Transfer{x}
		}
	}
	ground := func(kind v1alpha1.LawfulBasisKind) func(s *facts.Snapshot) {
		return func(s *facts.Snapshot) {
			sends(func(x *v1alpha1.Transfer) { x.Ground = kind })(s)
			consented(v1alpha1.ScopeTransfer, nil)(s)
		}
	}
	unpaid := v1alpha1.TransferRequirement{Paid: v1alpha1.ProhibitionForbidden}
	published := v1alpha1.TransferRequirement{NotKinds: []v1alpha1.TransferKind{v1alpha1.TransferPublished}}
	consent := v1alpha1.TransferRequirement{
		Kinds: []v1alpha1.TransferKind{v1alpha1.TransferProvided}, Consent: v1alpha1.DemandedRequired,
	}
	contract := v1alpha1.TransferRequirement{Evidence: "EV-ROLE"}
	met := []brief{{Met, "TransfersAsAsked", path}}
	notOnRecord := []brief{{Unknown, "TransferGroundNotOnRecord", path + "[0].ground"}}
	tests := map[string]struct {
		demand v1alpha1.TransferRequirement
		ruleCase
	}{
		"nobody says":                      {unpaid, ruleCase{nil, []brief{{Unknown, "TransfersUnknown", path}}}},
		"none":                             {unpaid, ruleCase{func(s *facts.Snapshot) { s.Deployment.Spec.Transfers = []v1alpha1.Transfer{} }, []brief{{Met, "NoTransfers", path}}}},
		"none of a kind":                   {consent, ruleCase{sends(func(x *v1alpha1.Transfer) { x.Kind = v1alpha1.TransferEntrusted }), []brief{{Met, "NoTransfers", path}}}},
		"for nothing":                      {unpaid, ruleCase{sends(func(x *v1alpha1.Transfer) { x.Consideration = v1alpha1.ConsiderationUnpaid }), met}},
		"for money":                        {unpaid, ruleCase{sends(func(x *v1alpha1.Transfer) { x.Consideration = v1alpha1.ConsiderationPaid }), []brief{{Violated, "TransferPaid", path + "[0].consideration"}}}},
		"for nobody says":                  {unpaid, ruleCase{sends(nil), []brief{{Unknown, "ConsiderationUnknown", path + "[0].consideration"}}}},
		"to everybody":                     {published, ruleCase{sends(func(x *v1alpha1.Transfer) { x.Kind = v1alpha1.TransferPublished }), []brief{{Violated, "TransferRefused", path + "[0].kind"}}}},
		"to one":                           {published, ruleCase{sends(nil), met}},
		"on no ground":                     {consent, ruleCase{sends(nil), []brief{{Unknown, "TransferGroundUnknown", path + "[0].ground"}}}},
		"on consent that is only declared": {consent, ruleCase{ground(v1alpha1.BasisSeparateConsent), notOnRecord}},
		"on consent on record": {consent, ruleCase{
			withPapers(ground(v1alpha1.BasisSeparateConsent), form(v1alpha1.ClauseTransfer)), met,
		}},
		"on a duty that is only declared": {consent, ruleCase{ground(v1alpha1.BasisStatutoryDuty), notOnRecord}},
		"on a duty on record": {consent, ruleCase{withPapers(ground(v1alpha1.BasisStatutoryDuty),
			paper("note", "EV-LEGAL-BASIS", v1alpha1.EvidenceFacts{Law: "A law", Article: "1"})), met}},
		"without a contract": {contract, ruleCase{sends(nil), []brief{{Unknown, "EvidenceMissing", path + "[0]"}}}},
		"with a contract": {contract, ruleCase{withPapers(sends(nil), about(paper("c", "EV-ROLE", v1alpha1.EvidenceFacts{}),
			v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForProvider, Provider: "Cloud.example"})), met}},
		"with a contract with somebody else": {contract, ruleCase{
			withPapers(func(s *facts.Snapshot) {
				sends(nil)(s)
				s.Deployment.Spec.Recognition.Providers = []string{"match.example"}
			}, about(paper("c", "EV-ROLE", v1alpha1.EvidenceFacts{}),
				v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForProvider, Provider: "match.example"})),
			[]brief{{Violated, "EvidenceNotAsAsked", path + "[0]"}},
		}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) { tc.run(t, Transfer{Demand: tc.demand, Jurisdictions: []string{"CN"}}) })
	}
}

func TestMinors(t *testing.T) {
	const path = "spec.subjects.minors"
	says := func(m v1alpha1.MinorsPolicy) func(s *facts.Snapshot) {
		return func(s *facts.Snapshot) { s.Deployment.Spec.Subjects.Minors = m }
	}
	asked := v1alpha1.MinorsRequirement{GuardianConsent: v1alpha1.DemandedRequired}
	ruled, stated := asked, asked
	ruled.SpecialRules, stated.Statement = v1alpha1.DemandedRequired, v1alpha1.DemandedRequired
	guardians := paper("guardians", "EV-GUARDIAN-CONSENT", v1alpha1.EvidenceFacts{})
	ended := filedAs(guardians, func(s *v1alpha1.ComplianceEvidenceSpec) { s.ValidUntil = "2026-11-01" })
	none := paper("none", "EV-MINORS", v1alpha1.EvidenceFacts{})
	special := paper("special", "EV-MINORS", v1alpha1.EvidenceFacts{
		Clauses: []v1alpha1.ConsentClause{v1alpha1.ClauseSpecialRulesForMinors},
	})
	missing := []brief{{Unknown, "EvidenceMissing", path}}
	notAsAsked := []brief{{Violated, "EvidenceNotAsAsked", path}}
	tests := map[string]struct {
		demand v1alpha1.MinorsRequirement
		ruleCase
	}{
		"nobody says": {asked, ruleCase{nil, []brief{{Unknown, "MinorsUnknown", path}}}},
		"no children": {asked, ruleCase{says(v1alpha1.MinorsNone), []brief{{Met, "NoMinors", path}}}},
		"no children, and a word for it asked for":  {stated, ruleCase{says(v1alpha1.MinorsNone), missing}},
		"no children, on record":                    {stated, ruleCase{withPapers(says(v1alpha1.MinorsNone), none), []brief{{Met, "NoMinorsOnRecord", path}}}},
		"no children, and rules for them on record": {stated, ruleCase{withPapers(says(v1alpha1.MinorsNone), special), notAsAsked}},
		"nobody asks their guardians":               {asked, ruleCase{says(v1alpha1.MinorsWithoutGuardianConsent), []brief{{Violated, "GuardiansNotAsked", path}}}},
		"guardians asked, not on record":            {asked, ruleCase{says(v1alpha1.MinorsWithGuardianConsent), missing}},
		"guardians asked with a form that ended": {asked, ruleCase{
			withPapers(says(v1alpha1.MinorsWithGuardianConsent), ended), []brief{{Violated, "EvidenceNotAsAsked", path}},
		}},
		"guardians asked, on record": {asked, ruleCase{
			withPapers(says(v1alpha1.MinorsWithGuardianConsent), guardians), []brief{{Met, "GuardiansAsked", path}},
		}},
		"no rules of their own": {ruled, ruleCase{withPapers(says(v1alpha1.MinorsWithGuardianConsent), guardians), missing}},
		"rules of their own": {ruled, ruleCase{
			withPapers(says(v1alpha1.MinorsWithGuardianConsent), guardians, special), []brief{{Met, "GuardiansAsked", path}},
		}},
		"a word that there are none is no rule for them": {ruled, ruleCase{
			withPapers(says(v1alpha1.MinorsWithGuardianConsent), guardians, none), notAsAsked,
		}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) { tc.run(t, Minors{Demand: tc.demand}) })
	}
}

func TestGallery(t *testing.T) {
	const path = "spec.recognition.gallery"
	from := func(origin v1alpha1.GalleryOrigin) func(s *facts.Snapshot) {
		return func(s *facts.Snapshot) { s.Deployment.Spec.Recognition.Gallery = origin }
	}
	remote := func(list *v1alpha1.WatchList) func(s *facts.Snapshot) {
		return func(s *facts.Snapshot) {
			from(v1alpha1.GalleryEnrolment)(s)
			s.Deployment.Spec.Purpose.Functions = []v1alpha1.Function{v1alpha1.FunctionRemoteIdentification}
			s.Deployment.Spec.Recognition.Remote = &v1alpha1.RemoteIdentification{WatchList: list}
		}
	}
	notScraped := v1alpha1.GalleryRequirement{NotOrigins: []v1alpha1.GalleryOrigin{v1alpha1.GalleryScraped}}
	only := v1alpha1.GalleryRequirement{OnlyOrigins: []v1alpha1.GalleryOrigin{v1alpha1.GalleryEnrolment}}
	provenance := v1alpha1.GalleryRequirement{Provenance: v1alpha1.DemandedRequired}
	met := []brief{{Met, "GalleryAllowed", path}}
	refused := []brief{{Violated, "GalleryRefused", path}}
	tests := map[string]struct {
		demand v1alpha1.GalleryRequirement
		ruleCase
	}{
		"enrolled people":             {notScraped, ruleCase{from(v1alpha1.GalleryEnrolment), met}},
		"scraped":                     {notScraped, ruleCase{from(v1alpha1.GalleryScraped), refused}},
		"one of those that may":       {only, ruleCase{from(v1alpha1.GalleryEnrolment), met}},
		"another than those that may": {only, ruleCase{from(v1alpha1.GalleryPurchased), refused}},
		"nothing to compare with":     {only, ruleCase{from(v1alpha1.GalleryNone), met}},
		"a watch list that was scraped": {notScraped, ruleCase{
			remote(&v1alpha1.WatchList{Origin: v1alpha1.GalleryScraped}),
			[]brief{{Violated, "GalleryRefused", "spec.recognition.remote.watchList.origin"}},
		}},
		"a watch list of an authority": {notScraped, ruleCase{remote(&v1alpha1.WatchList{Origin: v1alpha1.GalleryAuthorityList}), met}},
		"no watch list": {notScraped, ruleCase{
			remote(nil), []brief{{Unknown, "WatchListUnknown", "spec.recognition.remote.watchList"}},
		}},
		"from nobody knows where": {provenance, ruleCase{from(v1alpha1.GalleryEnrolment), []brief{{Unknown, "EvidenceMissing", path}}}},
		"from where is on record": {provenance, ruleCase{
			withPapers(from(v1alpha1.GalleryEnrolment), paper("p", "EV-DATASET-PROVENANCE", v1alpha1.EvidenceFacts{})),
			[]brief{{Met, "ProvenanceOnRecord", path}},
		}},
		"nothing to compare with comes from nowhere": {provenance, ruleCase{from(v1alpha1.GalleryNone), met}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) { tc.run(t, Gallery{Demand: tc.demand}) })
	}
}

func TestHumanReview(t *testing.T) {
	const path = "spec.recognition.decision"
	decides := func(mode v1alpha1.DecisionMode, interests ...v1alpha1.MajorInterest) func(s *facts.Snapshot) {
		return func(s *facts.Snapshot) {
			s.Deployment.Spec.Recognition.Decision, s.Deployment.Spec.Purpose.Interests = mode, interests
		}
	}
	person := v1alpha1.HumanReviewRequirement{Modes: []v1alpha1.DecisionMode{v1alpha1.DecisionHumanReviewed}}
	work, written := person, person
	work.Interests = []v1alpha1.MajorInterest{v1alpha1.InterestEmployment}
	written.Procedure = v1alpha1.DemandedRequired
	met := []brief{{Met, "PersonDecides", path}}
	tests := map[string]struct {
		demand v1alpha1.HumanReviewRequirement
		ruleCase
	}{
		"nobody says who decides":      {person, ruleCase{nil, []brief{{Unknown, "DecisionUnknown", path}}}},
		"a machine":                    {person, ruleCase{decides(v1alpha1.DecisionAutomatic), []brief{{Violated, "DecisionRefused", path}}}},
		"a person":                     {person, ruleCase{decides(v1alpha1.DecisionHumanReviewed), met}},
		"nobody says about what":       {work, ruleCase{decides(v1alpha1.DecisionAutomatic), []brief{{Unknown, "InterestsUnknown", "spec.purpose.interests"}}}},
		"a machine, about nothing big": {work, ruleCase{func(s *facts.Snapshot) { s.Deployment.Spec.Purpose.Interests = []v1alpha1.MajorInterest{} }, []brief{{Met, "NoInterestAtStake", "spec.purpose.interests"}}}},
		"a machine, about other things": {work, ruleCase{
			decides(v1alpha1.DecisionAutomatic, v1alpha1.InterestCredit), []brief{{Met, "NoInterestAtStake", "spec.purpose.interests"}},
		}},
		"a machine, about work": {work, ruleCase{
			decides(v1alpha1.DecisionAutomatic, v1alpha1.InterestEmployment), []brief{{Violated, "DecisionRefused", path}},
		}},
		"a person, by no procedure": {written, ruleCase{
			decides(v1alpha1.DecisionHumanReviewed), []brief{{Unknown, "EvidenceMissing", path}},
		}},
		"a person, by a procedure on record": {written, ruleCase{
			withPapers(decides(v1alpha1.DecisionHumanReviewed), paper("p", "EV-HUMAN-REVIEW", v1alpha1.EvidenceFacts{})), met,
		}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) { tc.run(t, HumanReview{Demand: tc.demand}) })
	}
}

func TestActiveWindow(t *testing.T) {
	const path = "spec.recognition.remote"
	searching := func(edit func(r *v1alpha1.RemoteIdentification)) func(s *facts.Snapshot) {
		return func(s *facts.Snapshot) {
			remote := v1alpha1.RemoteIdentification{
				Window: v1alpha1.TimeWindow{From: metav1.NewTime(now), Until: metav1.NewTime(now.AddDate(0, 0, 7))},
				Ground: v1alpha1.RemoteForVictimSearch, Requester: v1alpha1.RequestedByCompetentAuthority,
				CaseReference: "2026-1", WatchList: &v1alpha1.WatchList{Origin: v1alpha1.GalleryAuthorityList, MaxSubjects: 1},
				LinkedSources: []string{},
			}
			if edit != nil {
				edit(&remote)
			}
			s.Deployment.Spec.Purpose.Functions = []v1alpha1.Function{v1alpha1.FunctionRemoteIdentification}
			s.Deployment.Spec.Recognition.Remote = &remote
		}
	}
	request := paper("request", "EV-REMOTE-ID-REQUEST", v1alpha1.EvidenceFacts{
		Ground: v1alpha1.RemoteForVictimSearch, Requester: v1alpha1.RequestedByCompetentAuthority,
	})
	expired := metav1.NewTime(now)
	met := []brief{{Met, "RemoteBounded", path}}
	tests := map[string]ruleCase{
		"nobody is searched for": {nil, []brief{{Met, "NoRemoteIdentification", "spec.purpose.functions"}}},
		"nothing is said of it": {func(s *facts.Snapshot) {
			s.Deployment.Spec.Purpose.Functions = []v1alpha1.Function{v1alpha1.FunctionRemoteIdentification}
		}, []brief{{Unknown, "RemoteMissing", path}}},
		"as it must be": {withPapers(searching(nil), request), met},
		"no ground": {
			withPapers(searching(func(r *v1alpha1.RemoteIdentification) { r.Ground = "" }), request),
			[]brief{{Unknown, "RemoteGroundUnknown", path + ".ground"}, {Violated, "EvidenceNotAsAsked", path}},
		},
		"another ground": {
			withPapers(searching(func(r *v1alpha1.RemoteIdentification) { r.Ground = v1alpha1.RemoteForSeriousCrime }), request),
			[]brief{{Violated, "RemoteGroundRefused", path + ".ground"}, {Violated, "EvidenceNotAsAsked", path}},
		},
		"no requester": {
			withPapers(searching(func(r *v1alpha1.RemoteIdentification) { r.Requester = "" }), request),
			[]brief{{Unknown, "RemoteRequesterUnknown", path + ".requester"}, {Violated, "EvidenceNotAsAsked", path}},
		},
		"another requester": {
			withPapers(searching(func(r *v1alpha1.RemoteIdentification) { r.Requester = v1alpha1.RequestedByIndividual }), request),
			[]brief{{Violated, "RemoteRequesterRefused", path + ".requester"}, {Violated, "EvidenceNotAsAsked", path}},
		},
		"a second too long": {
			withPapers(searching(func(r *v1alpha1.RemoteIdentification) { r.Window.Until = metav1.NewTime(now.AddDate(0, 0, 7).Add(1e9)) }), request),
			[]brief{{Violated, "RemoteWindowTooLong", path + ".window.until"}},
		},
		"for nobody knows how many": {
			withPapers(searching(func(r *v1alpha1.RemoteIdentification) { r.WatchList = nil }), request),
			[]brief{{Unknown, "WatchListUnbounded", path + ".watchList"}},
		},
		"in no case": {
			withPapers(searching(func(r *v1alpha1.RemoteIdentification) { r.CaseReference = "" }), request),
			[]brief{{Unknown, "CaseReferenceMissing", path + ".caseReference"}},
		},
		"linked with nobody knows what": {
			withPapers(searching(func(r *v1alpha1.RemoteIdentification) { r.LinkedSources = nil }), request),
			[]brief{{Unknown, "LinkingUnknown", path + ".linkedSources"}},
		},
		"linked": {
			withPapers(searching(func(r *v1alpha1.RemoteIdentification) { r.LinkedSources = []string{"Hotel register"} }), request),
			[]brief{{Violated, "Linked", path + ".linkedSources"}},
		},
		"not requested": {searching(nil), []brief{{Unknown, "EvidenceMissing", path}}},
		"requested until now": {
			withPapers(searching(nil), filedAs(request, func(s *v1alpha1.ComplianceEvidenceSpec) { s.Facts.Expires = &expired })),
			[]brief{{Violated, "EvidenceNotAsAsked", path}},
		},
	}
	r, errs := compileActiveWindow(&v1alpha1.ActiveWindowRequirement{
		Grounds:    []v1alpha1.RemoteGround{v1alpha1.RemoteForVictimSearch},
		Requesters: []v1alpha1.RemoteRequester{v1alpha1.RequestedByCompetentAuthority}, MaxDuration: "P7D",
		WatchList: v1alpha1.DemandedRequired, Request: v1alpha1.DemandedRequired, CaseReference: v1alpha1.DemandedRequired,
		Linking: v1alpha1.ProhibitionForbidden,
	})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) { tc.run(t, r) })
	}
}
