// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

// Command verdicts measures how many verdicts one core gives in a second, with every shipped law loaded besides those
// of the case, over all golden cases in turns. It counts the time on the processor,
// the garbage collector's included.
//
//	go run ./test/bench/verdicts [-cases test/cases] [-duration 5s] [-copies 0] [-profile cpu.out]
//
// With -copies each shipped law is loaded that many times more under other names: what it costs when there is more law.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"syscall"
	"time"
	_ "time/tzdata"

	packs "github.com/facegov/facegov/config/policies"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
	"github.com/facegov/facegov/test/cases/caseload"
)

type options struct {
	cases, profile string
	duration       time.Duration
	copies         int
}

// gcPercent is how far the heap grows before it is looked through, as in facegov.
const gcPercent = 400

func main() {
	var o options
	flag.StringVar(&o.cases, "cases", "test/cases", "folder of the golden cases")
	flag.DurationVar(&o.duration, "duration", 5*time.Second, "how long to measure")
	flag.IntVar(&o.copies, "copies", 0, "how many more times each law is loaded")
	flag.StringVar(&o.profile, "profile", "", "write where the time goes to this file")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	laws, rules, err := shipped(o.copies)
	if err != nil {
		return err
	}
	snapshots, err := caseload.Snapshots(o.cases, laws)
	if err != nil {
		return err
	}
	runtime.GOMAXPROCS(1)
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if o.profile != "" {
		file, err := os.Create(o.profile)
		if err != nil {
			return err
		}
		defer file.Close()
		if err := pprof.StartCPUProfile(file); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	verdicts, findings, began, used := 0, 0, time.Now(), onProcessor()
	for time.Since(began) < o.duration {
		for _, s := range snapshots {
			v := policy.Evaluate(s)
			verdicts, findings = verdicts+1, findings+len(v.Findings)+len(v.Reported)
		}
	}
	fmt.Fprintf(os.Stdout, "%d cases, %d laws with %d rules, %d findings for each verdict, one core\n%.0f verdicts/s\n",
		len(snapshots), len(laws), rules, findings/verdicts, float64(verdicts)/(onProcessor()-used).Seconds())
	return nil
}

// onProcessor is how long this program has been on a processor, so that what others do on the machine does not count.
func onProcessor() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err) // it cannot fail for oneself
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// shipped returns the shipped laws and how many rules they have.
func shipped(copies int) (laws []facts.Policy, rules int, err error) {
	for _, name := range packs.Names() {
		for i := range 1 + copies {
			p, err := packs.Decode(name)
			if err != nil {
				return nil, 0, err
			}
			if i > 0 {
				p.Name = fmt.Sprintf("%s-copy-%d", name, i)
			}
			compiled, errs := policy.Compile(p.Name, 1, &p.Spec)
			if len(errs) > 0 {
				return nil, 0, errors.Join(errs...)
			}
			rules += len(p.Spec.Rules)
			laws = append(laws, facts.Policy{
				Name: p.Name, Generation: 1, NewestGeneration: 1, Spec: p.Spec, Compiled: compiled,
			})
		}
	}
	return laws, rules, nil
}
