using Microsoft.Extensions.AI;
using RagPruner.Answering;

namespace RagPruner.Extensions.AI;

/// <summary>
/// Writes final answers by any <see cref="IChatClient"/>, streamed where somebody listens. Safe for concurrent calls if the
/// client is.
/// </summary>
/// <remarks>
/// There is no drafter over an <see cref="IChatClient"/>: Microsoft.Extensions.AI returns no log probabilities, which are what
/// contexts are scored by. Draft by <c>RagPruner.OpenAi</c> or <c>RagPruner.Bedrock</c>.
/// </remarks>
public sealed class ChatClientGenerator : IGenerator
{
    private readonly ModelGenerator _generator;

    /// <summary>Builds a generator over a client, which stays its caller's to dispose of.</summary>
    /// <param name="client">The client of the final model.</param>
    /// <param name="options">How it is called; the defaults if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The longest answer is less than one token.</exception>
    public ChatClientGenerator(IChatClient client, ChatClientGeneratorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        options ??= new ChatClientGeneratorOptions();
        _generator = new ModelGenerator(new ChatClientModel(client, options), AnswerStyle.Cited, options.MaxTokens);
    }

    /// <summary>Always false: a chat client returns no log probabilities, so there is one candidate, and no confidence from its tokens.</summary>
    public bool OffersLogprobs => false;

    /// <inheritdoc/>
    public Task<GeneratedText> GenerateAsync(GenerationRequest request, IProgress<string>? deltas, CancellationToken cancellationToken) =>
        _generator.GenerateAsync(request, deltas, cancellationToken);
}
