using RagPruner.Contexts;
using RagPruner.Drafting;

namespace RagPruner.Answering;

/// <summary>Writes the answer on the final model. Implementations are safe for concurrent calls.</summary>
public interface IGenerator
{
    /// <summary>Whether the final model returns log probabilities with token texts; without, there is one candidate only.</summary>
    bool OffersLogprobs { get; }

    /// <summary>
    /// Answers from the kept contexts. Honours the token promptly, makes one attempt, and throws only
    /// <see cref="Errors.PrunerException"/> or <see cref="OperationCanceledException"/>.
    /// </summary>
    /// <param name="request">What to answer, from what.</param>
    /// <param name="deltas">Receives the text as it comes, if the model streams; may be null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<GeneratedText> GenerateAsync(GenerationRequest request, IProgress<string>? deltas, CancellationToken cancellationToken);
}

/// <summary>One call of the final model.</summary>
/// <param name="Question">The user's question.</param>
/// <param name="Contexts">The kept contexts in retrieval order; the model cites them as [1], [2] and so on in this order.</param>
/// <param name="Fence">The delimiter that encloses each context in the prompt.</param>
public sealed record GenerationRequest(string Question, IReadOnlyList<Context> Contexts, string Fence)
{
    /// <summary>Which of several candidates this is, from 0; with more than one the model samples.</summary>
    public int Candidate { get; init; }

    /// <summary>How many candidates are generated in all.</summary>
    public int Candidates { get; init; } = 1;
}

/// <summary>What the final model returned, unchecked.</summary>
/// <param name="Text">Its text, with citations as [n].</param>
public sealed record GeneratedText(string Text)
{
    /// <summary>The tokens whose texts make up <see cref="Text"/>, or null without log probabilities.</summary>
    public IReadOnlyList<DraftToken>? Tokens { get; init; }

    /// <summary>Prompt tokens, as reported, else estimated.</summary>
    public int InputTokens { get; init; }

    /// <summary>Generated tokens, as reported, else estimated.</summary>
    public int OutputTokens { get; init; }

    /// <summary>Whether a guardrail intervened.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>Whether the limit on its tokens ended the text, rather than the model.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Mean log probability of the tokens, closing token aside; null if any is missing.</summary>
    public double? MeanLogprob => Tokens is null ? null : LogProbability.Mean(Tokens.Where(t => !t.IsEnd).Select(t => t.Logprob));
}
