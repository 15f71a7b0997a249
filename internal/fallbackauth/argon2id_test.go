// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"strings"
	"testing"
)

const (
	goodSalt = "c2l4dGVlbmJ5dGVzYWx0IQ"
	goodKey  = "X8ZKpkp0rm9BjJwgvfjIwiS9UCAtfijKIzA2oZoiq8E"
)

// phc writes a hash of these parts.
func phc(cost, salt, key string) string {
	return "$argon2id$v=19$" + cost + "$" + salt + "$" + key
}

func TestPINHashReading(t *testing.T) {
	const good = "m=19456,t=2,p=1"
	cases := map[string]struct {
		phc     string
		wantErr string
	}{
		"A hash of the least cost is read":    {phc("m=19456,t=1,p=1", goodSalt, goodKey), ""},
		"A hash of the highest cost is read":  {phc("m=131072,t=10,p=4", goodSalt, goodKey), ""},
		"An empty text is no hash":            {"", "not of the form"},
		"argon2i is refused":                  {"$argon2i$v=19$" + good + "$" + goodSalt + "$" + goodKey, "not of the form"},
		"bcrypt is refused":                   {"$2b$12$" + goodSalt + goodKey, "not of the form"},
		"The old version is refused":          {"$argon2id$v=16$" + good + "$" + goodSalt + "$" + goodKey, "not v=19"},
		"Words as costs are refused":          {phc("m=big,t=2,p=1", goodSalt, goodKey), "decimal"},
		"A number beyond its type is refused": {phc("m=19456,t=2,p=257", goodSalt, goodKey), "decimal"},
		"Too little memory is refused":        {phc("m=19455,t=2,p=1", goodSalt, goodKey), "memory cost"},
		"Too much memory is refused":          {phc("m=131073,t=2,p=1", goodSalt, goodKey), "memory cost"},
		"No pass at all is refused":           {phc("m=19456,t=0,p=1", goodSalt, goodKey), "time cost"},
		"Eleven passes are refused":           {phc("m=19456,t=11,p=1", goodSalt, goodKey), "time cost"},
		"Five lanes are refused":              {phc("m=19456,t=2,p=5", goodSalt, goodKey), "parallelism"},
		"A short salt is refused":             {phc(good, "c2FsdA", goodKey), "the salt is not between"},
		"A long salt is refused":              {phc(good, strings.Repeat("A", 44), goodKey), "the salt is not between"},
		"A short key is refused":              {phc(good, goodSalt, "c2FsdA"), "the key is not between"},
		"A key that is not base64 is refused": {phc(good, goodSalt, "*"+goodKey[1:]), "the key is not base64"},
		"Padding is refused":                  {phc(good, goodSalt+"==", goodKey), "the salt is not base64"},
		"A leading zero is refused":           {phc("m=019456,t=2,p=1", goodSalt, goodKey), "canonical"},
		"More after the costs is refused":     {phc(good+",x=1", goodSalt, goodKey), "canonical"},
		"More after the key is refused":       {phc(good, goodSalt, goodKey+"$x"), "not of the form"},
		"A line end in the salt is refused":   {phc(good, "c2l4\r"+goodSalt[4:], goodKey), "canonical"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := parsePINHash(tc.phc)
			if tc.wantErr == "" {
				if err != nil || got.String() != tc.phc {
					t.Fatalf("got %q, %v; want the same hash back", got, err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tc.wantErr) {
				t.Fatalf("got error %v, want one with %q", err, tc.wantErr)
			}
			if strings.Contains(err.Error(), goodSalt) || strings.Contains(err.Error(), goodKey) {
				t.Errorf("the error %q repeats the hash", err)
			}
		})
	}
}

// TestPINHashAgreesWithReference holds the derivation against hashes that the
// reference implementation made.
func TestPINHashAgreesWithReference(t *testing.T) {
	for line, pin := range map[string]string{residentLine: residentPIN, guestLine: guestPIN} {
		_, text, _ := strings.Cut(line, ":")
		stored, err := parsePINHash(text)
		if err != nil {
			t.Fatal(err)
		}
		if string(stored.derive([]byte(pin))) != string(stored.key) {
			t.Errorf("the PIN of %q does not have the hash that the reference gives it", line)
		}
		if string(stored.derive([]byte(wrongPIN))) == string(stored.key) {
			t.Errorf("a wrong PIN has the hash of %q", line)
		}
	}
}

func TestNewPINHashIsSalted(t *testing.T) {
	first, second := newPINHash([]byte(residentPIN)), newPINHash([]byte(residentPIN))
	if string(first.salt) == string(second.salt) || string(first.key) == string(second.key) {
		t.Error("two hashes of one PIN are the same")
	}
	if _, err := parsePINHash(first.String()); err != nil {
		t.Errorf("a new hash is not read back: %v", err)
	}
}

func FuzzParsePINHash(f *testing.F) {
	f.Add(phc("m=19456,t=2,p=1", goodSalt, goodKey))
	f.Add(phc("m=4294967295,t=4294967295,p=255", goodSalt, goodKey))
	f.Add("$argon2id$v=19$m=-1,t=+2,p= 1$$")
	f.Add("$$$$$")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := parsePINHash(text)
		if err != nil {
			return
		}
		if got.String() != text {
			t.Errorf("%q was read, but is written %q", text, got)
		}
		if err := got.cost.validate(); err != nil {
			t.Errorf("%q was read: %v", text, err)
		}
	})
}
