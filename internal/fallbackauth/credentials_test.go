// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

var guestHash = strings.TrimPrefix(guestLine, guestID+":")

func TestCredentialsFile(t *testing.T) {
	cases := map[string]struct {
		content   string
		wantCount int
		wantErr   string
	}{
		"Comments, empty lines and Windows line ends are fine": {
			content: "# the north gate\r\n\r\n" + residentLine + "\r\n  " + guestLine + "  \n# end", wantCount: 2,
		},
		"The last line needs no line end": {content: guestLine, wantCount: 1},
		"A line may end at a time":        {content: guestLine + ":until=20261231T235959+0800\n", wantCount: 1},
		"An empty file is refused":        {content: "", wantErr: "holds no credential"},
		"A file of comments is refused":   {content: "# nobody yet\n", wantErr: "holds no credential"},
		"A line without a hash is refused": {
			content: "# first\n" + guestID + "\n", wantErr: "line 2: there is no ':'",
		},
		"A line without a pseudonym":          {content: ":" + guestHash, wantErr: "line 1: the pseudonym must have"},
		"A pseudonym with a space is refused": {content: "Li Wei:" + guestHash, wantErr: "line 1: the pseudonym may hold"},
		"A pseudonym in hanzi is refused":     {content: "李伟:" + guestHash, wantErr: "line 1: the pseudonym may hold"},
		"A long pseudonym is refused": {
			content: strings.Repeat("a", 65) + ":" + guestHash, wantErr: "line 1: the pseudonym must have 1 to 64",
		},
		"A plain PIN in place of a hash is refused": {
			content: residentLine + "\n" + guestID + ":" + guestPIN, wantErr: "line 2: the hash is not of the form",
		},
		"One pseudonym on two lines is refused": {
			content: residentLine + "\n" + guestLine + "\n\n" + residentLine,
			wantErr: "line 4: the pseudonym is already on line 1",
		},
		"An attribute that nobody knows is refused": {
			content: guestLine + ":door=north", wantErr: "line 1: after the hash only one until=",
		},
		"Two ends are refused": {
			content: guestLine + ":until=20261231T235959+0800:until=20271231T235959+0800",
			wantErr: "line 1: after the hash only one until=",
		},
		"An end without its offset is refused": {
			content: guestLine + ":until=20261231T235959", wantErr: "line 1: until is not a time with its offset",
		},
		"More than 20,000 lines are refused": {
			content: strings.Repeat("\n", maxCredentialLines+1), wantErr: "more than 20000 lines",
		},
		"More than 1 MiB is refused": {
			content: strings.Repeat("#", maxCredentialBytes+1), wantErr: "larger than 1 MiB",
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := parseCredentials([]byte(tc.content), newDigester())
			if tc.wantErr == "" {
				if err != nil || len(got.people) != tc.wantCount || len(got.inOrder) != tc.wantCount {
					t.Fatalf("got %d credentials, %v; want %d", len(got.people), err, tc.wantCount)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tc.wantErr) {
				t.Fatalf("got error %v, want one with %q", err, tc.wantErr)
			}
			for _, secret := range []string{residentID, guestID, guestPIN, goodSalt, goodKey, "Li Wei", "李伟", "north"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the error %q repeats %q", err, secret)
				}
			}
		})
	}
}

func TestLookup(t *testing.T) {
	digests := newDigester()
	end := time.Date(2026, 12, 31, 23, 59, 59, 0, time.FixedZone("", 8*3600))
	people, err := parseCredentials([]byte(residentLine+"\n"+guestLine+":until=20261231T235959+0800"), digests)
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		id        string
		now       time.Time
		wantKnown bool
	}{
		"A resident is known":                        {id: residentID, now: morning, wantKnown: true},
		"A resident is still known after years":      {id: residentID, now: end.AddDate(9, 0, 0), wantKnown: true},
		"A guest is known before the end":            {id: guestID, now: end.Add(-time.Second), wantKnown: true},
		"A guest is unknown from the end on":         {id: guestID, now: end},
		"A pseudonym in other letters is not known":  {id: strings.ToUpper(residentID), now: morning},
		"A pseudonym that nobody has is not known":   {id: strangeID, now: morning},
		"The beginning of a pseudonym is not enough": {id: residentID[:4], now: morning},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			stored, known := people.lookup(digests.digest(tc.id), tc.now)
			if known != tc.wantKnown {
				t.Errorf("known is %t, want %t", known, tc.wantKnown)
			}
			if stored.cost != people.inOrder[0].cost && stored.cost != people.inOrder[1].cost {
				t.Errorf("the hash costs %+v, which no line of the file does", stored.cost)
			}
			again, _ := people.lookup(digests.digest(tc.id), tc.now)
			if again.String() != stored.String() {
				t.Error("asking twice compares with two hashes; their cost would tell that nobody is there")
			}
		})
	}
	if got := people.usable(end); got != 1 {
		t.Errorf("after the guest's end %d credentials are usable, want 1", got)
	}
}

// TestLookupOfStrangersCostsLikeTheFile holds that strangers are not all given
// the cost of one line when lines differ.
func TestLookupOfStrangersCostsLikeTheFile(t *testing.T) {
	digests := newDigester()
	people, err := parseCredentials([]byte(residentLine+"\n"+guestLine), digests)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[cost]int{}
	for i := range 1000 {
		stored, known := people.lookup(digests.digest(fmt.Sprintf("stranger-%d", i)), morning)
		if known {
			t.Fatal("a stranger is known")
		}
		seen[stored.cost]++
	}
	for _, hash := range people.inOrder {
		if seen[hash.cost] < 300 {
			t.Errorf("%d of 1000 strangers cost %+v, want about half", seen[hash.cost], hash.cost)
		}
	}
}

func FuzzParseCredentials(f *testing.F) {
	f.Add([]byte(residentLine + "\n" + guestLine + ":until=20261231T235959+0800\n"))
	f.Add([]byte("# comment\n\n:\n"))
	f.Add([]byte(guestLine + "\n" + guestLine))
	f.Add([]byte("a:$argon2id$v=19$m=99999999,t=2,p=1$x$y"))
	f.Add([]byte("\xff\xfe\x00:\r\n"))
	digests := newDigester()
	f.Fuzz(func(t *testing.T, content []byte) {
		got, err := parseCredentials(content, digests)
		if err != nil {
			if len(err.Error()) > 250 || strings.ContainsAny(err.Error(), "\r\n\x00") {
				t.Errorf("the error %q looks as if it repeated the file", err)
			}
			return
		}
		if len(got.people) == 0 || len(got.people) != len(got.inOrder) {
			t.Errorf("%d people and %d hashes", len(got.people), len(got.inOrder))
		}
		for _, person := range got.people {
			if err := person.hash.cost.validate(); err != nil {
				t.Error(err)
			}
		}
	})
}
