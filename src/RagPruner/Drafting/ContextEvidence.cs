using RagPruner.Contexts;

namespace RagPruner.Drafting;

/// <summary>A context with what is known of it: what a scorer sees, and what calls for a whole question are made from.</summary>
/// <param name="Context">The context.</param>
/// <param name="Evidence">What its calls returned; null if none was needed, or made yet.</param>
public sealed record ContextEvidence(Context Context, Evidence? Evidence)
{
    /// <summary>The question that they are for; null where that is not known.</summary>
    public string? Question { get; init; }
}
