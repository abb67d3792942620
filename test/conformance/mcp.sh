#!/usr/bin/env bash
# The official TypeScript client of the Model Context Protocol against `ragpruner mcp` and /mcp of `up`, from npm by a lock
# file. Exits with 77 (skipped) where Node.js is not installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v npm >/dev/null || { echo "Node.js is not installed"; exit 77; }

. test/conformance/serving
program=$(test/conformance/program src/RagPruner.Local)
echo '{"seed": 1, "faults": [{"operation": "InvokeModel", "kind": "latency", "milliseconds": 10000}]}' >"$work/slow-plan.json"
serve quick dotnet "$program" up --log json
serve slow dotnet "$program" up --log json --faults "$work/slow-plan.json"
clients mcp.mjs
quick=$(said quick lambda)
slow=$(said slow lambda)
# What the servers of standard input write beside the protocol is a log too.
node "$work/mcp.mjs" "$program" "$quick" "$slow" 2>"$work/stdio.log" || { tail -20 "$work/stdio.log"; exit 1; }
if grep -E 'ferry|cold imported' "$work"/*.log >/dev/null; then echo "FAIL: text of a request in the log"; exit 1; fi
echo "pass: no text of a request in the log"
