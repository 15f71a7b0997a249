// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestExpand(t *testing.T) {
	tests := map[string]struct{ codes, want []string }{
		"a province brings its country":               {[]string{"CN-SH"}, []string{"CN", "CN-SH"}},
		"a country does not bring its provinces":      {[]string{"CN"}, []string{"CN"}},
		"Hong Kong brings nothing of the mainland":    {[]string{"HK"}, []string{"HK"}},
		"nor does Macao":                              {[]string{"MO"}, []string{"MO"}},
		"nor does Taiwan":                             {[]string{"TW"}, []string{"TW"}},
		"a member state brings the Union and the EEA": {[]string{"NL"}, []string{"EEA", "EU", "NL"}},
		"Norway has the rules of the Union too":       {[]string{"NO"}, []string{"EEA", "EU", "NO"}},
		"Liechtenstein has them":                      {[]string{"LI"}, []string{"EEA", "EU", "LI"}},
		"Iceland has them":                            {[]string{"IS"}, []string{"EEA", "EU", "IS"}},
		"Switzerland has not":                         {[]string{"CH"}, []string{"CH"}},
		"the United Kingdom has not":                  {[]string{"GB"}, []string{"GB"}},
		"the Union alone brings the EEA":              {[]string{"EU"}, []string{"EEA", "EU"}},
		"the EEA alone brings the rules of the Union": {[]string{"EEA"}, []string{"EEA", "EU"}},
		"Réunion is France":                           {[]string{"RE"}, []string{"EEA", "EU", "FR", "RE"}},
		"New York City lies in its state":             {[]string{"US-NYC"}, []string{"US", "US-NY", "US-NYC"}},
		"Portland lies in Oregon":                     {[]string{"US-OR-PDX"}, []string{"US", "US-OR", "US-OR-PDX"}},
		"several places add up, sorted":               {[]string{"NL", "CN-SH", "CN"}, []string{"CN", "CN-SH", "EEA", "EU", "NL"}},
		"an unknown code is kept":                     {[]string{"XX"}, []string{"XX"}},
		"nothing gives nothing":                       {nil, nil},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got := Expand(tc.codes)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(got, Expand(got)); diff != "" {
				t.Errorf("a second Expand adds: %s", diff)
			}
		})
	}
}

func TestApplies(t *testing.T) {
	tests := map[string]struct {
		policy, effective []string
		want              bool
	}{
		"the law of China applies in Shanghai":                {[]string{"CN"}, []string{"CN-SH"}, true},
		"the law of Shanghai applies in Shanghai":             {[]string{"CN-SH"}, []string{"CN-SH"}, true},
		"the law of Shanghai does not apply in Beijing":       {[]string{"CN-SH"}, []string{"CN-BJ"}, false},
		"nor where no more is known than China":               {[]string{"CN-SH"}, []string{"CN"}, false},
		"the law of the mainland does not apply in Hong Kong": {[]string{"CN"}, []string{"HK"}, false},
		"the law of the Union applies in Norway":              {[]string{"EU"}, []string{"NO"}, true},
		"one of several places is enough":                     {[]string{"NL", "CN"}, []string{"US-IL", "CN-GD"}, true},
		"a declaration does not take the zone's law away":     {[]string{"CN"}, []string{"US", "CN-SH"}, true},
		"a policy without a place applies nowhere":            {nil, []string{"CN"}, false},
		"nothing effective, nothing applies":                  {[]string{"CN"}, nil, false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := Applies(tc.policy, tc.effective); got != tc.want {
				t.Errorf("Applies(%v, %v) = %t, want %t", tc.policy, tc.effective, got, tc.want)
			}
		})
	}
}

func TestCheckSaysWhatToWrite(t *testing.T) {
	tests := map[string]struct{ code, want string }{
		"the withdrawn number of Shanghai":  {"CN-31", `jurisdiction "CN-31" is not in use; write CN-SH (Shanghai)`},
		"the withdrawn number of Zhejiang":  {"CN-33", "write CN-ZJ (Zhejiang)"},
		"Hong Kong as a province":           {"CN-HK", "write HK (Hong Kong)"},
		"Taiwan as a province":              {"CN-TW", "write TW (Taiwan)"},
		"the United Kingdom as people say":  {"UK", "write GB (United Kingdom)"},
		"New York City without its country": {"NYC", "write US-NYC (New York City)"},
		"a name":                            {"Shanghai", "did you mean CN-SH?"},
		"a name in Chinese":                 {"上海", "did you mean CN-SH?"},
		"lower case":                        {"cn-sh", "did you mean CN-SH?"},
		"nothing":                           {"", "write an ISO 3166 code such as CN-SH"},
		"nonsense":                          {"Z9", "write an ISO 3166 code such as CN-SH"},
		"a flood":                           {strings.Repeat("A", 1<<20), "write an ISO 3166 code such as CN-SH"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			err := Check(tc.code)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Fatalf("Check(%q) = %v, want it to say %q", tc.code, err, tc.want)
			}
			if len(err.Error()) > 200 {
				t.Errorf("the error has %d characters", len(err.Error()))
			}
		})
	}
	if err := Check("CN-SH"); err != nil {
		t.Errorf("Check(CN-SH) = %v", err)
	}
}

// TestVocabulary holds the numbers that whoever edits the file is likely to break.
func TestVocabulary(t *testing.T) {
	ofKind := func(kind Kind) func(Jurisdiction) bool {
		return func(j Jurisdiction) bool { return j.Kind == kind }
	}
	inside := func(code string) func(Jurisdiction) bool {
		return func(j Jurisdiction) bool { return slices.Contains(j.within, code) }
	}
	tests := map[string]struct {
		of   func(Jurisdiction) bool
		want int
	}{
		"ISO 3166-1 has 249 countries":                           {ofKind(Country), 249},
		"mainland China has 31 provinces":                        {inside("CN"), 31},
		"Canada has 13 provinces and territories":                {inside("CA"), 13},
		"the USA have 50 states, DC, 2 cities and 6 territories": {inside("US"), 59},
		"the EU's rules bind 30 states, 7 territories, the EEA":  {inside("EU"), 38},
		"so do those of the EEA":                                 {inside("EEA"), 38},
		"there are two cities":                                   {ofKind(City), 2},
		"there are two sets":                                     {ofKind(Set), 2},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got := 0
			for _, j := range All() {
				if tc.of(j) {
					got++
				}
			}
			if got != tc.want {
				t.Errorf("%d, want %d", got, tc.want)
			}
		})
	}
}

func TestEveryCodeFitsTheAPI(t *testing.T) {
	pattern := regexp.MustCompile(`^[A-Z]{2,3}(-[A-Z0-9]{1,4}){0,2}$`)
	for _, j := range All() {
		if !pattern.MatchString(j.Code) || len(j.Code) > 16 {
			t.Errorf("%q does not fit the pattern of the API", j.Code)
		}
		if j.Name.English == "" || j.Name.SimplifiedChinese == "" {
			t.Errorf("%s lacks a name: %+v", j.Code, j.Name)
		}
		for _, also := range j.also {
			if Known(also) {
				t.Errorf("%s lists %q as an old or everyday code, but that is a code of its own", j.Code, also)
			}
		}
	}
}

func TestReadRefusesABrokenFile(t *testing.T) {
	tests := map[string]struct{ data, want string }{
		"a code twice":            {`[{"code":"CN"},{"code":"CN"}]`, "listed twice"},
		"a place within nowhere":  {`[{"code":"CN-SH","within":["CN"]}]`, "not listed"},
		"a step that is left out": {`[{"code":"A"},{"code":"B","within":["A"]},{"code":"C","within":["B"]}]`, "not within"},
		"a misspelt field":        {`[{"code":"A","inside":["B"]}]`, "unknown field"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := read([]byte(tc.data)); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want it to say %q", err, tc.want)
			}
		})
	}
}
