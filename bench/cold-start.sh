#!/usr/bin/env bash
# Start to first answer of the Api function in a fresh process on the local Bedrock: JIT, ReadyToRun and native, in turn.
# Prints medians in milliseconds, peak memory, and the size of what would be deployed. Usage: bench/cold-start.sh [runs]
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-15}
rid=$(dotnet msbuild bench/RagPruner.ColdStart -getProperty:NETCoreSdkRuntimeIdentifier)
measure=
[ "$(dotnet msbuild src/RagPruner.Lambda -getProperty:AwsPackages)" = nuget ] || measure=-p:MeasureOnly=true
out=$PWD/artifacts/cold-start
publish() { # project, kind, options...
  local project=$1 to=$2
  shift 2
  # shellcheck disable=SC2086
  dotnet publish "$project" -c Release -r "$rid" -o "$to" $measure --verbosity quiet -p:DebugType=none "$@" >/dev/null
}
publish bench/RagPruner.ColdStart "$out/jit" --no-self-contained -p:PublishReadyToRun=false
publish bench/RagPruner.ColdStart "$out/ready-to-run" --no-self-contained -p:PublishReadyToRun=true
publish bench/RagPruner.ColdStart "$out/native" -p:PublishAot=true
publish src/RagPruner.Lambda "$out/package-jit" -p:PublishReadyToRun=false
publish src/RagPruner.Lambda "$out/package-ready-to-run"
publish src/RagPruner.Lambda.Native "$out/package-native"
. bench/local-bedrock
kinds="jit ready-to-run native"
for _ in $(seq "$runs"); do
  for kind in $kinds; do
    "$out/$kind/RagPruner.ColdStart" events/api-rest-answer.json | grep '^built' >>"$work/$kind"
  done
done
median() { sort -n | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }
for kind in $kinds; do
  (cd "$out/package-$kind" && rm -f "$work/$kind.zip" && python3 -m zipfile -c "$work/$kind.zip" ./*)
  echo "$kind: built $(awk '{print $2}' "$work/$kind" | median), first answer $(awk '{print $4}' "$work/$kind" | median), second answer $(awk '{print $6}' "$work/$kind" | median) ms, peak memory $(awk '{print $8}' "$work/$kind" | median) MB (medians of $runs); package $(du -sb "$out/package-$kind" | cut -f1) bytes, zipped $(stat -c %s "$work/$kind.zip")"
done
