// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package adopt

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/cmd/facegov/internal/manifest"
)

var options = Options{
	Jurisdiction: "NL", TimeZone: "Europe/Amsterdam", Until: time.Date(2026, time.December, 19, 0, 0, 0, 0, time.UTC),
}

func propose(t *testing.T, text, namespace string) *Proposal {
	t.Helper()
	cluster, problems := Read(manifest.Parse("seen", []byte(text)), namespace)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	p, err := Propose(cluster, options)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestProposals compares what is proposed and told for what kubectl printed. UPDATE_GOLDEN=1 rewrites it.
func TestProposals(t *testing.T) {
	for name, namespace := range map[string]string{
		"frigate": "", "compreface": "", "nothing-known": "", "odd-ones": "site",
	} {
		t.Run(name, func(t *testing.T) {
			seen, err := os.ReadFile(filepath.Join("testdata", name+".yaml"))
			if err != nil {
				t.Fatal(err)
			}
			p := propose(t, string(seen), namespace)
			text, err := p.YAML()
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name+".proposal.golden", text)
			golden(t, name+".tells.golden", p.Tell())
			if both := string(text) + string(p.Tell()); strings.Contains(both, "hunter2") || strings.Contains(both, "aHVudGVyMg") {
				t.Error("the value of an environment variable or a secret is written")
			}
		})
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-golden +got):\n%s", name, diff)
	}
}

// TestTheListIsSound holds that every entry says what a proposal needs, in the words of the API.
func TestTheListIsSound(t *testing.T) {
	servers, err := Known()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range servers {
		if s.Image == "" || s.Name == "" || s.Does == "" || (!s.ServesAnyModel && len(s.Functions) == 0) {
			t.Errorf("%s lacks image, name, does or functions", s.Image)
		}
		for _, store := range s.Stores {
			if !strings.HasPrefix(store.Path, "/") || store.Name == "" || len(store.Name) > 36 || store.Keeps == "" {
				t.Errorf("%s: store %s has no absolute path, no short name, or does not say what it keeps", s.Image, store.Name)
			}
			if store.Form != FormNoFaces && len(store.Classes) == 0 {
				t.Errorf("%s: store %s has no classes", s.Image, store.Name)
			}
			if (store.Form == FormFiles || store.Form == FormMemory) && store.Anchor == "" {
				t.Errorf("%s: store %s has no anchor", s.Image, store.Name)
			}
			if !slices.Contains([]Form{FormFiles, FormDatabase, FormMemory, FormNoFaces}, store.Form) {
				t.Errorf("%s: store %s has the form %q", s.Image, store.Name, store.Form)
			}
		}
	}
}

// TestWhatIsRecognisedHereIsRecognisedAtTheDoor holds this list and the one of the native admission policies together.
func TestWhatIsRecognisedHereIsRecognisedAtTheDoor(t *testing.T) {
	text, err := os.ReadFile("../../../../config/admission/parameters.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var parameters corev1.ConfigMap
	if err := yaml.Unmarshal(text, &parameters); err != nil {
		t.Fatal(err)
	}
	atTheDoor := strings.Fields(parameters.Data["recogniserImages"])
	servers, err := Known()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range servers {
		isRefused := slices.ContainsFunc(atTheDoor, func(image string) bool { return strings.Contains("/"+s.Image, "/"+image) })
		if isRefused == s.ServesAnyModel {
			t.Errorf("%s: at the door it is recognised: %t; here it serves any model: %t", s.Image, isRefused, s.ServesAnyModel)
		}
	}
	for _, image := range atTheDoor {
		if !slices.ContainsFunc(servers, func(s Server) bool { return strings.HasPrefix(s.Image, image) }) {
			t.Errorf("%s is recognised at the door and nothing is known of it here", image)
		}
	}
}

func TestRecognise(t *testing.T) {
	servers, err := Known()
	if err != nil {
		t.Fatal(err)
	}
	for image, want := range map[string]string{
		"exadel/compreface-core:1.2.0":                               "CompreFace core",
		"registry.example/mirror/exadel/compreface-core@sha256:00":   "CompreFace core",
		"exadel/compreface-postgres-db":                              "CompreFace database",
		"ghcr.io/blakeblackshear/frigate:stable":                     "Frigate",
		"registry.example/notexadel/compreface-core":                 "",
		"insightface-rest":                                           "InsightFace-REST",
		"ghcr.io/immich-app/immich-machine-learning:v2":              "Immich machine learning",
		"docker.io/openvino/model_server:2025.3":                     "OpenVINO Model Server",
		"nginx:1.29":                                                 "",
		"registry.example/nvidia/deepstream:7.1-samples-multiarch":   "NVIDIA DeepStream",
		"registry.example/deepinsight/insightface-server:0.2.0-cuda": "InsightFace Server",
	} {
		got := ""
		if s := recognise(servers, image); s != nil {
			got = s.Name
		}
		if got != want {
			t.Errorf("%s is recognised as %q, want %q", image, got, want)
		}
	}
}

func TestWhatAServerKeepsOnAMount(t *testing.T) {
	server := &Server{Stores: []Store{
		{Path: "/data", Name: "all"}, {Path: "/data/faces", Name: "faces"}, {Path: "/config", Name: "config"},
	}}
	for name, tc := range map[string]struct {
		mount corev1.VolumeMount
		want  map[string]string // store to directory within the volume
	}{
		"the whole of it":              {corev1.VolumeMount{MountPath: "/data/"}, map[string]string{"all": "", "faces": "faces"}},
		"one store alone":              {corev1.VolumeMount{MountPath: "/data/faces"}, map[string]string{"faces": ""}},
		"a part of a store":            {corev1.VolumeMount{MountPath: "/data/faces/staff"}, map[string]string{"faces": ""}},
		"a part of the outer store":    {corev1.VolumeMount{MountPath: "/data/other"}, map[string]string{"all": ""}},
		"a directory within a volume":  {corev1.VolumeMount{MountPath: "/data", SubPath: "app/"}, map[string]string{"all": "app", "faces": "app/faces"}},
		"a name that only begins so":   {corev1.VolumeMount{MountPath: "/database"}, map[string]string{}},
		"what the server knows not of": {corev1.VolumeMount{MountPath: "/tmp"}, map[string]string{}},
	} {
		got := map[string]string{}
		for _, f := range server.storesOn(tc.mount) {
			got[f.Name] = f.within
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestLabel(t *testing.T) {
	for text, want := range map[string]string{
		"frigate": "frigate", "10-cameras": "n10-cameras", "Site.A_1": "site-a-1", "---": "n", "": "n",
		strings.Repeat("a", 47) + ".b": strings.Repeat("a", 47),
	} {
		if got := label(text, 48); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

func TestNamesThatYAMLReadsOtherwiseAreQuoted(t *testing.T) {
	for name, want := range map[string]string{"site": "site", "123": `"123"`, "no": `"no"`, "null": `"null"`, "1e3": `"1e3"`} {
		if got := plain(name); got != want {
			t.Errorf("%s is written %s, want %s", name, got, want)
		}
	}
}

// TestADocumentIsSoundOnceItIsFilledIn takes the marks away and fills in.
func TestADocumentIsSoundOnceItIsFilledIn(t *testing.T) {
	seen, err := os.ReadFile("testdata/frigate.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := propose(t, string(seen), "").YAML()
	if err != nil {
		t.Fatal(err)
	}
	_, documents, _ := strings.Cut(string(text), "# The documents.")
	count := 0
	for _, document := range strings.Split(documents, "# ---\n")[1:] {
		var lines []string
		for line := range strings.SplitSeq(document, "\n") {
			lines = append(lines, strings.TrimPrefix(strings.TrimPrefix(line, "#"), " "))
		}
		filled := strings.NewReplacer("FILL IN: sha256sum FILE", strings.Repeat("0a", 32), "FILL IN: YYYY-MM-DD", "2026-11-02").
			Replace(strings.Join(lines, "\n"))
		var evidence v1alpha1.ComplianceEvidence
		if err := yaml.UnmarshalStrict([]byte(filled), &evidence); err != nil {
			t.Fatalf("%v\n%s", err, filled)
		}
		if evidence.Spec.AppliesTo[0].Deployment.Name != "frigate" || !strings.HasPrefix(evidence.Spec.Type, "EV-") {
			t.Errorf("%+v", evidence.Spec)
		}
		count++
	}
	if count != 2 {
		t.Errorf("%d documents", count)
	}
}

func TestWhatCannotBeReadIsNamed(t *testing.T) {
	_, problems := Read(manifest.Parse("seen", []byte(
		"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: many}\n")), "")
	if len(problems) != 1 || !strings.Contains(problems[0].Message, "cannot be read") || problems[0].Object != "Deployment a" {
		t.Errorf("%+v", problems)
	}
}
