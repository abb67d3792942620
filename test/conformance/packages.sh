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
  AwsPackages=compat dotnet build "$copy/src/RagPruner" -c Release -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false --verbosity quiet >"$work/log" 2>&1 || fail "a Release build: $(tail -5 "$work/log")"
done
for file in RagPruner.dll; do
  first=$work/a/one/artifacts/bin/RagPruner/release/$file second=$work/b/deeper/two/artifacts/bin/RagPruner/release/$file
  cmp "$first" "$second" || fail "$file differs between two clones of one commit"
  if grep -aqF "$work" "$first"; then fail "$file names the folder that it was built in"; fi
done
echo "pass: two clones give the same bytes, without a folder in them"

# A feed that has each AWS package in another version than the pinned one. Nothing is built with it, so they are empty.
python3 - "$work/feed" <<'PACKAGES'
import pathlib, sys, zipfile
feed = pathlib.Path(sys.argv[1])
feed.mkdir()
for name, version in (line.split() for line in """
Amazon.Lambda.APIGatewayEvents 3.0.1
Amazon.Lambda.Core 3.2.1
Amazon.Lambda.RuntimeSupport 2.1.3
Amazon.Lambda.Serialization.SystemTextJson 3.0.1
Amazon.Lambda.TestUtilities 4.2.1
AWSSDK.BedrockAgentRuntime 4.0.102.7
AWSSDK.BedrockRuntime 4.0.16.1
""".split("\n") if line):
    with zipfile.ZipFile(feed / f"{name}.{version}.nupkg", "w") as package:
        package.writestr(f"{name}.nuspec", f'<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata><id>{name}</id><version>{version}</version><authors>test</authors><description>test</description></metadata></package>')
        package.writestr("lib/net8.0/_._", "")
PACKAGES
cd "$work/a/one"
rm -rf artifacts
# Beside the feeds of this machine.
cat >nuget.config <<CONFIG
<configuration><packageSources><add key="next" value="$work/feed" /></packageSources></configuration>
CONFIG
unset AwsPackages
# A cache of its own, for the probe too: these packages must never be taken for real ones.
export NUGET_PACKAGES=$work/cache
restore() { dotnet restore src/RagPruner.Bedrock >"$work/log" 2>&1 || fail "a restore with the next versions: $(grep -m3 error "$work/log")"; }
restore
grep -q '<AwsPackages>nuget<' artifacts/aws-packages.props || fail "the probe says $(cat artifacts/aws-packages.props), though every package can be restored"
restore
grep -q 'warning NU1603.*AWSSDK.BedrockAgentRuntime' "$work/log" || fail "the next version was taken without a warning: $(tail -5 "$work/log")"
echo "pass: a version that a feed lacks becomes the next one, with a warning"
