// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package period

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

const (
	// maxLength bounds the input; P100Y11M30DT23H59M59S has 21 characters.
	maxLength = 32
	// maxDigits bounds one number; PT525600M is a year of minutes.
	maxDigits = 6
	// maxDays bounds the whole at a hundred years, well inside the years that RFC 3339 can write.
	maxDays = 100 * 366
	// example ends every error, so that it shows the way out.
	example = "write an ISO 8601 duration such as P30D, P6M, P1Y6M or PT15M"
)

// Parse reads an ISO 8601 duration of at most a hundred years: P1Y, P6M, P30D, P2W, PT15M, PT0S, P1Y6M. Units come in
// the order Y M D T H M S; weeks stand alone. It takes no sign, no fraction, no blank and no lower case.
func Parse(text string) (Period, error) {
	p, err := parse(text)
	if err != nil {
		return Period{}, fmt.Errorf("period %s %w; %s", quote(text), err, example)
	}
	return p, nil
}

// quote keeps a hostile input from filling a log line.
func quote(text string) string {
	if len(text) > maxLength {
		return strconv.Quote(text[:maxLength]) + "…"
	}
	return strconv.Quote(text)
}

func parse(text string) (Period, error) {
	switch {
	case text == "":
		return Period{}, errors.New("is empty")
	case len(text) > maxLength:
		return Period{}, fmt.Errorf("is longer than %d characters", maxLength)
	case strings.HasPrefix(text, "-"), strings.HasPrefix(text, "+"):
		return Period{}, errors.New("has a sign")
	case text[0] != 'P':
		return Period{}, errors.New(`does not begin with "P"`)
	}
	date, clock, hasClock := strings.Cut(text[1:], "T")
	if hasClock && clock == "" {
		return Period{}, errors.New(`has nothing after "T"`)
	}
	if date == "" && !hasClock {
		return Period{}, errors.New(`has nothing after "P"`)
	}
	var p Period
	dateUnits := []unit{{'Y', &p.years}, {'M', &p.months}, {'W', &p.weeks}, {'D', &p.days}}
	if err := readParts(date, "YMWD", dateUnits); err != nil {
		return Period{}, err
	}
	clockUnits := []unit{{'H', &p.hours}, {'M', &p.minutes}, {'S', &p.seconds}}
	if err := readParts(clock, "HMS", clockUnits); err != nil {
		return Period{}, err
	}
	if strings.Contains(date, "W") && strings.ContainsAny(text, "YMDT") {
		return Period{}, errors.New("mixes weeks with other units")
	}
	if p.nominalDays() > maxDays {
		return Period{}, errors.New("is longer than a hundred years")
	}
	return p, nil
}

type unit struct {
	letter byte
	value  *int32
}

// readParts reads numbers that each end in a unit. Units may be left out but neither repeated nor swapped.
func readParts(text, order string, units []unit) error {
	for text != "" {
		digits := len(text) - len(strings.TrimLeft(text, "0123456789"))
		switch {
		case digits == len(text):
			return fmt.Errorf("has a number %q without a unit", text)
		case strings.ContainsRune(".,", rune(text[digits])):
			return errors.New("has a fraction")
		case digits == 0:
			return fmt.Errorf("has %q where a number belongs", text[:1])
		case digits > maxDigits:
			return fmt.Errorf("has a number of more than %d digits", maxDigits)
		}
		letter := text[digits]
		next := indexOf(units, letter)
		if next < 0 {
			return fmt.Errorf("has the unit %q where one of %s can stand, in that order and once each",
				string(rune(letter)), strings.Join(strings.Split(order, ""), " "))
		}
		number, err := strconv.ParseInt(text[:digits], 10, 32)
		if err != nil {
			return fmt.Errorf("has a number that cannot be read: %w", err)
		}
		*units[next].value = int32(number)
		units, text = units[next+1:], text[digits+1:]
	}
	return nil
}

func indexOf(units []unit, letter byte) int {
	for i := range units {
		if units[i].letter == letter {
			return i
		}
	}
	return -1
}

// nominalDays is an upper bound of the period's length, used for nothing but the limit of Parse.
func (p Period) nominalDays() int64 {
	clock := p.clock().Hours() / 24
	return int64(p.years)*366 + int64(p.months)*31 + int64(p.allDays()) + int64(clock)
}
