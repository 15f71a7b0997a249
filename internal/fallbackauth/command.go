// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"
)

// Exit codes of the program.
const (
	exitOK    = 0
	exitError = 1
	exitUsage = 2
)

const usage = `fallback-auth is the way in without showing one's face.

  fallback-auth serve    check PINs over HTTPS
  fallback-auth hash     make one line of the credentials file

Run a command with -h to see its flags.
`

// errUsage says that the flags were wrong and the flag set has said why.
var errUsage = errors.New("wrong usage")

// Streams are the standard streams of the program.
type Streams struct {
	In  *os.File
	Out io.Writer
	Err io.Writer
}

// Command runs the program and returns its exit code. The context ends it.
func Command(ctx context.Context, args []string, streams Streams) int {
	commands := map[string]func(context.Context, []string, Streams) error{"serve": serve, "hash": hash}
	if len(args) == 0 {
		fmt.Fprint(streams.Err, usage)
		return exitUsage
	}
	if args[0] == "-h" || args[0] == "--help" || args[0] == "help" {
		fmt.Fprint(streams.Out, usage)
		return exitOK
	}
	command, known := commands[args[0]]
	if !known {
		fmt.Fprintf(streams.Err, "fallback-auth: there is no such command.\n\n%s", usage)
		return exitUsage
	}
	err := command(ctx, args[1:], streams)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.Is(err, errUsage):
		return exitUsage
	}
	fmt.Fprintf(streams.Err, "fallback-auth %s: %v\n", args[0], err)
	return exitError
}

func serve(ctx context.Context, args []string, streams Streams) error {
	flags := newFlags("serve", streams)
	config := Config{Log: slog.New(slog.NewJSONHandler(streams.Err, nil)), Now: time.Now}
	flags.StringVar(&config.Listen, "listen", ":8443", "address to listen on")
	flags.StringVar(&config.Credentials, "credentials", "/etc/facegov/credentials/pins", "credentials file")
	flags.StringVar(&config.TLSDir, "tls-dir", "/etc/facegov/credentials",
		"directory with tls.crt and tls.key; without them a self-signed certificate is made in memory")
	flags.StringVar(&config.Language, "lang", english.Language,
		"language of the page when a browser asks for none that it speaks: en or zh-Hans")
	if err := parseFlags(flags, args); err != nil {
		return err
	}
	ticker := time.NewTicker(reloadInterval)
	defer ticker.Stop()
	config.Reload = ticker.C
	server, err := New(config)
	if err != nil {
		return err
	}
	return server.Run(ctx)
}

func hash(ctx context.Context, args []string, streams Streams) error {
	flags := newFlags("hash", streams)
	untilText := flags.String("until", "",
		"last moment at which the PIN lets in, such as 2026-12-31T23:59:59+08:00; without it there is no end")
	if err := parseFlags(flags, args); err != nil {
		return err
	}
	var until time.Time
	if *untilText != "" {
		var err error
		if until, err = time.Parse(time.RFC3339, *untilText); err != nil {
			return errors.New("--until is not a time such as 2026-12-31T23:59:59+08:00")
		}
	}
	return writeHashLine(ctx, streams.In, streams.Out, streams.Err, until)
}

func newFlags(command string, streams Streams) *flag.FlagSet {
	flags := flag.NewFlagSet("fallback-auth "+command, flag.ContinueOnError)
	flags.SetOutput(streams.Err)
	return flags
}

func parseFlags(flags *flag.FlagSet, args []string) error {
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return err
	case err != nil:
		return errUsage
	case flags.NArg() > 0:
		// Not repeated: it may be a PIN.
		fmt.Fprintf(flags.Output(), "%s takes flags only; the PIN is never an argument.\n", flags.Name())
		return errUsage
	}
	return nil
}
