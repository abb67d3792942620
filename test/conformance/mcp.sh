#!/usr/bin/env bash
# The official TypeScript client of the Model Context Protocol against `ragpruner mcp` and /mcp of `up`, from npm by a lock
# file. Exits with 77 (skipped) where Node.js is not installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v npm >/dev/null || { echo "Node.js is not installed"; exit 77; }

work=$(mktemp -d)
program=$(test/conformance/program src/RagPruner.Local)
trap 'kill $(jobs -p) 2>/dev/null; wait; rm -rf "$work"' EXIT
up() { # name, options...
  local name=$1
  shift
  dotnet "$program" up --port 0 --json --log json "$@" >"$work/$name.json" 2>"$work/$name.jsonl" &
}
echo '{"seed": 1, "faults": [{"operation": "InvokeModel", "kind": "latency", "milliseconds": 10000}]}' >"$work/slow-plan.json"
up quick
up slow --faults "$work/slow-plan.json"
for name in quick slow; do
  for _ in $(seq 300); do
    [ -s "$work/$name.json" ] && break
    sleep 0.1
  done
done
address() { sed -n 's/.*"lambda":"\([^"]*\)".*/\1/p' "$work/$1.json"; }

cp test/clients/package.json test/clients/package-lock.json test/clients/.npmrc test/clients/mcp.mjs "$work"
(cd "$work" && npm ci --silent --ignore-scripts)
# What the servers of standard input write beside the protocol is a log too.
node "$work/mcp.mjs" "$program" "$(address quick)" "$(address slow)" 2>"$work/stdio.jsonl" || { tail -20 "$work/stdio.jsonl"; exit 1; }
if grep -E 'ferry|cold imported' "$work"/*.jsonl >/dev/null; then echo "FAIL: text of a request in the log"; exit 1; fi
echo "pass: no text of a request in the log"
