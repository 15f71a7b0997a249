// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

func TestDecodeJSON(t *testing.T) {
	cases := map[string]struct {
		body    string
		want    attempt
		wantErr string
	}{
		"Both fields are read, in any order": {
			body: ` {"pin":"839174", "id":"flat-17"} `, want: attempt{residentID, residentPIN},
		},
		"Nothing is no attempt":               {body: ``, wantErr: "one JSON object"},
		"A list is no attempt":                {body: `[]`, wantErr: "one JSON object"},
		"A string is no attempt":              {body: `"id"`, wantErr: "one JSON object"},
		"An empty object lacks the id":        {body: `{}`, wantErr: `"id" is missing`},
		"An id alone lacks the PIN":           {body: `{"id":"flat-17"}`, wantErr: `"pin" is missing`},
		"A PIN alone is never enough":         {body: `{"pin":"839174"}`, wantErr: `"id" is missing`},
		"Another field is refused":            {body: `{"id":"a","pin":"839174","door":"n"}`, wantErr: "other than"},
		"Field names are exact":               {body: `{"ID":"flat-17","pin":"839174"}`, wantErr: "other than"},
		"A second PIN is refused":             {body: `{"id":"a","pin":"839174","pin":"405162"}`, wantErr: "there twice"},
		"A PIN as a number is refused":        {body: `{"id":"a","pin":839174}`, wantErr: `"pin" must be a string`},
		"A PIN as null is refused":            {body: `{"id":"a","pin":null}`, wantErr: `"pin" must be a string`},
		"An id as a list is refused":          {body: `{"id":["a"],"pin":"839174"}`, wantErr: `"id" must be a string`},
		"An object that does not end":         {body: `{"id":"a","pin":"839174"`, wantErr: "does not end"},
		"A second object is refused":          {body: `{"id":"a","pin":"839174"}{}`, wantErr: "something follows"},
		"An empty id is refused":              {body: `{"id":"","pin":"839174"}`, wantErr: `"id" is not a pseudonym`},
		"A space around an id is refused":     {body: `{"id":" a","pin":"839174"}`, wantErr: `"id" is not a pseudonym`},
		"Letters in a PIN are refused":        {body: `{"id":"a","pin":"83917x"}`, wantErr: `"pin" is not a PIN`},
		"Five digits are refused":             {body: `{"id":"a","pin":"83917"}`, wantErr: `"pin" is not a PIN`},
		"Deep nesting is refused at its door": {body: `{"id":` + strings.Repeat("[", 900), wantErr: `"id" must be a string`},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := decodeJSON([]byte(tc.body))
			checkDecoded(t, got, err, tc.want, tc.wantErr)
		})
	}
}

func TestDecodeForm(t *testing.T) {
	cases := map[string]struct {
		body    string
		want    attempt
		wantErr string
	}{
		"Both fields are read":             {body: "id=flat-17&pin=839174", want: attempt{residentID, residentPIN}},
		"Spaces that a person typed go":    {body: "id=+flat-17+&pin=839174+", want: attempt{residentID, residentPIN}},
		"A second PIN is refused":          {body: "id=a&pin=839174&pin=405162", wantErr: "once each"},
		"Another field is refused":         {body: "id=a&pin=839174&door=n", wantErr: "once each"},
		"A PIN alone is never enough":      {body: "pin=839174", wantErr: `"id" is missing`},
		"A broken escape is refused":       {body: "id=%zz&pin=839174", wantErr: "URL-encoded"},
		"A semicolon separates nothing":    {body: "id=a;pin=839174", wantErr: "URL-encoded"},
		"An id that is a name is refused":  {body: "id=Li+Wei&pin=839174", wantErr: `"id" is not a pseudonym`},
		"A form with nothing in it is not": {body: "", wantErr: `"id" is missing`},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := decodeForm([]byte(tc.body))
			checkDecoded(t, got, err, tc.want, tc.wantErr)
		})
	}
}

func checkDecoded(t *testing.T, got attempt, err error, want attempt, wantErr string) {
	t.Helper()
	if wantErr == "" {
		if err != nil || got != want {
			t.Fatalf("got %+v, %v; want %+v", got, err, want)
		}
		return
	}
	if err == nil || !strings.Contains(err.Error(), wantErr) {
		t.Fatalf("got error %v, want one with %q", err, wantErr)
	}
	var request *requestError
	if !errors.As(err, &request) || request.status != http.StatusBadRequest {
		t.Errorf("got %#v, want a 400", err)
	}
	for _, typed := range []string{"839174", "flat-17", "Li Wei", "door", "83917"} {
		if strings.Contains(err.Error(), typed) {
			t.Errorf("the error %q repeats what was sent", err)
		}
	}
}

func FuzzDecodeJSON(f *testing.F) {
	f.Add([]byte(`{"id":"flat-17","pin":"839174"}`))
	f.Add([]byte(`{"id":"flat-17","id":"x","pin":"839174"}`))
	f.Add([]byte(`{"id":{"id":"a"},"pin":"839174"}`))
	f.Add([]byte(`{"id":"\ud800","pin":"\u0038"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		checkFuzzed(t, body, decodeJSON)
	})
}

func FuzzDecodeForm(f *testing.F) {
	f.Add([]byte(`id=flat-17&pin=839174`))
	f.Add([]byte(`id=%00&pin=%38`))
	f.Add([]byte(`&&id==;`))
	f.Fuzz(func(t *testing.T, body []byte) {
		checkFuzzed(t, body, decodeForm)
	})
}

func checkFuzzed(t *testing.T, body []byte, decode func([]byte) (attempt, error)) {
	t.Helper()
	got, err := decode(body)
	if err != nil {
		if _, ok := errors.AsType[*requestError](err); !ok {
			t.Errorf("%q gives %v, which is no answer to a request", body, err)
		}
		return
	}
	if validateID(got.id) != nil || validatePIN(got.pin) != nil {
		t.Errorf("%q was taken for %+v", body, got)
	}
}
