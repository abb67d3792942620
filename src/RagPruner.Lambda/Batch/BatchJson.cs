using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using RagPruner.Contract;

namespace RagPruner.Lambda.Batch;

/// <summary>What a Distributed Map passes to its children.</summary>
internal sealed record BatchInput
{
    /// <summary>The same for every batch, from the state machine's own definition.</summary>
    [JsonPropertyName("BatchInput")]
    public BatchOptions? Options { get; init; }

    /// <summary>The items: bodies of <c>/v1/answer</c> with an <c>id</c>.</summary>
    [JsonPropertyName("Items")]
    public IReadOnlyList<JsonElement>? Items { get; init; }
}

/// <summary>What a state machine says about all items.</summary>
internal sealed record BatchOptions
{
    /// <summary>The tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>Members of the body that every item has unless it says otherwise.</summary>
    public JsonElement? Defaults { get; init; }

    /// <summary>
    /// Whether the state machine will not try this batch again, so that every failure has to be a result. Otherwise a
    /// failure of all that was tried so far fails the batch, and nothing that was paid for is lost.
    /// </summary>
    public bool LastAttempt { get; init; }

    /// <summary>
    /// The job that the batch belongs to, 1 to 80 characters: what was finished of it is kept under this name where there is
    /// a bucket for that, and not done again. Null keeps nothing.
    /// </summary>
    public string? Job { get; init; }

    /// <summary>Whether results are <see cref="BriefResult"/>s, some 300 bytes each, instead of whole responses.</summary>
    public bool Brief { get; init; }
}

/// <summary>What became of one item: exactly one of these for each.</summary>
internal sealed record BatchResult
{
    /// <summary>The item's id; null if it has none.</summary>
    public required string? Id { get; init; }

    /// <summary>Its place in the batch, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The response, if there is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AnswerBody? Result { get; init; }

    /// <summary>The response in brief, if that was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BriefResult? Brief { get; init; }

    /// <summary>The error, if there is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ErrorBody? Error { get; init; }
}

/// <summary>What a file of answers needs of a response.</summary>
/// <param name="Status">How the request ended.</param>
/// <param name="Text">The answer.</param>
/// <param name="ContextIds">The contexts that it cites, in the order of its citations.</param>
/// <param name="Action">What to do with it.</param>
/// <param name="CostUsd">What it cost.</param>
/// <param name="SavedUsd">What pruning saved.</param>
internal sealed record BriefResult(string Status, string Text, IReadOnlyList<string> ContextIds, string Action, double CostUsd, double SavedUsd)
{
    /// <summary>Whether the text was cut so that the batch fits the state of an execution.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsCut { get; init; }

    public static BriefResult Of(AnswerBody body) => new(
        body.Status, body.Answer!.Text, [.. body.Answer.Citations.Select(c => c.ContextId)], body.Answer.Action, body.Usage.CostUsd, body.Usage.SavedUsd);
}

/// <summary>The batch's payloads without reflection.</summary>
[JsonSerializable(typeof(BatchInput))]
[JsonSerializable(typeof(IReadOnlyList<BatchResult>))]
internal sealed partial class BatchJson : JsonSerializerContext
{
    public static BatchJson Readable { get; } =
        new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
