#!/usr/bin/env bash
# How many changes of the code the tests notice: Selection, Scoring and Contexts, each mutated by dotnet-stryker (a local
# tool) against that folder's own tests. Reports stay in artifacts/mutation. Usage: bench/mutation.sh [folder...]
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet tool restore >/dev/null
root=$PWD
for folder in ${*:-Selection Scoring Contexts}; do
  (cd test/RagPruner.Mutation && MutatedFolder=$folder dotnet stryker --mutate "**/RagPruner/$folder/*.cs" --output "$root/artifacts/mutation/$folder") | tail -12
done
