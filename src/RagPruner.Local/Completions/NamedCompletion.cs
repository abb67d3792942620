using RagPruner.Models;

namespace RagPruner.Local.Completions;

/// <summary>A completion with its tokens.</summary>
/// <param name="Id">A name for it.</param>
/// <param name="Text">What the tokens spell.</param>
/// <param name="Tokens">The tokens in order, those that closed it marked.</param>
internal sealed record NamedCompletion(string Id, string Text, IReadOnlyList<CompletionToken> Tokens)
{
    /// <summary>Mean log probability of the tokens without the closing ones; null if any is missing.</summary>
    public double? MeanLogprob => LogProbability.Mean(Tokens.Where(t => !t.IsEnd).Select(t => t.Logprob));

    /// <summary>The same of the first tokens only: how surely the model sets out.</summary>
    public double? FirstLogprob(int tokens) => LogProbability.Mean(Tokens.Where(t => !t.IsEnd).Take(tokens).Select(t => t.Logprob));

    /// <summary>Best mean log probability first; those without one last, in their order.</summary>
    public static IReadOnlyList<NamedCompletion> Ranked(IEnumerable<NamedCompletion> completions) =>
        [.. completions.OrderBy(c => c.MeanLogprob is null).ThenByDescending(c => c.MeanLogprob)];
}
