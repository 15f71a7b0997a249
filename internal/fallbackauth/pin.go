// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"errors"
	"fmt"
)

const (
	maxIDLength  = 64
	minPINLength = 6
	maxPINLength = 12
)

// validateID says whether id can be a pseudonym. The alphabet is small so that
// the credentials file needs no quoting and every keypad can type it.
func validateID(id string) error {
	if id == "" || len(id) > maxIDLength {
		return fmt.Errorf("the pseudonym must have 1 to %d characters", maxIDLength)
	}
	for _, c := range []byte(id) {
		switch {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '.', c == '_', c == '-':
		default:
			return errors.New("the pseudonym may hold only the letters a to z and A to Z, digits, '.', '_' and '-'")
		}
	}
	return nil
}

// validatePIN says whether pin can be a PIN at all.
func validatePIN(pin string) error {
	if len(pin) < minPINLength || len(pin) > maxPINLength {
		return fmt.Errorf("the PIN must have %d to %d digits", minPINLength, maxPINLength)
	}
	for _, c := range []byte(pin) {
		if c < '0' || c > '9' {
			return errors.New("the PIN may hold only the digits 0 to 9")
		}
	}
	return nil
}

// isEasilyGuessed says whether pin is among the first that anybody tries: one
// digit, two or three digits over and over, or digits in a row up or down.
func isEasilyGuessed(pin string) bool {
	for period := 1; period <= 3; period++ {
		if pin[period:] == pin[:len(pin)-period] {
			return true
		}
	}
	step := (pin[1] - pin[0] + 10) % 10
	if step != 1 && step != 9 {
		return false
	}
	for i := 1; i < len(pin); i++ {
		if (pin[i]-pin[i-1]+10)%10 != step {
			return false
		}
	}
	return true
}
