using System.Security.Cryptography;
using RagPruner.Answering;
using RagPruner.Bedrock;
using RagPruner.Bedrock.KnowledgeBases;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Lambda.Api;
using RagPruner.Lambda.Batch;
using RagPruner.Lambda.Settings;
using RagPruner.Lambda.Telemetry;
using RagPruner.Pipeline;
using RagPruner.Selection;

namespace RagPruner.Lambda.Hosting;

/// <summary>What requests are served with, built once: settings, ports and pipeline. Safe for concurrent use.</summary>
internal sealed class Deployment
{
    private readonly IDrafter? _drafter;
    private readonly IGenerator? _generator;
    private readonly ContextPruner? _pruner;
    private readonly AnswerPipeline? _pipeline;

    public Deployment(FunctionSettings settings, IRetriever? retriever, IDrafter? drafter, IGenerator? generator, TimeProvider time,
        IReadOnlyList<ApiRoute>? routes = null)
    {
        (Settings, Routes) = (settings, [.. ApiRoute.All, .. routes ?? []]);
        Retriever = retriever is null ? null : new MeasuredRetriever(retriever, settings.KnowledgeBase?.KnowledgeBaseId ?? "", time);
        _drafter = drafter is null ? null : new MeasuredDrafter(drafter, settings.DraftModel.ModelId, time);
        _generator = generator is null ? null : new MeasuredGenerator(generator, settings.FinalModel.ModelId, time);
        Stages = new PipelineStages(settings.Pruner, time);
        FinishedItems = settings.FinishedItemsBucket is { } bucket ? FinishedItems.Of(bucket) : null;
        // A snapshot would give every copy of the function the same sequence of a seeded generator, and so the same waits.
        if (_drafter is not null)
            _pruner = new ContextPruner(Retriever, _drafter, settings.Pruner, time, static () =>
                RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue);
        if (_pruner is not null && _generator is not null)
            _pipeline = new AnswerPipeline(_pruner, _generator);
    }

    public FunctionSettings Settings { get; }

    /// <summary>What is finished of jobs; null where nothing is kept.</summary>
    public FinishedItems? FinishedItems { get; init; }

    public Catalog Catalog => Settings.Pruner.Catalog;

    public IReadOnlyList<ApiRoute> Routes { get; }

    public PipelineStages Stages { get; }

    /// <summary>What the drafting model returns, known without one.</summary>
    public EvidenceKinds Offered => _drafter?.Usable ?? ModelDrafter.OffersOf(Settings.DraftModel.Abilities);

    /// <summary>Finds contexts; null where every request must bring its own.</summary>
    public IRetriever? Retriever { get; }

    public IDrafter Drafter => _drafter ?? throw Lacking(nameof(Drafter));

    public IGenerator Generator => _generator ?? throw Lacking(nameof(Generator));

    public ContextPruner Pruner => _pruner ?? throw Lacking(nameof(Pruner));

    public AnswerPipeline Pipeline => _pipeline ?? throw Lacking(nameof(Pipeline));

    /// <summary>Builds the parts that a function needs: those it brings, the others on Bedrock.</summary>
    public static Deployment Create(FunctionSettings settings, Parts parts, FunctionExtensions extensions, Func<BedrockClients> connect, TimeProvider time)
    {
        // Prune needs no service, and no region.
        var clients = (parts & ~extensions.Parts) == Parts.None ? null : connect();
        return new Deployment(
            settings,
            !parts.HasFlag(Parts.Retriever) ? null : extensions.Retriever?.Invoke()
                ?? (settings.KnowledgeBase is { } knowledgeBase ? new KnowledgeBaseRetriever(clients!.AgentRuntime, knowledgeBase) : null),
            // Retrieve asks what a drafter offers, and makes no draft.
            extensions.Drafter?.Invoke()
                ?? (parts.HasFlag(Parts.Drafter) ? new ModelDrafter(settings.DraftModel.Create(clients!.Runtime, time)) : null),
            !parts.HasFlag(Parts.Generator) ? null : extensions.Generator?.Invoke()
                ?? new ModelGenerator(settings.FinalModel.Create(clients!.Runtime, time), AnswerStyle.Cited, settings.FinalMaxTokens),
            time,
            extensions.Routes);
    }

    private static PrunerBug Lacking(string part) => new($"The function was built without its {part}.");
}
