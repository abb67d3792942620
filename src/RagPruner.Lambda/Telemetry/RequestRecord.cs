using System.Diagnostics;
using System.Text.Json;
using RagPruner.Accounting;
using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Drafting;
using RagPruner.Models;
using RagPruner.Pipeline;
using RagPruner.Selection;

namespace RagPruner.Lambda.Telemetry;

/// <summary>
/// What one request did, in numbers, names and ids of ours: the log record and, in CloudWatch's embedded metric format,
/// the metrics. What was not measured is left out; it is never 0.
/// </summary>
internal sealed class RequestRecord(string function, string invocationId, TimeProvider time)
{
    private const int LongestId = 256;

    private readonly long _start = time.GetTimestamp();
    private readonly Dictionary<string, (double Value, string? Unit)> _metrics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _properties = new(StringComparer.Ordinal);
    private Exception? _defect;

    /// <summary>
    /// What the record is found by: the invocation's id, or what the caller calls the request. Anything but an id is not
    /// taken: it might be a text.
    /// </summary>
    public string RequestId
    {
        get => field ?? invocationId;
        set => field = value.Length <= LongestId && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or ':' or '/' or '.') ? value : field;
    }

    public void Answered(AnswerResult result)
    {
        Add(result.Status, result.Judgement, result.Ledger);
        Dropped(result.ForeignTenantCount, result.FilterMismatchCount);
        Decided(result.Decision);
    }

    public void Pruned(PruneResult result)
    {
        Add(result.Status, result.Judgement, result.Ledger);
        Dropped(result.ForeignTenantCount, result.FilterMismatchCount);
    }

    public void Failed(PrunerException failure, Exception cause)
    {
        var isCallers = failure.Kind is ErrorKind.InvalidInput or ErrorKind.Forbidden;
        Count(isCallers ? "ClientErrors" : "Errors", 1);
        _properties["error"] = failure.GetType().Name;
        // Ours come from fixed templates; of a defect only its place is told.
        _properties["message"] = failure.Message;
        _defect = failure.Kind == ErrorKind.Bug && cause is not PrunerException ? cause : null;
        if (failure.Spent is { } ledger)
            Usage(ledger);
    }

    public void Status(RequestStatus status) => _properties["status"] = Bodies.NameOf(status);

    public void Verdicts(Judgement judgement)
    {
        foreach (var disposition in Enum.GetValues<Disposition>())
            Count($"Contexts{disposition}", judgement.Contexts.Count(c => c.Disposition == disposition));
        Count("Abstentions", judgement.Contexts.Count(c => c.Reason == Reasons.DraftAbstained));
        // Without drafts nobody knows.
        if (judgement.Conflicts is { } conflicts)
            Count("EvidenceConflicts", conflicts.Groups.Count > 0 ? 1 : 0);
    }

    public void Usage(Ledger ledger)
    {
        Milliseconds("RetrieveLatency", ledger.Times.Retrieve);
        Milliseconds("DraftLatency", ledger.Times.Draft);
        Milliseconds("GenerateLatency", ledger.Times.Generate);
        Count("Calls", ledger.Calls);
        Count("Retries", ledger.Retries);
        Count("Drafts", ledger.Drafts);
        Count("InputTokens", ledger.Drafting.InputTokens + ledger.Final.InputTokens);
        Count("OutputTokens", ledger.Drafting.OutputTokens + ledger.Final.OutputTokens);
        // Most models report none, and then nothing is known of a cache.
        CountAny("CacheReadInputTokens", ledger.Drafting.CacheReadInputTokens + ledger.Final.CacheReadInputTokens);
        CountAny("CacheWriteInputTokens", ledger.Drafting.CacheWriteInputTokens + ledger.Final.CacheWriteInputTokens);
        _metrics["CostUsd"] = (ledger.CostUsd, null);
    }

    /// <summary>By a profile only: without one there is nothing to watch.</summary>
    public void Decided(Decision decision)
    {
        if (decision.Confidence is not { } confidence)
            return;
        _metrics["Confidence"] = (confidence, null);
        _properties["action"] = Bodies.NameOf(decision.NextStep);
    }

    public void Saved(double usd) => _metrics["SavedUsd"] = (usd, null);

    /// <summary>Results that were dropped unread: their store had ignored the tenant, or the filter.</summary>
    public void Dropped(int foreignTenants, int filterMismatches)
    {
        Count("ForeignTenantContexts", foreignTenants);
        Count("FilterMismatches", filterMismatches);
    }

    /// <summary>How sure the drafts began: where it falls, a prompt or a kind of question became unclear.</summary>
    public void PromptQuality(IEnumerable<Evidence?> drafts)
    {
        var starts = drafts.Select(FirstTokens).Where(m => m is not null).Select(m => m!.Value).ToArray();
        if (starts.Length > 0)
            _metrics["PromptQuality"] = (starts.Average(), null);
    }

    /// <summary>Mean log probability of a draft's first five tokens, or null.</summary>
    public static double? FirstTokens(Evidence? draft) =>
        draft?.Tokens is { } tokens ? LogProbability.Mean(tokens.Where(t => !t.IsEnd).Take(5).Select(t => t.Logprob)) : null;

    public ReadOnlyMemory<byte> ToJson(string metricsNamespace)
    {
        _metrics["Requests"] = (1, "Count");
        Milliseconds("Latency", time.GetElapsedTime(_start));
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Directive(json, metricsNamespace);
            json.WriteString("Function", function);
            json.WriteString("requestId", RequestId);
            if (RequestId != invocationId)
                json.WriteString("invocationId", invocationId);
            foreach (var (name, value) in _properties)
                json.WriteString(name, value);
            if (_defect is { } defect)
            {
                json.WriteString("defect", defect.GetType().FullName);
                json.WriteString("stack", new StackTrace(defect, fNeedFileInfo: false).ToString());
            }
            foreach (var (name, metric) in _metrics)
                json.WriteNumber(name, metric.Value);
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private void Directive(Utf8JsonWriter json, string metricsNamespace)
    {
        json.WriteStartObject("_aws");
        json.WriteNumber("Timestamp", time.GetUtcNow().ToUnixTimeMilliseconds());
        json.WriteStartArray("CloudWatchMetrics");
        json.WriteStartObject();
        json.WriteString("Namespace", metricsNamespace);
        json.WriteStartArray("Dimensions");
        json.WriteStartArray();
        json.WriteStringValue("Function");
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteStartArray("Metrics");
        foreach (var (name, metric) in _metrics)
        {
            json.WriteStartObject();
            json.WriteString("Name", name);
            if (metric.Unit is { } unit)
                json.WriteString("Unit", unit);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Add(RequestStatus status, Judgement judgement, Ledger ledger)
    {
        Status(status);
        Verdicts(judgement);
        Usage(ledger);
        Saved(ledger.SavedUsd);
        PromptQuality(judgement.Contexts.Select(c => c.Evidence));
    }

    private void Count(string name, double value) => _metrics[name] = (value, "Count");

    private void CountAny(string name, long value)
    {
        if (value > 0)
            Count(name, value);
    }

    private void Milliseconds(string name, TimeSpan? value)
    {
        if (value is { } time)
            _metrics[name] = (Math.Round(time.TotalMilliseconds, 1), "Milliseconds");
    }
}
