namespace RagPruner.Models;

/// <summary>Completes prompts: the one port behind drafts and answers. Implementations are safe for concurrent calls.</summary>
public interface IModel
{
    /// <summary>What the model can do, as far as is known by now. Nothing is asked of it that is not among this.</summary>
    ModelAbilities Abilities { get; }

    /// <summary>
    /// Whether the model may be cold. If so one draft goes first, so that a model that is being loaded costs one failed
    /// call instead of one for every context.
    /// </summary>
    bool MayBeCold => false;

    /// <summary>
    /// Completes a prompt. Honours the token promptly, makes one attempt, and throws only
    /// <see cref="Errors.PrunerException"/> or <see cref="OperationCanceledException"/>. A prompt that is too long for the
    /// model is no failure: see <see cref="StopCause.TooLong"/>.
    /// </summary>
    /// <param name="request">The prompt, and what to return.</param>
    /// <param name="deltas">Receives the text as it comes, in one piece if the model does not stream; may be null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<Completion> CompleteAsync(CompletionRequest request, IProgress<string>? deltas, CancellationToken cancellationToken);
}
