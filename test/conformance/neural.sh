#!/usr/bin/env bash
# The larger tool with the real, very small model of the test data: the openai client against `serve`, the local Bedrock on
# it, and the same numbers by serve and in process. Exits with 77 (skipped) without the model or Node.js.
set -euo pipefail
cd "$(dirname "$0")/../.."
model=${RAGPRUNER_TEST_ASSETS:-}/models/SmolLM2-135M-Instruct.Q4_1.gguf
[ -f "$model" ] || { echo "RAGPRUNER_TEST_ASSETS does not name a folder with the model"; exit 77; }
command -v npm >/dev/null || { echo "Node.js is not installed"; exit 77; }

. test/conformance/serving
tool="dotnet $(test/conformance/program src/RagPruner.Neural)"

# shellcheck disable=SC2086
serve model $tool serve --gguf "$model"
clients openai.mjs
url=$(said model url)
name=$(said model model)
node "$work/openai.mjs" "$url" "$name"

question="How long was Purser silent after the model replacement in March 2025?"
ask() { $tool ask "$question" --contexts 3 --scorer mean-logprob --json "$@" 2>/dev/null | python3 -c 'import json, sys
for c in json.load(sys.stdin)["contexts"]: print(c["id"], c["score"], c.get("evidence"))'; }
ask --gguf "$model" >"$work/here"
ask --model-url "$url" --model "$name" >"$work/served"
[ -s "$work/here" ] && cmp "$work/here" "$work/served" || { echo "FAIL: other numbers by serve than in process"; exit 1; }
echo "pass: the same numbers by serve and in process"

# shellcheck disable=SC2086
serve up $tool up --model-url "$url" --model "$name" --retrieval hybrid
local=$(said up lambda)
python3 - "$local" "$question" <<'PY'
import json, sys, urllib.request
body = json.dumps({"question": sys.argv[2], "scorer": "question-likelihood", "contexts": 3}).encode()
reply = urllib.request.urlopen(urllib.request.Request(sys.argv[1] + "/v1/prune", body, {"content-type": "application/json"}))
contexts = json.load(reply)["contexts"]
assert len(contexts) == 3 and all(c["score"] < 0 for c in contexts), contexts
PY
echo "pass: the local Bedrock on the served model, with hybrid retrieval"
