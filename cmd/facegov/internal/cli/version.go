// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/facegov/facegov/config/policies"
	"github.com/facegov/facegov/internal/policy"
)

func newVersion(s *Surroundings) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say which program this is and which laws it carries",
		Long: `Says the version of the program and, for each shipped law, the digest of what it says. Two programs with the
same digests decide by the same laws; the status of a deployment names the same digests.`,
		Example: s.examples("facegov version"),
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, _ = fmt.Fprintf(s.Out, "facegov %s (%s, %s/%s)\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			for _, name := range policies.Names() {
				shipped, err := policies.Decode(name)
				if err != nil {
					return err
				}
				compiled, errs := policy.Compile(name, 1, &shipped.Spec)
				if len(errs) > 0 {
					return fmt.Errorf("the shipped policy %s does not compile: %w", name, errs[0])
				}
				_, _ = fmt.Fprintf(s.Out, "%-24s sha256:%s\n", name, compiled.Digest())
			}
			return nil
		},
	}
}

// version is that of the build: a release, or the commit that it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "unknown"
	}
	return info.Main.Version
}
