#!/usr/bin/env bash
# What the library stands, in the short forms of bench/RagPruner.Load: overload, faults, an outage, a soak. And a short fuzz.
set -euo pipefail
cd "$(dirname "$0")/../.."
dotnet build bench/RagPruner.Load -c Release --verbosity quiet >/dev/null
dotnet build bench/RagPruner.Fuzz -c Release --verbosity quiet >/dev/null
artifacts/bin/RagPruner.Load/release/RagPruner.Load --short
artifacts/bin/RagPruner.Fuzz/release/RagPruner.Fuzz --inputs 130000
