// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/facegov/facegov/internal/law/period"
)

// Demanding is a requirement whose demands merge with those of other rules: what it forbids or asks for is joined with
// what they do, and of two values of one subject the stricter counts.
type Demanding interface {
	// Demands returns what the requirement asks for. It is the same each time.
	Demands() []Demand
}

// Demand is one thing that a requirement asks for, in the form in which demands of several rules merge.
type Demand struct {
	// Subject is what the demand is about, such as "MatchThreshold" or "EV-PIPIA".
	Subject string
	// Value that is demanded, such as "0.82" or "Required". Empty when Among or All is given.
	Value string
	// Among are the only values that are accepted. Of several rules those are that all of them accept.
	Among []string
	// All are values that are demanded together, those of several rules as well.
	All []string
	// Order says which of two values of the subject is stricter. Without one they stand side by side.
	Order *Order
}

// Order says which of two values of one subject is stricter.
type Order struct {
	compare  func(a, b string, now time.Time) int
	calendar bool
}

// Compare is positive when the first value is the stricter. Now is the moment from which periods are counted.
func (o *Order) Compare(a, b string, now time.Time) int { return o.compare(a, b, now) }

// NextChange returns the next moment at which Compare may give another answer, zero when there is none.
func (o *Order) NextChange(a, b string, now time.Time) time.Time {
	if !o.calendar {
		return time.Time{}
	}
	return period.NextChange(periodOrZero(a), periodOrZero(b), now)
}

// DemandsOf returns what a requirement asks for in the form that merges, nothing when it has none.
func DemandsOf(r Requirement) []Demand {
	if demanding, ok := r.(Demanding); ok {
		return demanding.Demands()
	}
	return nil
}

// The orders of values.
var (
	// unconditional finds what nothing lifts stricter than what something does.
	unconditional = &Order{compare: func(a, b string, _ time.Time) int { return conditions(b) - conditions(a) }}
	// longer finds the longer of two periods stricter, by the cut-offs that they give from now.
	longer = &Order{compare: compareLengths, calendar: true}
	// shorter finds the shorter of two periods stricter.
	shorter = &Order{
		compare:  func(a, b string, now time.Time) int { return compareLengths(b, a, now) },
		calendar: true,
	}
	// fewer finds the lower of two whole numbers stricter, more the higher.
	fewer = &Order{compare: func(a, b string, _ time.Time) int { return cmp.Compare(numberOrZero(b), numberOrZero(a)) }}
	more  = &Order{compare: func(a, b string, _ time.Time) int { return cmp.Compare(numberOrZero(a), numberOrZero(b)) }}
	// higher finds the higher of two decimals stricter. What is no decimal asks only that there is one.
	higher = &Order{
		compare: func(a, b string, _ time.Time) int { return cmp.Compare(fractionOrZero(a), fractionOrZero(b)) },
	}
)

// Values of demands that have no value of their own.
const (
	demandForbidden = "Forbidden"
	demandRequired  = "Required"
)

// forbidden is a prohibition; what lifts it makes it milder.
func forbidden(subject, unless string) Demand {
	d := Demand{Subject: subject, Value: demandForbidden, Order: unconditional}
	if unless != "" {
		d.Value += " unless " + unless
	}
	return d
}

// among demands one of some values.
func among[T ~string](subject string, values []T) Demand {
	return Demand{Subject: subject, Among: stringsOf(values)}
}

// allOf demands all of some values, nothing when there are none.
func allOf[T ~string](subject string, values []T) []Demand {
	if len(values) == 0 {
		return nil
	}
	return []Demand{{Subject: subject, All: stringsOf(values)}}
}

func required(subject string) Demand { return Demand{Subject: subject, Value: demandRequired} }

// requiredOf demands each of some subjects.
func requiredOf[T ~string](subjects []T) []Demand {
	demands := make([]Demand, 0, len(subjects))
	for _, s := range subjects {
		demands = append(demands, required(string(s)))
	}
	return demands
}

// conditions is how many conditions lift a prohibition: one or none.
func conditions(value string) int {
	if strings.Contains(value, " unless ") {
		return 1
	}
	return 0
}

func compareLengths(a, b string, now time.Time) int {
	return period.Compare(periodOrZero(a), periodOrZero(b), now)
}

func periodOrZero(text string) period.Period {
	p, err := period.Parse(text)
	if err != nil {
		return period.Period{}
	}
	return p
}

func numberOrZero(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func fractionOrZero(text string) fraction {
	f, err := parseFraction(text)
	if err != nil {
		return 0
	}
	return f
}
