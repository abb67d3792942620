using RagPruner.Contexts;
using RagPruner.Drafting;

namespace RagPruner.Scoring;

/// <summary>
/// Log probability that a model, shown the contexts together, names this one as the best (FIRST, arXiv 2406.15657): of its
/// label as the first token, mean over both orders of the contexts. At most 0 within one window; where there are several, each
/// is shifted so that the contexts that it shares with those before have the same mean there. One or two calls a window,
/// and no drafts. A window that the model did not choose in, in one order or the other, says nothing.
/// </summary>
internal sealed class ListwiseScorer : Scorer
{
    /// <inheritdoc/>
    public override string Name => "listwise";

    /// <inheritdoc/>
    public override EvidenceKinds Needs => EvidenceKinds.Labels;

    /// <inheritdoc/>
    public override string MissingReason => Reasons.LabelsMissing;

    /// <inheritdoc/>
    public override IReadOnlyList<double?> Score(IReadOnlyList<ContextEvidence> contexts)
    {
        var windows = contexts.SelectMany((c, i) => Means(c).Select(w => (w.Window, At: i, w.Value))).GroupBy(w => w.Window).OrderBy(g => g.Key);
        var (sums, counts) = (new double[contexts.Count], new int[contexts.Count]);
        foreach (var window in windows)
        {
            var shared = window.Where(w => counts[w.At] > 0).ToArray();
            // A first window is the scale; one without a link to it cannot be put on it.
            if (shared.Length == 0 && counts.Any(c => c > 0))
                continue;
            var shift = shared.Length == 0 ? 0 : shared.Average(w => sums[w.At] / counts[w.At] - w.Value);
            foreach (var (_, at, value) in window)
            {
                sums[at] += value + shift;
                counts[at]++;
            }
        }
        return [.. sums.Select((s, i) => counts[i] == 0 ? (double?)null : s / counts[i])];
    }

    private static IEnumerable<(int Window, double Value)> Means(ContextEvidence context) =>
        (context.Evidence?.Labels ?? []).GroupBy(l => l.Window).Where(g => g.Any(l => l.IsReversed) && g.Any(l => !l.IsReversed))
            .Select(g => (g.Key, g.Average(l => l.Logprob)));
}
