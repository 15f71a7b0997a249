#!/usr/bin/env bash
# Stops the operator that `make demo KEEP=1` left running. The file with its process id may be stale, and the id may
# belong to somebody else by now, so the process is looked at first.
set -euo pipefail

cd "$(dirname "$0")/.."
file=bin/operator.pid
[ -f "$file" ] || exit 0
pid=$(<"$file")
command=$(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null || ps -o args= -p "$pid" 2>/dev/null || true)
case "$command" in
  *bin/manager\ *)
    kill "$pid"
    echo "stopped the operator"
    ;;
esac
rm -f "$file"
