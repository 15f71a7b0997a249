// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// The programs that a cluster is made of.
const (
	Etcd              = "etcd"
	APIServer         = "kube-apiserver"
	ControllerManager = "kube-controller-manager"
	Scheduler         = "kube-scheduler"
	Kubectl           = "kubectl"
	KWOK              = "kwok"
	Kubelet           = "kubelet"
	KubeProxy         = "kube-proxy"
)

const projectModule = "github.com/facegov/facegov"

// defaultBinaries is what a cluster without a real node needs.
var defaultBinaries = []string{Etcd, APIServer, Kubectl, ControllerManager, Scheduler, KWOK}

// source says where a program comes from: a folder below hack/cluster, the module it pins, and the package to build.
type source struct{ folder, module, pkg string }

var sources = map[string]source{
	Etcd:              {"etcd", "go.etcd.io/etcd/server/v3", "go.etcd.io/etcd/server/v3"},
	APIServer:         kubernetesSource(APIServer),
	ControllerManager: kubernetesSource(ControllerManager),
	Scheduler:         kubernetesSource(Scheduler),
	Kubectl:           kubernetesSource(Kubectl),
	Kubelet:           kubernetesSource(Kubelet),
	KubeProxy:         kubernetesSource(KubeProxy),
	KWOK:              {"kwok", "sigs.k8s.io/kwok", "sigs.k8s.io/kwok/cmd/kwok"},
}

func kubernetesSource(name string) source {
	return source{folder: "kubernetes", module: "k8s.io/kubernetes", pkg: "k8s.io/kubernetes/cmd/" + name}
}

// Binaries returns the path of each named program, building those that the cache does not hold yet; without names it
// takes all that a cluster without a real node needs. Programs found in KUBEBUILDER_ASSETS are used as they are.
// Building needs Go and, the first time, a module proxy; progress says what is being built and for how long.
func Binaries(ctx context.Context, progress io.Writer, names ...string) (map[string]string, error) {
	if len(names) == 0 {
		names = defaultBinaries
	}
	progress = oneAtATime(progress)
	paths := make(map[string]string, len(names))
	builders := map[string]*builder{}
	for _, name := range names {
		if path, ok := prebuilt(name); ok {
			paths[name] = path
			continue
		}
		from, ok := sources[name]
		if !ok {
			return nil, fmt.Errorf("cluster has no program %q; it knows %s", name, strings.Join(knownBinaries(), ", "))
		}
		if builders[from.folder] == nil {
			b, err := newBuilder(ctx, from, progress)
			if err != nil {
				return nil, err
			}
			builders[from.folder] = b
		}
		path, err := builders[from.folder].ensure(ctx, name, from.pkg)
		if err != nil {
			return nil, err
		}
		paths[name] = path
	}
	return paths, nil
}

func knownBinaries() []string {
	names := make([]string, 0, len(sources))
	for name := range sources {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// prebuilt looks a program up in KUBEBUILDER_ASSETS, where setup-envtest puts etcd, kube-apiserver and kubectl.
func prebuilt(name string) (string, bool) {
	assets := os.Getenv("KUBEBUILDER_ASSETS")
	if assets == "" {
		return "", false
	}
	path, err := filepath.Abs(filepath.Join(assets, name))
	if err != nil {
		return "", false
	}
	info, err := os.Stat(path)
	return path, err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o111 != 0
}

// newBuilder finds the module folder of an upstream, the version it pins and the place in the cache for its programs.
func newBuilder(ctx context.Context, from source, progress io.Writer) (*builder, error) {
	root, err := ProjectRoot()
	if err != nil {
		return nil, err
	}
	goTool, err := exec.LookPath("go")
	if err != nil {
		return nil, fmt.Errorf("cannot build %s: the go command is not in PATH; "+
			"install Go or point KUBEBUILDER_ASSETS at built programs", from.module)
	}
	b := &builder{goTool: goTool, folder: filepath.Join(root, "hack", "cluster", from.folder), progress: progress}
	goVersion, err := b.goVersion(ctx)
	if err != nil {
		return nil, err
	}
	goMod, err := os.ReadFile(filepath.Join(b.folder, "go.mod"))
	if err != nil {
		return nil, fmt.Errorf("cannot read which %s to build: %w", from.module, err)
	}
	goSum, err := os.ReadFile(filepath.Join(b.folder, "go.sum"))
	if err != nil {
		return nil, fmt.Errorf("cannot read the checksums of %s: %w", from.module, err)
	}
	if b.version, err = requiredVersion(goMod, from.module); err != nil {
		return nil, err
	}
	cache, err := cacheFolder()
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(slices.Concat(goMod, goSum, []byte(b.ldflags())))
	b.cache = filepath.Join(cache, fmt.Sprintf("%s-%s-%s-%s-%s-%s", from.folder, b.version, goVersion,
		runtime.GOOS, runtime.GOARCH, hex.EncodeToString(sum[:4])))
	return b, nil
}

// requiredVersion reads the version of a module from the require lines of a go.mod.
func requiredVersion(goMod []byte, module string) (string, error) {
	lines := bufio.NewScanner(bytes.NewReader(goMod))
	for lines.Scan() {
		fields := strings.Fields(strings.TrimPrefix(lines.Text(), "require "))
		if len(fields) >= 2 && fields[0] == module && strings.HasPrefix(fields[1], "v") {
			return fields[1], nil
		}
	}
	return "", fmt.Errorf("the go.mod under hack/cluster does not require %s; restore it from version control", module)
}

// cacheFolder is where built programs are kept: FACEGOV_CACHE, else a folder of the user's cache.
func cacheFolder() (string, error) {
	if dir := os.Getenv("FACEGOV_CACHE"); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no folder to keep built programs in: %w; set FACEGOV_CACHE", err)
	}
	return filepath.Join(dir, "facegov", "cluster"), nil
}

// ProjectRoot returns the folder of this project's go.mod, looking upwards from the working folder.
func ProjectRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("cannot find the project: %w", err)
	}
	for ; ; dir = filepath.Dir(dir) {
		goMod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && bytes.HasPrefix(goMod, []byte("module "+projectModule+"\n")) {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("this is not inside a checkout of facegov; change into one and try again")
		}
	}
}
