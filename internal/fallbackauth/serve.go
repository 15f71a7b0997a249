// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// The names under which reloads are reported.
const (
	credentialsFile = "credentials"
	certificateFile = "certificate"
)

const (
	reloadInterval = 10 * time.Second
	shutdownGrace  = 10 * time.Second
)

// Config is what a Server is made of. Every field is required.
type Config struct {
	// Listen is the address to listen on, such as ":8443".
	Listen string
	// Credentials is the path of the credentials file.
	Credentials string
	// TLSDir is the directory in which tls.crt and tls.key may be.
	TLSDir string
	// Language is what the kiosk page speaks when a browser asks for none that
	// it knows.
	Language string
	// Log gets what happens, without personal data.
	Log *slog.Logger
	// Now is the clock.
	Now func() time.Time
	// Reload says when to look whether the files have changed.
	Reload <-chan time.Time
}

// New makes a Server; it reads no file yet.
func New(config Config) (*Server, error) {
	if _, _, err := net.SplitHostPort(config.Listen); err != nil {
		return nil, fmt.Errorf("--listen is not an address with a port, such as :8443: %w", err)
	}
	if config.Credentials == "" || config.TLSDir == "" {
		return nil, errors.New("--credentials and --tls-dir must not be empty")
	}
	spoken, err := textsFor(config.Language)
	if err != nil {
		return nil, fmt.Errorf("--lang: %w", err)
	}
	s := &Server{
		now:          config.Now,
		reload:       config.Reload,
		listen:       config.Listen,
		log:          config.Log,
		texts:        spoken,
		metrics:      newMetrics(),
		certificates: newCertificates(config.TLSDir),
	}
	digests := newDigester()
	s.credentials = &lastGood[credentials]{
		paths: []string{config.Credentials},
		parse: func(contents [][]byte) (credentials, error) {
			if contents[0] == nil {
				return credentials{}, errors.New("the file does not exist; put it into the Secret that is mounted here")
			}
			return parseCredentials(contents[0], digests)
		},
	}
	s.verifier = &verifier{
		now: config.Now, digests: digests, credentials: s.credentials,
		limits: newLimits(), hasher: newHasher(), metrics: s.metrics,
	}
	return s, nil
}

// Run listens and serves until the context ends, then lets requests in flight
// finish.
func (s *Server) Run(ctx context.Context) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.listen)
	if err != nil {
		return fmt.Errorf("cannot listen: %w", err)
	}
	return s.serve(ctx, listener)
}

func (s *Server) serve(ctx context.Context, listener net.Listener) error {
	if err := s.refresh(); err != nil {
		listener.Close()
		return err
	}
	if s.certificates.isSelfSigned() {
		s.log.Warn("serving a self-signed certificate made in memory, for there are no usable tls.crt and tls.key")
	}
	server := &http.Server{
		Handler: s.handler(),
		TLSConfig: &tls.Config{
			MinVersion:     tls.VersionTLS12,
			GetCertificate: s.certificates.get,
		},
		Protocols:         new(http.Protocols),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      20 * time.Second, // longer than the longest wait and the longest hash
		IdleTimeout:       30 * time.Second,
		MaxHeaderBytes:    8 << 10,
		// net/http would log client addresses.
		ErrorLog: log.New(countingWriter{s.metrics.connectionErrors.Inc}, "", 0),
	}
	// One request at a time on a connection keeps memory bounded by connections.
	server.Protocols.SetHTTP1(true)
	bounded := newBoundedListener(listener, s.metrics.connectionErrors.Inc)

	background, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	running.Go(func() { s.keepFresh(background) })
	failed := make(chan error, 1)
	running.Go(func() { failed <- server.ServeTLS(bounded, "", "") })
	s.log.Info("the way in is open", "listen", listener.Addr().String())
	select {
	case err := <-failed:
		_ = server.Close() // what made it stop says more
		return fmt.Errorf("stopped serving: %w", err)
	case <-ctx.Done():
	}
	s.log.Info("closing: letting requests in flight finish")
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		_ = server.Close() // the requests that had to be cut off say more
		return fmt.Errorf("requests were still running after %s: %w", shutdownGrace, err)
	}
	return nil
}

// keepFresh takes over new files as often as it is told to look.
func (s *Server) keepFresh(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.reload:
			if err := s.refresh(); err != nil {
				s.log.Error("the certificate was not renewed", "reason", err)
			}
		}
	}
}

// refresh reads the files and reports what changed. Only a certificate of our
// own that cannot be made is an error: without one nothing can be served.
func (s *Server) refresh() error {
	found := s.credentials.refresh()
	s.report(credentialsFile, found, s.credentials.currentProblem())
	if found == replaced {
		count := len(s.credentials.current().inOrder)
		s.metrics.credentials.Set(float64(count))
		s.log.Info("new credentials are in force", "count", count)
	}
	found, err := s.certificates.refresh(s.now())
	s.report(certificateFile, found, s.certificates.files.currentProblem())
	if found == replaced {
		s.log.Info("a new certificate is in force")
	}
	return err
}

func (s *Server) report(file string, found change, problem string) {
	failing := 0.0
	if problem != "" {
		failing = 1
	}
	s.metrics.reloadFailing.WithLabelValues(file).Set(failing)
	if found == broken {
		s.metrics.reloadErrors.WithLabelValues(file).Inc()
		s.log.Error("new files were not taken over; the last good ones, if any, stay in force",
			"file", file, "reason", problem)
	}
}

// countingWriter counts what it is told and keeps none of it.
type countingWriter struct{ count func() }

// Write counts.
func (w countingWriter) Write(line []byte) (int, error) {
	w.count()
	return len(line), nil
}
