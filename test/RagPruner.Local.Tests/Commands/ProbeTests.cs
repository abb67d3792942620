using System.Text.Json;
using RagPruner.Errors;
using RagPruner.Local.LocalCloud;
using RagPruner.Local.Probing;
using RagPruner.Local.Tests.Support;
using RagPruner.Models;

namespace RagPruner.Local.Tests.Commands;

public sealed class ProbeTests
{
    [Fact]
    public async Task The_embedded_model_has_all_evidence_and_no_call_costs_more_than_was_announced()
    {
        var (exitCode, output, error) = await Cli.RunAsync("probe");
        exitCode.ShouldBe(0, error);
        error.ShouldStartWith("At most 14 calls a model");
        output.ShouldContain("| log probabilities of the prompt | yes |");
        output.ShouldContain("embedded: ask");
        output.ShouldContain("It cost $");
    }

    [Fact]
    public async Task Models_of_bedrock_are_told_apart_and_one_without_evidence_shows_in_the_exit_code()
    {
        await using var server = await Cloud.StartAsync();
        var (exitCode, output, _) = await Cli.RunAsync("probe", "--bedrock", "--endpoint-url", server.Address.AbsoluteUri, "--json");
        exitCode.ShouldBe(7);
        var models = JsonDocument.Parse(output).RootElement.GetProperty("models").EnumerateArray().ToDictionary(m => m.GetProperty("model").GetString()!);
        string Of(string model, string member) => models[model].GetProperty(member).ToString();
        (Of("imported model", "route"), Of("imported model", "promptLogprobs"), Of("imported model", "hasEvidence")).ShouldBe(("InvokeModel, OpenAI completion", "yes", "True"));
        (Of("local-hosted", "route"), Of("local-hosted", "promptLogprobs"), Of("local-hosted", "begunTurns"), Of("local-hosted", "stops")).ShouldBe(("Converse", "no", "yes", "yes"));
        (Of("local-plain", "logprobs"), Of("local-plain", "begunTurns"), Of("local-plain", "hasEvidence"), Of("local-plain", "use")).ShouldBe(("no", "refused", "False", ""));
        models.Values.ShouldAllBe(m => m.GetProperty("calls").GetInt32() <= 14);
        models["imported model"].GetProperty("logprobsByRoute").EnumerateObject().Select(r => $"{r.Name}: {r.Value}").ShouldBe(
            ["InvokeModel, OpenAI completion: yes", "InvokeModel, OpenAI chat: yes", "InvokeModel, native: yes", "Converse: refused"]);
    }

    [Theory]
    [InlineData("OpenAiCompletion", "yes")]
    [InlineData("OpenAiChat", "yes")]
    [InlineData("Native", "no")]
    public async Task One_format_can_be_probed_alone(string format, string prompt)
    {
        await using var server = await Cloud.StartAsync();
        var arn = $"arn:aws:bedrock:us-east-1:123456789012:imported-model/{LocalIds.DraftModel}";
        var (exitCode, output, _) = await Cli.RunAsync("probe", "--bedrock", "--endpoint-url", server.Address.AbsoluteUri, "--model", arn, "--draft-format", format);
        exitCode.ShouldBe(0);
        output.ShouldContain($"| log probabilities of the prompt | {prompt} |");
        output.ShouldContain($"--draft-format {format}");
        output.ShouldNotContain("123456789012");
    }

    [Fact]
    public async Task An_endpoint_that_wants_to_know_who_calls_says_where_the_key_belongs()
    {
        await using var server = await Cloud.StartAsync();
        var address = new Uri(server.Address, "openai/v1");
        var (exitCode, output, _) = await Cli.RunAsync("probe", "--model-url", address.AbsoluteUri, "--model", LocalIds.HostedModel, "--api-key-env", "NO_SUCH_KEY");
        (exitCode, output).ShouldSatisfyAllConditions(e => e.exitCode.ShouldBe(2), e => e.output.ShouldContain("set it in the environment variable NO_SUCH_KEY"));
        (exitCode, output, _) = await Cli.RunAsync("probe", "--bedrock", "--endpoint-url", "http://127.0.0.1:1", "--model", "local-hosted");
        (exitCode, output).ShouldSatisfyAllConditions(e => e.exitCode.ShouldBe(3), e => e.output.ShouldContain("the endpoint cannot be reached"));
    }

    [Theory]
    [InlineData("--bedrock and --model-url exclude each other.", "--bedrock", "--model-url", "http://127.0.0.1:1/v1")]
    [InlineData("--model-url needs one --model.", "--model-url", "http://127.0.0.1:1/v1")]
    [InlineData("--model names a model of Bedrock or of a server: give --bedrock or --model-url too.", "--model", "m")]
    [InlineData("--bedrock needs --model, which may be given several times.", "--bedrock", "--region", "us-east-1")]
    [InlineData("--draft-format Native is none that local-hosted may take.", "--bedrock", "--endpoint-url", "http://127.0.0.1:1", "--model", "local-hosted", "--draft-format", "Native")]
    public async Task Options_that_do_not_fit_are_one_line_and_exit_code_2(string message, params string[] args)
    {
        var (exitCode, _, error) = await Cli.RunAsync(["probe", .. args]);
        (exitCode, error.Trim()).ShouldBe((2, $"ragpruner: {message}"));
    }

    [Theory]
    [InlineData("google.gemma-3-4b-it", "google.gemma-3-4b-it")]
    [InlineData("arn:aws:bedrock:us-east-1::foundation-model/google.gemma-3-4b-it", "google.gemma-3-4b-it")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0", "us.amazon.nova-lite-v1:0")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3", "application inference profile")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:custom-model-deployment/a1b2c3", "custom model deployment")]
    public void A_label_tells_no_account(string model, string label) => ProbeTargets.LabelOf(model).ShouldBe(label);

    [Fact]
    public async Task A_model_that_refuses_log_probabilities_is_asked_without_and_keeps_within_its_calls()
    {
        var model = new Stubborn();
        var result = await new ModelProbe(new ProbeTarget("m", [new ProbeRoute("r", model, static _ => "u")]), new VirtualTime(), default).RunAsync();
        (result.Route, result.Logprobs, result.PromptLogprobs, result.Draft, result.BegunTurns, result.HasEvidence).ShouldBe(("r", Finding.Refused, Finding.Refused, Finding.Yes, Finding.No, false));
        result.Calls.ShouldBe(model.Calls);
        result.Calls.ShouldBeLessThanOrEqualTo(14);
    }

    [Fact]
    public async Task What_differs_from_draft_to_draft_is_measured()
    {
        var result = await new ModelProbe(new ProbeTarget("m", [new ProbeRoute("r", new Wavering(), static _ => "u")]), new VirtualTime(), default).RunAsync();
        (result.Repeats.Drafts, result.Repeats.AreSameTexts).ShouldBe((5, true));
        result.Repeats.LargestDifference!.Value.ShouldBe(0.4, 1e-9);
    }

    private sealed class Stubborn : IModel
    {
        public int Calls { get; private set; }

        public ModelAbilities Abilities { get; } = new();

        public Task<Completion> CompleteAsync(CompletionRequest request, IProgress<string>? deltas, CancellationToken cancellationToken)
        {
            Calls++;
            return request.Logprobs || request.PromptTokens > 0 ? throw new PrunerMisconfigured("It does not.") : Task.FromResult(new Completion("The last one at 18:40."));
        }
    }

    private sealed class Wavering : IModel
    {
        private int _calls;

        public ModelAbilities Abilities { get; } = new();

        public Task<Completion> CompleteAsync(CompletionRequest request, IProgress<string>? deltas, CancellationToken cancellationToken) =>
            Task.FromResult(new Completion("18:40") { Tokens = [new CompletionToken("18:40", _calls++ == 0 ? -0.1 : -0.5)] });
    }
}
