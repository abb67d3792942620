#!/usr/bin/env bash
# The function Answer against a straightforward boto3 handler: the same question, 25 contexts, 25 drafts at once and one
# answer, on one local Bedrock, one process each, in turn. Usage: bench/against-boto3.sh [requests] [rounds]
set -euo pipefail
cd "$(dirname "$0")/.."
requests=${1:-200} rounds=${2:-3}
rid=$(dotnet msbuild bench/RagPruner.Requests -getProperty:NETCoreSdkRuntimeIdentifier)
dotnet publish bench/RagPruner.Requests -c Release -r "$rid" -p:PublishAot=false -p:PublishReadyToRun=true --no-self-contained -o artifacts/requests/jit --verbosity quiet >/dev/null
dotnet publish bench/RagPruner.Requests -c Release -r "$rid" -o artifacts/requests/native --verbosity quiet >/dev/null
dotnet build src/RagPruner.Local -c Release --verbosity quiet >/dev/null
work=$(mktemp -d)
dotnet "$(dotnet msbuild src/RagPruner.Local -p:Configuration=Release -getProperty:TargetPath)" up --port 0 --json >"$work/up.json" 2>/dev/null &
server=$!
trap 'kill $server; wait; rm -rf "$work"' EXIT
until [ -s "$work/up.json" ]; do sleep 0.1; done
url=$(sed -n 's/.*"lambda":"\([^"]*\)".*/\1/p' "$work/up.json")
question='How long does a cold imported model take to answer?'
export AWS_ENDPOINT_URL_BEDROCK_RUNTIME=$url AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME=$url AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
export RAGPRUNER_KNOWLEDGE_BASE_ID=LOCALKB001 RAGPRUNER_DRAFT_MODEL=local-draft RAGPRUNER_FINAL_MODEL=local-final RAGPRUNER_DRAFT_CONCURRENCY=25
payload="{\"question\": \"$question\", \"contexts\": 25, \"scorer\": \"mean-logprob\", \"keep\": {\"rule\": \"top-k\", \"k\": 3}}"
for _ in $(seq "$rounds"); do
  echo "boto3:  $(python3 bench/boto3_handler.py "$url" "$question" "$requests")"
  for kind in jit native; do
    printf '%-7s ' "$kind:"
    "artifacts/requests/$kind/RagPruner.Requests" "$payload" "$requests" 2>&1 >/dev/null
  done
done
