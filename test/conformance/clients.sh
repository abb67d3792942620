#!/usr/bin/env bash
# Clients of other people against the local cloud, from npm by a lock file: reranking by cohere-ai and by Vercel's ai with
# @ai-sdk/cohere, hosted drafting and managed retrieval by AWS's own; and the examples of docs/integrations.md. Exits with 77 (skipped) where Node.js is not installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v npm >/dev/null || { echo "Node.js is not installed"; exit 77; }

work=$(mktemp -d)
dotnet "$(test/conformance/program src/RagPruner.Local)" up --port 0 --json --log json >"$work/up.json" 2>"$work/records.jsonl" &
server=$!
trap 'kill $server 2>/dev/null; wait; rm -rf "$work"' EXIT
for _ in $(seq 300); do
  [ -s "$work/up.json" ] && break
  sleep 0.1
done
url=$(sed -n 's/.*"lambda":"\([^"]*\)".*/\1/p' "$work/up.json")

cp test/clients/package.json test/clients/package-lock.json test/clients/.npmrc test/clients/*.mjs "$work"
(cd "$work" && npm ci --silent --ignore-scripts)
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
if grep -E 'ferry|cold imported' "$work/records.jsonl" >/dev/null; then echo "FAIL: text of a request in the log"; exit 1; fi
echo "pass: no text of a request in the log"
