using System.Text;
using Microsoft.Extensions.AI;
using RagPruner.Models;

namespace RagPruner.Extensions.AI;

/// <summary>A chat client as a model that completes prompts: without log probabilities, and without turns that a prompt begins.</summary>
internal sealed class ChatClientModel(IChatClient client, ChatClientGeneratorOptions options) : IModel
{
    public ModelAbilities Abilities { get; } = new();

    public async Task<Completion> CompleteAsync(CompletionRequest request, IProgress<string>? deltas, CancellationToken cancellationToken)
    {
        ChatMessage[] messages = [new(ChatRole.System, request.Prompt.System), new(ChatRole.User, request.Prompt.User)];
        var asked = new ChatOptions
        {
            ModelId = options.ModelId,
            MaxOutputTokens = request.MaxTokens,
            Temperature = options.SendsTemperature ? (float)request.Temperature : null,
            Seed = request.Seed,
            StopSequences = request.Prompt.Stops.Count == 0 ? null : [.. request.Prompt.Stops],
        };
        return await ServiceErrors.CallAsync("The chat client", options.KindOf, async () =>
        {
            if (deltas is not null)
                return await StreamAsync(messages, asked, deltas, cancellationToken).ConfigureAwait(false);
            var response = await client.GetResponseAsync(messages, asked, cancellationToken).ConfigureAwait(false);
            return Of(response.Text, response.FinishReason, response.Usage);
        }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Completion> StreamAsync(ChatMessage[] messages, ChatOptions asked, IProgress<string> deltas, CancellationToken cancellationToken)
    {
        var (text, finish, usage) = (new StringBuilder(), (ChatFinishReason?)null, (UsageDetails?)null);
        await foreach (var update in client.GetStreamingResponseAsync(messages, asked, cancellationToken).ConfigureAwait(false))
        {
            if (update.Text is { Length: > 0 } piece)
            {
                text.Append(piece);
                deltas.Report(piece);
            }
            finish = update.FinishReason ?? finish;
            foreach (var part in update.Contents.OfType<UsageContent>())
                (usage ??= new UsageDetails()).Add(part.Details);
        }
        return Of(text.ToString(), finish, usage);
    }

    private static Completion Of(string text, ChatFinishReason? finish, UsageDetails? usage) => new(text)
    {
        StopCause = finish == ChatFinishReason.Length ? StopCause.Length : finish == ChatFinishReason.ContentFilter ? StopCause.Blocked : StopCause.End,
        // Some providers report what they read from a cache beside the rest.
        InputTokens = usage?.InputTokenCount is { } input ? (int)Math.Max(input, usage.CachedInputTokenCount ?? 0) : null,
        OutputTokens = (int?)usage?.OutputTokenCount,
        CacheReadInputTokens = (int)(usage?.CachedInputTokenCount ?? 0),
    };
}
