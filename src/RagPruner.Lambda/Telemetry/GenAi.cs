using System.Diagnostics;
using System.Diagnostics.Metrics;
using RagPruner.Accounting;
using RagPruner.Answering;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Models;

namespace RagPruner.Lambda.Telemetry;

/// <summary>
/// Spans and metrics of calls on models and knowledge bases, with the names of OpenTelemetry's semantic conventions for
/// generative AI. They cost next to nothing while nobody listens.
/// </summary>
internal static class GenAi
{
    /// <summary>The name of both the <see cref="ActivitySource"/> and the <see cref="Meter"/>.</summary>
    public const string Name = "RagPruner";

    private static readonly ActivitySource s_source = new(Name);
    private static readonly Meter s_meter = new(Name);
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s", "Duration of a call.");
    private static readonly Histogram<long> s_tokens = s_meter.CreateHistogram<long>("gen_ai.client.token.usage", "{token}", "Tokens of a call.");

    /// <summary>Makes a call under a span.</summary>
    /// <param name="operation">The conventions' name of the operation.</param>
    /// <param name="target">The model or data source.</param>
    /// <param name="time">The clock.</param>
    /// <param name="call">The call.</param>
    /// <param name="tokens">Its tokens, or null if it has none.</param>
    public static async Task<T> MeasureAsync<T>(string operation, KeyValuePair<string, object?> target, TimeProvider time, Func<Task<T>> call,
        Func<T, TokenUsage?> tokens)
    {
        using var span = s_source.StartActivity($"{operation} {target.Value}", ActivityKind.Client);
        var tags = new TagList { { "gen_ai.operation.name", operation }, { "gen_ai.provider.name", "aws.bedrock" }, target };
        var start = time.GetTimestamp();
        try
        {
            var result = await call();
            if (tokens(result) is { } used)
            {
                Record(used.InputTokens, "input", tags);
                Record(used.OutputTokens, "output", tags);
                span?.SetTag("gen_ai.usage.input_tokens", used.InputTokens).SetTag("gen_ai.usage.output_tokens", used.OutputTokens);
                if (used.CacheReadInputTokens > 0)
                    span?.SetTag("gen_ai.usage.cache_read.input_tokens", used.CacheReadInputTokens);
                if (used.CacheWriteInputTokens > 0)
                    span?.SetTag("gen_ai.usage.cache_creation.input_tokens", used.CacheWriteInputTokens);
            }
            return result;
        }
        catch (Exception e)
        {
            tags.Add("error.type", e.GetType().Name);
            span?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
        finally
        {
            s_duration.Record(time.GetElapsedTime(start).TotalSeconds, tags);
            foreach (var tag in tags)
                span?.SetTag(tag.Key, tag.Value);
        }
    }

    public static KeyValuePair<string, object?> Model(string id) => new("gen_ai.request.model", id);

    public static KeyValuePair<string, object?> DataSource(string id) => new("gen_ai.data_source.id", id);

    // A copy: TagList is a struct, and the type of token belongs to this one measurement.
    private static void Record(long count, string type, TagList tags)
    {
        tags.Add("gen_ai.token.type", type);
        s_tokens.Record(count, tags);
    }
}

/// <summary>A retriever under measurement.</summary>
internal sealed class MeasuredRetriever(IRetriever inner, string knowledgeBaseId, TimeProvider time) : IRetriever
{
    public int MostCalls => inner.MostCalls;

    public void EnsureFits(ContextFilter filter) => inner.EnsureFits(filter);

    public Task<Retrieval> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken) =>
        GenAi.MeasureAsync("retrieval", GenAi.DataSource(knowledgeBaseId), time, () => inner.RetrieveAsync(query, cancellationToken), static _ => null);
}

/// <summary>A drafter under measurement.</summary>
internal sealed class MeasuredDrafter(IDrafter inner, string model, TimeProvider time) : IDrafter
{
    public EvidenceKinds Offers => inner.Offers;

    public bool MayBeCold => inner.MayBeCold;

    public Task<DraftReply> DraftAsync(DraftRequest request, CancellationToken cancellationToken) =>
        GenAi.MeasureAsync("text_completion", GenAi.Model(model), time, () => inner.DraftAsync(request, cancellationToken), static r =>
            r.IsBilled ? r.Usage : null);

    public Task<DraftReply> AddAsync(EvidenceKinds kind, DraftRequest request, Evidence evidence, CancellationToken cancellationToken) =>
        GenAi.MeasureAsync("text_completion", GenAi.Model(model), time, () => inner.AddAsync(kind, request, evidence, cancellationToken), static r =>
            r.IsBilled ? r.Usage : null);

    EvidenceKinds IDrafter.Usable => inner.Usable;

    int IDrafter.MostLabels => inner.MostLabels;

    IReadOnlyList<QuestionCall> IDrafter.CallsFor(EvidenceKinds kind, QuestionRequest request) => inner.CallsFor(kind, request);

    Task<Completion> IDrafter.CompleteAsync(QuestionCall call, CancellationToken cancellationToken) =>
        GenAi.MeasureAsync("text_completion", GenAi.Model(model), time, () => inner.CompleteAsync(call, cancellationToken), c =>
            c.StopCause == StopCause.TooLong ? null : c.UsageOf(call.Request.Prompt, fewestOutputTokens: 1));
}

/// <summary>A generator under measurement.</summary>
internal sealed class MeasuredGenerator(IGenerator inner, string model, TimeProvider time) : IGenerator
{
    public bool OffersLogprobs => inner.OffersLogprobs;

    public Task<GeneratedText> GenerateAsync(GenerationRequest request, IProgress<string>? deltas, CancellationToken cancellationToken) =>
        GenAi.MeasureAsync("chat", GenAi.Model(model), time, () => inner.GenerateAsync(request, deltas, cancellationToken), static t =>
            t.Usage);
}
