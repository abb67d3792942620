using RagPruner.Accounting;
using RagPruner.Contexts;
using RagPruner.Text;

namespace RagPruner.Drafting;

/// <summary>The texts of contexts that share a prompt, cut so that all fit.</summary>
internal static class SharedTexts
{
    /// <summary>The texts, in the order of the contexts.</summary>
    /// <param name="contexts">The contexts.</param>
    /// <param name="tokens">The most estimated tokens of all together.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<Context> contexts, int tokens)
    {
        int[] sizes = [.. contexts.Select(c => TokenEstimate.Of(c.Text))];
        var share = FittedText.ShareOf(sizes, tokens);
        return [.. contexts.Select((c, i) => sizes[i] <= share ? c.Text : FittedText.Cut(c.Text, t => TokenEstimate.Of(t) <= share))];
    }
}
