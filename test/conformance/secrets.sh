#!/usr/bin/env bash
# No key, token or folder of a machine in what is committed. Patterns are of providers' documented forms.
set -euo pipefail
cd "$(dirname "$0")/../.."
patterns='AKIA[0-9A-Z]{16}|ASIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY-----|gh[pousr]_[A-Za-z0-9]{36}|xox[abprs]-[A-Za-z0-9-]{10,}|sk-[A-Za-z0-9]{32,}|eyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.|AIza[0-9A-Za-z_-]{35}|hf_[A-Za-z]{34}'
folders='/home/[a-z][a-z0-9_-]*/|/Users/[A-Za-z][A-Za-z0-9_-]*/|/[r]oot/|/[w]ork/|[A-Z]:\\Users\\'
# The check must find what it looks for.
probe=$(mktemp)
trap 'rm -f "$probe"' EXIT
printf '%s%s\n%s%s\n' AKIA ABCDEFGHIJKLMNOP /ro ot/x >"$probe"
[ "$(grep -cE "$patterns|$folders" "$probe")" -eq 2 ] || { echo "FAIL: the scan finds nothing"; exit 1; }
found=$(git grep -nIE "$patterns|$folders" -- . ':!test/conformance/secrets.sh' ':!*package-lock.json' | cut -c1-200 || true)
if [ -n "$found" ]; then
  echo "$found"
  echo "FAIL: keys or folders of a machine are committed"
  exit 1
fi
echo "pass: $(git ls-files | wc -l) files without keys or folders of a machine"
