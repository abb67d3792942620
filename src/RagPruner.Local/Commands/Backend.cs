using RagPruner.Answering;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Local.LocalCloud;
using RagPruner.Local.OpenAi;
using RagPruner.Pipeline;
using RagPruner.Prompts;

namespace RagPruner.Local.Commands;

/// <summary>The ports that a command works with, ready to use.</summary>
internal sealed record Backend(KnowledgeIndex? Index, IRetriever Retriever, IDrafter Drafter, IGenerator Generator, PrunerOptions Options, string Description) : IDisposable
{
    /// <summary>The drafting model's name or ARN.</summary>
    public required string DraftModel { get; init; }

    /// <summary>Identifies the drafting prompt as the model gets it.</summary>
    public string Prompt { get; init; } = DraftPrompt.Hash;

    /// <summary>The final model's name or ARN.</summary>
    public required string FinalModel { get; init; }

    /// <summary>The drafting model by its bare prompt; null on Bedrock.</summary>
    public IPromptModel? Prompts { get; init; }

    public const string EmbeddedName = "embedded";

    /// <summary>What the ports hold open, or null.</summary>
    public IDisposable? Connection { get; init; }

    /// <summary>Whether a draft costs so little that questions should run on every core.</summary>
    public bool IsEmbedded => Connection is null;

    public ContextPruner Pruner(TimeProvider time) => new(Retriever, Drafter, Options, time);

    public static Backend Embedded(KnowledgeIndex index, PrunerOptions options)
    {
        var model = new ExtractiveModel(index.Statistics);
        return new Backend(index, new EmbeddedRetriever(index), new EmbeddedDrafter(model), new EmbeddedGenerator(index.Statistics), options, "Model: embedded, extractive (counts words; not neural).")
        {
            DraftModel = EmbeddedName,
            FinalModel = EmbeddedName,
            Prompts = new PromptModel(index.Statistics),
        };
    }

    public static async Task<Backend> OnServerAsync(
        KnowledgeIndex index, PrunerOptions options, TimeProvider time, string url, string apiKeyVariable,
        string draftModel, string finalModel, AnswerStyle style, CancellationToken cancellationToken)
    {
        // The pipeline's deadline ends calls; the client's own limit would cut a slow model off earlier.
        var http = OpenAiClient.CreateHttp();
        try
        {
            var client = BackendOptions.Client(http, url, apiKeyVariable);
            var (drafter, final) = await FirstContact.WithinAsync(
                options.Deadline, time, "The server did not answer a first question within the deadline.",
                async limited =>
                {
                    var drafter = await ProbeAsync(client, draftModel, limited);
                    return (drafter, finalModel == draftModel ? drafter : await ProbeAsync(client, finalModel, limited));
                },
                cancellationToken);
            return new Backend(
                index, new EmbeddedRetriever(index), new OpenAiDrafter(drafter), new OpenAiGenerator(final, style), options,
                $"Model: {draftModel} at {url}; {drafter.Abilities.Describe()}.")
            { Connection = http, Prompts = new ServerPromptModel(client, draftModel), DraftModel = draftModel, FinalModel = finalModel };
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    public void Dispose() => Connection?.Dispose();

    private static async Task<ChatModel> ProbeAsync(OpenAiClient client, string model, CancellationToken cancellationToken) =>
        new(client, model, await ServerAbilities.ProbeAsync(client, model, cancellationToken));
}
