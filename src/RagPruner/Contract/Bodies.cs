using RagPruner.Accounting;
using RagPruner.Answering;
using RagPruner.Calibration;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Pipeline;
using RagPruner.Selection;

namespace RagPruner.Contract;

/// <summary>What a response lists beyond the answer.</summary>
[Flags]
internal enum Includes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Every context with its verdict.</summary>
    Contexts = 1,

    /// <summary>The drafts' texts too.</summary>
    Evidence = 2,

    /// <summary>The texts of all contexts.</summary>
    Texts = 4,

    /// <summary>The tokens of drafts, and every other log probability: with <see cref="Texts"/> all that judging again needs.</summary>
    Tokens = 8,

    /// <summary>Reasons in words.</summary>
    Why = 16,

    /// <summary>In a stream, what was retrieved and each draft as it comes.</summary>
    Progress = 32,
}

/// <summary>Builds the contract's bodies from results.</summary>
internal static class Bodies
{
    /// <summary>The body of an answer.</summary>
    public static AnswerBody Of(AnswerResult result, string requestId, Includes include = Includes.Contexts)
    {
        return Body(result.Status, result.Judgement, result.Ledger, requestId, include, withTexts: false) with
        {
            Answer = Part(result.Answer, result.Decision),
        };
    }

    /// <summary>The body of a pruning: kept contexts carry their text.</summary>
    public static AnswerBody Of(PruneResult result, string requestId, Includes include = Includes.Contexts)
    {
        return Body(result.Status, result.Judgement, result.Ledger, requestId, include, withTexts: true) with
        {
            Prompt = new PromptPart(result.Prompt.KeptTokens, result.Prompt.AllTokens, result.Prompt.KeptUsd, result.Prompt.AllUsd),
            Profile = result.Profile is not null ? new ProfilePart(result.Confidence, NameOf(result.NextStep), result.Coverage) : null,
        };
    }

    /// <summary>The body of a request whose answer is still to come, or will never: what the stages of a state machine pass on.</summary>
    /// <param name="status">How it ended, so far.</param>
    /// <param name="answer">What stands in place of an answer, if none will come.</param>
    /// <param name="judgement">The verdict on every context.</param>
    /// <param name="ledger">What it took, so far.</param>
    /// <param name="requestId">Identifies the request in logs.</param>
    /// <param name="include">What the response lists.</param>
    /// <param name="degraded">What was done less well than asked, beyond what the judgement says.</param>
    public static AnswerBody OfStage(RequestStatus status, (Answer Text, Decision Decision)? answer, Judgement judgement, Ledger ledger,
        string requestId, Includes include, IReadOnlyList<string> degraded)
    {
        return Body(status, judgement, ledger, requestId, include, withTexts: false) with
        {
            Answer = answer is { } given ? Part(given.Text, given.Decision) : null,
            Degraded = [.. judgement.Degraded, .. degraded],
        };
    }

    /// <summary>The body with the answer that came, and what it took on top.</summary>
    public static AnswerBody Answered(AnswerBody body, GeneratedAnswer answer, Decision decision, Ledger ledger)
    {
        var (before, added) = (body.Usage, Part(ledger));
        return body with
        {
            Status = NameOf(answer.Status),
            Answer = Part(answer.Answer, decision),
            Usage = new UsagePart(
                before.Calls + added.Calls, before.Retries + added.Retries, before.InputTokens + added.InputTokens, before.OutputTokens + added.OutputTokens,
                before.CostUsd + added.CostUsd, before.SavedUsd + added.SavedUsd,
                before.Milliseconds with
                {
                    Generate = added.Milliseconds.Generate,
                    Total = Math.Round(before.Milliseconds.Total + added.Milliseconds.Total, 1)
                })
            {
                CacheReadInputTokens = before.CacheReadInputTokens + added.CacheReadInputTokens,
                CacheWriteInputTokens = before.CacheWriteInputTokens + added.CacheWriteInputTokens,
            },
        };
    }

    /// <summary>The status of a name in the contract.</summary>
    /// <exception cref="PrunerInvalidInput">There is none.</exception>
    public static RequestStatus StatusOf(string name) =>
        Enum.GetValues<RequestStatus>().Where(s => NameOf(s) == name).Select(s => (RequestStatus?)s).FirstOrDefault()
            ?? throw new PrunerInvalidInput("status is not one of the contract's.");

    private static AnswerBody Body(RequestStatus status, Judgement judgement, Ledger ledger, string requestId, Includes include, bool withTexts) => new()
    {
        Status = NameOf(status),
        Contexts = include.HasFlag(Includes.Contexts) ? [.. judgement.Contexts.Select(c => Part(c, judgement, include, withTexts))] : null,
        Relevance = judgement.Relevance is { } relevance ? new RelevancePart(relevance.Value, relevance.By) : null,
        Conflicts = judgement.Conflicts is { } conflicts ? new ConflictsPart(
            [.. conflicts.Groups.Select(g => new AnswerGroupPart(g.Answer, g.ContextIds, g.Sources, g.Weight, g.Holds) { Contradicts = g.Contradicts })],
            conflicts.IsSingleSource) : null,
        Usage = Part(ledger),
        Degraded = judgement.Degraded,
        RequestId = requestId,
    };

    /// <summary>The contract's name of a status.</summary>
    public static string NameOf(RequestStatus status) => status switch
    {
        RequestStatus.Complete => "complete",
        RequestStatus.Partial => "partial",
        RequestStatus.NoContext => "no_context",
        _ => "blocked",
    };

    /// <summary>The contract's name of a disposition.</summary>
    public static string NameOf(Disposition disposition) => disposition switch
    {
        Disposition.Kept => "kept",
        Disposition.Pruned => "pruned",
        Disposition.Unscored => "unscored",
        _ => "merged",
    };

    /// <summary>The contract's name of a next step.</summary>
    public static string NameOf(NextStep step) => step switch
    {
        NextStep.Answer => "answer",
        NextStep.Clarify => "clarify",
        NextStep.Fallback => "fallback",
        _ => "review",
    };

    /// <summary>The next step of a name in the contract.</summary>
    /// <exception cref="PrunerInvalidInput">There is none.</exception>
    public static NextStep StepOf(string name) =>
        Enum.GetValues<NextStep>().Where(s => NameOf(s) == name).Select(s => (NextStep?)s).FirstOrDefault()
            ?? throw new PrunerInvalidInput("action is not one of the contract's.");

    private static AnswerPart Part(Answer answer, Decision decision) => new(
        answer.Text,
        [.. answer.Citations.Select(c => new CitationPart(c.ContextId, c.Uri))],
        decision.Confidence,
        answer.LowConfidence is null ? null : [.. answer.LowConfidence.Select(s => new LowConfidencePart(s.Start, s.Length, s.MeanLogprob))],
        NameOf(decision.NextStep))
    {
        Candidates = answer.Candidates.Count == 0 ? null : [.. answer.Candidates.Select(c => new CandidatePart(c.Text, c.MeanLogprob))],
        Flags = answer.Flags.Count == 0 ? null : answer.Flags,
    };

    /// <summary>What was retrieved, before any verdict.</summary>
    public static RetrievedBody Of(IReadOnlyList<Context> retrieved, Includes include) => new(
    [
        .. retrieved.Select(c => new RetrievedPart(c.Id, c.Rank, c.RetrievalScore, c.Uri)
        {
            Title = c.Title,
            Text = include.HasFlag(Includes.Texts) ? c.Text : null,
        }),
    ]);

    /// <summary>A draft that has come, or has failed to.</summary>
    public static DraftBody Of(PipelineProgress drafted, Includes include) => new(
        drafted.Drafted!.Id, drafted.Evidence is { } evidence ? Part(evidence, include) : null, drafted.Done, drafted.Total);

    private static ContextPart Part(JudgedContext judged, Judgement judgement, Includes include, bool withTexts) => new()
    {
        Id = judged.Context.Id,
        Rank = judged.Context.Rank,
        RetrievalScore = judged.Context.RetrievalScore,
        FoundBy = judged.Context.FoundBy,
        Score = judged.Score,
        Evidence = judged.Evidence is { } evidence ? Part(evidence, include) : null,
        Disposition = NameOf(judged.Disposition),
        Reason = judged.Reason,
        MergedInto = judged.MergedInto,
        Uri = judged.Context.Uri,
        Text = include.HasFlag(Includes.Texts) || withTexts && judged.Disposition == Disposition.Kept ? judged.Context.Text : null,
        Why = include.HasFlag(Includes.Why) ? ReasonWords.Of(judged, judgement) : null,
        Title = include.HasFlag(Includes.Texts) ? judged.Context.Title : null,
        Source = include.HasFlag(Includes.Texts) ? judged.Context.Source : null,
        Trust = include.HasFlag(Includes.Texts) ? judged.Context.Trust : null,
        Tokens = include.HasFlag(Includes.Texts) ? judged.Context.EstimatedTokens : 0,
    };

    private static EvidencePart Part(Evidence evidence, Includes include) =>
        new(evidence.MeanLogprob, evidence.QuestionLogprob, evidence.OutputTokens)
        {
            Sufficiency = evidence.SufficiencyLogOdds,
            Gain = evidence.Gain,
            QuestionGain = evidence.QuestionGain,
            ScentLogprob = evidence.ScentLogprob,
            PairLogprob = evidence.Pair?.TogetherLogprob,
            Draft = include.HasFlag(Includes.Evidence) || include.HasFlag(Includes.Tokens) ? evidence.Draft : null,
            Measured = include.HasFlag(Includes.Tokens) ? MeasuredPart.Of(evidence) : null,
        };

    internal static UsagePart Part(Ledger ledger) => new(
        ledger.Calls,
        ledger.Retries,
        ledger.Drafting.InputTokens + ledger.Final.InputTokens,
        ledger.Drafting.OutputTokens + ledger.Final.OutputTokens,
        ledger.CostUsd,
        ledger.SavedUsd,
        new MillisecondsPart(Milliseconds(ledger.Times.Retrieve), Milliseconds(ledger.Times.Draft), Milliseconds(ledger.Times.Generate),
            Milliseconds(ledger.Times.Total)!.Value))
    {
        CacheReadInputTokens = ledger.Drafting.CacheReadInputTokens + ledger.Final.CacheReadInputTokens,
        CacheWriteInputTokens = ledger.Drafting.CacheWriteInputTokens + ledger.Final.CacheWriteInputTokens,
    };

    private static double? Milliseconds(TimeSpan? time) => time is { } t ? Math.Round(t.TotalMilliseconds, 1) : null;
}
