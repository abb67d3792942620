using System.Security.Cryptography;
using RagPruner.Answering;
using RagPruner.Bedrock;
using RagPruner.Bedrock.Drafting;
using RagPruner.Bedrock.Generation;
using RagPruner.Bedrock.KnowledgeBases;
using RagPruner.Calls;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Lambda.Settings;
using RagPruner.Lambda.Telemetry;
using RagPruner.Pipeline;

namespace RagPruner.Lambda.Hosting;

/// <summary>What requests are served with, built once: settings, ports and pipeline. Safe for concurrent use.</summary>
internal sealed class Deployment
{
    private readonly IRetriever? _retriever;
    private readonly IDrafter? _drafter;
    private readonly IGenerator? _generator;
    private readonly ContextPruner? _pruner;
    private readonly AnswerPipeline? _pipeline;

    public Deployment(FunctionSettings settings, IRetriever? retriever, IDrafter? drafter, IGenerator? generator, TimeProvider time)
    {
        Settings = settings;
        _retriever = retriever is null ? null : new MeasuredRetriever(retriever, settings.KnowledgeBase.KnowledgeBaseId, time);
        _drafter = drafter is null ? null : new MeasuredDrafter(drafter, settings.DraftModel.ModelId, time);
        _generator = generator is null ? null : new MeasuredGenerator(generator, settings.FinalModel.ModelId, time);
        Stages = new PipelineStages(settings.Pruner, time);
        // A snapshot would give every copy of the function the same sequence of a seeded generator, and so the same waits.
        if (_retriever is not null && _drafter is not null)
            _pruner = new ContextPruner(_retriever, _drafter, settings.Pruner, time, static () => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue, new RetryBudget());
        if (_pruner is not null && _generator is not null)
            _pipeline = new AnswerPipeline(_pruner, _generator);
    }

    public FunctionSettings Settings { get; }

    public PipelineStages Stages { get; }

    /// <summary>What the drafting model returns, known without one.</summary>
    public EvidenceKinds Offered => _drafter?.Offers ?? ImportedModelDrafter.OffersOf(Settings.DraftModel.Format);

    public IRetriever Retriever => _retriever ?? throw Lacking(nameof(Retriever));

    public IDrafter Drafter => _drafter ?? throw Lacking(nameof(Drafter));

    public IGenerator Generator => _generator ?? throw Lacking(nameof(Generator));

    public ContextPruner Pruner => _pruner ?? throw Lacking(nameof(Pruner));

    public AnswerPipeline Pipeline => _pipeline ?? throw Lacking(nameof(Pipeline));

    /// <summary>Builds the parts that a function needs, on Bedrock.</summary>
    public static Deployment OnBedrock(FunctionSettings settings, Parts parts, Func<BedrockClients> connect, TimeProvider time)
    {
        // Prune needs no service, and no region.
        var clients = parts == Parts.None ? null : connect();
        return new Deployment(
            settings,
            parts.HasFlag(Parts.Retriever) ? new KnowledgeBaseRetriever(clients!.AgentRuntime, settings.KnowledgeBase) : null,
            parts.HasFlag(Parts.Drafter) ? new ImportedModelDrafter(clients!.Runtime, settings.DraftModel, time) : null,
            !parts.HasFlag(Parts.Generator) ? null
                : settings.ImportedFinalModel is { } imported ? new ImportedModelGenerator(clients!.Runtime, imported, settings.FinalModel.MaxTokens)
                : new ConverseGenerator(clients!.Runtime, settings.FinalModel),
            time);
    }

    private static PrunerBug Lacking(string part) => new($"The function was built without its {part}.");
}
