using Amazon.Runtime;
using RagPruner.Answering;
using RagPruner.Bedrock;
using RagPruner.Bedrock.KnowledgeBases;
using RagPruner.Bedrock.Models;
using RagPruner.Drafting;
using RagPruner.Local.LocalCloud;
using RagPruner.Models;
using RagPruner.Pipeline;

namespace RagPruner.Local.Commands;

/// <summary>A body format, or the wish to find out.</summary>
internal enum DraftFormat
{
    Auto,
    Native,
    OpenAiCompletion,
    OpenAiChat,
}

/// <summary>What the user said about Bedrock.</summary>
internal sealed record BedrockChoice(Uri? Endpoint, string? Region, string? KnowledgeBaseId, string? DraftModel, string? FinalModel,
    DraftFormat Format, ChatTemplate Template);

/// <summary>The ports on Bedrock, here or at AWS.</summary>
internal static class BedrockBackend
{
    public static async Task<Backend> OpenAsync(BedrockChoice choice, PrunerOptions options, TimeProvider time, bool retrieves,
        CancellationToken cancellationToken)
    {
        var isLocal = choice.Endpoint is { IsLoopback: true };
        var knowledgeBase = choice.KnowledgeBaseId ?? (isLocal ? LocalIds.KnowledgeBase : !retrieves ? null
            : throw new PrunerInvalidInput("--bedrock needs --knowledge-base, or --documents."));
        var draftModel = choice.DraftModel
            ?? (isLocal ? LocalIds.DraftModel : throw new PrunerInvalidInput("--bedrock needs --draft-model, the ARN of an imported model."));
        var finalModel = choice.FinalModel ?? (isLocal ? LocalIds.FinalModel : throw new PrunerInvalidInput("--bedrock needs --final-model."));
        // The local one checks no signature, so it needs nobody's keys.
        var clients = BedrockClients.Create(choice.Region, choice.Endpoint, isLocal ? new BasicAWSCredentials("local", "local") : null);
        try
        {
            var model = new ImportedModelOptions { ModelId = draftModel, Template = choice.Template };
            var format = choice.Format switch
            {
                DraftFormat.Native => BodyFormat.Native,
                DraftFormat.OpenAiCompletion => BodyFormat.OpenAiCompletion,
                DraftFormat.OpenAiChat => BodyFormat.OpenAiChat,
                _ => await FirstContact.WithinAsync(
                    options.Deadline, time, "The imported model did not answer a first call within the deadline.",
                    limited => ImportedModel.ProbeFormatAsync(clients.Runtime, model, limited), cancellationToken),
            };
            model = model with { Format = format };
            // An imported model answers with log probabilities; anything else speaks Converse.
            IModel final = finalModel.Contains(":imported-model/", StringComparison.Ordinal)
                ? new ImportedModel(clients.Runtime, model with { ModelId = finalModel })
                : new ConverseModel(clients.Runtime, new ConverseOptions { ModelId = finalModel });
            return new Backend(
                null,
                knowledgeBase is null ? null : new KnowledgeBaseRetriever(clients.AgentRuntime, new KnowledgeBaseOptions { KnowledgeBaseId = knowledgeBase }),
                new ModelDrafter(new ImportedModel(clients.Runtime, model, time)), new ModelGenerator(final), options,
                $"Bedrock{(choice.Endpoint is null ? "" : $" at {choice.Endpoint.GetLeftPart(UriPartial.Authority)}")}: " +
                $"{(knowledgeBase is null ? "no knowledge base" : $"knowledge base {knowledgeBase}")}, drafts by {draftModel} ({format}), answer by " +
                $"{finalModel}.")
            { Connection = clients, DraftModel = draftModel, FinalModel = finalModel };
        }
        catch
        {
            clients.Dispose();
            throw;
        }
    }
}
