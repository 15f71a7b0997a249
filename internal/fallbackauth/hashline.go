// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
)

// maxTypedBytes bounds what hash reads: a pseudonym, a PIN and two line ends.
const maxTypedBytes = 256

// writeHashLine reads a pseudonym and a PIN and writes their credentials line to
// out. At a terminal it asks, without echoing the PIN; otherwise it reads them
// as two lines. Neither is an argument: arguments are seen by everybody on the
// machine.
func writeHashLine(ctx context.Context, in *os.File, out, prompts io.Writer, until time.Time) error {
	read := readPiped
	if term.IsTerminal(int(in.Fd())) {
		read = func(in *os.File) (attempt, error) { return readTyped(ctx, in, prompts) }
	}
	typed, err := read(in)
	if err != nil {
		return err
	}
	if err := validateID(typed.id); err != nil {
		return err
	}
	if err := validatePIN(typed.pin); err != nil {
		return err
	}
	if isEasilyGuessed(typed.pin) {
		return errors.New("the PIN is one of the first that anybody tries (one digit, a short pattern " +
			"or digits in a row); take another")
	}
	line := typed.id + ":" + newPINHash([]byte(typed.pin)).String()
	if !until.IsZero() {
		line += ":until=" + until.Format(untilLayout)
	}
	_, err = fmt.Fprintln(out, line)
	return err
}

func readPiped(in *os.File) (attempt, error) {
	content, err := io.ReadAll(io.LimitReader(in, maxTypedBytes+1))
	if err != nil {
		return attempt{}, fmt.Errorf("cannot read the standard input: %w", err)
	}
	lines := strings.Split(strings.TrimSuffix(string(content), "\n"), "\n")
	if len(content) > maxTypedBytes || len(lines) != 2 {
		return attempt{}, errors.New("the standard input must hold two lines: the pseudonym, then the PIN")
	}
	return attempt{id: strings.TrimSuffix(lines[0], "\r"), pin: strings.TrimSuffix(lines[1], "\r")}, nil
}

func readTyped(ctx context.Context, in *os.File, prompts io.Writer) (attempt, error) {
	before, err := term.GetState(int(in.Fd()))
	if err != nil {
		return attempt{}, fmt.Errorf("cannot read the terminal's settings: %w", err)
	}
	type answer struct {
		attempt
		error
	}
	answers := make(chan answer, 1)
	go func() {
		typed, err := askTwice(in, prompts)
		answers <- answer{typed, err}
	}()
	select {
	case a := <-answers:
		return a.attempt, a.error
	case <-ctx.Done():
		// The read goes on until the process ends, but the terminal must echo
		// again for whoever comes next.
		_ = term.Restore(int(in.Fd()), before) // a terminal that went away echoes to nobody
		return attempt{}, errors.New("interrupted; nothing was written")
	}
}

func askTwice(in *os.File, prompts io.Writer) (attempt, error) {
	fmt.Fprint(prompts, "Pseudonym (not a name): ")
	id, err := bufio.NewReader(io.LimitReader(in, maxTypedBytes)).ReadString('\n')
	if err != nil {
		return attempt{}, fmt.Errorf("cannot read the pseudonym: %w", err)
	}
	var pins [2]string
	for i, prompt := range []string{"PIN (6 to 12 digits, not shown): ", "The same PIN again: "} {
		fmt.Fprint(prompts, prompt)
		pin, err := term.ReadPassword(int(in.Fd()))
		fmt.Fprintln(prompts)
		if err != nil {
			return attempt{}, fmt.Errorf("cannot read the PIN: %w", err)
		}
		pins[i] = string(pin)
	}
	if pins[0] != pins[1] {
		return attempt{}, errors.New("the two PINs differ; start again")
	}
	return attempt{id: strings.TrimSpace(id), pin: pins[0]}, nil
}
