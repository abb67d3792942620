namespace RagPruner.Local.Evaluation;

/// <summary>The price of the drafting model at which a policy costs as much as another.</summary>
/// <param name="UsdPerMillionInput">Per million input tokens, at least 0; null where drafts are paid by the call.</param>
/// <param name="UsdPerCall">A call; null where drafts are paid by the token.</param>
internal sealed record BreakEven(double? UsdPerMillionInput, double? UsdPerCall)
{
    /// <summary>Null where nothing is drafted.</summary>
    public static BreakEven? Of(PolicyFigures policy, PolicyFigures other)
    {
        if (policy.DraftCalls == 0)
            return null;
        var room = other.Usd - (policy.Usd - policy.DraftUsd);
        if (policy.DraftCallUsd > 0)
            return new BreakEven(null, Math.Max(0, room) / policy.DraftCalls);
        // What drafts would still cost if their inputs were free.
        var output = policy.DraftUsd - policy.DraftInputUsd;
        return policy.DraftInputTokens > 0 ? new BreakEven(Math.Max(0, room - output) / policy.DraftInputTokens * 1e6, null) : null;
    }
}
