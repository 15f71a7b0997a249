#!/usr/bin/env bash
# Lists the packages whose tests start a cluster (`cluster`) or those whose tests do not (`unit`). What counts is whether
# the test program contains the package test/cluster, so that nobody has to keep a list.
set -euo pipefail

case "${1:-}" in
  cluster | unit) want=$1 ;;
  *)
    echo "usage: $0 cluster|unit" >&2
    exit 2
    ;;
esac

module=$(go list -m)
go list -test -f '{{if eq .Name "main"}}{{.ImportPath}} {{join .Deps " "}}{{end}}' ./... |
  awk -v want="$want" -v cluster="$module/test/cluster" '
    $1 ~ /\.test$/ {
      kind = "unit"
      for (i = 2; i <= NF; i++) if ($i == cluster) kind = "cluster"
      sub(/\.test$/, "", $1)
      if (kind == want) print $1
    }'
