using System.Text;
using RagPruner.Models;

namespace RagPruner.OpenAi;

/// <summary>A model on an OpenAI-compatible server, by its chat completions.</summary>
public sealed class OpenAiModel : IModel
{
    private readonly OpenAiClient _client;
    private readonly OpenAiOptions _options;
    private readonly ServerAbilities _server;

    internal OpenAiModel(OpenAiClient client, OpenAiOptions options, ServerAbilities server) =>
        (_client, _options, _server, Abilities) = (client, options, server, server.ToModel());

    /// <inheritdoc/>
    public ModelAbilities Abilities { get; }

    /// <summary>Finds out by a few small calls what the server can do with the model, and builds on it.</summary>
    /// <param name="http">The client to call with; <see cref="CreateHttp"/> makes one that fits.</param>
    /// <param name="options">The server and the model.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PrunerException">An option is wrong, or the server cannot be reached or refuses every form of a request.</exception>
    public static async Task<OpenAiModel> ConnectAsync(HttpClient http, OpenAiOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var client = new OpenAiClient(http, options);
        return new OpenAiModel(client, options, await ServerAbilities.ProbeAsync(client, options.Model, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// A client for servers: no limit on time, which deadlines keep, one on the size of a reply, and no reading on in one
    /// that was cancelled.
    /// </summary>
    public static HttpClient CreateHttp() => OpenAiClient.CreateHttp();

    /// <summary>What the server can do, in one line for people.</summary>
    public string Describe() => _server.Describe();

    /// <inheritdoc/>
    public async Task<Completion> CompleteAsync(CompletionRequest request, IProgress<string>? deltas, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            var chat = ChatRequest.Of(request, _options.Model, _server.TakesContinueFlags);
            return deltas is null
                ? (await _client.CompleteAsync(chat, cancellationToken).ConfigureAwait(false)).ToCompletion(request)
                : await StreamAsync(chat, request, deltas, cancellationToken).ConfigureAwait(false);
        }
        catch (PrunerMisconfigured e) when (e.InnerException is RefusedRequestException { IsTooLong: true })
        {
            return new Completion("") { StopCause = StopCause.TooLong };
        }
    }

    private async Task<Completion> StreamAsync(ChatRequest chat, CompletionRequest request, IProgress<string> deltas, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var tokens = new List<ChatToken?>();
        var (usage, finish) = (default(ChatUsage), default(string));
        await foreach (var chunk in _client.StreamAsync(chat, cancellationToken).ConfigureAwait(false))
        {
            usage = chunk.Usage ?? usage;
            if (chunk.Choices is not [var choice, ..])
                continue;
            finish = choice.FinishReason ?? finish;
            tokens.AddRange(choice.Logprobs?.Content ?? []);
            if (choice.Delta?.Content is { Length: > 0 } delta)
            {
                text.Append(delta);
                deltas.Report(delta);
            }
        }
        var whole = new ChatChoice(new ChatMessage("assistant", text.ToString()), null, tokens.Count > 0 ? new ChatLogprobs(tokens) : null, finish, null);
        return new ChatReply([whole], usage, null).ToCompletion(request);
    }
}
