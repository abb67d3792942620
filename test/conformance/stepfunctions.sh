#!/usr/bin/env bash
# Both state machines, and the example, run end to end against the real handlers on the local cloud: success, no context,
# cold then warm, throttled, poison items, deadline; and a file of 500 questions. The interpreter is moto's, driven by a
# runner beside the test data (RAGPRUNER_TEST_ASSETS); exits with 77 (skipped) without it.
set -euo pipefail
cd "$(dirname "$0")/../.."
runner=${RAGPRUNER_TEST_ASSETS:-}/tools/stepfunctions/run.py
[ -f "$runner" ] && python3 -c 'import moto' 2>/dev/null || { echo "moto, or the runner in RAGPRUNER_TEST_ASSETS, is not there"; exit 77; }
python3 test/conformance/stepfunctions_run.py "$runner" "$(test/conformance/program src/RagPruner.Local)"
if command -v npm >/dev/null; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  npm install --silent --no-audit --no-fund --prefix "$work" asl-validator@4.0.0 >/dev/null
  for file in statemachines/*.json statemachines/examples/*.json; do
    # Function ARNs as CloudFormation would put them in.
    sed 's/\${\([A-Za-z]*Function\)}/arn:aws:lambda:us-east-1:000000000000:function:\1:live/; s/\${Partition}/aws/; s/\${[A-Za-z]*}/x/' "$file" >"$work/$(basename "$file")"
    node "$work/node_modules/.bin/asl-validator" --json-path "$work/$(basename "$file")"
    echo "pass: asl-validator $file"
  done
fi
