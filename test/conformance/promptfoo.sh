#!/usr/bin/env bash
# promptfoo evaluates /v1/answer with and without pruning, by the configuration that the samples have. Of npm alone, without
# install scripts: of its optional packages only the store of its results. Exits with 77 (skipped) where
# Node.js is not installed, or npm does not have it.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v npm >/dev/null || { echo "Node.js is not installed"; exit 77; }

. test/conformance/serving
program=$(test/conformance/program src/RagPruner.Local)
serve up dotnet "$program" up
# The newest that runs on Node.js 20.
echo '{"private": true}' >"$work/package.json"
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts --omit=optional promptfoo@0.121.20 >/dev/null || { echo "promptfoo cannot be had"; exit 77; }
store=$(node -p "const s = require('$work/node_modules/libsql/package.json').optionalDependencies, n = '@libsql/linux-' + process.arch + '-gnu'; n + '@' + s[n]")
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts --omit=optional --no-save "$store" >/dev/null || { echo "the store of its results cannot be had"; exit 77; }
RAGPRUNER_URL=$(said up lambda)
export RAGPRUNER_URL PROMPTFOO_DISABLE_TELEMETRY=1 PROMPTFOO_DISABLE_UPDATE=1 PROMPTFOO_CONFIG_DIR=$work/home
node "$work/node_modules/.bin/promptfoo" eval --config samples/promptfoo/promptfooconfig.yaml --no-cache --no-table --output "$work/results.json" >"$work/log" 2>&1 || true
python3 - "$work/results.json" <<'CHECK' || { tail -20 "$work/log"; exit 1; }
import json, sys
results = json.load(open(sys.argv[1]))["results"]["results"]
assert results and all(r.get("response", {}).get("output") for r in results), "an answer is missing"
assert {r["provider"]["label"] for r in results} == {"pruned to 3", "everything"}
cost = {label: sum(r["cost"] for r in results if r["provider"]["label"] == label) for label in ("pruned to 3", "everything")}
assert 0 < cost["pruned to 3"] < cost["everything"], cost
for label in cost:
    print(f"{label}: {sum(r['success'] for r in results if r['provider']['label'] == label)} of {len(results) // 2} right, {cost[label]:.4f} dollars")
assert sum(r["success"] for r in results) >= 7, "too few are right"
print("pass: promptfoo evaluates /v1/answer with and without pruning")
CHECK
