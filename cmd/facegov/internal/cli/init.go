// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/facegov/facegov/cmd/facegov/internal/preset"
)

type initCommand struct {
	*Surroundings
	preset, lang, out string
}

// nextSteps say in each language what to do with the files.
var nextSteps = map[string]string{
	"en": `
Next:
  1. Fill in what says "fill in" in the .yaml files, and every ____ in the .md files.
  2. Fill in and print notice.html; put its sha256 into deployment.yaml.
  3. Have the documents signed; put their sha256 and dates into evidence.yaml. Zeros never count.
  4. %[1]s check -f %[2]s        # says what still blocks
  5. kubectl apply -k %[2]s
`,
	"zh-Hans": `
接下来：
  1. 填写 .yaml 文件中标有“填写”之处，以及 .md 文件中的所有 ____。
  2. 填写并打印 notice.html，将其 sha256 写入 deployment.yaml。
  3. 签署各文件，将其 sha256 和日期写入 evidence.yaml。全零永不生效。
  4. %[1]s check -f %[2]s        # 列出仍然受阻之处
  5. kubectl apply -k %[2]s
`,
}

// secretStep is the last of them where a PIN is among the ways in.
var secretStep = map[string]string{
	"en":      "  6. Make the Secret with the PINs, as deployment.yaml begins; the way in waits for it.\n",
	"zh-Hans": "  6. 按照 deployment.yaml 开头的说明创建存放密码的 Secret；非人脸通行方式等待该 Secret。\n",
}

func newInit(s *Surroundings) *cobra.Command {
	command := &initCommand{Surroundings: s}
	c := &cobra.Command{
		Use:   "init --preset NAME --out FOLDER",
		Short: "Write a complete first deployment with its forms and its notice",
		Long: `Writes a namespace, a zone, a deployment, its volume claim, the documents that the law asks for and a
kustomization, all commented; forms of those documents to fill in; and a notice to print. What says "fill in" is an
example. Nothing starts before the documents and the notice are on record: their digests are zeros until then, and
check says which of them block. No file is ever overwritten.

Presets: ` + strings.Join(preset.Names(), ", ") + `.`,
		Example: s.examples(`
facegov init --preset residential-gate --lang en --out gate
facegov check -f gate

facegov init --preset hotel-desk --lang zh-Hans --out check-in`),
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return command.run() },
	}
	c.Flags().StringVar(&command.preset, "preset", "", "what to begin with: "+strings.Join(preset.Names(), ", "))
	c.Flags().StringVar(&command.lang, "lang", "en", "language of comments and forms: "+strings.Join(languages, ", "))
	c.Flags().StringVar(&command.out, "out", "", "folder to write to; it is made when it does not exist")
	_ = c.RegisterFlagCompletionFunc("preset", // the flag exists
		cobra.FixedCompletions(preset.Names(), cobra.ShellCompDirectiveNoFileComp))
	_ = c.RegisterFlagCompletionFunc("lang", // the flag exists
		cobra.FixedCompletions(languages, cobra.ShellCompDirectiveNoFileComp))
	_ = c.MarkFlagDirname("out") // the flag exists
	return c
}

func (c *initCommand) run() error {
	switch {
	case c.preset == "":
		return badInput("--preset is missing; choose %s", strings.Join(preset.Names(), ", "))
	case c.out == "":
		return badInput("--out is missing; name the folder to write to")
	}
	if err := checkLanguage(c.lang); err != nil {
		return err
	}
	files, err := preset.Files(c.preset, c.lang)
	if err != nil {
		return badInput("--preset: %v", err)
	}
	if err := c.refuseOverwriting(files); err != nil {
		return err
	}
	if err := os.MkdirAll(c.out, 0o755); err != nil { //nolint:gosec // manifests and forms are no secret
		return badInput("--out: the folder cannot be made: %v", err)
	}
	for _, file := range files {
		if err := write(filepath.Join(c.out, file.Name), file.Text); err != nil {
			return badInput("%v", err)
		}
		_, _ = fmt.Fprintln(c.Out, "wrote "+filepath.Join(c.out, file.Name))
	}
	_, _ = fmt.Fprintf(c.Out, nextSteps[c.lang], c.Name, c.out)
	if preset.NeedsPIN(c.preset) {
		_, _ = fmt.Fprint(c.Out, secretStep[c.lang])
	}
	return nil
}

// refuseOverwriting names every file that is there already, before anything is written.
func (c *initCommand) refuseOverwriting(files []preset.File) error {
	var there []string
	for _, file := range files {
		path := filepath.Join(c.out, file.Name)
		if _, err := os.Lstat(path); err == nil {
			there = append(there, path)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return badInput("--out: %v", err)
		}
	}
	if len(there) > 0 {
		return badInput("nothing was written, because no file is overwritten and these are there: %s; "+
			"choose another folder with --out", strings.Join(there, ", "))
	}
	return nil
}

// write makes a file that does not exist.
func write(path string, text []byte) (err error) {
	const onlyNew = os.O_WRONLY | os.O_CREATE | os.O_EXCL
	file, err := os.OpenFile(path, onlyNew, 0o644) //nolint:gosec // manifests and forms are no secret
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", path, err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err := file.Write(text); err != nil {
		return fmt.Errorf("%s cannot be written: %w", path, err)
	}
	return nil
}
