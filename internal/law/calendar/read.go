// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package calendar

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/facegov/facegov/internal/law/jurisdiction"
	"github.com/facegov/facegov/internal/law/moment"
)

//go:embed *.json
var files embed.FS

// calendars reads the files at their first use and not while packages initialise: a program that embeds time/tzdata
// may only then have its time zones.
var calendars = sync.OnceValue(mustReadAll)

func mustReadAll() map[string]Calendar {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(fmt.Sprintf("the embedded calendars cannot be listed: %v", err))
	}
	all := make(map[string]Calendar, len(entries))
	for _, entry := range entries {
		data, err := files.ReadFile(entry.Name())
		if err != nil {
			panic(fmt.Sprintf("the embedded calendar %s cannot be opened: %v", entry.Name(), err))
		}
		c, err := read(data)
		if err != nil {
			panic(fmt.Sprintf("the embedded calendar %s cannot be used: %v", entry.Name(), err))
		}
		all[c.code] = c
	}
	return all
}

// file is the form of a calendar on disk.
type file struct {
	Jurisdiction string   `json:"jurisdiction"`
	TimeZone     string   `json:"timeZone"`
	From         day      `json:"from"`
	To           day      `json:"to"`
	Counting     Counting `json:"counting"`
	Years        []notice `json:"years"`
}

// notice holds the holidays of a year as the instrument that fixes them lists them.
type notice struct {
	Year   int `json:"year"`
	Source struct {
		Title  string `json:"title"`
		Number string `json:"number"`
		Date   string `json:"date"`
	} `json:"source"`
	Holidays []holiday `json:"holidays"`
}

type holiday struct {
	Name   string `json:"name"`
	From   day    `json:"from"`
	To     day    `json:"to"`
	MakeUp []day  `json:"makeUp"`
}

// day is a date with its weekday, as the notices print it: a slip in one of the two shows.
type day struct{ Date }

const dayLayout = "2006-01-02 Mon"

// UnmarshalText reads a date such as 2025-01-28 Tue.
func (d *day) UnmarshalText(text []byte) error {
	midnight, err := time.Parse(dayLayout, string(text))
	if err != nil || midnight.Year() < 1 {
		return fmt.Errorf("%.32q is no day; write it with its weekday, such as 2025-01-28 Tue", text)
	}
	if right := midnight.Format(dayLayout); right != string(text) {
		return fmt.Errorf("%.32q has the wrong weekday or form; the calendar says %s", text, right)
	}
	d.Date = dateFrom(midnight)
	return nil
}

func read(data []byte) (Calendar, error) {
	var f file
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&f); err != nil {
		return Calendar{}, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Calendar{}, errors.New("the file goes on after its end; one file holds one calendar")
	}
	if err := f.check(); err != nil {
		return Calendar{}, err
	}
	zone, err := moment.Zone(f.TimeZone)
	if err != nil {
		return Calendar{}, fmt.Errorf("timeZone: %w", err)
	}
	c := Calendar{
		code: f.Jurisdiction, zone: zone, from: f.From.Date, end: f.To.Add(1),
		exceptions: map[Date]bool{}, counting: f.Counting,
	}
	for _, y := range f.Years {
		if err := c.addYear(y); err != nil {
			return Calendar{}, fmt.Errorf("year %d: %w", y.Year, err)
		}
	}
	return c, nil
}

// check holds that the file is complete: the years follow each other, and the cover begins in the first and ends in the
// last.
func (f file) check() error {
	if err := jurisdiction.Check(f.Jurisdiction); err != nil {
		return err
	}
	if f.Counting.Rule == "" || f.Counting.Source == "" {
		return errors.New("counting needs a rule and a source")
	}
	if len(f.Years) == 0 {
		return errors.New("years is empty; list at least one year")
	}
	for i, y := range f.Years {
		if y.Year != f.Years[0].Year+i {
			return fmt.Errorf("year %d follows %d; list every year once, in order", y.Year, f.Years[0].Year+i-1)
		}
	}
	first, last := f.Years[0].Year, f.Years[len(f.Years)-1].Year
	if f.From.year() != first || f.To.year() != last || f.To.Before(f.From.Date) {
		return fmt.Errorf("the cover from %s to %s must begin in %d and end in %d", f.From, f.To, first, last)
	}
	return nil
}

func (c *Calendar) addYear(y notice) error {
	issued, err := ParseDate(y.Source.Date)
	if err != nil {
		return fmt.Errorf("source: %w", err)
	}
	if y.Source.Title == "" || y.Source.Number == "" {
		return errors.New("source needs a title and a number, so that a reader can find it")
	}
	c.sources = append(c.sources, Source{Year: y.Year, Title: y.Source.Title, Number: y.Source.Number, Date: issued})
	if len(y.Holidays) == 0 {
		return errors.New("holidays is empty; no year is without one")
	}
	var before Date
	for i, h := range y.Holidays {
		if i > 0 && !h.From.After(before) {
			return fmt.Errorf("holiday %q begins on %s, before the one above it is over", h.Name, h.From)
		}
		if err := c.addHoliday(h, y.Year); err != nil {
			return fmt.Errorf("holiday %q: %w", h.Name, err)
		}
		before = h.To.Date
	}
	return nil
}

func (c *Calendar) addHoliday(h holiday, year int) error {
	if strings.TrimSpace(h.Name) == "" {
		return errors.New("it has no name")
	}
	if !belongsTo(h.From.Date, year) || !belongsTo(h.To.Date, year) || h.To.Before(h.From.Date) {
		return fmt.Errorf("it runs from %s to %s; write two dates of %d, or of the December before, in order",
			h.From, h.To, year)
	}
	for date := h.From.Date; !date.After(h.To.Date); date = date.Add(1) {
		if err := c.except(date, false); err != nil {
			return err
		}
	}
	for i, date := range h.MakeUp {
		if !date.isWeekend() || !belongsTo(date.Date, year) {
			return fmt.Errorf("make-up day %s is no Saturday or Sunday of %d", date, year)
		}
		if i > 0 && !date.After(h.MakeUp[i-1].Date) {
			return fmt.Errorf("make-up day %s is not listed in order", date)
		}
		if err := c.except(date.Date, true); err != nil {
			return err
		}
	}
	return nil
}

// except refuses what is said twice: a day cannot belong to two holidays, or be off and a make-up day.
func (c *Calendar) except(date Date, working bool) error {
	if _, twice := c.exceptions[date]; twice {
		return fmt.Errorf("%s is listed twice", date)
	}
	c.exceptions[date] = working
	return nil
}

// belongsTo reports whether the notice of a year may speak of a date: New Year's holiday can begin, and its make-up day
// can lie, in the December before.
func belongsTo(date Date, year int) bool {
	return date.year() == year || date.year() == year-1 && date.midnight().Month() == time.December
}

func (d Date) year() int { return d.midnight().Year() }
