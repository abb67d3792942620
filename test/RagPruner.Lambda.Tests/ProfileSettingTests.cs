using System.Text.Json;
using RagPruner.Calibration;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Lambda.Settings;
using RagPruner.Lambda.Tests.Support;

namespace RagPruner.Lambda.Tests;

public sealed class ProfileSettingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ragpruner-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_function_with_a_profile_keeps_by_coverage_and_says_how_sure_it_is()
    {
        var host = Host();
        var body = await host.InvokeAsync("Answer", """{"question": "When does the ferry leave?", "keep": {"rule": "coverage"}}""");
        host.Records[0].ShouldSatisfyAllConditions(r => r.ShouldContain("\"action\":\"answer\""), r => r.ShouldContain("\"Confidence\":0.9"));
        var answer = body.GetProperty("answer");
        answer.GetProperty("confidence").GetDouble().ShouldBeInRange(0.9, 1);
        answer.GetProperty("action").GetString().ShouldBe("answer");
        body.GetProperty("contexts").EnumerateArray().ShouldAllBe(c => c.GetProperty("reason").GetString() == "above_cut");
    }

    [Fact]
    public async Task A_pruning_says_what_the_profile_promises_of_it()
    {
        var kept = (await Host().InvokeAsync("PruneContexts", """{"question": "When does the ferry leave?", "keep": {"rule": "coverage"}}""")).GetProperty("profile");
        kept.GetProperty("coverage").GetDouble().ShouldBe(Labelled.Profile().Coverage.Target);
        kept.GetProperty("confidence").GetDouble().ShouldBeInRange(0.9, 1);
        var few = (await Host().InvokeAsync("PruneContexts", """{"question": "When does the ferry leave?", "keep": {"rule": "top-k", "k": 1}}""")).GetProperty("profile");
        few.GetProperty("coverage").ValueKind.ShouldBe(JsonValueKind.Null);
        (await new TestHost().InvokeAsync("PruneContexts", """{"question": "When does the ferry leave?"}""")).TryGetProperty("profile", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task The_stages_decide_as_the_function_does()
    {
        const string Request = """{"question": "When does the ferry leave?", "keep": {"rule": "threshold", "cut": 2}}""";
        var direct = await Host().InvokeAsync("Answer", Request);
        var staged = TestHost.Parse((await new StateMachine(Host()).RunAsync(Request)).ToJsonString());
        foreach (var part in new[] { direct, staged })
            part.GetProperty("answer").GetProperty("confidence").ValueKind.ShouldBe(JsonValueKind.Number);
        staged.GetProperty("answer").GetRawText().ShouldBe(direct.GetProperty("answer").GetRawText());
        staged.GetProperty("contexts").GetRawText().ShouldBe(direct.GetProperty("contexts").GetRawText());
    }

    [Fact]
    public async Task Coverage_without_a_profile_is_invalid_input() =>
        (await Should.ThrowAsync<PrunerInvalidInput>(() => new TestHost().InvokeAsync("Answer", """{"question": "q", "keep": {"rule": "coverage"}}"""))).Message.ShouldBe("The keep rule coverage needs a profile.");

    [Fact]
    public void A_profile_that_cannot_be_used_is_a_setting_that_is_wrong()
    {
        Problem(Path.Combine(_folder, "none.json")).ShouldBe("Settings: RAGPRUNER_PROFILE cannot be read: package the file with the function, or name it by its whole path.");
        Problem(Written(draftModel: "another")).ShouldContain("RAGPRUNER_PROFILE cannot be used: The profile was made for another drafting model");
        var broken = Path.Combine(_folder, "broken.json");
        File.WriteAllText(broken, "{");
        Problem(broken).ShouldContain("RAGPRUNER_PROFILE cannot be used: The profile is not valid");
    }

    [Fact]
    public void Another_template_is_another_prompt() =>
        Should.Throw<PrunerMisconfigured>(() => FunctionSettings.Read(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["RAGPRUNER_DRAFT_MODEL"] = "local-draft", ["RAGPRUNER_DRAFT_TEMPLATE"] = "llama3", ["RAGPRUNER_PROFILE"] = Written("local-draft") }, Parts.None))
            .Message.ShouldContain("another drafting prompt");

    private static string Problem(string path) => Should.Throw<PrunerMisconfigured>(() => FunctionSettings.Read(
        new Dictionary<string, string>(StringComparer.Ordinal) { ["RAGPRUNER_DRAFT_MODEL"] = "local-draft", ["RAGPRUNER_PROFILE"] = path }, Parts.None)).Message;

    private TestHost Host() => new TestHost().With("RAGPRUNER_PROFILE", Written("local-draft"));

    private string Written(string draftModel)
    {
        var path = Path.Combine(_folder, $"{draftModel}.json");
        File.WriteAllText(path, ProfileJson.Write(Labelled.Profile() with { DraftModel = draftModel, Prompt = $"{DraftPrompt.Hash}-openaicompletion-chatml" }));
        return path;
    }
}
