#!/usr/bin/env bash
# What gets deployed: refused on stand-ins, measured with them; the Lambda folder's size; the libraries; the tool,
# installed and run.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAIL: $1"; exit 1; }
# The first build of a checkout decides which packages there are.
dotnet build src/RagPruner.Local --verbosity quiet >"$work/log" || fail "the build: $(tail -5 "$work/log")"
packages=$(dotnet msbuild src/RagPruner.Lambda -getProperty:AwsPackages)
measure=
if [ "$packages" = compat ]; then
  for command in "publish src/RagPruner.Lambda" "pack src/RagPruner.Bedrock" "pack src/RagPruner.Local"; do
    # shellcheck disable=SC2086
    if dotnet $command -c Debug --no-build -o "$work/refused" >"$work/log" 2>&1; then fail "dotnet $command made a package of stand-ins"; fi
    grep -q 'RAGP001.*-p:MeasureOnly=true' "$work/log" || fail "dotnet $command failed without saying what to do: $(tail -5 "$work/log")"
    echo "pass: dotnet $command is refused on stand-ins"
  done
  measure=-p:MeasureOnly=true
fi

# shellcheck disable=SC2086
dotnet publish src/RagPruner.Lambda -c Release -r linux-arm64 -o "$work/lambda" $measure --verbosity quiet >/dev/null
bytes=$(du -sb "$work/lambda" | cut -f1)
[ "$bytes" -lt 30000000 ] || fail "the Lambda folder has $bytes bytes"
[ -f "$work/lambda/RagPruner.Lambda.runtimeconfig.json" ] && [ -f "$work/lambda/RagPruner.Lambda.deps.json" ] || fail "the Lambda folder lacks what the runtime loads it by"
[ -z "$measure" ] || [ -f "$work/lambda/DO-NOT-DEPLOY.txt" ] || fail "an output to be measured only does not say so"
echo "pass: the Lambda folder has $bytes bytes"

dotnet pack src/RagPruner -c Release -o "$work/packages" --verbosity quiet >/dev/null
python3 -m zipfile -l "$work/packages/RagPruner.0.1.0.nupkg" >"$work/listing"
grep -q README.md "$work/listing" || fail "the library's package has no README"
echo "pass: the library packs, with its README"
# shellcheck disable=SC2086
dotnet pack src/RagPruner.Local -c Release -o "$work/packages" $measure --verbosity quiet >/dev/null
dotnet tool install RagPruner.Local --tool-path "$work/tools" --source "$work/packages" --version 0.1.0 >/dev/null
cd "$work"
"$work/tools/ragpruner" ask "How long does a cold imported model take to answer?" >"$work/answer" || fail "the installed tool fails: $(tail -5 "$work/answer")"
grep -q 'four minutes' "$work/answer" || fail "the installed tool does not answer"
echo "pass: the tool is installed and answers from any folder"
