namespace RagPruner.Accounting;

/// <summary>What one request took: calls, tokens, money and time.</summary>
public sealed record Ledger
{
    /// <summary>Attempts made on services, failed ones and retries included.</summary>
    public required int Calls { get; init; }

    /// <summary>Those of the calls that repeated a failed one.</summary>
    public required int Retries { get; init; }

    /// <summary>How many contexts were drafted from.</summary>
    public required int Drafts { get; init; }

    /// <summary>Tokens of the drafting calls, those for further evidence included.</summary>
    public required TokenUsage Drafting { get; init; }

    /// <summary>Tokens of the final model.</summary>
    public required TokenUsage Final { get; init; }

    /// <summary>Estimated tokens of the contexts that were retrieved but not sent to the final model.</summary>
    public required long PrunedTokens { get; init; }

    /// <summary>What the request cost in US dollars, at the configured prices.</summary>
    public required double CostUsd { get; init; }

    /// <summary>
    /// What sending every retrieved context to the final model would have cost, for each candidate and with the share of it that
    /// a cache would have held, less <see cref="CostUsd"/>. Negative when the drafts cost more than what they saved.
    /// </summary>
    public required double SavedUsd { get; init; }

    /// <summary>Where the time went.</summary>
    public required StageTimes Times { get; init; }

    /// <summary>A ledger with its money worked out.</summary>
    /// <param name="calls">Attempts made and, of these, retries.</param>
    /// <param name="drafts">How many contexts were drafted from, and the tokens of all drafting calls.</param>
    /// <param name="final">Tokens of the final model.</param>
    /// <param name="avoided">What the final model was spared.</param>
    /// <param name="times">Where the time went.</param>
    /// <param name="prices">What the models cost.</param>
    internal static Ledger Of(
        (int Made, int Retries) calls, (int Count, TokenUsage Usage) drafts, TokenUsage final, Avoided avoided, StageTimes times, Prices prices) =>
        new()
        {
            Calls = calls.Made,
            Retries = calls.Retries,
            Drafts = drafts.Count,
            Drafting = drafts.Usage,
            Final = final,
            PrunedTokens = avoided.PrunedTokens,
            CostUsd = prices.Of(drafts.Usage, final),
            SavedUsd = prices.Saved(drafts.Usage, final, avoided.Final),
            Times = times,
        };
}
