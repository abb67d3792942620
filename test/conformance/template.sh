#!/usr/bin/env bash
# The template passes cfn-lint without a finding, as it is and with the parameters of an imported and of a hosted drafting
# model, and the SAM translator. Exits with 77 (skipped) where neither is installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
found=
if command -v cfn-lint >/dev/null; then
  cfn-lint template.yaml
  echo "pass: cfn-lint template.yaml"
  for drafter in imported hosted; do
    cfn-lint --parameter-files "test/conformance/parameters-$drafter.json" -- template.yaml
    echo "pass: cfn-lint template.yaml, $drafter drafting model"
  done
  found=1
fi
if python3 -c 'import samtranslator' 2>/dev/null; then
  python3 test/conformance/template_translate.py
  found=1
fi
[ -n "$found" ] || { echo "neither cfn-lint nor the SAM translator is installed"; exit 77; }
