using RagPruner.Accounting;
using RagPruner.Pipeline;

namespace RagPruner.Extensions.AI;

/// <summary>
/// What <see cref="RagPrunerServices.AddRagPruner"/> can be told, in code or by a section of the configuration. It is checked
/// when the host starts, and every option that is out of range is named.
/// </summary>
public sealed class RagPrunerOptions
{
    private static readonly PrunerOptions s_defaults = new();

    /// <summary>The deadline of a request that names none, and the longest that it may name: above 0, at most 24 hours.</summary>
    public TimeSpan Deadline { get; set; } = s_defaults.Deadline;

    /// <summary>The longest question, in UTF-16 units; at least 1.</summary>
    public int MaxQuestionLength { get; set; } = s_defaults.MaxQuestionLength;

    /// <summary>The longest context, in estimated tokens; at least 1. A longer one stays unscored.</summary>
    public int MaxContextTokens { get; set; } = s_defaults.MaxContextTokens;

    /// <summary>The longest draft, in tokens: 1 to 64.</summary>
    public int MaxDraftTokens { get; set; } = s_defaults.MaxDraftTokens;

    /// <summary>Drafting calls of a request at once: 1 to 25.</summary>
    public int MaxConcurrentDrafts { get; set; } = s_defaults.MaxConcurrentDrafts;

    /// <summary>Calls at once to the retriever, and to each model, from all requests: 1 to 1000.</summary>
    public int MaxConcurrentCalls { get; set; } = s_defaults.MaxConcurrentCalls;

    /// <summary>Whether a second attempt is made beside a draft that takes longer than 95 of 100 did.</summary>
    public bool HedgeDrafts { get; set; } = s_defaults.HedgeDrafts;

    /// <summary>The share of the deadline by whose end drafting stops: above 0, at most 1.</summary>
    public double DraftingShare { get; set; } = s_defaults.DraftingShare;

    /// <summary>The metadata key that says how far a document's source is trusted; null for none.</summary>
    public string? TrustKey { get; set; }

    /// <summary>US dollars per million input tokens of the drafting model.</summary>
    public double DraftInputUsdPerMillion { get; set; }

    /// <summary>US dollars per million output tokens of the drafting model.</summary>
    public double DraftOutputUsdPerMillion { get; set; }

    /// <summary>US dollars per million input tokens of the final model.</summary>
    public double FinalInputUsdPerMillion { get; set; }

    /// <summary>US dollars per million output tokens of the final model.</summary>
    public double FinalOutputUsdPerMillion { get; set; }

    internal PrunerOptions ToPrunerOptions() => s_defaults with
    {
        Deadline = Deadline,
        MaxQuestionLength = MaxQuestionLength,
        MaxContextTokens = MaxContextTokens,
        MaxDraftTokens = MaxDraftTokens,
        MaxConcurrentDrafts = MaxConcurrentDrafts,
        MaxConcurrentCalls = MaxConcurrentCalls,
        HedgeDrafts = HedgeDrafts,
        DraftingShare = DraftingShare,
        TrustKey = TrustKey,
        DraftPrice = new ModelPrice(DraftInputUsdPerMillion, DraftOutputUsdPerMillion),
        FinalPrice = new ModelPrice(FinalInputUsdPerMillion, FinalOutputUsdPerMillion),
    };
}
