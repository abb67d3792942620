#!/usr/bin/env bash
# The template passes cfn-lint without a finding, and the SAM translator. Exits with 77 (skipped) where neither is
# installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
found=
if command -v cfn-lint >/dev/null; then
  cfn-lint template.yaml
  echo "pass: cfn-lint template.yaml"
  found=1
fi
if python3 -c 'import samtranslator' 2>/dev/null; then
  python3 test/conformance/template_translate.py
  found=1
fi
[ -n "$found" ] || { echo "neither cfn-lint nor the SAM translator is installed"; exit 77; }
