using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using RagPruner.Accounting;
using RagPruner.Contract;
using RagPruner.Drafting;

namespace RagPruner.Lambda.Stages;

/// <summary>What Retrieve takes.</summary>
internal sealed record RetrieveInput
{
    /// <summary>The body of <c>/v1/answer</c>.</summary>
    public JsonElement Request { get; init; }

    /// <summary>The tenant, from the state machine's own definition.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Tenant { get; init; }

    /// <summary>Identifies the request in logs and response; the execution's id, say. Default: the invocation's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RequestId { get; init; }
}

/// <summary>
/// What Retrieve returns. It is the state of the execution until Prune: the state machine adds <c>canaryDraft</c> and
/// <c>drafts</c>. Every text is in it once.
/// </summary>
internal sealed record RetrievedState
{
    public required string RequestId { get; init; }

    /// <summary>
    /// <c>survey</c>: Survey comes next; <c>draft</c>: a canary draft does; <c>judge</c>: Prune does, because nothing is to be drafted.
    /// </summary>
    public required string Next { get; init; }

    /// <summary>Whether Survey comes once more, after the drafts.</summary>
    public bool SurveysDrafts { get; init; }

    /// <summary>The request as it came, less its documents: they are the contexts.</summary>
    public required JsonElement Request { get; init; }

    public required bool IsBlocked { get; init; }

    /// <summary>Whether the contexts are documents that the request brought.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AreCallers { get; init; }

    /// <summary>What every draft needs beside the question and its context.</summary>
    public required DraftTask Task { get; init; }

    /// <summary>The first context to draft from.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StageContext? Canary { get; init; }

    /// <summary>The others.</summary>
    public required IReadOnlyList<StageContext> Rest { get; init; }

    /// <summary>Contexts without a draft: merged ones, those that cannot be scored, or all if the scorer needs none.</summary>
    public required IReadOnlyList<StageContext> Settled { get; init; }

    public required StageUsage Usage { get; init; }

    /// <summary>Added by Survey.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StageSurvey? Survey { get; init; }

    /// <summary>Added by the state machine: what Draft returned for the canary, or the name of its error.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StageDraft? CanaryDraft { get; init; }

    /// <summary>Added by the state machine: the same for the others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<StageDraft>? Drafts { get; init; }
}

/// <summary>What all drafts of a question share.</summary>
/// <param name="Fence">The delimiter of the contexts in prompts that hold several.</param>
/// <param name="Uses">The kinds of evidence to ask for.</param>
/// <param name="DeadlineMs">Time for each stage; null for the configured one.</param>
/// <param name="RequestId">Identifies the request in logs.</param>
/// <param name="Bytes">The most bytes of one draft in the state.</param>
/// <param name="Concurrency">How many drafts the state machine may make at once.</param>
internal sealed record DraftTask(
    string Fence, IReadOnlyList<string> Uses, int? DeadlineMs = null, string? RequestId = null, int Bytes = StateBudget.DraftBytes, int Concurrency = 1)
{
    /// <summary>Added by Survey: the answer that contexts are rated by.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Scent { get; init; }
}

/// <summary>What Survey found out by calls for all contexts together.</summary>
/// <param name="Contexts">What it is of each.</param>
/// <param name="Usage">What it took.</param>
internal sealed record StageSurvey(IReadOnlyList<SurveyedContext> Contexts, StageUsage Usage)
{
    /// <summary>Mean log probability of the question without any context.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? QuestionPriorLogprob { get; init; }
}

/// <summary>What Survey found out about a context.</summary>
/// <param name="Rank">The context's rank.</param>
internal sealed record SurveyedContext(int Rank)
{
    /// <summary>Log probabilities of its labels.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LabelReading>? Labels { get; init; }

    /// <summary>What the question is worth given this context and the best one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Pairing? Pair { get; init; }
}

/// <summary>What Draft takes.</summary>
internal sealed record DraftInput
{
    public string? Question { get; init; }

    public DraftTask? Task { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StageContext? Context { get; init; }
}

/// <summary>A context on its way through the stages.</summary>
internal sealed record StageContext
{
    public required string Id { get; init; }

    public required int Rank { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RetrievalScore { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Title { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Uri { get; init; }

    /// <summary>What counts as one origin, where it is not the uri without its fragment.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    /// <summary>How far the source is trusted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Trust { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasUnreadableTrust { get; init; }

    /// <summary>Absent where it is not needed any more: of merged and unscored contexts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    /// <summary>Which retrievers found it, with the rank that each gave it; absent where there is but one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, int>? FoundBy { get; init; }

    /// <summary>Estimated tokens of the whole text, as retrieved.</summary>
    public required int Tokens { get; init; }

    /// <summary>Whether the text was cut to keep the state within its limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsTrimmed { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MergedInto { get; init; }

    /// <summary>Whether it is one document more than were to be drafted from.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsOverLimit { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UnscoredReason { get; init; }
}

/// <summary>What became of one draft: evidence, the reason why this context alone has none, or the error that was left after the retries.</summary>
internal sealed record StageDraft
{
    public required string Id { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StageEvidence? Evidence { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UnscoredReason { get; init; }

    /// <summary>The name of the error, put here by the state machine's Catch.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StageUsage? Usage { get; init; }
}

/// <summary>
/// Evidence in the form that goes through the state: with its tokens, so that every score is the same as in one process;
/// or, where there is no room for them, folded into means.
/// </summary>
internal sealed record StageEvidence
{
    public required string Draft { get; init; }

    /// <summary>Whether there was no room for the tokens: a score that looks at them is missing then, never another one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsFolded { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TokenPart>? Tokens { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double?>? QuestionLogprobs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double?>? ClosedBookLogprobs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double?>? ScentLogprobs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ScentLogprob { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MeanLogprob { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? QuestionLogprob { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? YesLogprob { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? NoLogprob { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SufficiencyLogOdds { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Gain { get; init; }

    /// <summary>The prompt's end, where the question is still to be found in it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StagePromptTail? PromptTail { get; init; }
}

/// <summary>The end of a prompt in token ids.</summary>
internal sealed record StagePromptTail(IReadOnlyList<string?> Ids, IReadOnlyList<double?> Logprobs, int TemplateTokens)
{
    /// <summary>Whether tokens at its beginning had to go, so that it may begin inside the question.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsCut { get; init; }

    /// <summary>The last tokens of it.</summary>
    public StagePromptTail Last(int count) =>
        this with { Ids = [.. Ids.TakeLast(count)], Logprobs = [.. Logprobs.TakeLast(count)], IsCut = IsCut || count < Ids.Count };
}

/// <summary>What a stage took.</summary>
/// <param name="Calls">Attempts made on services.</param>
/// <param name="InputTokens">Prompt tokens.</param>
/// <param name="OutputTokens">Generated tokens.</param>
/// <param name="Milliseconds">Time of the stage.</param>
/// <param name="BilledCalls">Calls of the model that are to be paid for; null where that is not told.</param>
internal sealed record StageUsage(int Calls, long InputTokens, long OutputTokens, double Milliseconds, int? BilledCalls = null)
{
    /// <summary>What a stage took that calls the drafting model.</summary>
    public static StageUsage Of(Ledger ledger) => new(
        ledger.Calls, ledger.Drafting.InputTokens, ledger.Drafting.OutputTokens, ledger.Times.Total.TotalMilliseconds, ledger.Drafting.Calls)
    {
        CacheReadInputTokens = ledger.Drafting.CacheReadInputTokens,
        CacheWriteInputTokens = ledger.Drafting.CacheWriteInputTokens,
    };

    /// <summary>The calls of the drafting model that are to be paid for, and their tokens.</summary>
    public TokenUsage Drafting() => new(BilledCalls ?? 0, InputTokens, OutputTokens)
    {
        CacheReadInputTokens = CacheReadInputTokens,
        CacheWriteInputTokens = CacheWriteInputTokens,
    };

    /// <summary>Both together, one after the other.</summary>
    public StageUsage Plus(StageUsage other) => new(Calls + other.Calls, InputTokens + other.InputTokens, OutputTokens + other.OutputTokens,
        Milliseconds + other.Milliseconds, BilledCalls + other.BilledCalls)
    {
        CacheReadInputTokens = CacheReadInputTokens + other.CacheReadInputTokens,
        CacheWriteInputTokens = CacheWriteInputTokens + other.CacheWriteInputTokens,
    };

    /// <summary>Of the prompt tokens, those that a model read from its cache.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long CacheReadInputTokens { get; init; }

    /// <summary>Of the prompt tokens, those that a model wrote to its cache.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long CacheWriteInputTokens { get; init; }
}

/// <summary>What Prune returns. <c>status</c> says whether Generate comes next; if not, <c>body</c> is the result.</summary>
internal sealed record PrunedState
{
    public required string Status { get; init; }

    /// <summary>The response so far. The texts of contexts are in <see cref="Generation"/> only.</summary>
    public required AnswerBody Body { get; init; }

    /// <summary>What Generate needs; absent if nothing was kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StageGeneration? Generation { get; init; }
}

/// <summary>What Generate answers from, and what Prune decided about the answer by its profile.</summary>
internal sealed record StageGeneration(
    string Question, string Fence, int Candidates, int? DeadlineMs, IReadOnlyList<StageContext> Kept,
    double? Confidence = null, string Action = "answer");

/// <summary>The stages' payloads without reflection.</summary>
[JsonSerializable(typeof(RetrieveInput))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
[JsonSerializable(typeof(RetrievedState))]
[JsonSerializable(typeof(DraftInput))]
[JsonSerializable(typeof(StageDraft))]
[JsonSerializable(typeof(PrunedState))]
internal sealed partial class StageJson : JsonSerializerContext
{
    public static StageJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
