using RagPruner.Local.Tests.Support;

namespace RagPruner.Local.Tests.LocalCloud;

/// <summary>The scores of further calls, by the local Bedrock and directly.</summary>
public sealed class FurtherEvidenceTests
{
    [Theory]
    [InlineData("<context f>\nIt leaves at nine.\n</context f>\n\nQuestion: When does it leave?\nDoes the context hold the answer to this question? Reply with Yes or No.", true)]
    [InlineData("<context f>\nIt leaves at nine.\n</context f>\n\nQuestion: When does it leave?", false)]
    public void The_prompt_model_tells_the_question_of_sufficiency_from_a_draft(string prompt, bool asks) =>
        Local.EmbeddedModel.PromptReading.Of(prompt).AsksWhetherSufficient.ShouldBe(asks);

    [Theory]
    [InlineData("sufficiency")]
    [InlineData("gain")]
    public async Task Ask_ranks_by_what_a_further_call_gives(string scorer)
    {
        var (exitCode, output, error) = await Cli.RunAsync("ask", "How long does a cold imported model take to answer?", "--scorer", scorer, "--json");
        exitCode.ShouldBe(0, error);
        using var body = System.Text.Json.JsonDocument.Parse(output);
        var contexts = body.RootElement.GetProperty("contexts").EnumerateArray().Where(c => c.GetProperty("score").ValueKind == System.Text.Json.JsonValueKind.Number).ToArray();
        contexts.ShouldAllBe(c => c.GetProperty("evidence").GetProperty(scorer).GetDouble() == c.GetProperty("score").GetDouble());
        contexts.Length.ShouldBeGreaterThan(3);
    }
}
