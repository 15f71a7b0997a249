// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import "testing"

func TestEasilyGuessedPINs(t *testing.T) {
	cases := map[string]bool{
		"000000": true, "77777777": true, "121212": true, "90909090": true, "123123": true, "147147147": true,
		"123456": true, "456789": true, "678901": true, "987654": true, "210987": true, "123456789012": true,
		"839174": false, "135790": false, "112233": false, "123457": false, "19840217": false, "123654": false,
	}
	for pin, want := range cases {
		if got := isEasilyGuessed(pin); got != want {
			t.Errorf("isEasilyGuessed(%s) is %t, want %t", pin, got, want)
		}
	}
}

func TestValidatePIN(t *testing.T) {
	cases := map[string]bool{
		"839174": true, "839174261057": true,
		"": false, "83917": false, "8391742610573": false, "83917a": false, "83 174": false, "８３９１７４": false,
	}
	for pin, want := range cases {
		if err := validatePIN(pin); (err == nil) != want {
			t.Errorf("validatePIN(%q) says %v", pin, err)
		}
	}
}
