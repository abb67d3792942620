using RagPruner.Accounting;
using RagPruner.Calibration;
using RagPruner.Calls;
using RagPruner.Drafting;

namespace RagPruner.Pipeline;

/// <summary>Limits and prices that belong to a deployment rather than to a request.</summary>
public sealed record PrunerOptions
{
    /// <summary>The most contexts that a request may have drafted; with the other limits it bounds a request's cost.</summary>
    public const int MaxContexts = 25;

    /// <summary>The longest draft that can be configured, in tokens.</summary>
    public const int MaxDraftTokensLimit = 64;

    /// <summary>The longest question, in UTF-16 units.</summary>
    public int MaxQuestionLength { get; init; } = 1000;

    /// <summary>The longest draft, in tokens: 1 to <see cref="MaxDraftTokensLimit"/>.</summary>
    public int MaxDraftTokens { get; init; } = 24;

    /// <summary>The longest context, in estimated tokens; a longer one stays unscored as <c>too_long</c>. Bounds the price of a draft.</summary>
    public int MaxContextTokens { get; init; } = 4000;

    /// <summary>Drafting calls at once. More may start another copy of an imported model, which is billed by itself.</summary>
    public int MaxConcurrentDrafts { get; init; } = 4;

    /// <summary>The deadline when a request names none, and the longest that it may name.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The share of the deadline by whose end drafting stops, so that time is left for the answer: above 0, at most 1.</summary>
    public double DraftingShare { get; init; } = 0.6;

    /// <summary>How failed calls are repeated.</summary>
    public RetryOptions Retry { get; init; } = new();

    /// <summary>A calibrated blend with its cuts, or null. The scorer <c>blend</c> is the profile's then.</summary>
    public Profile? Profile
    {
        get;
        init
        {
            field = value;
            ProfileScorer = value is null ? null : new ProfileScorer(value);
        }
    }

    internal ProfileScorer? ProfileScorer { get; private init; }

    /// <summary>How long a draft may be that is asked for these kinds of evidence: one token where only the prompt's log probabilities count.</summary>
    internal int MaxDraftTokensOf(EvidenceKinds uses) => uses.HasFlag(EvidenceKinds.Draft) ? MaxDraftTokens : 1;

    /// <summary>What the drafting model costs.</summary>
    public ModelPrice DraftPrice { get; init; } = ModelPrice.Free;

    /// <summary>What the final model costs.</summary>
    public ModelPrice FinalPrice { get; init; } = ModelPrice.Free;
}
