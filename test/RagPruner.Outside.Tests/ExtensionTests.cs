using System.Text;
using System.Text.Json;
using Amazon.Lambda.TestUtilities;
using RagPruner.Answering;
using RagPruner.Drafting;
using RagPruner.Lambda.Api;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Questions;
using RagPruner.Local;
using RagPruner.Pipeline;
using RagPruner.Selection;

namespace RagPruner.Outside.Tests;

/// <summary>What docs/architecture.md says can be added is added here, from outside.</summary>
public sealed class ExtensionTests
{
    private static readonly Shelf s_shelf = new("It leaves at nine from the harbour, says the timetable.", "Dogs travel free.", "The ship has a sauna and a bar.");

    private static readonly Catalog s_catalog = Catalog.Default.With(new Shortness()).WithKeepRule("half", null, _ => new Half());

    [Fact]
    public async Task A_scorer_and_a_keep_rule_of_ones_own_rank_and_prune()
    {
        var pruner = new ContextPruner(s_shelf, new FirstWord(), new PrunerOptions { Catalog = s_catalog });
        var pruned = await pruner.PruneAsync(new PruneRequest("When?") { Scorer = s_catalog.Scorer("shortness"), Keep = s_catalog.ParseKeepRule("half") });
        pruned.Kept.Select(c => c.Id).ShouldBe(["shelf/2", "shelf/3"]);
        pruned.Judgement.Contexts.Select(c => c.Reason).ShouldBe(["in_better_half", "in_better_half", "in_worse_half"]);
    }

    [Fact]
    public async Task A_model_of_ones_own_drafts_and_answers()
    {
        var pruner = new ContextPruner(s_shelf, new ModelDrafter(new Parrot()));
        var answer = await new AnswerPipeline(pruner, new ModelGenerator(new Parrot())).AnswerAsync(new PruneRequest("When?") { Scorer = Catalog.Default.Scorer("mean-logprob") });
        answer.Answer.Text.ShouldBe("nine [1]");
        answer.Judgement.Contexts[0].Score!.Value.ShouldBe(-0.15, 1e-12);
    }

    [Fact]
    public async Task Functions_take_a_retriever_a_catalog_and_a_route_of_ones_own()
    {
        var body = """{"question": "When?", "scorer": "shortness", "keep": {"rule": "half"}}""";
        using var pruned = await InvokeAsync(new OwnPruning(), body);
        pruned.RootElement.GetProperty("contexts").EnumerateArray().Select(c => c.GetProperty("disposition").GetString()).ShouldBe(["kept", "kept", "pruned"]);

        using var over = await InvokeAsync(new OwnApi(), Event("/v1/prune", body));
        over.RootElement.GetProperty("statusCode").GetInt32().ShouldBe(200);
        using var own = await InvokeAsync(new OwnApi(), Event("/v1/count", "When?"));
        own.RootElement.GetProperty("body").GetString().ShouldBe("""{"kept":2}""");
        using var none = await InvokeAsync(new OwnApi(), Event("/v1/counts", "When?"));
        none.RootElement.GetProperty("body").GetString()!.ShouldContain("POST /v1/answer, POST /v1/prune, POST /v1/rerank, POST /v2/rerank, POST /v1/count");
    }

    [Fact]
    public async Task The_command_line_of_ones_own_host_knows_them_by_name()
    {
        string[] args = ["ask", "How long does a cold imported model take to answer?", "--scorer", "shortness", "--keep", "half", "--json"];
        (await CommandLineHost.RunAsync(args, new FunctionExtensions { Catalog = s_catalog })).ShouldBe(0);
        (await CommandLineHost.RunAsync(args, new FunctionExtensions())).ShouldBe(2);
    }

    [Fact]
    public void A_name_that_is_taken_is_refused() =>
        Should.Throw<ArgumentException>(() => s_catalog.With(new Shortness())).Message.ShouldStartWith("The name shortness is taken.");

    private static async Task<JsonDocument> InvokeAsync(Function function, string payload) =>
        await JsonDocument.ParseAsync(await function.HandleAsync(new MemoryStream(Encoding.UTF8.GetBytes(payload)), new TestLambdaContext { RemainingTime = TimeSpan.FromSeconds(20) }));

    private static string Event(string path, string body) =>
        $$"""{"path":"{{path}}","httpMethod":"POST","headers":{"content-type":"application/json"},"requestContext":{},"body":{{JsonEncodedText.Encode(body)}}}""".Replace($"\"body\":{JsonEncodedText.Encode(body)}", $"\"body\":\"{JsonEncodedText.Encode(body)}\"");

    private static readonly FunctionExtensions s_own = new()
    {
        Retriever = () => s_shelf,
        Drafter = () => new FirstWord(),
        Generator = () => new Template(),
        Catalog = s_catalog,
        Environment = new Dictionary<string, string>(StringComparer.Ordinal),
        Routes = [new ApiRoute("/v1/count", CountAsync)],
    };

    #region route
    private static async Task<ReadOnlyMemory<byte>> CountAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var pruned = await call.PruneAsync(new PruneRequest(Encoding.UTF8.GetString(call.Body.Span)) { Keep = new Half() }, cancellationToken);
        return Encoding.UTF8.GetBytes($$"""{"kept":{{pruned.Kept.Count}}}""");
    }
    #endregion

    private sealed class OwnPruning() : PruneContextsFunction(s_own);

    private sealed class OwnApi() : ApiFunction(s_own);
}
