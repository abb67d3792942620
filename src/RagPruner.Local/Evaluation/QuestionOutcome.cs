using RagPruner.Accounting;
using RagPruner.Drafting;
using RagPruner.Pipeline;
using RagPruner.Selection;

namespace RagPruner.Local.Evaluation;

/// <summary>What every scorer and policy made of one question.</summary>
/// <param name="Id">The question's id.</param>
/// <param name="HasAnswer">Whether a relevant context is known.</param>
/// <param name="IsRetrieved">Whether one was retrieved.</param>
/// <param name="Scorers">One for each scorer.</param>
/// <param name="Policies">One for each policy.</param>
/// <param name="Drafts">Drafts that came back.</param>
/// <param name="Abstained">Those that said that the answer is not there.</param>
/// <param name="Unscored">Contexts without evidence.</param>
internal sealed record QuestionOutcome(
    string Id, bool HasAnswer, bool IsRetrieved, IReadOnlyList<ScorerOutcome> Scorers, IReadOnlyList<PolicyOutcome> Policies, int Drafts,
        int Abstained, int Unscored)
{
    /// <summary>Whether the sources are known not to hold the answer.</summary>
    public bool IsUnanswerable { get; init; }

    /// <summary>A closer look at one policy; null where none was asked for.</summary>
    public QuestionDetail? Detail { get; init; }

    /// <summary>
    /// Whether a policy got it right: the answer holds an accepted one, or, where no answers are measured, a relevant context
    /// was sent. Null where that cannot be judged: the answer was not recorded, or no relevant context is known.
    /// </summary>
    public bool? IsRight(int policy, EvaluationPlan plan) =>
        plan.HasAnswers ? Policies[policy].Answer?.Contains : HasAnswer ? Policies[policy].IsKept : null;

    /// <summary>Judges one question by every scorer and policy. Pure.</summary>
    /// <param name="recorded">The evidence.</param>
    /// <param name="plan">What is evaluated.</param>
    public static QuestionOutcome Of(RecordedQuestion recorded, EvaluationPlan plan)
    {
        var outcome = Judged(recorded, plan);
        return plan.Details ? outcome with { Detail = QuestionDetail.Of(recorded, outcome, plan) } : outcome;
    }

    // Scorers on the same evidence come to the same relevance: one object for all of them.
    private static ScorerOutcome[] Shared(ScorerOutcome[] scorers)
    {
        var seen = new HashSet<Relevance>();
        for (var i = 0; i < scorers.Length; i++)
        {
            if (scorers[i].Relevance is { } relevance && !seen.Add(relevance) && seen.TryGetValue(relevance, out var first))
                scorers[i] = scorers[i] with { Relevance = first };
        }
        return scorers;
    }

    private static QuestionOutcome Judged(RecordedQuestion recorded, EvaluationPlan plan) => new(
        recorded.Question.Id,
        recorded.Question.RelevantContextIds.Count > 0,
        recorded.NeededIds.Count > 0,
        Shared([.. plan.Scorers.Select(s => ScorerOutcome.Of(recorded, s, plan))]),
        [.. plan.Policies.Select(p => PolicyOutcome.Of(recorded, p, plan))],
        Drafts: recorded.Contexts.Count(c => c.Evidence is { Draft.Length: > 0 }),
        Abstained: recorded.Contexts.Count(c => c.Evidence?.Abstained == true),
        Unscored: recorded.Contexts.Count(c => c.UnscoredReason is not null))
    {
        IsUnanswerable = recorded.Question is { Answers.Count: 0, RelevantContextIds.Count: 0 },
    };
}

/// <summary>Calls and tokens in a form that takes little room: evaluations keep it for every question and policy.</summary>
internal readonly record struct Spent(int Calls, int InputTokens, int OutputTokens)
{
    public static Spent Of(TokenUsage usage) => new(usage.Calls, checked((int)usage.InputTokens), checked((int)usage.OutputTokens));

    public TokenUsage Usage => new(Calls, InputTokens, OutputTokens);
}

/// <summary>How a scorer ranked one question's contexts.</summary>
/// <param name="Auroc">Area under the ROC curve of relevance; null if there is nothing to tell apart.</param>
/// <param name="Ndcg">Normalised discounted cumulative gain; null without a relevant context.</param>
/// <param name="FirstRelevant">The place of the best relevant context, from 1; null if none has a score.</param>
/// <param name="FirstIsRight">Whether the draft from the best context is right; null without drafts or accepted answers.</param>
/// <param name="HasScores">Whether any context has a score.</param>
internal readonly record struct ScorerOutcome(double? Auroc, double? Ndcg, int? FirstRelevant, bool? FirstIsRight, bool HasScores)
{
    /// <summary>Every score, best first, and whether its context is relevant; empty where nothing is drawn.</summary>
    public IReadOnlyList<(double Score, bool IsRelevant)> Scores { get; init; } = [];

    /// <summary>Whether a relevant context is among so many best.</summary>
    public bool IsKeptAt(int count) => FirstRelevant <= count;

    /// <summary>Whether anything relevant was retrieved, by the scorer's evidence; null where that does not tell.</summary>
    public Relevance? Relevance { get; init; }

    /// <summary>Ranks by the score alone. Abstentions are a matter of policies: a draft that abstains has its score here.</summary>
    public static ScorerOutcome Of(RecordedQuestion recorded, NamedScorer scorer, EvaluationPlan plan)
    {
        var uses = scorer.Scorer.Uses(plan.Offered);
        var contexts = recorded.Contexts.Where(c => c.MergedInto is null).Select(c => c.AskedFor(uses)).ToArray();
        var open = contexts.Where(c => c.IsOpen).ToArray();
        var scores = scorer.Scorer.Score([.. open.Select(c => c.ForScoring())]);
        var ranked = open.Zip(scores, (c, s) => (c.Context, Score: s, IsRelevant: recorded.NeededIds.Contains(c.Context.Id)))
            .Where(c => c.Score is not null).OrderByDescending(c => c.Score).ThenBy(c => c.Context.Rank).ToArray();
        var without = contexts.Select(c => c.Context).Except(ranked.Select(c => c.Context)).Select(c => ((double?)null, recorded.NeededIds.Contains(c.Id)));
        var hasDrafts = recorded.Contexts.Any(c => c.Evidence is { Draft.Length: > 0 });
        var first = ranked.Length == 0 ? null : recorded.Contexts.First(c => c.Context.Id == ranked[0].Context.Id).Evidence;
        return new ScorerOutcome(
            RankingMeasures.Auroc([.. ranked.Select(c => (c.Score, c.IsRelevant)), .. without]),
            RankingMeasures.Ndcg([.. ranked.Select(c => c.IsRelevant)], recorded.NeededIds.Count),
            Array.FindIndex(ranked, c => c.IsRelevant) is >= 0 and var at ? at + 1 : null,
            recorded.Question.Answers.Count == 0 || !hasDrafts ? null : first is not null && recorded.Measured(first.Draft).IsRight,
            ranked.Length > 0)
        {
            Scores = plan.KeepsScores ? [.. ranked.Select(c => (c.Score!.Value, c.IsRelevant))] : [],
            Relevance = Relevance.Of(contexts, uses),
        };
    }
}

/// <summary>What a policy sent to the final model for one question, what that cost, and what came back.</summary>
/// <param name="IsKept">Whether a relevant context was sent.</param>
/// <param name="Contexts">How many contexts were sent.</param>
/// <param name="Answer">How good the answer is; null if none was generated.</param>
/// <param name="Confidence">The best score, by which risky questions could be told; null without one.</param>
/// <param name="Drafting">Calls and tokens of the drafting model; of further calls, tokens are estimated where a recording lacks them.</param>
/// <param name="Final">Calls and tokens of the final model; estimated where no answer was generated.</param>
/// <param name="Usd">What both cost.</param>
/// <param name="Milliseconds">Retrieval, the policy's share of the drafting by its calls, and the answer; null if not recorded.</param>
internal readonly record struct PolicyOutcome(
    bool IsKept, int Contexts, AnswerMeasures? Answer, double? Confidence, Spent Drafting, Spent Final, double Usd, double? Milliseconds)
{
    // The instructions, the question's frame and the fences; seen on the drafting prompts, whose contexts are counted apart.
    private const int PromptOverhead = 60;

    public static PolicyOutcome Of(RecordedQuestion recorded, Policy policy, EvaluationPlan plan)
    {
        var drafted = policy.Drafted(recorded.Contexts, plan.Offered);
        var judgement = policy.Judge(drafted);
        var kept = Policy.Kept(recorded.Contexts, judgement);
        var given = kept.Count == 0 ? new RecordedAnswer([], Answering.Answer.NotInSources, 0, 0, 0) : recorded.AnswerFrom([.. kept.Select(c => c.Id)]);
        var drafting = Drafts(recorded with { Contexts = [.. recorded.Contexts.Where((_, i) => !drafted[i].IsNotNeeded)] }, policy.Uses(plan.Offered));
        var final = kept.Count == 0 ? default
            : given is null ? new TokenUsage(1, PromptOverhead + TokenEstimate.Of(recorded.Question.Question) + kept.Sum(c => TokensOf(recorded, c.Id)), 0)
            : new TokenUsage(1, given.InputTokens, given.OutputTokens);
        // All evidence was collected in one go: a policy that uses a part of the calls would have taken a part of the time.
        var draftTime = drafting.Calls == 0 ? 0 : recorded.DraftMilliseconds * drafting.Calls / Drafts(recorded, plan.Uses).Calls;
        var isReranked = policy.Scorer?.Scorer is RerankScorer;
        return new PolicyOutcome(
            kept.Any(c => recorded.NeededIds.Contains(c.Id)),
            kept.Count,
            given is null || !plan.HasAnswers || !recorded.CanJudgeAnswers ? null : recorded.Measured(given.Text),
            judgement?.Contexts.Max(c => c.Score),
            Spent.Of(drafting),
            Spent.Of(final),
            // What a cache would hold it holds of everything alone: prompts of other contexts have another beginning.
            plan.Prices.Draft.Of(drafting) + plan.Prices.Final.Of(final, policy.Scorer is null ? plan.Prices.CachedShare : 0)
                + (isReranked ? plan.Prices.UsdPerRerank : 0),
            recorded.RetrieveMilliseconds + draftTime + (isReranked ? recorded.RerankMilliseconds : 0) + given?.Milliseconds);
    }

    private static TokenUsage Drafts(RecordedQuestion recorded, EvidenceKinds uses)
    {
        var question = TokenEstimate.Of(recorded.Question.Question) + PromptOverhead;
        var sum = default(TokenUsage);
        if (uses == EvidenceKinds.None)
            return sum;
        var plan = EvidencePlan.Of(uses);
        foreach (var evidence in recorded.Contexts.Select(c => c.Evidence).OfType<Evidence>())
        {
            foreach (var step in plan.In(CallScope.EachContext))
            {
                sum += step.Gives switch
                {
                    EvidenceKinds.OneCall => new TokenUsage(1, evidence.InputTokens, EvidencePlan.WritesDraft(uses) ? evidence.OutputTokens : 1),
                    // A scent that said nothing was not rated.
                    EvidenceKinds.Scent => Scent.IsUsable(evidence.Scent) ? new TokenUsage(1, evidence.ScentTokens ?? evidence.InputTokens, 1) : default,
                    EvidenceKinds.Sufficiency => new TokenUsage(1, evidence.SufficiencyTokens ?? evidence.InputTokens, 1),
                    _ => new TokenUsage(1, evidence.ClosedBookTokens ?? question + evidence.OutputTokens, 1),
                };
            }
        }
        return sum + ForAll(recorded, uses, question);
    }

    /// <summary>The calls for all contexts together, whose tokens are estimated.</summary>
    private static TokenUsage ForAll(RecordedQuestion recorded, EvidenceKinds uses, int question)
    {
        var sum = default(TokenUsage);
        var contexts = recorded.Contexts.Where(c => c.Evidence is not null).ToArray();
        if (uses.HasFlag(EvidenceKinds.QuestionPrior))
            sum += new TokenUsage(1, question, 1);
        if (uses.HasFlag(EvidenceKinds.Scent) && contexts.Any(c => c.Evidence!.Scent is not null))
            sum += new TokenUsage(1, question + Together(contexts.Take(Scent.Contexts)), ScentTokens());
        if (uses.HasFlag(EvidenceKinds.Labels))
        {
            foreach (var call in contexts.SelectMany(c => (c.Evidence!.Labels ?? []).Select(l => (Context: c, l.Window, l.IsReversed)))
                .GroupBy(l => (l.Window, l.IsReversed)))
                sum += new TokenUsage(1, question + Together(call.Select(l => l.Context)), 1);
        }
        if (uses.HasFlag(EvidenceKinds.Pair))
        {
            foreach (var context in contexts.Where(c => c.Evidence!.Pair is not null))
                sum += new TokenUsage(1, question + Together([context, .. contexts.Where(c => c.Context.Id == context.Evidence!.Pair!.ContextId)]), 1);
        }
        return sum;

        int Together(IEnumerable<PendingContext> some) => Math.Min(new PrunerOptions().MaxSharedTokens, some.Sum(c => TokensOf(recorded, c.Context.Id)));
        int ScentTokens() => TokenEstimate.Of(contexts.Select(c => c.Evidence!.Scent).First(s => s is not null)!);
    }

    // Evidence that was recorded elsewhere may lack the text; then the drafting prompt tells how long it is.
    private static int TokensOf(RecordedQuestion recorded, string id)
    {
        var pending = recorded.Contexts.First(c => c.Context.Id == id);
        return pending.Context.Text.Length > 0 ? pending.Context.EstimatedTokens
            : Math.Max(0, (pending.Evidence?.InputTokens ?? 0) - PromptOverhead - TokenEstimate.Of(recorded.Question.Question));
    }
}
