#!/usr/bin/env bash
# Clients of other people against the local cloud, from npm by a lock file: reranking by cohere-ai and by Vercel's ai with
# @ai-sdk/cohere, hosted drafting and managed retrieval by AWS's own; and the examples of docs/integrations.md. Exits with 77 (skipped) where Node.js is not installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v npm >/dev/null || { echo "Node.js is not installed"; exit 77; }

. test/conformance/serving
program=$(test/conformance/program src/RagPruner.Local)
serve up dotnet "$program" up --log json
clients rerank.mjs bedrock.mjs
url=$(said up lambda)
node "$work/rerank.mjs" "$url"
node "$work/bedrock.mjs" "$url"

# The examples as they stand in the guide, but for the address.
example() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/p" docs/integrations.md | sed '1d;$d' | sed "s#http://127.0.0.1:9000#$url#"; }
example js >"$work/example.mjs"
node "$work/example.mjs" | tee "$work/js.out"
grep 'kept' "$work/js.out" >/dev/null || { echo "FAIL: the example with fetch"; exit 1; }
echo "pass: the example with fetch"
if python3 -c 'import requests' 2>/dev/null; then
  example python >"$work/example.py"
  python3 "$work/example.py" | tee "$work/py.out"
  grep 'kept' "$work/py.out" >/dev/null || { echo "FAIL: the example with requests"; exit 1; }
  echo "pass: the example with requests"
fi
if grep -E 'ferry|cold imported' "$work/up.log" >/dev/null; then echo "FAIL: text of a request in the log"; exit 1; fi
echo "pass: no text of a request in the log"
