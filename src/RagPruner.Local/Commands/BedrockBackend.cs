using Amazon.BedrockRuntime;
using Amazon.Runtime;
using RagPruner.Answering;
using RagPruner.Bedrock;
using RagPruner.Bedrock.KnowledgeBases;
using RagPruner.Bedrock.Models;
using RagPruner.Drafting;
using RagPruner.Lambda.Settings;
using RagPruner.Local.Evaluation;
using RagPruner.Local.LocalCloud;
using RagPruner.Models;
using RagPruner.Pipeline;

namespace RagPruner.Local.Commands;

/// <summary>The ports on Bedrock, here or at AWS.</summary>
internal static class BedrockBackend
{
    public static async Task<Backend> OpenAsync(BedrockChoice choice, PrunerOptions options, TimeProvider time, bool retrieves,
        CancellationToken cancellationToken)
    {
        var knowledgeBase = KnowledgeBase(choice, retrieves);
        var draftModel = choice.DraftModel ?? (choice.IsLocal ? LocalIds.DraftModel
            : throw new PrunerInvalidInput("--bedrock needs --draft-model: an imported model's ARN, or the id of a hosted one."));
        var finalModel = choice.FinalModel ?? (choice.IsLocal ? LocalIds.FinalModel : throw new PrunerInvalidInput("--bedrock needs --final-model."));
        var clients = Connect(choice);
        try
        {
            var (drafter, form) = await DrafterAsync(choice, draftModel, clients.Runtime, options, time, cancellationToken);
            // An imported model answers with log probabilities; anything else speaks Converse.
            IModel final = ModelSettings.IsImportedArn(finalModel)
                ? (await ImportedAsync(choice, finalModel, clients.Runtime, options, time, cancellationToken)).Model
                : new ConverseModel(clients.Runtime, new ConverseOptions { ModelId = finalModel, ServiceTier = choice.ServiceTier });
            var retriever = knowledgeBase is null ? null : new KnowledgeBaseRetriever(clients.AgentRuntime, knowledgeBase);
            return new Backend(
                null, retriever,
                new ModelDrafter(drafter), new ModelGenerator(final), options,
                $"Bedrock{(choice.Endpoint is null ? "" : $" at {choice.Endpoint.GetLeftPart(UriPartial.Authority)}")}: " +
                $"{(knowledgeBase is null ? "no knowledge base" : $"knowledge base {knowledgeBase.KnowledgeBaseId}")}, drafts by {draftModel} ({form}), " +
                $"answer by {finalModel}.")
            { Connection = clients, Writer = final, DraftModel = draftModel, FinalModel = finalModel, Reranker = RerankerOf(retriever, knowledgeBase) };
        }
        catch
        {
            clients.Dispose();
            throw;
        }
    }

    // What was retrieved reranked already has no other order to compare with.
    private static Reranker? RerankerOf(KnowledgeBaseRetriever? retriever, KnowledgeBaseOptions? options) => options switch
    {
        { Rerank: RerankMode.None, Kind: KnowledgeBaseKind.Managed } => new Reranker("managed-rerank", retriever!.RerankScoresAsync),
        { Rerank: RerankMode.None, RerankModelArn: not null } => new Reranker("bedrock-rerank", retriever!.RerankScoresAsync),
        _ => null,
    };

    // The local one checks no signature, so it needs nobody's keys.
    public static BedrockClients Connect(BedrockChoice choice) =>
        BedrockClients.Create(choice.Region, choice.Endpoint, choice.IsLocal ? new BasicAWSCredentials("local", "local") : null);

    private static KnowledgeBaseOptions? KnowledgeBase(BedrockChoice choice, bool retrieves)
    {
        if (choice.KnowledgeBase.KnowledgeBaseId.Length > 0)
            return choice.KnowledgeBase;
        if (choice.IsLocal)
            return choice.KnowledgeBase with
            {
                KnowledgeBaseId = choice.KnowledgeBase.Kind == KnowledgeBaseKind.Managed ? LocalIds.ManagedKnowledgeBase : LocalIds.KnowledgeBase,
            };
        return retrieves ? throw new PrunerInvalidInput("--bedrock needs --knowledge-base, or --documents.") : null;
    }

    private static async Task<(IModel Model, string Form)> DrafterAsync(BedrockChoice choice, string draftModel, IAmazonBedrockRuntime client,
        PrunerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!ModelSettings.IsImported(draftModel) && choice.Format is DraftFormat.Auto or DraftFormat.Hosted)
        {
            return (new ConverseModel(client, new ConverseOptions
            {
                ModelId = draftModel,
                Logprobs = choice.Format == DraftFormat.Hosted ? LogprobSupport.Yes : LogprobSupport.Unknown,
                BegunTurns = choice.BegunTurns,
                ServiceTier = choice.ServiceTier,
            }), "by Converse");
        }
        return await ImportedAsync(choice, draftModel, client, options, time, cancellationToken);
    }

    private static async Task<(IModel Model, string Form)> ImportedAsync(BedrockChoice choice, string modelId, IAmazonBedrockRuntime client,
        PrunerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var model = new ImportedModelOptions { ModelId = modelId, Template = choice.Template, ServiceTier = choice.ServiceTier };
        var format = choice.Format switch
        {
            DraftFormat.Native => BodyFormat.Native,
            DraftFormat.OpenAiCompletion => BodyFormat.OpenAiCompletion,
            DraftFormat.OpenAiChat => BodyFormat.OpenAiChat,
            DraftFormat.Hosted => throw new PrunerInvalidInput("--draft-format Hosted is for models that are not imported."),
            _ => await FirstContact.WithinAsync(
                options.Deadline, time, "The imported model did not answer a first call within the deadline.",
                limited => ImportedModel.ProbeFormatAsync(client, model, limited), cancellationToken),
        };
        return (new ImportedModel(client, model with { Format = format }, time), format.ToString());
    }
}
