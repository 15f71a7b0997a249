// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/facegov/facegov/internal/law/period"
	"github.com/facegov/facegov/internal/retention"
	"github.com/facegov/facegov/internal/stores"
	"github.com/facegov/facegov/internal/stores/filesystem"
)

// maxAhead bounds --ahead: looking further would delete long before the period is over.
const maxAhead = 24 * time.Hour

// maxSkew bounds --max-clock-skew: clocks that may be further apart than an hour are not compared at all.
const maxSkew = time.Hour

const usage = `retention deletes the files of one data store that are past their period, looks again whether they
are gone, records each deletion beside the data, and writes its result as one line of JSON to the standard output and to
the termination log. Neither the line, the log nor the record has a file name in it.

  retention --store=gallery --root=/stores/gallery --path=Template:faces --max=P1Y --anchor=Captured --dry-run

Symbolic links, other mounts, special files and files with a second name are never followed or deleted, but counted.
The record is in .facegov/stores/<store> at the root. For the anchors PurposeEnded and ConsentWithdrawn, an empty file
.facegov/ended/<path of the file> marks a file; its modification time is the moment from which the period counts.

Arguments:
`

const exitCodes = `
Exit codes:
  0  everything past its period is gone, or it was a dry run
  1  something past its period is left, the run was interrupted, or the record could not be kept
  2  the arguments are not accepted
  3  the clocks do not agree; nothing was deleted
  4  another run holds the store; nothing was deleted
  5  the store, a path or the anchor cannot be read; nothing was deleted
`

// arguments are what the command line says.
type arguments struct {
	store, root, terminationLog string
	paths                       []filesystem.Path
	config                      retention.Config
}

// storeName is the form of a store's name, a DNS label.
var storeName = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$`)

// parse reads the command line. On an error, what was read so far comes back too, so that the error can be reported
// where the caller looks for it.
func parse(words []string, stderr io.Writer) (arguments, error) {
	var a arguments
	var raw struct{ longest, shortest, ahead, keep, skew, anchor, zone string }
	flags := flag.NewFlagSet("retention", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&a.store, "store", "", "`name` of the data store, a DNS label")
	flags.StringVar(&a.root, "root", "", "absolute `directory` where the store's volume is mounted")
	flags.Func("path", "`Class:directory` to sweep, relative to the root; may be repeated, and where one lies in\n"+
		"another, the inner one gives the class",
		func(text string) error {
			path, err := filesystem.ParsePath(text)
			a.paths = append(a.paths, path)
			return err
		})
	flags.StringVar(&raw.longest, "max", "", "ISO 8601 `period` after which a file is deleted, such as P1Y, P30D or PT0S")
	flags.StringVar(&raw.shortest, "min", "PT0S", "legal minimum as an ISO 8601 `period`; no younger file is deleted")
	flags.StringVar(&raw.ahead, "ahead", "PT0S", "ISO 8601 `period` until the next run, at most P1D; what would be past\n"+
		"--max before then is deleted now, so that nothing is kept past its period between two runs")
	flags.BoolVar(&a.config.Erase, "erase", false, "delete everything, whatever its period, as far as --min allows")
	flags.StringVar(&raw.anchor, "anchor", "", "`moment` from which the period counts: Captured and Enrolled\n"+
		"(modification time), LastUsed (later of access and modification time), PurposeEnded and ConsentWithdrawn (marks)")
	flags.StringVar(&raw.zone, "time-zone", "UTC", "IANA time `zone` in which calendar periods are counted")
	flags.StringVar(&a.terminationLog, "termination-log", "", "`file` for the result, /dev/termination-log in a container")
	flags.StringVar(&a.config.Job, "job-name", "", "`name` of the job, from which the scheduled time is read")
	flags.StringVar(&raw.skew, "max-clock-skew", "PT5M", "ISO 8601 `period` that the clocks may be apart, at most PT1H")
	flags.IntVar(&a.config.MaxShare, "max-share", 100, "`percent` of the files above which a run deletes nothing")
	flags.StringVar(&raw.keep, "keep-manifests", "P3Y", "ISO 8601 `period` for which the record of deletions is kept")
	flags.BoolVar(&a.config.DryRun, "dry-run", false, "count what would be deleted, and change nothing")
	if err := flags.Parse(words); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(stderr, usage)
			flags.SetOutput(stderr)
			flags.PrintDefaults()
			fmt.Fprint(stderr, exitCodes)
		}
		return a, err
	}
	if flags.NArg() > 0 {
		return a, fmt.Errorf("%.80q is not an argument; every argument begins with --", flags.Arg(0))
	}
	return a, a.complete(raw.longest, raw.shortest, raw.ahead, raw.keep, raw.skew, raw.anchor, raw.zone)
}

// complete checks the arguments and translates them.
func (a *arguments) complete(longest, shortest, ahead, keep, skew, anchor, zone string) error {
	if !storeName.MatchString(a.store) {
		a.store = ""
		return errors.New("--store is not a DNS label; give the name of the data store, such as gallery")
	}
	if a.root == "" || len(a.paths) == 0 {
		return errors.New("--root and --path say what to sweep; give both")
	}
	a.config.Name = a.store
	a.config.Scope = scope(a.paths)
	var err error
	if a.config.Anchor, err = stores.ParseAnchor(anchor); err != nil {
		return fmt.Errorf("--anchor: %w", err)
	}
	if a.config.Zone, err = time.LoadLocation(zone); err != nil || zone == "Local" {
		return fmt.Errorf("--time-zone %.80q is not an IANA time zone; write one such as Asia/Shanghai", zone)
	}
	if a.config.MaxShare < 1 || a.config.MaxShare > 100 {
		return fmt.Errorf("--max-share %d is not a share; write 1 to 100 percent", a.config.MaxShare)
	}
	return a.periods(longest, shortest, ahead, keep, skew)
}

func (a *arguments) periods(longest, shortest, ahead, keep, skew string) error {
	var apart period.Period
	for _, each := range []struct {
		name, text string
		to         *period.Period
	}{
		{"--max", longest, &a.config.Max},
		{"--min", shortest, &a.config.Min},
		{"--ahead", ahead, &a.config.Ahead},
		{"--keep-manifests", keep, &a.config.Keep},
		{"--max-clock-skew", skew, &apart},
	} {
		read, err := period.Parse(each.text)
		if err != nil {
			return fmt.Errorf("%s: %w", each.name, err)
		}
		*each.to = read
	}
	epoch := time.Unix(0, 0).UTC()
	if a.config.Ahead.AddTo(epoch).Sub(epoch) > maxAhead {
		return fmt.Errorf("--ahead %s is more than a day; a store is swept at least daily", a.config.Ahead)
	}
	a.config.Skew = apart.AddTo(epoch).Sub(epoch)
	if a.config.Skew > maxSkew {
		return fmt.Errorf("--max-clock-skew %s is more than an hour; correct the clocks instead", apart)
	}
	return retention.CheckPeriods(a.config.Min, a.config.Max)
}

// scope names the paths of a run, whatever their order.
func scope(paths []filesystem.Path) string {
	names := make([]string, 0, len(paths))
	for _, path := range paths {
		names = append(names, path.Path)
	}
	slices.Sort(names)
	return strings.Join(names, "\n")
}
