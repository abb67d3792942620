#!/usr/bin/env bash
# What the library stands, in the short forms of bench/RagPruner.Load: overload, faults, an outage, a soak. And a short fuzz.
set -euo pipefail
cd "$(dirname "$0")/../.."
# CI has built everything, optimised.
built=debug
if [ -z "${RAGPRUNER_BUILT:-}" ]; then
  built=release
  dotnet build bench/RagPruner.Load -c Release --verbosity quiet >/dev/null
  dotnet build bench/RagPruner.Fuzz -c Release --verbosity quiet >/dev/null
fi
"artifacts/bin/RagPruner.Load/$built/RagPruner.Load" --short
"artifacts/bin/RagPruner.Fuzz/$built/RagPruner.Fuzz" --inputs 130000
