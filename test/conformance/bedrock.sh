#!/usr/bin/env bash
# Real clients against the local Bedrock: boto3 drives every operation, streaming included, and the AWS CLI those that it
# has. Exits with 77 (skipped) where Python with boto3 is not installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
python3 -c 'import boto3' 2>/dev/null || { echo "boto3 is not installed"; exit 77; }

. test/conformance/serving
program=$(test/conformance/program src/RagPruner.Local)
plan="$work/faults.json"
cat >"$plan" <<'JSON'
{"seed": 1, "faults": [{"operation": "Rerank", "kind": "error", "error": "ThrottlingException", "rate": 1}]}
JSON
serve healthy dotnet "$program" up
serve faulty dotnet "$program" up --faults "$plan"
endpoint=$(said healthy bedrockRuntime)
throttled=$(said faulty bedrockRuntime)

export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true
python3 test/conformance/bedrock_boto3.py "$endpoint" "$throttled"

# The product's own commands on what the endpoints want: a signature where there is no key, each model in its own way.
dotnet "$program" ask "How long does a cold imported model take to answer?" --model-url "$endpoint/openai/v1" --model local-hosted --region us-east-1 \
  --scorer mean-logprob --json >"$work/signed.json" 2>"$work/signed.err"
dotnet "$program" probe --model-url "$endpoint/openai/v1" --model local-hosted --region us-east-1 >"$work/probe.md" 2>>"$work/signed.err"
grep -q '| log probabilities of the draft | yes |' "$work/probe.md"
dotnet "$program" probe --bedrock --endpoint-url "$endpoint" --model local-draft --model local-hosted >"$work/probe.md" 2>>"$work/signed.err"
grep -q '| log probabilities of the prompt | yes | no |' "$work/probe.md"
echo "signed chat completions and probe pass"

if ! command -v aws >/dev/null; then
  echo "the AWS CLI is not installed; boto3 alone was run"
  exit 0
fi
echo '{"prompt": "Context.\nWhen does the ferry leave?", "max_gen_len": 8, "return_logprobs": true}' >"$work/body.json"
aws --endpoint-url "$endpoint" bedrock-runtime invoke-model --model-id local-draft --body "fileb://$work/body.json" "$work/out.json" --output json >/dev/null
grep -q '"generation"' "$work/out.json"
aws --endpoint-url "$endpoint" bedrock-runtime converse --model-id local-final --messages '[{"role":"user","content":[{"text":"When does the ferry leave?"}]}]' --output json >"$work/converse.json"
grep -q '"stopReason": "end_turn"' "$work/converse.json"
aws --endpoint-url "$endpoint" bedrock-agent-runtime retrieve --knowledge-base-id LOCALKB001 --retrieval-query text="cold imported model" --output json >"$work/retrieve.json"
grep -q 'models/cold-start.md' "$work/retrieve.json"
echo "AWS CLI: invoke-model, converse and retrieve pass"
