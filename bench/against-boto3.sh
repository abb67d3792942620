#!/usr/bin/env bash
# The function Answer against a straightforward boto3 handler: the same question, 25 contexts, 25 drafts at once and one
# answer, on one local Bedrock, one process each, in turn. Usage: bench/against-boto3.sh [requests] [rounds]
set -euo pipefail
cd "$(dirname "$0")/.."
requests=${1:-200} rounds=${2:-3}
rid=$(dotnet msbuild bench/RagPruner.Requests -getProperty:NETCoreSdkRuntimeIdentifier)
dotnet publish bench/RagPruner.Requests -c Release -r "$rid" -p:PublishAot=false -p:PublishReadyToRun=true --no-self-contained -o artifacts/requests/jit --verbosity quiet >/dev/null
dotnet publish bench/RagPruner.Requests -c Release -r "$rid" -o artifacts/requests/native --verbosity quiet >/dev/null
. bench/local-bedrock
export RAGPRUNER_DRAFT_CONCURRENCY=25
question='How long does a cold imported model take to answer?'
payload="{\"question\": \"$question\", \"contexts\": 25, \"scorer\": \"mean-logprob\", \"keep\": {\"rule\": \"top-k\", \"k\": 3}}"
for _ in $(seq "$rounds"); do
  echo "boto3:  $(python3 bench/boto3_handler.py "$url" "$question" "$requests")"
  for kind in jit native; do
    printf '%-7s ' "$kind:"
    "artifacts/requests/$kind/RagPruner.Requests" "$payload" "$requests" 2>&1 >/dev/null
  done
done
