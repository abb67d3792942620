using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Scoring;

namespace RagPruner.Selection;

/// <summary>A context with what is known of it before it is judged: evidence, or why there is none.</summary>
/// <param name="Context">The context.</param>
public sealed record Candidate(Context Context)
{
    /// <summary>What its drafting call returned; null if none was made or it failed.</summary>
    public Evidence? Evidence { get; init; }

    /// <summary>Why there is no evidence (one of <see cref="Reasons"/>), or null.</summary>
    public string? UnscoredReason { get; init; }

    /// <summary>The id of the context that stands for this one, or null.</summary>
    public string? MergedInto { get; init; }

    /// <summary>Whether it is still to be drafted from, or scored.</summary>
    public bool IsOpen => MergedInto is null && UnscoredReason is null;

    /// <summary>
    /// The candidate as it is for a scorer that uses these kinds of evidence: a draft that nobody asked for, one token
    /// long, must not be read as an abstention, and a scorer without drafts does not see that one failed.
    /// </summary>
    public Candidate AskedFor(EvidenceKinds uses)
    {
        if (MergedInto is not null || UnscoredReason is Reasons.NoText or Reasons.TooLong || uses.HasFlag(EvidenceKinds.Draft))
            return this;
        return uses == EvidenceKinds.None
            ? this with { Evidence = null, UnscoredReason = null }
            : this with { Evidence = Evidence is null ? null : Evidence with { Draft = "", Tokens = null }, UnscoredReason = UnscoredReason == Reasons.DraftEmpty ? null : UnscoredReason };
    }
}

/// <summary>A context with its verdict.</summary>
/// <param name="Context">The context.</param>
/// <param name="Evidence">What its drafting call returned, if anything.</param>
/// <param name="Score">Its score; null unless it was kept or pruned by the keep rule.</param>
/// <param name="Disposition">What became of it.</param>
/// <param name="Reason">Why: one of <see cref="Reasons"/>.</param>
/// <param name="MergedInto">The id of the context that stands for this one, or null.</param>
public sealed record JudgedContext(
    Context Context, Evidence? Evidence, double? Score, Disposition Disposition, string Reason, string? MergedInto);

/// <summary>The verdict on all contexts of a question.</summary>
/// <param name="Contexts">Every context once: scored ones from best to worst, then abstained, unscored and merged ones in retrieval order.</param>
/// <param name="Features">The scores that the ranking used.</param>
/// <param name="Degraded">What was done less well than asked.</param>
public sealed record Judgement(
    IReadOnlyList<JudgedContext> Contexts, IReadOnlyList<string> Features, IReadOnlyList<string> Degraded)
{
    /// <summary>All contexts in retrieval order.</summary>
    public IReadOnlyList<Context> InRetrievalOrder => [.. Contexts.Select(c => c.Context).OrderBy(c => c.Rank)];

    /// <summary>The kept contexts in retrieval order, as they are sent to the final model.</summary>
    public IReadOnlyList<Context> Kept =>
        [.. Contexts.Where(c => c.Disposition == Disposition.Kept).Select(c => c.Context).OrderBy(c => c.Rank)];
}

/// <summary>Turns evidence into verdicts. Pure, and independent of the order in which drafts came back.</summary>
public static class Judge
{
    /// <summary>Refuses a scorer and keep rule that do not fit each other or the model, before anything is paid for.</summary>
    /// <exception cref="PrunerInvalidInput">A cut on standardised scores, or evidence that the model does not return.</exception>
    public static void EnsureFit(Scorer scorer, KeepRule keep, EvidenceKinds offered)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        ArgumentNullException.ThrowIfNull(keep);
        if (keep.NeedsAbsoluteScores && !scorer.IsAbsolute)
            throw new PrunerInvalidInput($"The keep rule {keep.Name} needs scores that can be compared between questions; the scorer {scorer.Name} gives them only with a profile.");
        if (!offered.HasFlag(scorer.Needs))
        {
            var usable = Scorers.All.Where(s => offered.HasFlag(s.Needs)).Select(s => s.Name);
            throw new PrunerInvalidInput($"The scorer {scorer.Name} needs evidence that the drafting model does not return ({scorer.Needs & ~offered}); usable here: {string.Join(", ", usable)}.");
        }
    }

    /// <summary>Scores the candidates and applies the keep rule.</summary>
    /// <param name="candidates">All contexts of the question, in retrieval order.</param>
    /// <param name="scorer">The scorer.</param>
    /// <param name="keep">The keep rule.</param>
    public static Judgement Decide(IReadOnlyList<Candidate> candidates, Scorer scorer, KeepRule keep)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(scorer);
        ArgumentNullException.ThrowIfNull(keep);

        candidates = WithQuestionsFound(candidates);
        var open = candidates.Where(c => c.IsOpen).ToLookup(c => c.Evidence?.Abstained == true);
        var eligible = open[false].ToArray();
        var scores = scorer.Score([.. eligible.Select(c => new ScoredInput(c.Context, c.Evidence))]);
        var scored = eligible.Zip(scores.Values, (c, s) => (Candidate: c, Score: s)).ToArray();

        var ranked = scored.Where(c => c.Score is not null)
            .OrderByDescending(c => c.Score).ThenBy(c => c.Candidate.Context.Rank).ToArray();
        var count = keep.Apply([.. ranked.Select(c => new RankedContext(c.Score!.Value, c.Candidate.Context.EstimatedTokens))]);

        var judged = new List<JudgedContext>(candidates.Count);
        for (var i = 0; i < ranked.Length; i++)
        {
            var (disposition, reason) = i < count.ByRule ? (Disposition.Kept, keep.KeptReason)
                : i < count.Total ? (Disposition.Kept, Reasons.Floor)
                : (Disposition.Pruned, keep.PrunedReason);
            judged.Add(Verdict(ranked[i].Candidate, disposition, reason, ranked[i].Score));
        }
        judged.AddRange(open[true].Select(c => Verdict(c, Disposition.Pruned, Reasons.DraftAbstained)));
        var withoutScore = scored.Where(c => c.Score is null).Select(c => c.Candidate with { UnscoredReason = scorer.MissingReason });
        judged.AddRange(candidates.Where(c => c is { UnscoredReason: not null, MergedInto: null }).Concat(withoutScore)
            .OrderBy(c => c.Context.Rank)
            .Select(c => Verdict(c, Disposition.Unscored, c.UnscoredReason!)));
        judged.AddRange(candidates.Where(c => c.MergedInto is not null)
            .Select(c => Verdict(c, Disposition.Merged, Reasons.Duplicate)));

        return new Judgement(judged, scores.Features, [.. Degradations(scorer, keep, count, scores)]);
    }

    /// <summary>Finds the question in prompts that came back as token ids only, now that all of a question's contexts are there.</summary>
    public static IReadOnlyList<Candidate> WithQuestionsFound(IReadOnlyList<Candidate> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var tails = candidates.Where(c => c.Evidence is { QuestionLogprobs: null, PromptTail: not null }).ToArray();
        if (tails.Length == 0)
            return candidates;
        var found = QuestionSpan.FindByCommonSuffix([.. tails.Select(c => c.Evidence!.PromptTail!)]);
        var byId = tails.Zip(found).ToDictionary(p => p.First.Context.Id, p => p.Second, StringComparer.Ordinal);
        return [.. candidates.Select(c => byId.TryGetValue(c.Context.Id, out var logprobs) ? c with { Evidence = c.Evidence! with { QuestionLogprobs = logprobs } } : c)];
    }

    private static JudgedContext Verdict(Candidate candidate, Disposition disposition, string reason, double? score = null) =>
        new(candidate.Context, candidate.Evidence, score, disposition, reason, candidate.MergedInto);

    private static IEnumerable<string> Degradations(Scorer scorer, KeepRule keep, KeptCount count, Scores scores)
    {
        if (scorer is BlendScorer blend && scores.Values.Count > 0)
        {
            foreach (var missing in blend.FeatureNames.Except(scores.Features, StringComparer.Ordinal))
                yield return $"blend_without_{missing.Replace('-', '_')}";
        }
        if (count.Total > count.ByRule && keep.FloorNote is { } note)
            yield return note;
    }
}
