#!/usr/bin/env bash
# What the build does with other feeds and other folders: a pin that a feed lacks becomes the next version, and the probe
# agrees with the restore; two clones of a commit give the same bytes, which name no folder.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAIL: $1"; exit 1; }
clone() { git clone --quiet --no-hardlinks . "$1" && git -C "$1" checkout --quiet --detach "$(git rev-parse HEAD)"; }

# The same sources in two folders, one of them deeper.
mkdir -p "$work/a" "$work/b/deeper"
for copy in "$work/a/one" "$work/b/deeper/two"; do
  clone "$copy"
  AwsPackages=compat dotnet build "$copy/src/RagPruner" -c Release --verbosity quiet >"$work/log" 2>&1 || fail "a Release build: $(tail -5 "$work/log")"
done
for file in RagPruner.dll; do
  first=$work/a/one/artifacts/bin/RagPruner/release/$file second=$work/b/deeper/two/artifacts/bin/RagPruner/release/$file
  cmp "$first" "$second" || fail "$file differs between two clones of one commit"
  if grep -aqF "$work" "$first"; then fail "$file names the folder that it was built in"; fi
done
echo "pass: two clones give the same bytes, without a folder in them"

# A feed that has each AWS package in another version than the pinned one, made of the stand-ins.
feed=$work/feed
while read -r package version; do
  dotnet pack "$work/a/one/eng/compat/$package" -p:IsPackable=true -p:PackageId="$package" -p:PackageVersion="$version" -p:AwsPackages=compat -o "$feed" --verbosity quiet >"$work/log" 2>&1 ||
    fail "packing $package: $(tail -5 "$work/log")"
done <<'PACKAGES'
Amazon.Lambda.APIGatewayEvents 3.0.1
Amazon.Lambda.Core 3.2.1
Amazon.Lambda.Serialization.SystemTextJson 3.0.1
Amazon.Lambda.TestUtilities 4.2.1
AWSSDK.BedrockAgentRuntime 4.0.102.7
AWSSDK.BedrockRuntime 4.0.16.1
PACKAGES
cd "$work/a/one"
rm -rf artifacts
# The feeds of this machine, and that one before them.
cat >nuget.config <<CONFIG
<configuration><packageSources><add key="next" value="$feed" /></packageSources></configuration>
CONFIG
NUGET_PACKAGES=${NUGET_PACKAGES:-$HOME/.nuget/packages} RestoreAdditionalProjectFallbackFolders='' dotnet build src/RagPruner.Bedrock -p:RestorePackagesPath="$work/cache" >"$work/log" 2>&1 || fail "a build with the next versions: $(grep -m3 error "$work/log")"
grep -q 'AWS packages: the public ones.' "$work/log" || fail "the probe says $(cat artifacts/aws-packages.props), though every package can be restored"
grep -q 'warning NU1603.*AWSSDK.BedrockAgentRuntime' "$work/log" || fail "the next version was taken without a warning"
echo "pass: a version that a feed lacks becomes the next one, with a warning"
