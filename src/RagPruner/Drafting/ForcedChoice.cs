using RagPruner.Models;

namespace RagPruner.Drafting;

/// <summary>
/// Reads a choice between labels from the first token of a reply. Servers list the few most probable tokens only, so a label
/// that is not among them is censored: it has at most the lowest value listed, and at most what the listed tokens leave
/// over. It is never zero, and never missing.
/// </summary>
internal static class ForcedChoice
{
    /// <summary>The log probability of each label.</summary>
    /// <param name="first">The first generated token with its alternatives.</param>
    /// <param name="labels">How many labels there are.</param>
    /// <param name="labelOf">The label that a token's text, less the space around it, stands for, from 0; or -1 for none.</param>
    /// <returns>One for each label; null where none of them is listed: the model did not choose.</returns>
    public static double[]? Read(CompletionToken first, int labels, Func<string, int> labelOf)
    {
        // The token itself is listed among its alternatives by some servers only.
        var listed = first.Top.Append(new CompletionToken(first.Text, first.Logprob))
            .Where(t => LogProbability.Valid(t.Logprob) is not null)
            .DistinctBy(t => t.Text, StringComparer.Ordinal)
            .ToArray();
        var probabilities = new double[labels];
        foreach (var token in listed)
        {
            // Spellings of one label add up.
            if (labelOf(token.Text.Trim()) is >= 0 and var label)
                probabilities[label] += Math.Exp(token.Logprob!.Value);
        }
        if (probabilities.All(p => p == 0))
            return null;
        var most = Math.Min(listed.Min(t => t.Logprob!.Value), Math.Log(Math.Max(1e-9, 1 - listed.Sum(t => Math.Exp(t.Logprob!.Value)))));
        return [.. probabilities.Select(p => p > 0 ? Math.Min(0, Math.Log(p)) : most)];
    }
}
