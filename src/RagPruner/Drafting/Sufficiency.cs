using RagPruner.Models;
namespace RagPruner.Drafting;

/// <summary>What a model says, in one token, when asked whether a context holds the answer.</summary>
/// <param name="YesLogprob">Log probability of "Yes".</param>
/// <param name="NoLogprob">Log probability of "No".</param>
internal sealed record Sufficiency(double YesLogprob, double NoLogprob)
{
    /// <summary>The log odds of "Yes" against "No".</summary>
    public double LogOdds => YesLogprob - NoLogprob;

    /// <summary>
    /// Reads the first token's alternatives. Servers list the few most probable only: where one of the two words is not
    /// among them, it is given the most that it can have, which keeps the odds on the cautious side.
    /// </summary>
    /// <param name="first">The first generated token with its alternatives.</param>
    /// <returns>Null where neither word is listed.</returns>
    internal static Sufficiency? Of(CompletionToken first)
    {
        ArgumentNullException.ThrowIfNull(first);
        // The token itself is listed among its alternatives by some servers only.
        var listed = first.Top.Append(new CompletionToken(first.Text, first.Logprob))
            .Where(t => LogProbability.Valid(t.Logprob) is not null)
            .DistinctBy(t => t.Text, StringComparer.Ordinal)
            .ToArray();
        var (yes, no) = (LogprobOf(listed, "yes"), LogprobOf(listed, "no"));
        if (yes is null && no is null)
            return null;
        var most = Math.Min(listed.Min(t => t.Logprob!.Value), Math.Log(Math.Max(1e-9, 1 - listed.Sum(t => Math.Exp(t.Logprob!.Value)))));
        return new Sufficiency(yes ?? most, no ?? most);
    }

    private static double? LogprobOf(IEnumerable<CompletionToken> listed, string word)
    {
        var probability = listed.Where(t => t.Text.Trim().Equals(word, StringComparison.OrdinalIgnoreCase)).Sum(t => Math.Exp(t.Logprob!.Value));
        return probability > 0 ? Math.Min(0, Math.Log(probability)) : null;
    }
}
