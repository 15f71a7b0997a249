#!/usr/bin/env bash
# Runs every fuzz test of the module, one after the other, for the time given (for example 20s).
set -euo pipefail

time=${1:?usage: $0 TIME}
found=0
while IFS=: read -r file line; do
  name=$(sed -E 's/^func (Fuzz[A-Za-z0-9_]*).*/\1/' <<<"$line")
  echo "fuzzing $name in $(dirname "$file") for $time"
  go test -run '^$' -fuzz "^$name\$" -fuzztime "$time" "./$(dirname "$file")" </dev/null
  found=$((found + 1))
done < <(git ls-files --cached --others --exclude-standard -- '*_test.go' | xargs -r grep -HE '^func Fuzz' || true)
echo "$found fuzz tests ran"
[ "$found" -gt 0 ]
