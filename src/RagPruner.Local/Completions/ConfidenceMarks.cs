using RagPruner.Models;

namespace RagPruner.Local.Completions;

/// <summary>Where a completion is shaky: words that the model was unsure of, and sudden falls of its certainty.</summary>
internal static class ConfidenceMarks
{
    private const int Before = 5;

    /// <summary>The completion's tokens, each with what is to be seen at it.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="cut">Below this log probability a token is unsure.</param>
    /// <param name="drop">A fall by at least this much below the mean of the five tokens before is sharp.</param>
    public static IReadOnlyList<MarkedToken> Of(IReadOnlyList<CompletionToken> tokens, double cut, double drop)
    {
        var shown = tokens.Where(t => !t.IsEnd).ToArray();
        return [.. shown.Select((token, i) =>
        {
            var before = LogProbability.Mean(shown.Take(i).TakeLast(Before).Select(t => t.Logprob));
            return new MarkedToken(token, token.Logprob < cut, token.Logprob is { } own && before - own >= drop ? before - own : null);
        })];
    }
}

/// <summary>A token with what is to be seen at it.</summary>
/// <param name="Token">The token.</param>
/// <param name="IsUnsure">Whether its log probability is below the cut.</param>
/// <param name="Drop">By how much it falls below the tokens before it, if that is sharp; else null.</param>
internal sealed record MarkedToken(CompletionToken Token, bool IsUnsure, double? Drop);
