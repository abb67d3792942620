#!/usr/bin/env bash
# curl against the local API Gateway and the AWS CLI against the local Lambda: every route and every function, with the
# payloads of events/. Exits with 77 (skipped) where curl or the AWS CLI is not installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v aws >/dev/null && command -v curl >/dev/null || { echo "curl or the AWS CLI is not installed"; exit 77; }

. test/conformance/serving
program=$(test/conformance/program src/RagPruner.Local)
serve up dotnet "$program" up --log json
lambda=$(said up lambda)
rest=$(said up restApi)
http=$(said up httpApi)
question='{"question": "How long does a cold imported model take to answer?"}'
documents='{"question": "How long does a cold imported model take to answer?", "contexts": 2, "documents": [{"text": "A cold imported model takes four minutes to answer.", "score": 3}, {"text": "A warm model answers at once.", "score": 2}, {"text": "Dogs travel free.", "score": 1}]}'

expect() { # what, wanted text, text
  case $3 in *"$2"*) echo "pass: $1" ;; *) echo "FAIL: $1: no $2 in: $3"; exit 1 ;; esac
}

for api in "$rest" "$http"; do
  path=${api#"$lambda"}
  expect "curl $path/answer" '"status":"complete"' "$(curl -s "$api/answer" -H 'content-type: application/json' -d "$question")"
  streamed=$(curl -sN "$api/answer" -H 'content-type: application/json' -H 'accept: text/event-stream' -d "$question")
  expect "curl -N $path/answer: verdicts, text, answer" "contexts delta answer " "$(sed -n 's/^event: //p' <<<"$streamed" | uniq | tr '\n' ' ')"
  expect "curl -N $path/answer, no question" '"error":"PrunerInvalidInput"' "$(curl -sN "$api/answer" -H 'content-type: application/json' -H 'accept: text/event-stream' -d '{}')"
  expect "curl $path/prune" '"text":' "$(curl -s "$api/prune" -H 'content-type: application/json' -d "$question")"
  expect "curl $path/prune, documents of one's own" '"reason":"over_limit"' "$(curl -s "$api/prune" -H 'content-type: application/json' -d "$documents")"
  expect "curl $path/rerank" '"relevance_score":' "$(curl -s "$api/rerank" -H 'content-type: application/json' -d '{"query": "cold model", "documents": ["a cold model", "a warm one"]}')"
  expect "curl $path/rerank, top_n 0" '"message":"top_n must be at least 1."' "$(curl -s "$api/rerank" -H 'content-type: application/json' -d '{"query": "q", "documents": ["a"], "top_n": 0}')"
  expect "curl $path/answer, wrong type" 415 "$(curl -s -o /dev/null -w '%{http_code}' "$api/answer" -H 'content-type: text/plain' -d "$question")"
  expect "curl $path/answer, GET" 405 "$(curl -s -o /dev/null -w '%{http_code}' "$api/answer")"
  expect "curl $path/nothing" 404 "$(curl -s -o /dev/null -w '%{http_code}' "$api/nothing" -H 'content-type: application/json' -d "$question")"
  expect "curl $path/answer, no question" '"error":"PrunerInvalidInput"' "$(curl -s "$api/answer" -H 'content-type: application/json' -d '{}')"
done

export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true AWS_CLI_FILE_ENCODING=UTF-8
# Version 2 of the CLI wants to be told that a payload is not base64; version 1 does not know the option.
case $(aws --version 2>&1) in aws-cli/2*) raw='--cli-binary-format raw-in-base64-out' ;; *) raw= ;; esac
invoke() { # function, payload file
  # shellcheck disable=SC2086
  aws --endpoint-url "$lambda" lambda invoke --function-name "$1" $raw --payload "file://$2" "$work/out.json" --output json
}
for pair in Api:api-rest-answer Api:api-rest-prune Api:api-http-answer Api:api-http-prune Answer:answer PruneContexts:prune-contexts PruneContexts:prune-contexts-documents PruneContexts:prune-contexts-agent Answer:answer-agent Retrieve:retrieve Survey:survey Draft:draft Prune:prune Generate:generate Batch:batch; do
  reply=$(invoke "${pair%%:*}" "events/${pair#*:}.json")
  case $reply in *FunctionError*) echo "FAIL: aws lambda invoke ${pair}: $(cat "$work/out.json")"; exit 1 ;; esac
  echo "pass: aws lambda invoke ${pair%%:*} (events/${pair#*:}.json)"
done
# The lines of docs/local-bedrock.md, on a machine where nothing of AWS is configured.
grep -hE '^(export AWS|aws )' docs/local-bedrock.md | sed "s#http://127.0.0.1:9000#$lambda#g; s# out.json# $work/readme.json#" >"$work/readme.sh"
(cd "$PWD" && env -i PATH="$PATH" HOME="$work" bash -e "$work/readme.sh" >"$work/readme.out")
expect "the documented AWS CLI lines on a clean machine" retrievalResults "$(cat "$work/readme.out")"
echo '{}' >"$work/empty.json"
expect "aws lambda invoke Answer, no question" '"FunctionError": "Unhandled"' "$(invoke Answer "$work/empty.json")"
expect "its payload" '"errorType":"PrunerInvalidInput"' "$(cat "$work/out.json")"
[ "$(grep -c '"_aws"' "$work/up.log")" -ge 20 ] || { echo "FAIL: too few log records"; exit 1; }
echo "pass: one log record per request"
