#!/usr/bin/env bash
# What gets deployed: refused on stand-ins, measured with them; the Lambda folder's size; the libraries; the tool,
# installed and run.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAIL: $1"; exit 1; }
# The first build of a checkout decides which packages there are.
test/conformance/program src/RagPruner.Local >"$work/log" || fail "the build: $(tail -5 "$work/log")"
packages=$(dotnet msbuild src/RagPruner.Lambda -getProperty:AwsPackages)
measure=
if [ "$packages" = compat ]; then
  for command in "publish src/RagPruner.Lambda" "pack src/RagPruner.Bedrock" "pack src/RagPruner.Local"; do
    # shellcheck disable=SC2086
    if dotnet $command -c Debug --no-build -o "$work/refused" >"$work/log" 2>&1; then fail "dotnet $command made a package of stand-ins"; fi
    grep -q 'RAGP001.*-p:MeasureOnly=true' "$work/log" || fail "dotnet $command failed without saying what to do: $(tail -5 "$work/log")"
    echo "pass: dotnet $command is refused on stand-ins"
  done
  measure=-p:MeasureOnly=true
fi

# shellcheck disable=SC2086
dotnet publish src/RagPruner.Lambda -c Release -r linux-arm64 -o "$work/lambda" $measure --verbosity quiet >/dev/null
bytes=$(du -sb "$work/lambda" | cut -f1)
[ "$bytes" -lt 30000000 ] || fail "the Lambda folder has $bytes bytes"
[ -f "$work/lambda/RagPruner.Lambda.runtimeconfig.json" ] && [ -f "$work/lambda/RagPruner.Lambda.deps.json" ] || fail "the Lambda folder lacks what the runtime loads it by"
[ -z "$measure" ] || [ -f "$work/lambda/DO-NOT-DEPLOY.txt" ] || fail "an output to be measured only does not say so"
echo "pass: the Lambda folder has $bytes bytes"

# Packages go into a cache of their own: one that is made for testing must not be found by anybody else.
export NUGET_PACKAGES=$work/nuget
version=0.1.0${measure:+-stand-ins.for-testing-only}
# shellcheck disable=SC2086
NUGET_PACKAGES= dotnet pack eng/Packages.slnf -c Release -o "$work/packages" $measure --verbosity quiet >"$work/log" || fail "dotnet pack: $(tail -5 "$work/log")"
for package in RagPruner.0.1.0 RagPruner.OpenAi.0.1.0 RagPruner.Extensions.AI.0.1.0 "RagPruner.Bedrock.$version" "RagPruner.Local.$version"; do
  python3 -m zipfile -l "$work/packages/$package.nupkg" >"$work/listing"
  grep -q README.md "$work/listing" || fail "$package has no README"
done
if [ -n "$measure" ]; then
  python3 -m zipfile -e "$work/packages/RagPruner.Bedrock.$version.nupkg" "$work/bedrock"
  grep -q 'FOR TESTING ONLY' "$work/bedrock/RagPruner.Bedrock.nuspec" || fail "a package of stand-ins does not say so"
fi
echo "pass: the four libraries and the tool pack, with their README"

mkdir "$work/consumer"
cat >"$work/consumer/consumer.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="RagPruner.OpenAi" Version="0.1.0" /><PackageReference Include="RagPruner.Bedrock" Version="$version" /></ItemGroup>
</Project>
PROJECT
cat >"$work/consumer/Program.cs" <<'PROGRAM'
using RagPruner.Answering;
using RagPruner.Bedrock.Models;
using RagPruner.Drafting;
using RagPruner.OpenAi;

var generator = new ModelGenerator(new ConverseModel(RagPruner.Bedrock.BedrockClients.Create("us-east-1").Runtime, new ConverseOptions { ModelId = "m" }));
try
{
    _ = new ModelDrafter(await OpenAiModel.ConnectAsync(OpenAiModel.CreateHttp(), new OpenAiOptions { BaseUrl = new Uri("ftp://x"), Model = "m" }, default));
}
catch (RagPruner.Errors.PrunerMisconfigured e)
{
    Console.WriteLine($"{generator.OffersLogprobs} {e.Message}");
}
PROGRAM
dotnet build "$work/consumer" -o "$work/consumer/out" -p:RestoreAdditionalProjectSources="$work/packages" --verbosity quiet >"$work/log" 2>&1 || fail "a project on the packages does not build: $(grep -m3 error "$work/log")"
AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x dotnet "$work/consumer/out/consumer.dll" >"$work/answer" || fail "a program on the packages fails"
grep -q 'False Options: BaseUrl is not an http or https address' "$work/answer" || fail "a program on the packages says $(cat "$work/answer")"
echo "pass: a project on the packages builds and runs"

dotnet tool install RagPruner.Local --tool-path "$work/tools" --source "$work/packages" --version "$version" >/dev/null
cd "$work"
"$work/tools/ragpruner" ask "How long does a cold imported model take to answer?" >"$work/answer" || fail "the installed tool fails: $(tail -5 "$work/answer")"
grep -q 'four minutes' "$work/answer" || fail "the installed tool does not answer"
echo "pass: the tool is installed and answers from any folder"
