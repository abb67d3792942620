#!/usr/bin/env bash
# The functions as one native executable, fed by Lambda's Runtime API on loopback: every event, every error, both log
# formats. A warning of the compiler is an error. Exits with 77 (skipped) where the compiler or a linker cannot be had.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v clang >/dev/null || command -v gcc >/dev/null || { echo "there is neither clang nor gcc to link with"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
project=src/RagPruner.Lambda.Native
tests=$(test/conformance/program test/RagPruner.Lambda.Native.Tests)
rid=$(dotnet msbuild $project -getProperty:NETCoreSdkRuntimeIdentifier)
measure=
[ "$(dotnet msbuild $project -getProperty:AwsPackages)" = nuget ] || measure=-p:MeasureOnly=true
if ! dotnet restore $project -r "$rid" --verbosity quiet >"$work/log" 2>&1; then
  case $(cat "$work/log") in *ILCompiler*) echo "the native compiler cannot be restored"; exit 77 ;; esac
  tail -5 "$work/log"
  exit 1
fi
# shellcheck disable=SC2086
dotnet publish $project -c Release -r "$rid" -o "$work/native" $measure >"$work/log" 2>&1 || { grep -E 'warning|error' "$work/log" | sort -u; exit 1; }
if grep -E 'warning (IL|NETSDK)' "$work/log"; then echo "FAIL: the compiler warns"; exit 1; fi
echo "pass: a native executable of $(stat -c %s "$work/native/bootstrap") bytes, without a warning"
RAGPRUNER_NATIVE_BOOTSTRAP=$work/native/bootstrap dotnet "$tests" -noColor >"$work/tests" 2>"$work/failures" || { cat "$work/tests"; exit 1; }
grep -E '^ *RagPruner.*Total: [1-9]' "$work/tests"
echo "pass: every event, every error and both log formats by the native executable"
