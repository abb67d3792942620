using System.Text;
using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;
using Amazon.Runtime.Documents;
using Amazon.Runtime.EventStreams;
using RagPruner.Bedrock.Errors;
using RagPruner.Models;
using TokenUsage = Amazon.BedrockRuntime.Model.TokenUsage;

namespace RagPruner.Bedrock.Models;

/// <summary>What Converse and ConverseStream answered, as a completion.</summary>
internal static class ConverseReply
{
    public static Completion Of(string text, StopReason? stop, TokenUsage? usage) => new(text)
    {
        StopCause = stop?.Value switch
        {
            "guardrail_intervened" or "content_filtered" => StopCause.Blocked,
            "max_tokens" or "model_context_window_exceeded" => StopCause.Length,
            _ => StopCause.End,
        },
        // Converse counts the tokens of a cache apart.
        InputTokens = usage?.InputTokens + (usage?.CacheReadInputTokens ?? 0) + (usage?.CacheWriteInputTokens ?? 0),
        CacheReadInputTokens = usage?.CacheReadInputTokens ?? 0,
        CacheWriteInputTokens = usage?.CacheWriteInputTokens ?? 0,
        OutputTokens = usage?.OutputTokens,
    };

    /// <summary>Reads a stream to its end, and passes its pieces on as they come.</summary>
    /// <exception cref="PrunerUpstreamBadResponse">The stream broke off.</exception>
    public static async Task<Completion> ReadAsync(
        IAsyncEnumerable<IEventStreamEvent> stream, bool wantsLogprobs, IProgress<string> deltas, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        StopReason? stop = null;
        var fields = default(Document);
        TokenUsage? usage = null;
        var parts = stream.GetAsyncEnumerator(cancellationToken);
        await using var _ = parts.ConfigureAwait(false);
        while (await ServiceErrors.NextAsync(parts).ConfigureAwait(false))
        {
            switch (parts.Current)
            {
                case ContentBlockDeltaEvent { Delta.Text: { } delta }:
                    text.Append(delta);
                    deltas.Report(delta);
                    break;
                case MessageStopEvent message:
                    (stop, fields) = (message.StopReason, message.AdditionalModelResponseFields);
                    break;
                case ConverseStreamMetadataEvent metadata:
                    usage = metadata.Usage;
                    break;
            }
        }
        // A stream that is cut inside a frame ends without an error, so its closing event must be there.
        return stop is null ? throw new PrunerUpstreamBadResponse("ConverseStream broke off before its end.")
            : Of(text.ToString(), stop, usage) with { Tokens = wantsLogprobs ? ConverseLogprobs.Read(fields) : null };
    }
}
