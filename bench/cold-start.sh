#!/usr/bin/env bash
# Start to first answer of the Api function in a fresh process, ReadyToRun against JIT, alternating, on the local Bedrock.
# Prints the medians in milliseconds. Usage: bench/cold-start.sh [runs]
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-15}
rid=$(dotnet msbuild bench/RagPruner.ColdStart -getProperty:NETCoreSdkRuntimeIdentifier)
for kind in true false; do
  dotnet publish bench/RagPruner.ColdStart -c Release -r "$rid" --no-self-contained -p:PublishReadyToRun=$kind -o "artifacts/cold-start/$kind" --verbosity quiet -p:DebugType=none >/dev/null
done
dotnet build src/RagPruner.Local -c Release --verbosity quiet >/dev/null
work=$(mktemp -d)
dotnet "$(dotnet msbuild src/RagPruner.Local -p:Configuration=Release -getProperty:TargetPath)" up --port 0 --json >"$work/up.json" 2>/dev/null &
server=$!
trap 'kill $server; wait; rm -rf "$work"' EXIT
until [ -s "$work/up.json" ]; do sleep 0.1; done
url=$(sed -n 's/.*"lambda":"\([^"]*\)".*/\1/p' "$work/up.json")
export AWS_ENDPOINT_URL_BEDROCK_RUNTIME=$url AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME=$url AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
export RAGPRUNER_KNOWLEDGE_BASE_ID=LOCALKB001 RAGPRUNER_DRAFT_MODEL=local-draft RAGPRUNER_FINAL_MODEL=local-final
for _ in $(seq "$runs"); do
  for kind in true false; do
    "artifacts/cold-start/$kind/RagPruner.ColdStart" events/api-rest-answer.json | grep '^built' >>"$work/$kind"
  done
done
median() { sort -n | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }
for kind in true false; do
  echo "ReadyToRun=$kind: built $(awk '{print $2}' "$work/$kind" | median), first answer $(awk '{print $4}' "$work/$kind" | median), second answer $(awk '{print $6}' "$work/$kind" | median) (medians of $runs, ms)"
done
