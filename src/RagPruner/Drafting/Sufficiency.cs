using RagPruner.Models;
namespace RagPruner.Drafting;

/// <summary>What a model says, in one token, when asked whether a context holds the answer.</summary>
/// <param name="YesLogprob">Log probability of "Yes".</param>
/// <param name="NoLogprob">Log probability of "No".</param>
internal sealed record Sufficiency(double YesLogprob, double NoLogprob)
{
    /// <summary>The log odds of "Yes" against "No".</summary>
    public double LogOdds => YesLogprob - NoLogprob;

    /// <summary>From numbers that came from outside; null where one is missing or cannot be.</summary>
    internal static Sufficiency? Of(double? yesLogprob, double? noLogprob) =>
        LogProbability.Valid(yesLogprob) is { } yes && LogProbability.Valid(noLogprob) is { } no ? new Sufficiency(yes, no) : null;

    /// <summary>Reads the first token's alternatives. A word that is not listed is censored, which keeps the odds on the cautious side.</summary>
    /// <param name="first">The first generated token with its alternatives.</param>
    /// <returns>Null where neither word is listed.</returns>
    internal static Sufficiency? Of(CompletionToken first)
    {
        ArgumentNullException.ThrowIfNull(first);
        return ForcedChoice.Read(first, 2, static text =>
            text.Equals("yes", StringComparison.OrdinalIgnoreCase) ? 0 : text.Equals("no", StringComparison.OrdinalIgnoreCase) ? 1 : -1) is [var yes, var no]
            ? new Sufficiency(yes, no) : null;
    }
}
