using System.Text.Json.Serialization;

namespace RagPruner.Contract;

/// <summary>The body of a <c>/v1/answer</c> or <c>/v1/prune</c> response; <c>answer</c> is absent from the latter.</summary>
internal sealed record AnswerBody
{
    /// <summary><c>complete</c>, <c>partial</c>, <c>no_context</c> or <c>blocked</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The answer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AnswerPart? Answer { get; init; }

    /// <summary>Every context with its verdict, if the request includes them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ContextPart>? Contexts { get; init; }

    /// <summary>Whether anything relevant was retrieved; absent where the model did not rate the question.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RelevancePart? Relevance { get; init; }

    /// <summary>What the drafts say against each other; absent where no draft was written.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ConflictsPart? Conflicts { get; init; }

    /// <summary>What the final model would read; in a reply of <c>/v1/prune</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PromptPart? Prompt { get; init; }

    /// <summary>What the profile says; in a reply of <c>/v1/prune</c>, where there is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ProfilePart? Profile { get; init; }

    /// <summary>What the request took.</summary>
    public required UsagePart Usage { get; init; }

    /// <summary>What was done less well than asked.</summary>
    public required IReadOnlyList<string> Degraded { get; init; }

    /// <summary>Identifies the request in logs.</summary>
    public required string RequestId { get; init; }
}

/// <summary>The answer of a response.</summary>
/// <param name="Text">The text; [n] refers to the n-th citation.</param>
/// <param name="Citations">The kept contexts cited.</param>
/// <param name="Confidence">Calibrated probability that the best context holds the answer; null without a profile.</param>
/// <param name="LowConfidence">Spans that the model was unsure of; null without log probabilities.</param>
/// <param name="Action"><c>answer</c>, <c>clarify</c>, <c>fallback</c> or <c>review</c>.</param>
internal sealed record AnswerPart(
    string Text, IReadOnlyList<CitationPart> Citations, double? Confidence, IReadOnlyList<LowConfidencePart>? LowConfidence, string Action)
{
    /// <summary>Every generated answer, best first, when more than one was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<CandidatePart>? Candidates { get; init; }

    /// <summary>What was removed from the text: <c>uncited_source</c>, <c>foreign_url</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Flags { get; init; }
}

/// <summary>A citation.</summary>
/// <param name="ContextId">The kept context.</param>
/// <param name="Uri">Where its source lies; null if unknown.</param>
internal sealed record CitationPart(string ContextId, string? Uri);

/// <summary>A span of low confidence.</summary>
/// <param name="Start">Offset in UTF-16 units.</param>
/// <param name="Length">Length in UTF-16 units.</param>
/// <param name="MeanLogprob">Mean log probability of its tokens.</param>
internal sealed record LowConfidencePart(int Start, int Length, double MeanLogprob);

/// <summary>A ranked completion.</summary>
/// <param name="Text">Its text.</param>
/// <param name="MeanLogprob">Mean log probability of its tokens, or null.</param>
internal sealed record CandidatePart(string Text, double? MeanLogprob);

/// <summary>A context with its verdict.</summary>
internal sealed record ContextPart
{
    /// <summary>The context's id.</summary>
    public required string Id { get; init; }

    /// <summary>Place in the retrieval order, from 1.</summary>
    public required int Rank { get; init; }

    /// <summary>The retriever's score; null if it gave none.</summary>
    public required double? RetrievalScore { get; init; }

    /// <summary>Which retrievers found it, with the rank that each gave it; absent where there is but one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, int>? FoundBy { get; init; }

    /// <summary>The score; null unless the keep rule judged it.</summary>
    public required double? Score { get; init; }

    /// <summary>The evidence behind the score; null if no draft returned.</summary>
    public required EvidencePart? Evidence { get; init; }

    /// <summary><c>kept</c>, <c>pruned</c>, <c>unscored</c> or <c>merged</c>.</summary>
    public required string Disposition { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>The context that stands for this one, if it was merged.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MergedInto { get; init; }

    /// <summary>Where the source lies; null if unknown.</summary>
    public required string? Uri { get; init; }

    /// <summary>The text: of kept contexts in a response of <c>/v1/prune</c>, of all if the request includes <c>texts</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    /// <summary>The reason in words, if the request includes <c>why</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Why { get; init; }

    /// <summary>A title for people; this and what follows if the request includes <c>texts</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Title { get; init; }

    /// <summary>What counts as one origin.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    /// <summary>How far the source is trusted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Trust { get; init; }

    /// <summary>Estimated tokens of the whole text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Tokens { get; init; }
}

/// <summary>What the contexts are to the final model, by estimate.</summary>
/// <param name="KeptTokens">Tokens of the kept ones.</param>
/// <param name="AllTokens">Tokens of all that could have been sent.</param>
/// <param name="KeptUsd">US dollars for reading the kept ones once.</param>
/// <param name="AllUsd">The same of all.</param>
internal sealed record PromptPart(long KeptTokens, long AllTokens, double KeptUsd, double AllUsd);

/// <summary>What a profile says of a pruning.</summary>
/// <param name="Confidence">Calibrated probability that the best context holds the answer; null without a score.</param>
/// <param name="Action"><c>answer</c>, <c>clarify</c>, <c>fallback</c> or <c>review</c>.</param>
/// <param name="Coverage">
/// A needed context that was retrieved is kept with at least this probability; null where something was pruned that the
/// profile's cut would have kept, so that nothing is promised.
/// </param>
internal sealed record ProfilePart(double? Confidence, string Action, double? Coverage);

/// <summary>Whether anything relevant was retrieved.</summary>
/// <param name="Value">How much likelier the best context makes the question, in nats a token.</param>
/// <param name="By"><c>question-gain</c> or <c>question-likelihood</c>.</param>
internal sealed record RelevancePart(double Value, string By);

/// <summary>What the drafts say against each other.</summary>
/// <param name="Groups">Answers of which at least two cannot both be true; empty for no conflict.</param>
/// <param name="SingleSource">Whether the kept contexts all rest on one source.</param>
internal sealed record ConflictsPart(IReadOnlyList<AnswerGroupPart> Groups, [property: JsonPropertyName("single_source")] bool SingleSource);

/// <summary>Sources that say the same where others say otherwise.</summary>
/// <param name="Answer">What they say.</param>
/// <param name="Contexts">The ids of their contexts.</param>
/// <param name="Sources">The sources.</param>
/// <param name="Weight">The sum of their trust weights.</param>
/// <param name="Holds">Whether they belong to the largest set of sources that can all be right.</param>
internal sealed record AnswerGroupPart(string Answer, IReadOnlyList<string> Contexts, IReadOnlyList<string> Sources, double Weight, bool Holds)
{
    /// <summary>The groups that it contradicts, by their places in the list, from 0.</summary>
    public IReadOnlyList<int> Contradicts { get; init; } = [];
}

/// <summary>Evidence in numbers.</summary>
/// <param name="MeanLogprob">Mean log probability of the draft; null if missing.</param>
/// <param name="QuestionLogprob">Mean log probability of the question given the context; null if missing.</param>
/// <param name="DraftTokens">Tokens of the draft.</param>
internal sealed record EvidencePart(double? MeanLogprob, double? QuestionLogprob, int DraftTokens)
{
    /// <summary>Log odds of Yes against No to "does it hold the answer?", if the scorer asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Sufficiency { get; init; }

    /// <summary>What the context adds to the draft's mean log probability, if the scorer asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Gain { get; init; }

    /// <summary>What the context adds to the question's mean log probability, if the scorer asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? QuestionGain { get; init; }

    /// <summary>Mean log probability of the shared answer given the context, if the scorer asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ScentLogprob { get; init; }

    /// <summary>Mean log probability of the question given the best context and this one, if the scorer asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? PairLogprob { get; init; }

    /// <summary>The draft, if the request includes <c>evidence</c> or <c>tokens</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Draft { get; init; }

    /// <summary>What the numbers were made from, if the request includes <c>tokens</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MeasuredPart? Measured { get; init; }
}

/// <summary>What a request took.</summary>
/// <param name="Calls">Attempts made on services.</param>
/// <param name="Retries">Those that repeated a failed one.</param>
/// <param name="InputTokens">Prompt tokens of drafts and answer.</param>
/// <param name="OutputTokens">Generated tokens of drafts and answer.</param>
/// <param name="CostUsd">US dollars at the configured prices.</param>
/// <param name="SavedUsd">Against sending every context to the final model; may be negative.</param>
/// <param name="Milliseconds">Time by stage.</param>
internal sealed record UsagePart(
    int Calls, int Retries, long InputTokens, long OutputTokens, double CostUsd, double SavedUsd, MillisecondsPart Milliseconds)
{
    /// <summary>Of the prompt tokens, those that a model read from its cache; absent where none reports any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long CacheReadInputTokens { get; init; }

    /// <summary>Of the prompt tokens, those that a model wrote to its cache; absent where none reports any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long CacheWriteInputTokens { get; init; }
}

/// <summary>Milliseconds by stage; null for a stage that was not reached.</summary>
/// <param name="Retrieve">Retrieval.</param>
/// <param name="Draft">All drafts, wall time.</param>
/// <param name="Generate">The answer.</param>
/// <param name="Total">The whole request.</param>
internal sealed record MillisecondsPart(double? Retrieve, double? Draft, double? Generate, double Total);
