using RagPruner.Answering;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Local.Evaluation;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Local.LocalCloud;
using RagPruner.Models;
using RagPruner.OpenAi;
using RagPruner.Pipeline;

namespace RagPruner.Local.Commands;

/// <summary>The ports that a command works with, ready to use.</summary>
internal sealed record Backend(KnowledgeIndex? Index, IRetriever? Retriever, ModelDrafter Drafter, IGenerator Generator, PrunerOptions Options,
    string Description) : IDisposable
{
    /// <summary>The drafting model's name or ARN.</summary>
    public required string DraftModel { get; init; }

    /// <summary>Identifies the drafting prompt as the model gets it.</summary>
    public string Prompt => Drafter.PromptId;

    /// <summary>The final model's name or ARN.</summary>
    public required string FinalModel { get; init; }

    /// <summary>The final model by itself; null for the embedded one, which writes nothing of its own.</summary>
    public IModel? Writer { get; init; }

    /// <summary>The drafting model by its bare prompt; null on Bedrock.</summary>
    public IPromptModel? Prompts { get; init; }

    public const string EmbeddedName = "embedded";

    /// <summary>What the contexts can be reranked by, to compare with; null where there is nothing.</summary>
    public Reranker? Reranker { get; init; }

    /// <summary>What contexts are found by on this machine; null on Bedrock.</summary>
    public string? Retrieval { get; init; }

    /// <summary>What somebody has to know of the corpus, or null.</summary>
    public string? Warning { get; init; }

    /// <summary>Says what was opened, and what is wrong with it; with JSON only the latter.</summary>
    public void Introduce(Shell shell, bool isJson = false)
    {
        if (!isJson)
            Shell.Raw(shell.Error, Description);
        if (Warning is not null)
            Shell.Raw(shell.Error, Warning);
    }

    /// <summary>What the ports hold open, or null.</summary>
    public IDisposable? Connection { get; init; }

    /// <summary>Whether a draft costs so little that questions should run on every core.</summary>
    public bool IsEmbedded => Connection is null;

    public ContextPruner Pruner(TimeProvider time) => new(Retriever, Drafter, Options, time);

    public static Backend Embedded(KnowledgeIndex index, ISearch search, PrunerOptions options)
    {
        var model = new PromptModel(index.Statistics);
        // How sure a quotation is says nothing about an answer that is made of several.
        var final = new PromptModel(index.Statistics) { Abilities = new ModelAbilities() };
        return new Backend(index, new EmbeddedRetriever(search, options.TrustKey), new ModelDrafter(model), new ModelGenerator(final), options,
            "Model: embedded, extractive (counts words; not neural).")
        {
            DraftModel = EmbeddedName,
            FinalModel = EmbeddedName,
            Prompts = model,
            Retrieval = search.Method,
        };
    }

    /// <summary>On models that are loaded in this process.</summary>
    public static Backend InProcess(KnowledgeIndex index, ISearch search, PrunerOptions options, InProcessModels models, AnswerStyle style) =>
        new(index, new EmbeddedRetriever(search, options.TrustKey), new ModelDrafter(models.Draft), new ModelGenerator(models.Final, style), options,
            models.Description)
        {
            Connection = models,
            Writer = models.Final,
            Prompts = models.Prompts,
            DraftModel = models.DraftName,
            FinalModel = models.FinalName,
            Retrieval = search.Method,
        };

    public static async Task<Backend> OnServerAsync(
        KnowledgeIndex index, ISearch search, PrunerOptions options, TimeProvider time, OpenAiOptions server, string finalModel, AnswerStyle style,
        string? region, CancellationToken cancellationToken)
    {
        // The pipeline's deadline ends calls; the client's own limit would cut a slow model off earlier.
        var http = ModelServer.Connect(server, region);
        try
        {
            var draftModel = server.Model;
            var (drafter, final) = await FirstContact.WithinAsync(
                options.Deadline, time, "The server did not answer a first question within the deadline.",
                async limited =>
                {
                    var drafter = await OpenAiModel.ConnectAsync(http, server, limited);
                    return (drafter, finalModel == draftModel ? drafter : await OpenAiModel.ConnectAsync(http, server with { Model = finalModel }, limited));
                },
                cancellationToken);
            return new Backend(
                index, new EmbeddedRetriever(search, options.TrustKey), new ModelDrafter(drafter), new ModelGenerator(final, style), options,
                $"Model: {draftModel} at {server.BaseUrl.OriginalString}; {drafter.Describe()}.")
            {
                Connection = http,
                Writer = final,
                Prompts = new ServerPromptModel(new OpenAiClient(http, server), draftModel),
                DraftModel = draftModel,
                FinalModel = finalModel,
                Retrieval = search.Method,
            };
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    public void Dispose() => Connection?.Dispose();
}
