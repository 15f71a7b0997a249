// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package catalogue

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/internal/law/jurisdiction"
)

// wantRows is how many rows the catalogue has. Rows are added with new instruments; none ever goes away, so that a
// number that shrinks is a mistake.
const wantRows = 327

// ruleID is what the API accepts as the id of a rule, without its part.
var ruleID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9./-]*$`)

func TestTheRowsAreAllThere(t *testing.T) {
	rows := Rows()
	if len(rows) != wantRows {
		t.Errorf("the catalogue has %d rows, want %d", len(rows), wantRows)
	}
	for _, row := range rows {
		if !ruleID.MatchString(row.ID) {
			t.Errorf("%q cannot be the id of a rule", row.ID)
		}
		if len(row.Duty) > 140 || !strings.HasSuffix(row.Duty, ".") {
			t.Errorf("%s says %q; one short sentence is wanted", row.ID, row.Duty)
		}
		if found, known := Lookup(row.ID); !known || found != row {
			t.Errorf("Lookup(%q) gives %+v", row.ID, found)
		}
	}
}

func TestInstruments(t *testing.T) {
	rows := map[string]int{}
	for _, row := range Rows() {
		rows[row.Instrument]++
	}
	packs := map[string]string{}
	for _, instrument := range Instruments() {
		if rows[instrument.ID] == 0 {
			t.Errorf("%s has no rows", instrument.ID)
		}
		for _, code := range instrument.Jurisdictions {
			if err := jurisdiction.Check(code); err != nil {
				t.Errorf("%s: %v", instrument.ID, err)
			}
		}
		for _, pack := range instrument.Packs {
			if other := packs[pack]; other != "" {
				t.Errorf("the policy %s holds %s and %s", pack, other, instrument.ID)
			}
			packs[pack] = instrument.ID
			if found, known := InstrumentOf(pack); !known || found.ID != instrument.ID {
				t.Errorf("InstrumentOf(%q) gives %q", pack, found.ID)
			}
		}
	}
	if _, known := InstrumentOf("no-such-policy"); known {
		t.Error("a policy that is not shipped has an instrument")
	}
}

func TestTwoSpellingsAreOneInstrument(t *testing.T) {
	want := map[string]string{
		"CN-SPC-2021/10.not-sole":         "CN-SPC-2021",
		"CN-SPC/11":                       "CN-SPC-2021",
		"CN-CAC-DRAFT-2023/17.no-raw":     "CN-CAC-DRAFT-2023",
		"CN-CAC-DRAFT/13":                 "CN-CAC-DRAFT-2023",
		"CN-CSL-2026":                     "CN-CSL",
		"EU-CNIL-SAN-2022-019/order-stop": "EU-CNIL-SAN-2022-019",
		"EU-CNIL/periodic-correct":        "EU-CNIL-SAN-2022-019",
		"EU-CNIL-2021/6":                  "EU-CNIL-2021",
		"EU-NL-AP/articles":               "EU-NL-AP-2024",
		"US-OR-PDX-34.10":                 "US-OR-PDX-34.10",
	}
	got := map[string]string{}
	for id := range want {
		row, _ := Lookup(id)
		got[id] = row.Instrument
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCitedBy(t *testing.T) {
	want := map[string]string{
		"CN-PIPL/26.sign":            "CN-PIPL/26.sign",
		"CN-FRT-2025/13.public#sign": "CN-FRT-2025/13.public",
		"":                           "",
	}
	for rule, row := range want {
		if got := CitedBy(rule); got != row {
			t.Errorf("CitedBy(%q) is %q, want %q", rule, got, row)
		}
	}
	if _, known := Lookup("CN-FRT-2025/13.public#sign"); known {
		t.Error("a part of a row is no row")
	}
}

func TestWhatIsWrongInAFileIsNamed(t *testing.T) {
	const (
		head  = "id\tarticle\tkind\tstatus\tverified\tduty\tdisposition\tby\n"
		law   = "id\ttitle\tprefixes\tpacks\tjurisdictions\nX\tA law\tX X-2021\tx\tCN\nY\tAnother\tY\t\tCN\n"
		first = "X/1\t1\tObligation\tInForce\tyes\tDo it.\tenforced\t\n"
	)
	tests := map[string]struct{ instruments, rows, want string }{
		"a column is missing": {law, "id\tarticle\n", "line 1 has 2 columns, want 8"},
		"columns have changed places": {
			law, strings.Replace(head, "id\tarticle", "article\tid", 1), "the columns are",
		},
		"a line is cut off":  {law, head + "X/1\t1\n", "line 2 has 2 columns"},
		"a row stands twice": {law, head + first + first, "X/1 is listed twice"},
		"a row belongs to no instrument": {
			law, head + strings.Replace(first, "X/", "Z/", 1), "Z/1 belongs to no instrument",
		},
		"a kind is misspelt": {
			law, head + strings.Replace(first, "Obligation", "Duty", 1), "Duty, InForce or yes is no word",
		},
		"a status is misspelt": {
			law, head + strings.Replace(first, "InForce", "in force", 1), "in force or yes is no word",
		},
		"nobody says whether it was read": {law, head + strings.Replace(first, "yes", "", 1), "is no word"},
		"a row says nothing":              {law, head + strings.Replace(first, "Do it.", "", 1), "X/1: says nothing"},
		"a disposition is misspelt": {
			law, head + strings.Replace(first, "enforced", "done", 1), `unknown disposition "done"`,
		},
		"a row has no disposition": {
			law, head + strings.Replace(first, "enforced", "", 1), `unknown disposition ""`,
		},
		"no document attests it": {
			law, head + strings.Replace(first, "enforced\t", "attested\tX/2", 1), "no type of evidence",
		},
		"out of reach without a reason": {
			law, head + strings.Replace(first, "enforced\t", "outOfReach\t", 1), "no sentence says why",
		},
		"held by nothing": {
			law, head + strings.Replace(first, "enforced\t", "enforced\tX/9", 1), `held by "X/9", which is no row`,
		},
		"held by another instrument": {
			law, head + first + "Y/1\t1\tObligation\tInForce\tyes\tDo it.\tenforced\tX/1\n", "no rule of its own in the same instrument",
		},
		"held by a row that is held itself": {
			law, head + first + strings.Replace(strings.Replace(first, "X/1", "X/2", 1), "enforced\t", "enforced\tX/1", 1) +
				strings.Replace(strings.Replace(first, "X/1", "X/3", 1), "enforced\t", "enforced\tX/2", 1),
			"X/3 is held by X/2, which has no rule of its own",
		},
		"an instrument without a place": {
			strings.Replace(law, "\tCN\n", "\t\n", 1), head, "X has no title, prefix or jurisdiction",
		},
		"no instruments at all": {"", head, "instruments.tsv: line 1"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := read(map[string]string{instrumentsFile: tc.instruments, "rows.tsv": tc.rows})
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("the error is %v, want %q", err, tc.want)
			}
		})
	}
	if _, err := read(map[string]string{instrumentsFile: law, "rows.tsv": head + first}); err != nil {
		t.Errorf("what is right is refused: %v", err)
	}
}
