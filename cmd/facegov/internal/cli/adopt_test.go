// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// seen returns what kubectl printed of a cluster.
func seen(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../adopt/testdata", name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestAProposalIsNotPermittedAndSaysWhatIsMissing checks what adopt proposes, in jurisdictions with and without laws. What
// is not known makes it Unknown; what an installation is seen to do may be refused already.
func TestAProposalIsNotPermittedAndSaysWhatIsMissing(t *testing.T) {
	for name, deployments := range map[string]int{"frigate": 1, "compreface": 5, "odd-ones": 3} {
		for _, jurisdiction := range []string{"CN-SH", "NL", "BR"} {
			t.Run(name+" in "+jurisdiction, func(t *testing.T) {
				code, proposed, errs := call(seen(t, name), "adopt", "-f", "-", "--jurisdiction", jurisdiction)
				if code != exitPermitted || !strings.Contains(errs, "no pod is evicted") {
					t.Fatalf("exit code %d, %s", code, errs)
				}
				// Together with the workloads that it refers to.
				all := proposed + "\n---\n" + seen(t, name)
				code, d := check(t, all, "-f", "-")
				if (code != exitUnknown && code != exitDenied) || len(d.Problems) > 0 || len(d.Deployments) != deployments {
					t.Fatalf("exit code %d, %+v", code, d)
				}
				for _, each := range d.Deployments {
					missing := map[string]bool{}
					for _, f := range each.Findings {
						missing[f.Rule] = missing[f.Rule] || f.Result == "Unknown"
						if f.Result == "Denied" && !strings.HasPrefix(f.FieldPath, "spec.dataStores") {
							t.Errorf("%s is refused for what nobody has said: %s, %s", each.Name, f.Rule, f.Message)
						}
						if f.Rule == "facegov/workload-readable" {
							t.Errorf("%s: %s", each.Name, f.Message)
						}
					}
					for _, rule := range []string{"facegov/filled-in", "facegov/zones-known", "facegov/never-in-the-way-out"} {
						if !missing[rule] {
							t.Errorf("%s does not say that %s is Unknown", each.Name, rule)
						}
					}
				}
			})
		}
	}
}

func TestNothingKnownIsNoFault(t *testing.T) {
	code, out, errs := call(seen(t, "nothing-known"), "adopt", "-f", "-", "--jurisdiction", "NL")
	if code != exitPermitted || !strings.Contains(out, "nothing to adopt") {
		t.Errorf("exit code %d, %s", code, out)
	}
	inOrder(t, errs, "no known face server", "shop/models (OpenVINO Model Server", "shop/shop")
}

// kubectlThat puts a program of that name into an otherwise empty PATH.
func kubectlThat(t *testing.T, script string) {
	t.Helper()
	folder := t.TempDir()
	if script != "" {
		if err := os.WriteFile(filepath.Join(folder, "kubectl"), []byte("#!/bin/sh\n"+script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", folder)
}

func TestAdoptAsksKubectl(t *testing.T) {
	path, err := filepath.Abs("../adopt/testdata/frigate.yaml")
	if err != nil {
		t.Fatal(err)
	}
	kubectlThat(t, `case "$*" in
"get deployments.apps,statefulsets.apps,daemonsets.apps,pods,persistentvolumeclaims,services --namespace cameras --output json")
  while IFS= read -r line; do printf '%s\n' "$line"; done < '`+path+`' ;;
"get namespace cameras --output json") printf '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "cameras"}}' ;;
*) echo 'nodes is forbidden' >&2; exit 1 ;;
esac
`)
	code, out, errs := call("", "adopt", "-n", "cameras", "--jurisdiction", "NL")
	if code != exitPermitted || !strings.Contains(out, "reference: {kind: Deployment, name: frigate}") {
		t.Errorf("exit code %d, %s", code, out)
	}
	inOrder(t, errs, "left out: kubectl get nodes: nodes is forbidden", "cameras/Deployment/frigate")
}

func TestKubectlThatDoesNotHelp(t *testing.T) {
	for name, tc := range map[string]struct{ script, want string }{
		"is missing":  {"", "there is no kubectl in the PATH"},
		"is refused":  {"echo 'Error from server (Forbidden)' >&2; exit 1", "Error from server (Forbidden)"},
		"is silent":   {"exit 7", "exit status 7"},
		"prints else": {"echo '{'", "kubectl get"},
	} {
		t.Run(name, func(t *testing.T) {
			kubectlThat(t, tc.script)
			code, out, errs := call("", "adopt", "-n", "cameras", "--jurisdiction", "NL")
			if code != exitBadInput || out != "" || !strings.Contains(errs, tc.want) {
				t.Errorf("exit code %d, out %q, errors %q", code, out, errs)
			}
		})
	}
}

func TestAdoptAsksForWhatNoClusterTells(t *testing.T) {
	for name, tc := range map[string]struct {
		args []string
		want string
	}{
		"nothing to look at":           {[]string{"adopt", "--jurisdiction", "NL"}, "name a namespace with -n"},
		"no jurisdiction":              {[]string{"adopt", "-f", "-"}, "--jurisdiction is missing"},
		"a withdrawn jurisdiction":     {[]string{"adopt", "-f", "-", "--jurisdiction", "CN-31"}, "write CN-SH"},
		"a time zone that is none":     {[]string{"adopt", "-f", "-", "--jurisdiction", "NL", "--time-zone", "Mars"}, "--time-zone"},
		"a file that does not exist":   {[]string{"adopt", "-f", "none.yaml", "--jurisdiction", "NL"}, "there is no such file"},
		"an argument that it does not": {[]string{"adopt", "frigate"}, "unknown command"},
	} {
		t.Run(name, func(t *testing.T) {
			if code, out, errs := call("", tc.args...); code != exitBadInput || out != "" || !strings.Contains(errs, tc.want) {
				t.Errorf("exit code %d, out %q, errors %q, want %q", code, out, errs, tc.want)
			}
		})
	}
}
