using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RagPruner.Answering;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Extensions.AI;
using RagPruner.Models;

#region library-example
using RagPruner.Pipeline;
using RagPruner.Selection;

#endregion

namespace RagPruner.Outside.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public async Task The_example_of_the_readme_compiles_and_runs()
    {
        IRetriever retriever = new Shelf("It leaves at ten.", "Dogs travel free.");
        IDrafter drafter = new ModelDrafter(new Rating());

        IGenerator generator = new Template();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());

        #region readme-example
        builder.Services.AddSingleton<IRetriever>(retriever)   // yours
            .AddSingleton<IDrafter>(drafter)                   // with log probabilities
            .AddSingleton<IGenerator>(generator)               // or an IChatClient
            .AddRagPruner(options => options.Deadline = TimeSpan.FromSeconds(10));
        var pipeline = builder.Build().Services.GetRequiredService<AnswerPipeline>();
        AnswerResult answer = await pipeline.AnswerAsync(new PruneRequest("When does the night ferry leave?"));
        #endregion

        answer.Judgement.Kept.Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_library_example_compiles_and_runs()
    {
        IRetriever retriever = new Shelf("It takes 90 seconds.", "It takes two minutes.");
        IDrafter drafter = new ModelDrafter(new Rating());
        IGenerator generator = new Template();

        #region library-example
        var pruner = new ContextPruner(retriever, drafter);       // your IRetriever and IDrafter
        var request = new PruneRequest("How long does a cold imported model take to answer?")
        {
            Scorer = Catalog.Default.Scorer("question-likelihood"),
            Keep = KeepRule.TopK(3) with { Min = 1 },
        };

        PruneResult pruned = await pruner.PruneAsync(request);    // pruned.Kept goes to your own generator,
        var pipeline = new AnswerPipeline(pruner, generator);     // or let an IGenerator answer from it:
        AnswerResult answer = await pipeline.AnswerAsync(request);

        foreach (var context in answer.Judgement.Contexts)
            Console.WriteLine($"{context.Context.Id}: {context.Disposition}, {context.Reason}, {context.Score}");
        #endregion

        var whole = answer;
        answer = null!;

        #region library-example
        await foreach (var progress in pipeline.StreamAsync(request))
        {
            if (progress.Pruned is { } verdicts)
                Console.WriteLine($"{verdicts.Kept.Count} of {verdicts.Judgement.Contexts.Count} contexts kept");
            Console.Write(progress.AnswerDelta);
            answer = progress.Result ?? answer;
        }
        #endregion

        answer.Answer.Text.ShouldBe(whole.Answer.Text);
        pruned.Kept.Count.ShouldBe(2);
        answer.Answer.Citations.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_example_with_two_retrievers_compiles_and_runs()
    {
        IRetriever vectors = new Shelf("It leaves at ten.", "Dogs travel free.");
        IRetriever words = new Shelf("It leaves at ten.");
        IDrafter drafter = new ModelDrafter(new Rating());

        #region library-example
        var both = new UnionRetriever(new("vectors", vectors), new("words", words));
        var wide = new PruneRequest("When does the night ferry leave?") { Contexts = 25, Keep = KeepRule.TopK(3) };
        PruneResult narrow = await new ContextPruner(both, drafter).PruneAsync(wide);
        #endregion

        narrow.Kept[0].FoundBy!.Keys.Order().ShouldBe(["vectors", "words"]);
    }

    [Fact]
    public async Task The_example_with_contexts_of_ones_own_compiles_and_runs()
    {
        IDrafter drafter = new ModelDrafter(new Rating());
        (string Key, string Text, double Score)[] hits = [("a", "It leaves at ten.", 0.2), ("b", "Dogs travel free.", 0.9)];

        #region library-example
        var own = new ContextPruner(drafter);
        PruneResult survivors = await own.PruneAsync(new PruneRequest("When does the night ferry leave?")
        {
            Documents = [.. hits.Select(hit => new Document(hit.Text) { Id = hit.Key, Score = hit.Score })],
            Scorer = Catalog.Default.Scorer("question-likelihood"),
        });
        #endregion

        survivors.Kept.Select(c => c.Id).ShouldBe(["b", "a"]);
    }

    [Theory]
    [InlineData("README.md", "readme-example")]
    [InlineData("docs/library.md", "library-example")]
    public void A_document_shows_the_examples_that_compile(string document, string region)
    {
        var source = File.ReadAllText(Path.Combine(Repository.Root, "test/RagPruner.Outside.Tests/ReadmeTests.cs")).ReplaceLineEndings("\n");
        var text = File.ReadAllText(Path.Combine(Repository.Root, document)).ReplaceLineEndings("\n");
        foreach (var part in source.Split($"#region {region}\n").Skip(1).Select(p => p[..p.IndexOf("#endregion", StringComparison.Ordinal)]))
        {
            var lines = part.TrimEnd().Split('\n');
            var indent = lines.Where(l => l.Length > 0).Min(l => l.Length - l.TrimStart().Length);
            text.ShouldContain(string.Join('\n', lines.Select(l => l.Length == 0 ? l : l[indent..])));
        }
    }

    /// <summary>Rates every question alike, whatever the context.</summary>
    private sealed class Rating : IModel
    {
        public ModelAbilities Abilities { get; } = new() { PromptLogprobs = true };

        public Task<Completion> CompleteAsync(CompletionRequest request, IProgress<string>? deltas, CancellationToken cancellationToken) =>
            Task.FromResult(new Completion("nine") { PromptTokens = [new PromptToken(request.Prompt.User, -1)] });
    }
}
