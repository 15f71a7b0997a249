#!/usr/bin/env bash
# Checks that what is generated, formatted and pinned is as the sources ask for. The working tree is left alone: it is
# copied with everything that git does not ignore, and generators run in the copy. All checks run; the exit code is 1 if
# one of them fails, and each failure says how to repair it.
set -euo pipefail

cd "$(dirname "$0")/.."
root=$PWD
export TOOLS=${TOOLS:-$root/bin/tools}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# check NAME REPAIR COMMAND... runs COMMAND, which is silent and succeeds, or says what is wrong.
check() {
  local name=$1 repair=$2 output
  shift 2
  if output=$("$@" 2>&1) && [ -z "$output" ]; then
    printf 'ok    %s\n' "$name"
    return
  fi
  printf 'FAIL  %s\n' "$name"
  head -n 60 <<<"$output" | sed 's/^/      /'
  printf '      repair: %s\n' "$repair"
  failed=1
}

# tracked lists the files below version control, and those that soon will be, by pattern.
tracked() {
  git ls-files --cached --others --exclude-standard --deduplicate -- "$@" | while read -r file; do
    [ ! -f "$file" ] || printf '%s\n' "$file"
  done
}

generated() {
  mkdir "$work/tree"
  tracked . | tar -cf - -T - | tar -xf - -C "$work/tree"
  cp -a "$work/tree" "$work/before"
  make -C "$work/tree" generate >"$work/log" 2>&1 || {
    cat "$work/log"
    return
  }
  (cd "$work" && diff -ruN --exclude=bin before tree) || true
}

formatted() { tracked '*.go' | xargs gofmt -l; }

vetted() { go vet ./...; }

# modules: every go.mod is tidy, and the cache holds what go.sum says.
modules() {
  local mod
  tracked '*go.mod' ':!*/testdata/*' | while read -r mod; do
    (cd "$(dirname "$mod")" && go mod tidy -diff) || true
  done
}

headers() {
  local lines
  lines=$(wc -l <hack/boilerplate.go.txt)
  tracked '*.go' ':!*/zz_generated.*' | while read -r file; do
    head -n "$lines" "$file" | cmp -s - hack/boilerplate.go.txt || printf '%s\n' "$file"
  done
}

scripts() {
  local file
  tracked '*.sh' .ci/run | while read -r file; do
    bash -n "$file"
    [ -x "$file" ] || printf '%s is not executable\n' "$file"
  done
}

check "generated files are current" "make generate" generated
check "Go files are formatted" "gofmt -w ." formatted
check "go vet" "read what it says above" vetted
check "modules are tidy" "go mod tidy, in the folder of the go.mod" modules
check "Go files begin with the licence header" "put hack/boilerplate.go.txt at the top" headers
check "scripts parse and are executable" "chmod +x, or read what it says above" scripts
exit "$failed"
