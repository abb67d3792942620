using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Text;

namespace RagPruner.Scoring;

/// <summary>
/// Mean token F1 of a draft with the drafts from the other contexts, 0 to 1: self-consistency across contexts. A draft
/// without others to compare with agrees with all there are: 1.
/// </summary>
internal sealed class AgreementScorer : Scorer
{
    /// <inheritdoc/>
    public override string Name => "agreement";

    /// <inheritdoc/>
    public override EvidenceKinds Needs => EvidenceKinds.Draft;

    /// <inheritdoc/>
    public override string MissingReason => Reasons.DraftEmpty;

    /// <inheritdoc/>
    public override IReadOnlyList<double?> Score(IReadOnlyList<ContextEvidence> contexts)
    {
        var drafts = contexts.Select(c => c.Evidence is null ? null : TokenOverlap.Content(c.Evidence.Draft)).ToArray();
        return [.. Enumerable.Range(0, drafts.Length).Select(i => Agreement(drafts, i))];
    }

    private static double? Agreement(IReadOnlyList<string>?[] drafts, int at)
    {
        if (drafts[at] is not { } own)
            return null;
        var others = drafts.Where((d, i) => i != at && d is not null).ToArray();
        return others.Length == 0 ? 1 : others.Sum(other => TokenOverlap.F1(own, other!)) / others.Length;
    }
}
