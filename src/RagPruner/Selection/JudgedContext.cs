using RagPruner.Contexts;
using RagPruner.Drafting;

namespace RagPruner.Selection;

/// <summary>A context with its verdict.</summary>
/// <param name="Context">The context.</param>
/// <param name="Evidence">What its drafting call returned, if anything.</param>
/// <param name="Score">Its score; null unless it was kept or pruned by the keep rule.</param>
/// <param name="Disposition">What became of it.</param>
/// <param name="Reason">Why: one of <see cref="Reasons"/>.</param>
/// <param name="MergedInto">The id of the context that stands for this one, or null.</param>
public sealed record JudgedContext(
    Context Context, Evidence? Evidence, double? Score, Disposition Disposition, string Reason, string? MergedInto);
