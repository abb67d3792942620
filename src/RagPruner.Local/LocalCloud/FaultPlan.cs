using System.Text.Json;
using System.Text.Json.Serialization;
using RagPruner.Local.Corpora;

namespace RagPruner.Local.LocalCloud;

/// <summary>What goes wrong in the local cloud, read from a JSON file.</summary>
/// <param name="Seed">Makes the same faults hit the same requests again, counted in order of arrival.</param>
/// <param name="Faults">The faults; each is drawn for by itself.</param>
internal sealed record FaultPlan(int Seed, IReadOnlyList<Fault>? Faults)
{
    public static FaultPlan None { get; } = new(0, []);

    /// <exception cref="PrunerInvalidInput">The file is malformed; the message names the member.</exception>
    public static FaultPlan Read(string path)
    {
        if (!File.Exists(path))
            throw new PrunerInvalidInput($"The fault plan {path} does not exist.");
        FaultPlan plan;
        try
        {
            plan = JsonSerializer.Deserialize(Corpus.Read(path), FaultJson.Default.FaultPlan) ?? None;
        }
        catch (JsonException e)
        {
            throw new PrunerInvalidInput(
                $"{path}, line {e.LineNumber + 1}: not a valid fault plan{(e.Path is { Length: > 2 } at ? $" at {at[2..]}" : "")}.", e);
        }
        for (var i = 0; i < (plan.Faults?.Count ?? 0); i++)
        {
            if (plan.Faults![i] is null)
                throw new PrunerInvalidInput($"{path}: faults[{i}] is null.");
            if (plan.Faults[i].Problem() is { } problem)
                throw new PrunerInvalidInput($"{path}: faults[{i}]: {problem}.");
        }
        return plan;
    }
}

/// <summary>One way to fail.</summary>
internal sealed record Fault
{
    private static readonly string[] s_operations =
    [
        "*", "InvokeModel", "InvokeModelWithResponseStream", "Converse", "ConverseStream", "ChatCompletions", "Retrieve", "Rerank",
    ];

    private static readonly string[] s_kinds = ["latency", "pace", "error", "malformed", "truncated", "throttle-window", "cold", "outage"];

    // Generated JSON code sets every init-only member, absent ones to their type's default; a settable one keeps its own.
    /// <summary>The operation, or * for all.</summary>
    public string Operation { get; set; } = "*";

    /// <summary><c>latency</c>, <c>pace</c>, <c>error</c>, <c>malformed</c>, <c>truncated</c>, <c>throttle-window</c>, <c>cold</c> or <c>outage</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>The share of requests that it hits, 0 to 1.</summary>
    public double Rate { get; set; } = 1;

    /// <summary>The wait of <c>latency</c>, and of <c>pace</c> before each piece of a stream.</summary>
    public int Milliseconds { get; init; }

    /// <summary>The exception type of <c>error</c>, and of <c>outage</c> (ServiceUnavailableException if not given).</summary>
    public string? Error { get; init; }

    /// <summary>Sent with <c>error</c> and <c>throttle-window</c>, if above 0.</summary>
    public int RetryAfterSeconds { get; init; }

    /// <summary>How long <c>cold</c>, an <c>outage</c> and a <c>throttle-window</c> last.</summary>
    public double Seconds { get; init; }

    /// <summary>How often a <c>throttle-window</c> comes, from the first request on.</summary>
    public double EverySeconds { get; init; }

    /// <summary>When an <c>outage</c> begins, from the first request on.</summary>
    public double AfterSeconds { get; init; }

    public string? Problem()
    {
        if (!s_operations.Contains(Operation, StringComparer.Ordinal))
            return $"operation is not one of {string.Join(", ", s_operations)}";
        if (Kind is null || !s_kinds.Contains(Kind, StringComparer.Ordinal))
            return $"kind is not one of {string.Join(", ", s_kinds)}";
        if (Rate is not (>= 0 and <= 1))
            return "rate must be from 0 to 1";
        if (Kind is "latency" or "pace" && Milliseconds is < 1 or > 600_000)
            return "milliseconds must be from 1 to 600000";
        if (Kind is "cold" or "throttle-window" or "outage" && Seconds is not (> 0 and <= 3600))
            return "seconds must be above 0 and at most 3600";
        if (Kind == "throttle-window" && EverySeconds < Seconds)
            return "everySeconds must be at least seconds";
        if (AfterSeconds is not (>= 0 and <= 86_400))
            return "afterSeconds must be from 0 to 86400";
        if (Kind == "error" || Kind == "outage" && Error is not null)
        {
            try
            {
                AwsError.StatusOf(Error ?? "");
            }
            catch (ArgumentOutOfRangeException)
            {
                return "error is not an exception type of Bedrock";
            }
        }
        return null;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(FaultPlan))]
internal sealed partial class FaultJson : JsonSerializerContext;
