using RagPruner.Calibration;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Selection;

namespace RagPruner.Local.Evaluation;

/// <summary>A way to choose what is sent to the final model: a scorer with a keep rule, or everything.</summary>
/// <param name="Scorer">The scorer; null for sending everything.</param>
/// <param name="Keep">The keep rule.</param>
/// <param name="KeepText">The rule as the user wrote it.</param>
internal sealed record Policy(NamedScorer? Scorer, KeepRule Keep, string KeepText)
{
    /// <summary>What pruning has to beat: everything that was retrieved goes to the final model, and nothing is drafted.</summary>
    public static Policy Everything { get; } = new(null, new TopK(int.MaxValue), "all");

    public const string EverythingName = "everything";

    public string Name => Scorer is null ? EverythingName : $"{Scorer.Name}, {KeepText}";

    /// <summary>The evidence that it takes from a model that offers these kinds.</summary>
    public EvidenceKinds Uses(EvidenceKinds offered) => Scorer?.Scorer.Uses(offered) ?? EvidenceKinds.None;

    /// <summary>How drafts are made in waves, by the profile whose cut the rule takes; null for drafts from every context.</summary>
    private WaveRule? Waves => Keep is Coverage && Scorer?.Scorer is ProfileScorer { Profile.Waves: var waves } ? waves : null;

    /// <summary>A question's contexts as this policy finds them: with the evidence that it asks for, of those that it drafts from.</summary>
    public IReadOnlyList<PendingContext> Drafted(IReadOnlyList<PendingContext> contexts, EvidenceKinds offered)
    {
        PendingContext[] asked = [.. contexts.Select(c => c.AskedFor(Uses(offered)))];
        return Waves?.Settle(asked, Scorer!.Scorer) ?? asked;
    }

    /// <summary>The verdict on a question's contexts; null for everything, on which nothing is judged.</summary>
    /// <param name="drafted">What <see cref="Drafted"/> says of them.</param>
    public Judgement? Judge(IReadOnlyList<PendingContext> drafted) =>
        Scorer is null ? null : Selection.Judge.Decide(
            drafted, Scorer.Scorer, Waves is { } waves ? new Coverage { Cut = waves.Cut, Min = Keep.Min } : Keep, onConflict: null);

    /// <summary>What is sent to the final model, in retrieval order.</summary>
    /// <param name="contexts">The contexts.</param>
    /// <param name="judgement">What <see cref="Judge"/> said of them.</param>
    public static IReadOnlyList<Context> Kept(IReadOnlyList<PendingContext> contexts, Judgement? judgement) =>
        judgement?.Kept ?? [.. contexts.Where(c => c.MergedInto is null && c.UnscoredReason is not (Reasons.NoText or Reasons.TooLong)).Select(c => c.Context)];
}
