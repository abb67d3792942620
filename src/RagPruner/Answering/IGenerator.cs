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
