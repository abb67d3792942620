using System.Collections.Frozen;
using RagPruner.Conflicts;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Scoring;

namespace RagPruner.Selection;

/// <summary>Turns evidence into verdicts. Pure, and independent of the order in which drafts came back.</summary>
internal static class Judge
{
    /// <summary>Refuses a scorer and keep rule that do not fit each other or the model, before anything is paid for.</summary>
    /// <param name="scorer">The scorer.</param>
    /// <param name="keep">The keep rule.</param>
    /// <param name="offered">The evidence that can be had.</param>
    /// <param name="catalog">What can be named in its place.</param>
    /// <param name="lack">What it is to evidence that is not offered.</param>
    /// <exception cref="PrunerInvalidInput">A cut on standardised scores, or evidence that the model does not return.</exception>
    public static void EnsureFit(Scorer scorer, KeepRule keep, EvidenceKinds offered, Catalog catalog,
        string lack = "the drafting model does not return")
    {
        if (keep.NeedsAbsoluteScores && !scorer.IsAbsolute)
            throw new PrunerInvalidInput(
                $"The keep rule {keep.Name} needs scores that can be compared between questions; the scorer {scorer.Name} gives them only with a profile.");
        if (!offered.HasFlag(scorer.Needs))
        {
            var usable = catalog.Scorers.Where(s => offered.HasFlag(s.Needs)).Select(s => s.Name);
            throw new PrunerInvalidInput(
                $"The scorer {scorer.Name} needs evidence that {lack} ({scorer.Needs & ~offered}); usable here: " +
                $"{string.Join(", ", usable)}.");
        }
    }

    /// <summary>Scores the contexts and applies the keep rule.</summary>
    /// <param name="contexts">All contexts of the question, in retrieval order.</param>
    /// <param name="scorer">The scorer.</param>
    /// <param name="keep">The keep rule.</param>
    /// <param name="onConflict">What to do where drafts contradict each other; null where nobody wants to know.</param>
    public static Judgement Decide(IReadOnlyList<PendingContext> contexts, Scorer scorer, KeepRule keep, OnConflict? onConflict = OnConflict.Flag)
    {
        contexts = WithQuestionsFound(contexts);
        var open = contexts.Where(c => c.IsOpen).ToLookup(c => c.Evidence?.Abstained == true);
        var eligible = open[false].ToArray();
        // What a draft states is read once, whoever asks for it; that it does not abstain is known here.
        var seen = eligible.Select(c => c.ForScoring() with { Speaks = !string.IsNullOrWhiteSpace(c.Evidence?.Draft) }).ToArray();
        var scores = scorer.ScoreWithFeatures(seen);
        if (scores.Values.Count != eligible.Length)
            throw new PrunerBug($"The scorer {scorer.Name} gave {scores.Values.Count} scores to {eligible.Length} contexts.");
        var scored = eligible.Select((c, i) => (Pending: c, Seen: seen[i], Score: Finite(scores.Values[i]))).ToArray();

        var inOrder = scored.OrderByDescending(c => c.Score).ThenBy(c => c.Pending.Context.Rank).ToArray();
        var conflicts = onConflict is null ? null : ContradictionGraph.Of([.. inOrder.Select(c => c.Seen).Where(c => c.Speaks)]);
        var contradicted = onConflict == OnConflict.Drop ? conflicts!.Contradicted : FrozenSet<string>.Empty;

        var ranked = inOrder.Where(c => c.Score is not null && !contradicted.Contains(c.Pending.Context.Id)).ToArray();
        var count = keep.Apply([.. ranked.Select(c => new RankedContext(c.Score!.Value, c.Pending.Context.EstimatedTokens))]);

        var partner = scorer.Uses(EvidenceKinds.All).HasFlag(EvidenceKinds.Pair)
            ? Pairing.PartnerOf(seen)?.Context.Id : null;

        var judged = new List<JudgedContext>(contexts.Count);
        for (var i = 0; i < ranked.Length; i++)
        {
            var (disposition, reason) = i < count.ByRule ? (Disposition.Kept, ranked[i].Pending.Context.Id == partner ? Reasons.WithPartner : keep.KeptReason)
                : i < count.Total ? (Disposition.Kept, Reasons.Floor)
                : (Disposition.Pruned, keep.PrunedReason);
            judged.Add(Verdict(ranked[i].Pending, disposition, reason, ranked[i].Score));
        }
        judged.AddRange(inOrder.Where(c => contradicted.Contains(c.Pending.Context.Id))
            .Select(c => Verdict(c.Pending, Disposition.Pruned, Reasons.Contradicted)));
        judged.AddRange(open[true].Select(c => Verdict(c, Disposition.Pruned, Reasons.DraftAbstained)));
        var withoutScore = scored.Where(c => c.Score is null && !contradicted.Contains(c.Pending.Context.Id))
            .Select(c => c.Pending with { UnscoredReason = scorer.MissingReasonOf(c.Seen) });
        judged.AddRange(contexts.Where(c => c is { UnscoredReason: not null, MergedInto: null }).Concat(withoutScore)
            .OrderBy(c => c.Context.Rank)
            .Select(c => Verdict(c, IsHopeless(c) ? Disposition.Pruned : Disposition.Unscored, c.UnscoredReason!)));
        judged.AddRange(contexts.Where(c => c.IsNotNeeded).Select(c => Verdict(c, Disposition.Pruned, Reasons.NotNeeded)));
        judged.AddRange(contexts.Where(c => c.IsOverLimit).Select(c => Verdict(c, Disposition.Pruned, Reasons.OverLimit)));
        judged.AddRange(contexts.Where(c => c.MergedInto is not null)
            .Select(c => Verdict(c, Disposition.Merged, Reasons.Duplicate)));

        // Whatever its draft had said, it would have been pruned.
        bool IsHopeless(PendingContext context) => context.UnscoredReason == Reasons.NotWaitedFor && keep.CannotKeep(scorer.MostOf(context.ForScoring()));

        return new Judgement(judged, scores.Features, [.. Degradations(scorer, keep, count, scores), .. Abstained(judged), .. Untrusted(contexts)])
        {
            Relevance = Relevance.Of(contexts, scorer.Uses(EvidenceKinds.All)),
            Conflicts = conflicts is not null && contexts.Any(c => !string.IsNullOrWhiteSpace(c.Evidence?.Draft))
                ? new EvidenceConflicts(conflicts.Groups(), AreOfOneSource([.. ranked.Take(count.Total).Select(c => c.Seen)])) : null,
        };
    }

    /// <summary>The verdict that says no more than which contexts have evidence: for a quorum before anything is ranked.</summary>
    public static Judgement Unranked(IReadOnlyList<PendingContext> contexts) => new(
        [.. contexts.Select(c => c.MergedInto is not null ? Verdict(c, Disposition.Merged, Reasons.Duplicate)
            : c.UnscoredReason is { } reason ? Verdict(c, Disposition.Unscored, reason)
            : c.IsOverLimit ? Verdict(c, Disposition.Pruned, Reasons.OverLimit)
            : c.Evidence?.Abstained == true ? Verdict(c, Disposition.Pruned, Reasons.DraftAbstained)
            : Verdict(c, Disposition.Kept, Reasons.Floor))],
        [], []);

    /// <summary>Finds the question in prompts that came back as token ids only, now that all of a question's contexts are there.</summary>
    public static IReadOnlyList<PendingContext> WithQuestionsFound(IReadOnlyList<PendingContext> contexts)
    {
        var tails = contexts.Where(c => c.Evidence is { QuestionLogprobs: null, PromptTail: not null }).ToArray();
        if (tails.Length == 0)
            return contexts;
        var found = QuestionSpan.FindByCommonSuffix([.. tails.Select(c => c.Evidence!.PromptTail!)]);
        var byId = tails.Zip(found).ToDictionary(p => p.First.Context.Id, p => p.Second, StringComparer.Ordinal);
        return [.. contexts.Select(c => byId.TryGetValue(c.Context.Id, out var logprobs)
            ? c with { Evidence = c.Evidence! with { QuestionLogprobs = logprobs } } : c)];
    }

    private static JudgedContext Verdict(PendingContext context, Disposition disposition, string reason, double? score = null) =>
        new(context.Context, context.Evidence, score, disposition, reason, context.MergedInto);

    private static double? Finite(double? score) => score is { } value && double.IsFinite(value) ? score : null;

    // Nothing could be ranked by an answer that says that there is none: who reads the result should know.
    private static string[] Abstained(IReadOnlyList<JudgedContext> judged) =>
        judged.Any(c => c.Reason == Reasons.ScentAbstained) ? [Reasons.ScentAbstained] : [];

    // A weight that nobody can read weighs 1, and who set the key should know.
    private static string[] Untrusted(IReadOnlyList<PendingContext> contexts) => contexts.Any(c => c.Context.HasUnreadableTrust) ? ["trust_unreadable"] : [];

    private static bool AreOfOneSource(IReadOnlyList<ContextEvidence> kept) => Sources.Of(kept).Distinct().Count() == 1;

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
