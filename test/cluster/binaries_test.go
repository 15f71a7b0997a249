// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"
)

// TestProgramIsBuiltOnce really builds etcd, from what the Go build cache still holds of it.
func TestProgramIsBuiltOnce(t *testing.T) {
	t.Setenv("KUBEBUILDER_ASSETS", "")
	t.Setenv("FACEGOV_CACHE", t.TempDir())
	t.Setenv("GOFLAGS", "-mod=vendor -tags=none") // flags for another module must not get in
	t.Setenv("GOWORK", filepath.Join(t.TempDir(), "go.work"))
	var progress bytes.Buffer
	to := oneAtATime(&progress)
	var building errgroup.Group
	paths := make([]string, 2)
	for i := range paths {
		building.Go(func() error {
			built, err := Binaries(t.Context(), to, Etcd)
			paths[i] = built[Etcd]
			return err
		})
	}
	must(t, building.Wait())
	if paths[0] != paths[1] || !isFile(paths[0]) {
		t.Errorf("built %q, want one program", paths)
	}
	if got := strings.Count(progress.String(), "built etcd v"); got != 1 {
		t.Errorf("etcd was built %d times, want once; progress:\n%s", got, progress.String())
	}
	entries, err := os.ReadDir(filepath.Dir(paths[0]))
	must(t, err)
	if len(entries) != 2 {
		t.Errorf("the cache holds %v, want the program and the lock", entries)
	}
}

func TestFailedDownloadIsOneLine(t *testing.T) {
	t.Setenv("KUBEBUILDER_ASSETS", "")
	t.Setenv("FACEGOV_CACHE", t.TempDir())
	t.Setenv("GOMODCACHE", t.TempDir())
	t.Setenv("GOPROXY", "off")
	_, err := Binaries(t.Context(), nil, KWOK)
	if err == nil || !strings.HasPrefix(err.Error(), "cannot build kwok v") || !strings.Contains(err.Error(), "GOPROXY") ||
		strings.Contains(err.Error(), "\n") {
		t.Errorf("without a module proxy: got %v, want one line that names the program and the way out", err)
	}
}

func TestUnknownProgramIsRefused(t *testing.T) {
	t.Parallel()
	_, err := Binaries(t.Context(), nil, "kubeadm")
	if err == nil || !strings.Contains(err.Error(), `no program "kubeadm"; it knows etcd, kube-apiserver`) {
		t.Errorf("an unknown program: got %v, want an error that names the known ones", err)
	}
}

func TestRequiredVersion(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		goMod, want string
		wantErr     bool
	}{
		"on a line of its own":            {"module x\n\nrequire k8s.io/kubernetes v1.36.3\n", "v1.36.3", false},
		"in a block":                      {"require (\n\ta.test/b v1.0.0\n\tk8s.io/kubernetes v1.36.3\n)", "v1.36.3", false},
		"a replacement is not enough":     {"replace k8s.io/kubernetes => k8s.io/kubernetes v1.36.3\n", "", true},
		"a longer path is another module": {"require k8s.io/kubernetes/x v1.36.3\n", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := requiredVersion([]byte(tc.goMod), "k8s.io/kubernetes")
			if got != tc.want || (err != nil) != tc.wantErr {
				t.Errorf("got %q, %v; want %q, an error %v", got, err, tc.want, tc.wantErr)
			}
		})
	}
}
